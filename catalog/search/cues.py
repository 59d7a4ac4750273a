"""What a request says outright: years, a kind, a country, a person …, and what it rules out.

`understand` reads a text once, before anything is looked for.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

from catalog.models import Movie
from catalog.platforms import platforms
from catalog.search.cue import Cue
from catalog.search.cue_finding import find_words, words_left
from catalog.search.filters import Filters
from catalog.search.folding import folded
from catalog.search.more_like import split_more_like, titles_called
from catalog.search.negation import split_exclusions
from catalog.search.person_cues import find_people
from catalog.search.year_cues import find_years

# What a visitor can type; of a longer text, which only a program sends, the beginning is read.
LONGEST_READ = 2_000

# See `_is_sure`; in words.
SHORT = 12
EARLY = 4

# Netflix files drawn films under nothing but their audience, and few of the old ones as classics.
NEVER_SURE = {("genre", "animation"), ("genre", "classic"), ("genre", "cult")}

_HEDGE = re.compile(r"\?|\b(?:maybe|perhaps|possibly|probably|i think|might|quiza|quizas|creo)\b")

_ON = re.compile(r"\b(?:on|en) ([a-z0-9][a-z0-9_-]{0,29})(?![\w-])")


@dataclass(frozen=True, slots=True)
class Request:
    typed: str
    text: str
    """What is searched for by meaning and words; "" where a title and cues say it all."""
    excluded: tuple[str, ...] = ()
    cues: tuple[Cue, ...] = ()
    like: int | None = None
    """Id of the title in "more like X, but …"."""
    ignored: tuple[str, ...] = ()
    """Keys of the cues that it has too, but is not to be understood by."""

    def filters(self, base: Filters) -> Filters:
        """`base` narrowed by the cues that are sure; what a visitor set himself stays."""
        changes: dict[str, Any] = {}
        for cue in self.cues:
            if cue.is_sure and not _is_set(base, cue.name):
                for field, value in cue.filters.items():
                    is_list = field in ("genres", "people", "made_in", "spoken")
                    changes[field] = changes.get(field, ()) + value if is_list else value
        return replace(base, **changes)

    @property
    def is_said_by_cues(self) -> bool:
        """Whether cues that narrow the search are all of it: whatever has them is what was asked
        for. A kind narrows among other words too."""
        return any(cue.is_sure and cue.name != "kind" for cue in self.cues)

    def unsurely(self) -> "Request":
        """The same, as if none were: nothing has all that it asks for."""
        return replace(self, cues=tuple(replace(cue, is_sure=False) for cue in self.cues))

    def surely(self) -> "Request":
        """The same, as if every cue of it were sure."""
        return replace(self, cues=tuple(replace(cue, is_sure=True) for cue in self.cues))


def understand(
    text: str, *, ignored: frozenset[str] = frozenset(), like: int | None = None
) -> Request:
    """Read the request. Cues whose name or key is in `ignored` count as mere words. `like` is the
    id of a title that the text was said of, on its page."""
    rest = text[:LONGEST_READ]
    cues: list[Cue] = []
    if like is not None:
        cues = _like_cues(like)
    elif framed := _framed(rest):
        cue, remaining = framed
        cues = [cue]
        rest = rest if _is_ignored(cue, ignored) else remaining
    remaining, parts = split_exclusions(rest)
    unlike = [Cue("unlike", part, part) for part in parts]
    if not all(_is_ignored(cue, ignored) for cue in unlike):
        rest = remaining
    cues += unlike
    cues += find_cues(rest, is_change=bool(cues) and cues[0].name == "like")
    kept = tuple(cue for cue in cues if not _is_ignored(cue, ignored))
    # Behind what was cut off stands only what a program sent.
    searched = rest + text[LONGEST_READ:]
    like = next((cue.value for cue in kept if cue.name == "like"), None)
    if like is not None and _is_said_by(kept, searched):
        searched = ""
    return Request(
        typed=text,
        text=searched,
        excluded=tuple(cue.value for cue in kept if cue.name == "unlike"),
        cues=kept,
        like=like,
        ignored=tuple(dict.fromkeys(cue.key for cue in cues if cue not in kept)),
    )


def _like_cues(movie_id: int) -> list[Cue]:
    titles = Movie.objects.published().filter(pk=movie_id).only("title")
    return [Cue("like", title.pk, "", proper_name=title.title) for title in titles]


def _framed(text: str) -> tuple[Cue, str] | None:
    """The title of "more like …, but …", and the rest; None for another text, also for one that
    is a title itself: "Like Water for Chocolate"."""
    splits = split_more_like(text)
    titles = titles_called([text, *(name for name, _rest in splits)]) if splits else {}
    if text in titles:
        return None
    for name, rest in splits:
        if title := titles.get(name):
            return Cue("like", title.pk, name, proper_name=title.title), rest
    return None


def _is_ignored(cue: Cue, ignored: frozenset[str]) -> bool:
    return cue.name in ignored or cue.key in ignored


def _is_said_by(cues: Iterable[Cue], text: str) -> bool:
    """Whether cues that narrow the search say all of a text. "Like Narcos, but a documentary" is
    found by the vector of Narcos alone among documentaries: of the 19 such requests in
    tests/search_queries.jsonl the mean of 1 / rank is .40 so, .33 with the words' vector in it."""
    bare = folded(text)
    for cue in cues:
        if cue.is_sure:
            bare = bare.replace(folded(cue.words), " ")
    return not words_left(bare, [])


class _Read(NamedTuple):
    """A cue and where it stands in the text."""

    start: int
    end: int
    cue: Cue
    is_sure_of_itself: bool = True
    """See `Found.is_sure_of_itself`."""


def find_cues(typed: str, *, is_change: bool) -> list[Cue]:
    """In the order of the text. `is_change`: it says how another title differs, "but Korean"."""
    text = folded(typed)
    found = _read(typed, text)
    left = words_left(text, [(one.start, one.end) for one in found])
    # Who may not be meant says nothing of how sure the rest is: "little girl horror".
    left_by_sure = words_left(text, [one[:2] for one in found if not _is_rare_name(one)])
    has_sure_ones = any(one.is_sure_of_itself for one in found)
    return [
        replace(
            one.cue,
            # "But funny" is a mood, "but a comedy" a genre; "love and war" may be a title.
            is_sure=_is_sure(one.cue, text, left_by_sure)
            and (one.is_sure_of_itself or (has_sure_ones and not is_change)),
        )
        for one in sorted(found, key=lambda one: one[:2])
        # "War" is the genre where nothing else is said, and else a word of the plot.
        if (one.is_sure_of_itself or not left or (one.start == 0 and is_change))
        and not _is_only_said(one, text)
    ]


def _read(typed: str, text: str) -> list[_Read]:
    found: list[_Read] = []
    if years := find_years(text):
        words = typed[years.start : years.end].strip()
        cue = Cue("years", (years.first, years.last), words)
        found.append(_Read(years.start, years.end, cue))
    for one in find_words(text):
        cue = Cue(one.name, one.value, typed[one.start : one.end])
        found.append(_Read(one.start, one.end, cue, one.is_sure_of_itself))
    for person in find_people(typed, text):
        beside = [one for one in found if one.end <= person.start or one.start >= person.end]
        # A name hides what its words would say: "Jack Black", "Irish McCalla".
        if person.is_well_known or beside == found:
            words = typed[person.start : person.end]
            cue = Cue("person", person.ids, words, proper_name=person.name)
            found = [*beside, _Read(person.start, person.end, cue, person.is_well_known)]
    return [*found, *_platforms(typed, text)]


def _is_rare_name(one: _Read) -> bool:
    return one.cue.name == "person" and not one.is_sure_of_itself


def _platforms(typed: str, text: str) -> Iterator[_Read]:
    words = {match[1]: match for match in _ON.finditer(text)}
    if not words or len(text.split()) > SHORT:
        return
    for name in platforms():
        if match := words.get(name):
            yield _Read(*match.span(), Cue("platform", name, typed[slice(*match.span())]))


def _is_only_said(one: _Read, text: str) -> bool:
    """Everybody says "film" at length, and "his entire life is a TV show" asks for none."""
    if one.cue.name != "kind":
        return False
    if len(text.split()) > SHORT:
        return bool(one.cue.value == Movie.Kind.FILM)
    return len(text[: one.start].split()) > EARLY


def _is_sure(cue: Cue, text: str, left: list[str]) -> bool:
    """A cue narrows the search where a request says nothing else ("Korean series", "80s horror"),
    and a kind where it is said early in a short one; everywhere else it is a boost.

    Because people misremember, and catalogues have gaps. Of 1,200 requests of tmdb_train a filter
    would lose the film of 17 % of those that say a genre in 12 words or fewer, 27 % years (40 % in
    longer ones), 80 % a country (most films of The Movies Dataset have none), 55 % a person
    ("possibly with …"), and of none that say a kind (400 of netflix_train: of none in short ones,
    1 % in long ones).
    """
    if cue.name == "kind":
        return len(text.split()) <= SHORT
    if (cue.name, cue.value) in NEVER_SURE or cue.name == "black_and_white":
        return False
    return not left and not _HEDGE.search(text)


def _is_set(base: Filters, name: str) -> bool:
    match name:
        case "years":
            return base.year_from is not None or base.year_to is not None
        case "kind" | "genre" | "country":
            return bool(getattr(base, name))
        case "language":
            return bool(base.country)
    return False
