"""What may stand in the address of the insights."""

from typing import Any
from urllib.parse import urlencode

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from catalog.insights.scope import Scope
from catalog.models import Movie
from catalog.platforms import platforms
from catalog.templatetags.figures import platform_name


class InsightsForm(forms.Form):
    KINDS = {
        "": _("Films and series"),
        Movie.Kind.FILM.value: _("Films"),
        Movie.Kind.SERIES.value: _("Series"),
    }

    kind = forms.ChoiceField(label=_("Kind"), choices=list(KINDS.items()), required=False)
    source = forms.ChoiceField(label=_("Source"), required=False)

    def __init__(self, data: QueryDict) -> None:
        """A choice that there is not counts as left blank."""
        names = {name: platform_name(name) for name in platforms()}
        sources: dict[str, Any] = {"": _("All sources"), **names}
        known: dict[str, dict[str, Any]] = {"kind": self.KINDS, "source": sources}
        super().__init__({name: data[name] for name in known if data.get(name) in known[name]})
        field = self.fields["source"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = list(sources.items())

    @property
    def scope(self) -> Scope:
        said = self._cleaned()
        return Scope(kind=said.get("kind", ""), platform=said.get("source", ""))

    @property
    def address(self) -> str:
        """Query string of these choices, shortest form; "" for none."""
        said = {name: value for name, value in self._cleaned().items() if value}
        return f"?{urlencode(said)}" if said else ""

    def _cleaned(self) -> dict[str, Any]:
        self.is_valid()
        return self.cleaned_data
