"""What may stand in the address of a search."""

import re
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from catalog.models import Movie
from catalog.search.filters import Filters

# A plot told at length has about 2,000 characters; more says nothing more about a film.
LONGEST_QUERY = 2_000

# Of the keys of what a request is not to be understood as: of some 100 of them, more than a query
# has room for.
LONGEST_IGNORED = 2_000

# As `Cue.key` spells them, in any script.
_KEY = re.compile(r"[\w-]+")


class SearchForm(forms.Form):
    SORTS = {
        "year": _("Newest"),
        "oldest": _("Oldest"),
        "added": _("Recently added"),
        "title": _("Title, A to Z"),
    }

    q = forms.CharField(label=_("Describe what you want to see"), required=False)
    kind = forms.ChoiceField(
        label=_("Kind"), choices=[("", _("all")), *Movie.Kind.choices], required=False
    )
    genre = forms.CharField(label=_("Genre"), max_length=100, required=False)
    country = forms.CharField(label=_("Country"), max_length=100, required=False)
    age_rating = forms.CharField(label=_("Age rating"), max_length=20, required=False)
    # Followed from a title's page: thousands of them are too many to choose from.
    keyword = forms.CharField(max_length=100, required=False, widget=forms.HiddenInput)
    company = forms.CharField(max_length=200, required=False, widget=forms.HiddenInput)
    year_from = forms.IntegerField(
        label=_("From year"), min_value=1870, max_value=2100, required=False
    )
    year_to = forms.IntegerField(label=_("To year"), min_value=1870, max_value=2100, required=False)
    everything = forms.BooleanField(label=_("Also adult and unreleased titles"), required=False)
    # Of a search that nothing comes close to.
    anyway = forms.BooleanField(required=False, widget=forms.HiddenInput)
    # What the request is not to be understood as, and a title that it is said of: catalog/chips.py.
    ignore = forms.CharField(required=False, widget=forms.HiddenInput)
    like = forms.IntegerField(
        min_value=1, max_value=2**62, required=False, widget=forms.HiddenInput
    )
    sort = forms.ChoiceField(label=_("Order"), choices=list(SORTS.items()), required=False)

    was_cut = False
    """Whether the query was longer than LONGEST_QUERY: the rest is not even shown again."""

    def __init__(self, data: QueryDict) -> None:
        query = data.get("q", "")
        if len(query) > LONGEST_QUERY:
            data = data.copy()
            data["q"] = _tidy(query)[:LONGEST_QUERY]
            self.was_cut = len(_tidy(query)) > LONGEST_QUERY
        super().__init__(data)

    def clean_q(self) -> str:
        return _tidy(self.cleaned_data["q"])

    def clean_ignore(self) -> str:
        """The keys that may be some; of too many, the first."""
        keys = self.cleaned_data["ignore"][: LONGEST_IGNORED + 1].split(",")
        if len(self.cleaned_data["ignore"]) > LONGEST_IGNORED:
            keys.pop()  # which is cut
        return ",".join(key for key in keys if _KEY.fullmatch(key))

    @property
    def text(self) -> str:
        """The query as it is searched for; see `was_cut`."""
        return self._cleaned().get("q", "")

    @property
    def filters(self) -> Filters:
        """The valid filters; a field with an error counts as left blank."""
        data = self._cleaned()
        return Filters(
            kind=data.get("kind", ""),
            genre=data.get("genre", ""),
            country=data.get("country", ""),
            age_rating=data.get("age_rating", ""),
            keyword=data.get("keyword", ""),
            company=data.get("company", ""),
            year_from=data.get("year_from"),
            year_to=data.get("year_to"),
            include_adult_and_unreleased=data.get("everything", False),
        )

    @property
    def wants_least_bad(self) -> bool:
        """Whether titles are wanted though nothing comes close."""
        return bool(self._cleaned().get("anyway"))

    @property
    def ignored(self) -> frozenset[str]:
        """Names or keys of cues (`Cue.key`), whether the request has such or not."""
        return frozenset(filter(None, self._cleaned().get("ignore", "").split(",")))

    @property
    def like_id(self) -> int | None:
        return self._cleaned().get("like")

    @property
    def order(self) -> str:
        return self._cleaned().get("sort") or "year"

    def address(self, **changes: Any) -> str:
        """Query string of this search, shortest form, with some fields changed; "" for none."""
        data = {name: self._cleaned().get(name) for name in self.fields} | changes
        said = {name: value for name, value in data.items() if value not in (None, "", False)}
        for name in {"everything", "anyway"} & said.keys():
            said[name] = "1"
        return f"?{urlencode(said)}" if said else ""

    def _cleaned(self) -> dict[str, Any]:
        self.is_valid()
        return self.cleaned_data


def _tidy(query: str) -> str:
    # Postgres has no NUL in a text, and nobody means one.
    return " ".join(query.replace("\0", " ").split())
