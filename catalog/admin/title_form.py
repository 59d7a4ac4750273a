"""The form that a title is edited by: what it refuses, and what it does when two people write."""

import unicodedata
from typing import Any, cast

from django import forms
from django.contrib.admin.widgets import AdminIntegerFieldWidget, AdminTextareaWidget
from django.core.exceptions import ValidationError
from django.http import Http404, QueryDict
from django.urls import reverse
from django.utils.html import format_html
from django.utils.text import capfirst
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from catalog.importers.cells import clean_text
from catalog.importers.fields import MAX_COUNT, MAX_DESCRIPTION, YEARS
from catalog.models import Movie

# Line ends of any kind, and everything else that is no letter of a line.
NOT_ON_ONE_LINE = {"Cc", "Zl", "Zp"}


def number_field(label: Any, *, least: int, most: int) -> forms.IntegerField:
    return forms.IntegerField(
        label=label,
        required=False,
        min_value=least,
        max_value=most,
        widget=AdminIntegerFieldWidget,
    )


def on_one_line(text: str) -> str:
    """As an import would write it. Raises ValidationError."""
    if any(unicodedata.category(character) in NOT_ON_ONE_LINE for character in text):
        raise ValidationError(
            _("This stands on one line, without line breaks or control characters.")
        )
    return clean_text(text)


class TitleForm(forms.ModelForm):
    description = forms.CharField(
        label=capfirst(_("description")),
        required=False,
        max_length=MAX_DESCRIPTION,
        widget=AdminTextareaWidget,
        help_text=_("Plain text. A title is found by what stands here: it is embedded anew."),
    )
    release_year = number_field(capfirst(_("year")), least=YEARS.start, most=YEARS.stop - 1)
    minutes = number_field(capfirst(_("minutes")), least=1, most=MAX_COUNT)
    seasons = number_field(capfirst(_("seasons")), least=1, most=MAX_COUNT)
    original_language = forms.RegexField(
        r"^[a-z]{2,3}$",
        label=capfirst(_("original language")),
        required=False,
        help_text=_("Its code, such as “en”."),
        error_messages={"invalid": _("Two or three small letters, such as “en”.")},
    )
    imdb_id = forms.RegexField(
        r"^tt[0-9]{7,10}$",
        label=capfirst(_("id at IMDb")),
        required=False,
        help_text=_("Such as “tt0114709”."),
        error_messages={"invalid": _("“tt” and seven to ten digits, as in the address at IMDb.")},
    )
    movielens_id = number_field(capfirst(_("id at MovieLens")), least=1, most=2**31 - 1)
    version = forms.CharField(label="", required=False, widget=forms.HiddenInput)

    class Meta:
        model = Movie
        exclude = ()  # noqa: DJ006 - the admin names the fields

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.initial["version"] = self.instance.updated_at.isoformat()

    def clean_title(self) -> str:
        cleaned = on_one_line(self.cleaned_data["title"])
        if not cleaned:
            raise ValidationError(_("This title has nothing that can be seen."))
        return cleaned

    def clean_original_title(self) -> str:
        return on_one_line(self.cleaned_data["original_title"])

    def clean_tagline(self) -> str:
        return on_one_line(self.cleaned_data["tagline"])

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if cleaned.get("kind") == Movie.Kind.FILM and cleaned.get("seasons"):
            self.add_error("seasons", _("Only series have seasons."))
        if self.instance.pk and cleaned.get("version"):
            self._refuse_to_overwrite(cleaned["version"])
        return cleaned

    def _refuse_to_overwrite(self, opened: str) -> None:
        """Compare what was opened with what is there, under a lock that lasts until the save."""
        updated_at = (
            Movie.objects.filter(pk=self.instance.pk)
            .locked()
            .values_list("updated_at", flat=True)
            .first()
        )
        if updated_at is None:
            raise Http404  # deleted, or merged into another, since this request began
        if updated_at.isoformat() == opened:
            return
        # The form that is shown now knows of the other's change: to save it is a decision.
        data = cast(QueryDict, self.data).copy()
        data[self.add_prefix("version")] = updated_at.isoformat()
        self.data = data
        raise ValidationError(
            format_html(
                gettext(
                    "Somebody else has changed this title since you opened it. Your text is kept "
                    'below and not saved yet. <a href="{address}" target="_blank">See the title '
                    "as it is now</a> (opens a new window), then save again to replace it."
                ),
                address=reverse("admin:catalog_movie_change", args=[self.instance.pk]),
            ),
            code="changed_meanwhile",
        )
