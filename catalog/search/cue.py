"""A part of a request that says the same as a filter would: its chip and its filter."""

from dataclasses import dataclass
from typing import Any

from babel import Locale
from django.utils.text import capfirst, slugify
from django.utils.translation import get_language, to_locale
from django.utils.translation import gettext as _

from catalog.models import Movie
from catalog.search.country_words import COUNTRIES, SPOKEN_IN
from catalog.search.genre_words import GENRES

_COUNTRIES = {country.code: country for country in COUNTRIES}

_SPOKEN = {"cn": "yue", "no": "nb"}  # what TMDB calls otherwise than ISO 639


@dataclass(frozen=True, slots=True)
class Cue:
    name: str
    """"years", "kind", "genre", "country", "language", "person", "platform", "black_and_white",
    "unlike" or "like"."""
    value: Any
    """Of "years" the first and the last, either or None; of "person" ids; else a text or an id."""
    words: str
    """As typed."""
    is_sure: bool = False
    """Whether it narrows the search; else titles that fit it come earlier."""
    proper_name: str = ""
    """Of a person or a title."""

    @property
    def key(self) -> str:
        """What an address has to leave it out by: of this value alone, so that a removed "80s" does
        not take the "90s" of the next request with it."""
        value = "-".join(map(str, self.value)) if isinstance(self.value, tuple) else self.value
        return f"{self.name}-{slugify(str(value), allow_unicode=True)[:40]}".strip("-")

    @property
    def label(self) -> str:
        """For the chip, in the visitor's language."""
        match self.name:
            case "years":
                return _years_label(*self.value)
            case "kind":
                return capfirst(str(Movie.Kind(self.value).label))
            case "genre":
                return str(GENRES[self.value].label)
            case "country":
                return _country_label(self.value)
            case "language":
                language = _SPOKEN.get(self.value, self.value)
                return _("in %(language)s") % {"language": _locale().languages[language]}
            case "platform":
                return _("on %(platform)s") % {"platform": self.value.replace("-", " ").title()}
            case "black_and_white":
                return _("Black and white")
            case "like":
                return _("like %(title)s") % {"title": self.proper_name}
            case "unlike":
                return _("not: %(words)s") % {"words": self.value}
        return self.proper_name

    @property
    def is_preference(self) -> bool:
        """Titles that fit it come earlier, but others come too."""
        return not self.is_sure and self.name not in ("like", "unlike")

    @property
    def is_from_catalogue(self) -> bool:
        """Whether the whole label is in the catalogue's language, not a word of it the site's."""
        return self.name == "person"

    @property
    def filters(self) -> dict[str, Any]:
        """The fields of `Filters` that say the same; none of "like" and "unlike"."""
        match self.name:
            case "years":
                first, last = self.value
                return {"year_from": first, "year_to": last}
            case "kind":
                return {"kind": self.value}
            case "genre":
                return {"genres": (GENRES[self.value].names,)}
            case "country":
                country = _COUNTRIES[self.value]
                return {"made_in": country.names, "spoken": tuple(filter(None, [country.language]))}
            case "language":
                codes = SPOKEN_IN.get(self.value) or [
                    country.code for country in COUNTRIES if country.language == self.value
                ]
                names = [name for code in codes for name in _COUNTRIES[code].names]
                return {"made_in": tuple(names), "spoken": (self.value,)}
            case "person":
                return {"people": (self.value,)}
            case "platform":
                return {"platform": self.value}
            case "black_and_white":
                return {"black_and_white": True}
        return {}


def _country_label(code: str) -> str:
    country = _COUNTRIES[code]
    if country.label:
        return str(country.label)
    # Babel says "Hong Kong SAR China".
    return country.names[0] if code == "HK" else _locale().territories[code]


def _years_label(first: int | None, last: int | None) -> str:
    if first is None:
        return _("up to %(last)s") % {"last": last}
    if last is None:
        return _("from %(first)s") % {"first": first}
    if first == last:
        return str(first)
    if first % 10 == 0 and last == first + 9:
        return _("%(decade)ss") % {"decade": first}
    return _("%(first)s–%(last)s") % {"first": first, "last": last}


def _locale() -> Locale:
    return Locale.parse(to_locale(get_language() or "en"))
