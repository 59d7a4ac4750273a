"""The map as a table: for the keyboard, for screen readers, and where no picture can be drawn."""

from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page, Paginator

from catalog.models import Movie
from recommendations.map.drawing import Drawing
from recommendations.map.places import LARGEST

PAGE_SIZE = 24


@dataclass(frozen=True, slots=True)
class Row:
    movie: Movie
    across: int | None
    """From 0 at the left edge to 100 at the right one; None for a title without a place."""
    down: int | None


@dataclass(frozen=True, slots=True)
class Table:
    page: Page[Any]
    rows: list[Row]
    is_by_distance: bool
    """Else by name."""


def table_of(drawing: Drawing, *, around: Movie | None, page: str | None) -> Table:
    """All titles by their distance from `around` on the map, where that has a place; else by name,
    those without a place too. `page` is what an address says."""
    place = drawing.place_of(around.pk) if around else None
    ids: Any
    if place is None:
        visible = Movie.objects.for_everybody().embedded()
        ids = visible.order_by("title_key", "pk").values_list("pk", flat=True)
        paginator = Paginator(ids, PAGE_SIZE)
        # Known already: to count 45,000 rows takes longer than to read a page of them.
        paginator.count = len(drawing) + drawing.missing
    else:
        ids = drawing.nearest_to(place)
        paginator = Paginator(ids, PAGE_SIZE)
    shown = paginator.get_page(page)
    pks = list(map(int, shown))
    movies = Movie.objects.for_everybody().for_cards().in_bulk(pks)
    rows = [_row(movies[pk], drawing) for pk in pks if pk in movies]
    return Table(shown, rows, is_by_distance=place is not None)


def _row(movie: Movie, drawing: Drawing) -> Row:
    place = drawing.place_of(movie.pk)
    if place is None:
        return Row(movie, None, None)
    across, down = (round(100 * int(value) / LARGEST) for value in place)
    return Row(movie, across, down)
