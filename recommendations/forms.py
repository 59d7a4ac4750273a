"""What may stand in the addresses of For you, of Try it, of similar titles and of Compare."""

from typing import Any
from urllib.parse import urlencode

from django import forms
from django.utils.translation import gettext_lazy as _

from catalog.api.parameters import LARGEST_ID
from catalog.lookup import LONGEST_NAME, NothingFound, find_title
from catalog.models import Movie
from recommendations import people
from recommendations.diversity import MOST_DIVERSITY, USUAL_DIVERSITY
from recommendations.engines.choices import DEFAULT_ENGINE, ENGINES
from recommendations.for_you import Wishes
from recommendations.similar import FEWEST, MOST, USUAL_COUNT


class AddressForm(forms.Form):
    """Read from an address: a field with an error counts as left blank."""

    def cleaned(self) -> dict[str, Any]:
        self.is_valid()
        return self.cleaned_data

    def address(self, **changes: Any) -> str:
        """Query string of what was said, some fields changed; "" for nothing."""
        data = {name: self.cleaned().get(name) for name in self.fields} | changes
        said = {name: value for name, value in data.items() if value not in (None, "")}
        return f"?{urlencode(said)}" if said else ""


class TitleForm(AddressForm):
    """A title by its name; `id` chooses one of several that have it."""

    title = forms.CharField(label=_("Title"), max_length=LONGEST_NAME, required=False)
    id = forms.IntegerField(
        min_value=1, max_value=LARGEST_ID, required=False, widget=forms.HiddenInput
    )

    def clean_title(self) -> str:
        # Postgres has no NUL in a text, and nobody means one.
        return " ".join(self.cleaned_data["title"].replace("\0", " ").split())

    def chosen(self) -> Movie | None:
        """None where no title is asked for. Raises NothingFound."""
        name, pk = self.cleaned().get("title", ""), self.cleaned().get("id")
        if not name:
            return None
        try:
            return find_title(name, pk=pk).movie
        except NothingFound:
            if pk is None:
                raise
            # Another name was typed over the one that the id came with.
            return find_title(name).movie


class WishesForm(TitleForm):
    MEAN = "mean"

    kind = forms.ChoiceField(
        label=_("Kind"),
        choices=[("", _("films and series")), *Movie.Kind.choices],
        required=False,
    )
    by = forms.ChoiceField(
        label=_("Chosen by"),
        choices=[
            ("", _("all that is known of my taste")),
            (MEAN, _("the mean of my favourites")),
        ],
        required=False,
    )
    diversity = forms.IntegerField(
        label=_("Diversity"), min_value=0, max_value=MOST_DIVERSITY, required=False
    )

    def wishes(self, start: Movie | None) -> Wishes:
        said = self.cleaned()
        return Wishes(
            kind=said.get("kind", ""),
            diversity=self.shown_diversity,
            start=start.pk if start else None,
            by_mean=said.get("by") == self.MEAN,
        )

    @property
    def shown_diversity(self) -> int:
        diversity = self.cleaned().get("diversity")
        return USUAL_DIVERSITY if diversity is None else diversity

    def address(self, **changes: Any) -> str:
        """The usual diversity is not said."""
        if self.shown_diversity == USUAL_DIVERSITY:
            changes = {"diversity": None} | changes
        return super().address(**changes)


class PredictForm(TitleForm):
    who = forms.CharField(label=_("Rater"), max_length=people.LONGEST, required=False)


def _number_of_titles() -> forms.IntegerField:
    wrong = _("Choose a number from 1 to 50.")
    messages = {"invalid": wrong, "min_value": wrong, "max_value": wrong}
    return forms.IntegerField(
        label=_("How many"),
        min_value=FEWEST,
        max_value=MOST,
        required=False,
        error_messages=messages,
    )


class SimilarForm(AddressForm):
    engine = forms.ChoiceField(
        label=_("Chosen by"),
        choices=[(name, engine.label) for name, engine in ENGINES.items()],
        required=False,
        error_messages={"invalid_choice": _("There is no engine called “%(value)s”.")},
    )
    n = _number_of_titles()

    @property
    def shown_engine(self) -> str:
        return self.cleaned().get("engine") or DEFAULT_ENGINE

    @property
    def shown_number(self) -> int:
        return self.cleaned().get("n") or USUAL_COUNT

    def address(self, **changes: Any) -> str:
        """What is usual is not said."""
        if self.shown_engine == DEFAULT_ENGINE:
            changes = {"engine": None} | changes
        if self.shown_number == USUAL_COUNT:
            changes = {"n": None} | changes
        return super().address(**changes)


class CompareForm(TitleForm):
    n = _number_of_titles()
    USUAL_NUMBER = 10

    @property
    def shown_number(self) -> int:
        return self.cleaned().get("n") or self.USUAL_NUMBER

    def address(self, **changes: Any) -> str:
        if self.shown_number == self.USUAL_NUMBER:
            changes = {"n": None} | changes
        return super().address(**changes)
