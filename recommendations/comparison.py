"""All engines asked for one title: what each finds, how much of it the others find too, and what
that takes."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from time import perf_counter

from catalog.models import Movie
from recommendations.engines.base import Engine, Neighbour, NotServed, Text
from recommendations.engines.blend import Blend
from recommendations.engines.choices import ENGINES
from recommendations.engines.choices import engine as engine_named
from recommendations.footprints import Footprint, footprints

# Asked for besides, since some may be hidden from lists. Who has still too few is asked for more.
MARGIN = 10
MORE_TIMES = 4


@dataclass(frozen=True, slots=True)
class Listed:
    movie: Movie
    engines: int
    """How many of the engines found it."""


@dataclass(slots=True)
class Answer:
    """Of one engine."""

    name: str
    label: Text
    refusal: Text = ""
    """Why it has none, as a sentence."""
    milliseconds: float = 0.0
    """It took to find the nearest, in this request, without loading the engine and the cards."""
    footprint: Footprint | None = None
    """None where nothing is built for it, or not yet."""
    without: list[Text] = field(default_factory=list)
    """Of the mix: the engines that it is without here, since they have no answer."""
    titles: list[Listed] = field(default_factory=list)
    """Best first."""


@dataclass(frozen=True, slots=True)
class Comparison:
    answers: list[Answer]
    """Of all engines, in the order in which people choose among them."""

    @property
    def served(self) -> list[Answer]:
        return [answer for answer in self.answers if not answer.refusal]

    def overlap(self) -> Iterator[tuple[Answer, list[int | None]]]:
        """A row for each engine that answered: how many titles it has in common with each of them;
        None for itself."""
        ids = [{listed.movie.pk for listed in answer.titles} for answer in self.served]
        for row, answer in enumerate(self.served):
            yield (
                answer,
                [None if row == at else len(ids[row] & other) for at, other in enumerate(ids)],
            )


def compare(movie: Movie, *, count: int, leave_out: Collection[int] = ()) -> Comparison:
    """`count` titles by each engine, fewer only where it knows no more that may be shown.
    `leave_out` are ids."""
    known = footprints()
    answers = [
        Answer(name, engine.label, footprint=known.get(name)) for name, engine in ENGINES.items()
    ]
    engines: dict[str, Engine] = {}
    for answer in answers:
        try:
            engines[answer.name] = engine_named(answer.name)
        except NotServed as refusal:
            answer.refusal = refusal.reason
    able = [answer for answer in answers if answer.name in engines]
    movies = _find(movie, able, engines, count, leave_out)
    found_by = Counter(title.pk for titles in movies.values() for title in titles)
    for answer in answers:
        titles = movies.get(answer.name, [])
        answer.titles = [Listed(title, found_by[title.pk]) for title in titles]
    return Comparison(answers)


def _find(
    movie: Movie,
    asked: list[Answer],
    engines: Mapping[str, Engine],
    count: int,
    leave_out: Collection[int],
) -> dict[str, list[Movie]]:
    """By the name of the engine. The titles of all of them are read at once."""
    titles: dict[str, list[Movie]] = {}
    wanted = count + MARGIN
    while asked:
        found = {
            answer.name: _ask(answer, engines[answer.name], movie, wanted, leave_out)
            for answer in asked
        }
        shown = _shown(found.values())
        for name, neighbours in found.items():
            known = (shown.get(neighbour.title_id) for neighbour in neighbours)
            titles[name] = [title for title in known if title][:count]
        asked = [
            answer
            for answer in asked
            if len(titles[answer.name]) < count and len(found[answer.name]) == wanted
        ]
        wanted *= MORE_TIMES
    return titles


def _ask(
    answer: Answer, engine: Engine, movie: Movie, count: int, leave_out: Collection[int]
) -> Sequence[Neighbour]:
    start = perf_counter()
    try:
        if isinstance(engine, Blend):
            mixed = engine.mixed(movie.pk, count, leave_out=leave_out)
            answer.without = [ENGINES[name].label for name in mixed.left_out]
            found = mixed.neighbours
        else:
            found = engine.nearest(movie.pk, count, leave_out=leave_out)
    except NotServed as refusal:
        answer.refusal = refusal.reason
        return []
    answer.milliseconds = 1000 * (perf_counter() - start)
    return found


def _shown(found: Iterable[Sequence[Neighbour]]) -> dict[int, Movie]:
    ids = {neighbour.title_id for neighbours in found for neighbour in neighbours}
    titles = Movie.objects.for_everybody().only("title", "slug", "kind", "release_year")
    return titles.in_bulk(ids)
