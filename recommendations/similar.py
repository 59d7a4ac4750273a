"""Titles similar to a title, by the engine that somebody chose or by the next one that can."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from catalog.models import Movie
from recommendations.engines.base import Neighbour, NotServed, Text
from recommendations.engines.blend import Blend
from recommendations.engines.choices import DEFAULT_ENGINE, ENGINES
from recommendations.engines.choices import engine as engine_named
from recommendations.engines.reasons import Reason, reasons_for

FEWEST, MOST = 1, 50
USUAL_COUNT = 6

# Who serves where the engine that was asked cannot.
STAND_INS = ("blend", "clip")


@dataclass(frozen=True, slots=True)
class SimilarTitle:
    movie: Movie
    """With what a card needs."""
    score: float
    """In the unit of the engine that served it; a higher one is closer."""
    reason: Reason | None = None
    """Of every title that `similar_titles` gives."""


@dataclass(frozen=True, slots=True)
class SimilarTitles:
    asked: str
    """The name of the engine that was chosen."""
    served: str
    """The name of the one that answered, or gave the first titles; "" where none could. Where the
    blend has one part alone to go by it is that part."""
    titles: list[SimilarTitle]
    """Best first."""
    refusal: str = ""
    """Why the one that was chosen did not, as a sentence; "" where it did."""
    fallback: str = ""
    """The same, and who stands in, for all of the titles or for those that it does not know."""
    shortage: str = ""
    """Why there are fewer than were asked for, as a sentence."""
    without: tuple[Text, ...] = ()
    """What the mix lacks here: labels of engines that have no answer."""

    @property
    def message(self) -> str:
        """All that is to be said of how they were found; "" where it is as usual."""
        lacking = ", ".join(map(str, self.without))
        without = f"{_('Without:')} {lacking}." if lacking else ""
        return " ".join(filter(None, [self.fallback, without, self.shortage]))


@dataclass(frozen=True, slots=True)
class _Answer:
    by: str
    """The name of the engine whose titles they are."""
    titles: list[SimilarTitle]
    """Never none."""
    without: tuple[Text, ...] = ()


def similar_titles(
    movie: Movie,
    *,
    engine: str = DEFAULT_ENGINE,
    count: int = USUAL_COUNT,
    kind: str = "",
    leave_out: Collection[int] = (),
    stand_ins: Collection[str] = STAND_INS,
) -> SimilarTitles:
    """`count` titles that everybody may see, fewer only where there are no more, and then
    `shortage` says so. `kind` keeps films or series alone, `leave_out` are ids. `stand_ins` answer
    for the engine, and fill up its list; without any it is that engine's own or none. Raises
    KeyError for a name that is none of ENGINES."""
    if engine not in ENGINES:
        raise KeyError(engine)
    refusals: list[str] = []
    answers: list[_Answer] = []
    left_out = set(leave_out)
    for name in dict.fromkeys([engine, *stand_ins]):
        missing = count - sum(len(answer.titles) for answer in answers)
        if not missing:
            break
        try:
            answer = _answer(name, movie, missing, kind, left_out)
        except NotServed as error:
            refusals.append(str(error.reason))
            continue
        if answer.by != name:
            refusals.append(_("The mix has too few parts for this title."))
            if not stand_ins:
                continue
        answers.append(answer)
        left_out |= {similar.movie.pk for similar in answer.titles}
    titles = [similar for answer in answers for similar in answer.titles]
    served = answers[0].by if answers else ""
    return SimilarTitles(
        asked=engine,
        served=served,
        titles=titles,
        refusal=refusals[0] if served != engine else "",
        fallback=" ".join(_fallback(engine, answers, refusals)),
        shortage=_shortage(len(titles), count, engine="" if stand_ins else engine),
        without=answers[0].without if served == Blend.name else (),
    )


def _answer(name: str, movie: Movie, count: int, kind: str, leave_out: Collection[int]) -> _Answer:
    """Asks for more until enough of them may be shown, or the engine knows no more. Raises
    NotServed, also where there is none to show."""
    engine = engine_named(name)
    by, without = name, tuple[Text, ...]()
    wanted = count
    while True:
        if isinstance(engine, Blend):
            mixed = engine.mixed(movie.pk, wanted, kind=kind, leave_out=leave_out)
            neighbours = mixed.neighbours
            by = mixed.served[0] if len(mixed.served) == 1 else name
            without = tuple(ENGINES[part].label for part in mixed.left_out)
        else:
            neighbours = engine.nearest(movie.pk, wanted, kind=kind, leave_out=leave_out)
        shown = _shown(neighbours)[:count]
        if len(shown) == count or len(neighbours) < wanted:
            break
        wanted *= 4
    if not shown:
        raise NotServed(_("“%(engine)s” knows no title to show.") % {"engine": ENGINES[name].label})
    return _Answer(by, _with_reasons(movie, shown, by), without)


def _shown(neighbours: list[Neighbour]) -> list[SimilarTitle]:
    cards = Movie.objects.for_everybody().for_cards()
    movies = cards.in_bulk([neighbour.title_id for neighbour in neighbours])
    return [
        SimilarTitle(movies[neighbour.title_id], neighbour.score)
        for neighbour in neighbours
        if neighbour.title_id in movies
    ]


def _with_reasons(movie: Movie, found: list[SimilarTitle], engine: str) -> list[SimilarTitle]:
    scores = {similar.movie.pk: similar.score for similar in found}
    movies = [similar.movie for similar in found]
    reasons = reasons_for(movie, movies, engine=engine, scores=scores)
    return [replace(similar, reason=reasons[similar.movie.pk]) for similar in found]


def _fallback(asked: str, answers: Sequence[_Answer], refusals: Sequence[str]) -> Iterator[str]:
    """Why another answers, and who besides the one that was asked, a sentence each."""
    if not answers or answers[0].by != asked:
        yield refusals[0]
    for place, answer in enumerate(answers):
        found = len(answer.titles)
        if place:
            told = ngettext(
                "It knows no more: the last one is by “%(engine)s”.",
                "It knows no more: the last %(found)d are by “%(engine)s”.",
                found,
            )
        elif answer.by != asked:
            told = _("These are by “%(engine)s” instead.")
        else:
            continue
        yield told % {"found": found, "engine": ENGINES[answer.by].label}


def _shortage(found: int, count: int, *, engine: str) -> str:
    """`engine` is the one that was asked alone; "" where the catalogue has no more."""
    if found >= count or not found:
        return ""
    if engine:
        told = ngettext(
            "“%(engine)s” knows only %(found)d title to show.",
            "“%(engine)s” knows only %(found)d titles to show.",
            found,
        )
        return told % {"engine": ENGINES[engine].label, "found": found}
    return ngettext(
        "There is only %(found)d title to show.",
        "There are only %(found)d titles to show.",
        found,
    ) % {"found": found}
