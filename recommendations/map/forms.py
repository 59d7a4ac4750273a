"""What may stand in the address of the map."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from recommendations.engines.choices import DEFAULT_ENGINE, ENGINES
from recommendations.forms import TitleForm


class MapForm(TitleForm):
    USUAL_COLOUR = "genre"

    colour = forms.ChoiceField(
        label=_("Colour by"),
        choices=[("genre", _("genre")), ("decade", _("decade")), ("kind", _("kind"))],
        required=False,
    )
    engine = forms.ChoiceField(
        label=_("Similar titles by"),
        choices=[(name, engine.label) for name, engine in ENGINES.items()],
        required=False,
        error_messages={"invalid_choice": _("There is no engine called “%(value)s”.")},
    )

    @property
    def shown_colour(self) -> str:
        return self.cleaned().get("colour") or self.USUAL_COLOUR

    @property
    def shown_engine(self) -> str:
        return self.cleaned().get("engine") or DEFAULT_ENGINE

    def address(self, **changes: Any) -> str:
        """What is usual is not said."""
        if self.shown_colour == self.USUAL_COLOUR:
            changes = {"colour": None} | changes
        if self.shown_engine == DEFAULT_ENGINE:
            changes = {"engine": None} | changes
        return super().address(**changes)
