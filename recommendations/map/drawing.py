"""What the page of the map draws: where each title lies that everybody may see, and its colours."""

import hashlib
from collections import Counter
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from django.core.cache import cache
from django.utils.translation import gettext as _

from catalog.locks import LockTaken, hold_lock
from catalog.models import Genre, Movie
from catalog.version import catalogue_version
from recommendations.map.places import BrokenMap, read_places
from recommendations.models import CatalogueMap

CACHE_SECONDS = 24 * 60 * 60
# Longer than drawing takes; who has waited so long draws for themselves.
LONGEST_WAIT = "10s"
# Part of the key: raise it whenever `Drawing` changes, since an upgrade finds what was kept before.
SHAPE = 1

# A page that was opened before a change may ask for its points after it.
POINTS_SECONDS = 60 * 60

# As many colours as people tell apart; the rest shares one.
MOST_GENRES = 10

FIRST_DECADE, LAST_DECADE = 1950, 2020
# Before the first, each of them, after which none is known.
DECADES = 2 + (LAST_DECADE - FIRST_DECADE) // 10
KINDS = (Movie.Kind.FILM, Movie.Kind.SERIES)


@dataclass(frozen=True, slots=True)
class Colour:
    """An entry of a legend: a class of titles, by its place in the legend."""

    label: str
    count: int
    is_catalogue_text: bool = False
    """Whether the label is in the catalogue's language, not the page's."""


@dataclass(frozen=True, eq=False)
class Drawing:
    title_ids: np.ndarray
    """int64[t], ascending"""
    places: np.ndarray
    """uint16[t, 2]: x to the right, y downwards"""
    colours: np.ndarray
    """uint8[3, t]: places in the legends of genres, decades and kinds"""
    genres: tuple[str, ...]
    """Those with a colour of their own, most titles first."""
    missing: int
    """Titles that everybody may see, and that have a vector but no place yet."""

    def __len__(self) -> int:
        return len(self.title_ids)

    @cached_property
    def points(self) -> bytes:
        """As `static/js/map-points.js` reads it, little-endian: how many, then all x, all y, all
        steps from one id to the next, and three bytes of colours for each title."""
        steps = np.diff(self.title_ids, prepend=0).astype("<u4")
        return b"".join(
            (
                np.array([len(self)], dtype="<u4").tobytes(),
                np.ascontiguousarray(self.places.T, dtype="<u2").tobytes(),
                steps.tobytes(),
                np.ascontiguousarray(self.colours).tobytes(),
            )
        )

    @cached_property
    def version(self) -> str:
        return hashlib.sha256(self.points).hexdigest()[:16]

    def place_of(self, title_id: int) -> np.ndarray | None:
        """uint16[2], or None for a title that is not drawn."""
        row = int(np.searchsorted(self.title_ids, title_id))
        found = row < len(self) and self.title_ids[row] == title_id
        return self.places[row] if found else None

    def nearest_to(self, place: np.ndarray) -> np.ndarray:
        """int64[t]: ids by their distance on the map, of equal ones the lower first."""
        distances = ((self.places.astype(np.int64) - place) ** 2).sum(axis=1)
        return self.title_ids[np.argsort(distances, kind="stable")]

    def legends(self) -> dict[str, list[Colour]]:
        """By what the map can be coloured by, in the reader's language."""
        genres, decades, kinds = (np.bincount(row, minlength=256).tolist() for row in self.colours)
        return {
            "genre": [
                *(Colour(name, genres[at], True) for at, name in enumerate(self.genres)),
                Colour(_("other or none"), genres[len(self.genres)]),
            ],
            "decade": [
                Colour(_("before %(year)d") % {"year": FIRST_DECADE}, decades[0]),
                *(
                    Colour(_("%(decade)ds") % {"decade": FIRST_DECADE + 10 * at}, decades[1 + at])
                    for at in range(DECADES - 2)
                ),
                Colour(_("from %(year)d") % {"year": LAST_DECADE}, decades[DECADES - 1]),
                Colour(_("not known"), decades[DECADES]),
            ],
            "kind": [Colour(str(kind.label), kinds[at]) for at, kind in enumerate(KINDS)],
        }


def current_drawing() -> tuple[CatalogueMap, Drawing] | None:
    """Of the map that is shown; None where none is, or where it cannot be read."""
    shown = CatalogueMap.objects.shown().without_places().first()
    if shown is None:
        return None
    try:
        return shown, _kept(f"map:{SHAPE}:{shown.pk}:{catalogue_version()}", shown)
    except BrokenMap:
        return None


def trouble_with_map() -> str:
    """Why the map that is shown cannot be read, in English, for operators; "" where it can."""
    shown = CatalogueMap.objects.shown().first()
    try:
        if shown:
            read_places(shown)
    except BrokenMap as error:
        return str(error)
    return ""


def points_of(version: str) -> bytes | None:
    """None for a version that is neither drawn now nor was an hour ago."""
    kept: bytes | None = cache.get(_points_key(version))
    if kept is None and (current := current_drawing()):
        drawing = current[1]
        kept = drawing.points if drawing.version == version else None
    return kept


_here: dict[str, Drawing] = {}
"""The last drawing of this process: half a megabyte that not every page is to fetch."""


def _kept(key: str, shown: CatalogueMap) -> Drawing:
    drawing = _here.get(key) or cache.get(key) or _drawn_once(key, shown)
    if key not in _here:
        _here.clear()
        _here[key] = drawing
    return drawing


def _drawn_once(key: str, shown: CatalogueMap) -> Drawing:
    """Of visitors who come together the first draws, and the others wait for it."""
    try:
        with hold_lock(key, wait=LONGEST_WAIT):
            return cache.get(key) or _draw_and_keep(key, shown)
    except LockTaken:
        return _draw_and_keep(key, shown)


def _draw_and_keep(key: str, shown: CatalogueMap) -> Drawing:
    drawing = draw(CatalogueMap.objects.get(pk=shown.pk))
    cache.set(key, drawing, CACHE_SECONDS)
    cache.set(_points_key(drawing.version), drawing.points, POINTS_SECONDS)
    return drawing


_FACTS = np.dtype([("pk", np.int64), ("decade", np.uint8), ("kind", np.uint8)])


def draw(row: CatalogueMap) -> Drawing:
    """Without what has been hidden or deleted since the map was made; a title keeps its place while
    another encoder reads it. Raises BrokenMap."""
    stored = read_places(row)
    told = Movie.objects.for_everybody().embedded().order_by("pk")
    facts = np.fromiter(
        (
            (pk, _decade(year), KINDS.index(Movie.Kind(kind)))
            for pk, year, kind in told.values_list("pk", "release_year", "kind").iterator()
        ),
        dtype=_FACTS,
    )
    both, rows, of_facts = np.intersect1d(
        stored.title_ids, facts["pk"], assume_unique=True, return_indices=True
    )
    genres, names = _genre_colours(both)
    return Drawing(
        title_ids=both,
        places=stored.values[rows],
        colours=np.stack([genres, facts["decade"][of_facts], facts["kind"][of_facts]]),
        genres=names,
        missing=len(facts) - len(both),
    )


def _decade(year: int | None) -> int:
    if year is None:
        return DECADES
    return min(max(0, year // 10 * 10 - FIRST_DECADE + 10) // 10, DECADES - 1)


def _genre_colours(title_ids: np.ndarray) -> tuple[np.ndarray, tuple[str, ...]]:
    """uint8[t] and the names: of a title's genres the rarest that has a colour counts, as it tells
    most; drama alone would else be half of the map."""
    through = Movie.genres.through.objects.values_list("movie_id", "genre_id")
    pairs = np.fromiter(through.iterator(), dtype=np.dtype((np.int64, 2)))
    pairs = pairs[np.isin(pairs[:, 0], title_ids)]
    counts = Counter(pairs[:, 1].tolist())
    names = dict(Genre.objects.filter(pk__in=list(counts)).values_list("pk", "name"))
    ranked = sorted(names, key=lambda pk: (-counts[pk], names[pk]))[:MOST_GENRES]
    colours = np.full(len(title_ids), len(ranked), dtype=np.uint8)
    for colour, pk in enumerate(ranked):  # the rarest last, so that it stays
        rows = np.searchsorted(title_ids, pairs[pairs[:, 1] == pk, 0])
        colours[rows] = colour
    return colours, tuple(names[pk] for pk in ranked)


def _points_key(version: str) -> str:
    return f"map-points:{version}"
