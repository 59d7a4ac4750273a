"""The titles of this catalogue that a request means."""

from collections import defaultdict
from collections.abc import Collection, Iterable

from catalog.evaluation.requests import Gold
from catalog.models import Movie, Source
from catalog.names import normalised_name

TMDB = "tmdb"
AT_ONCE = 5_000


class GoldTitles:
    """Looks up the golds of many requests in a few queries. Of a film that is not here there is no
    title; of a name that several have, each of them."""

    def __init__(self, golds: Collection[Gold], *, among: Collection[int]) -> None:
        """`among` has the ids of the titles that can be found at all."""
        self._by_source = _ids_by_source({record for gold in golds for record in _records(gold)})
        self._by_imdb = _ids_by_imdb({gold.imdb_id for gold in golds} - {""})
        self._by_name = _ids_by_name({normalised_name(gold.title) for gold in golds if gold.year})
        self._among = frozenset(among)

    def ids(self, gold: Gold) -> frozenset[int]:
        """By the first of its ids that this catalogue knows, else by its name, year and kind."""
        return self._known(gold) & self._among

    def films(self, golds: Iterable[Gold]) -> tuple[frozenset[int], ...]:
        """The ids of each film that is here, once."""
        return tuple(dict.fromkeys(ids for gold in golds if (ids := self.ids(gold))))

    def ids_of_all(self, golds: Iterable[Gold]) -> frozenset[int]:
        return frozenset[int]().union(*self.films(golds))

    def _known(self, gold: Gold) -> frozenset[int]:
        records = (self._by_source.get(record) for record in _records(gold))
        for known in (*records, self._by_imdb.get(gold.imdb_id)):
            if known:
                return frozenset(known)
        return frozenset(
            pk
            for pk, year, kind in self._by_name.get(normalised_name(gold.title), ())
            if year == gold.year and gold.kind in ("", kind)
        )


def _records(gold: Gold) -> list[tuple[str, str]]:
    """Platform and id of each record that it names."""
    named = [(TMDB, gold.tmdb_id), (gold.platform, gold.show_id)]
    return [(platform, source_id) for platform, source_id in named if source_id]


def _ids_by_source(records: Collection[tuple[str, str]]) -> dict[tuple[str, str], set[int]]:
    found: dict[tuple[str, str], set[int]] = defaultdict(set)
    for platform in {platform for platform, _ in records}:
        for some in _in_batches({source_id for name, source_id in records if name == platform}):
            sources = Source.objects.filter(platform=platform, source_id__in=some)
            for source_id, movie_id in sources.values_list("source_id", "movie_id"):
                found[platform, source_id].add(movie_id)
    return found


def _ids_by_imdb(ids: Collection[str]) -> dict[str, set[int]]:
    """IMDb's ids have no index: one reading of the titles, for all requests."""
    found: dict[str, set[int]] = defaultdict(set)
    if ids:
        known = Movie.objects.exclude(imdb_id="").values_list("imdb_id", "pk")
        for imdb_id, pk in known.iterator(chunk_size=AT_ONCE):
            if imdb_id in ids:
                found[imdb_id].add(pk)
    return found


def _ids_by_name(keys: Collection[str]) -> dict[str, list[tuple[int, int | None, str]]]:
    found: dict[str, list[tuple[int, int | None, str]]] = defaultdict(list)
    for some in _in_batches(keys):
        titles = Movie.objects.filter(title_key__in=some)
        for key, pk, year, kind in titles.values_list("title_key", "pk", "release_year", "kind"):
            found[key].append((pk, year, kind))
    return found


def _in_batches(values: Collection[str]) -> Iterable[list[str]]:
    ordered = sorted(values)
    return (ordered[start : start + AT_ONCE] for start in range(0, len(ordered), AT_ONCE))
