"""The catalogue without a query: in an order that the visitor chose."""

from django.db.models import F
from django.db.models.expressions import OrderBy

from catalog.querysets import MovieQuerySet
from catalog.search.filters import Filters

ORDERS: dict[str, tuple[str | OrderBy, ...]] = {
    "year": (F("release_year").desc(nulls_last=True), "-id"),
    "oldest": (F("release_year").asc(nulls_last=True), "id"),
    "added": (F("date_added").desc(nulls_last=True), "-id"),
    "title": ("title_key", "id"),
}


def browse_titles(filters: Filters, *, sort: str) -> MovieQuerySet:
    return filters.apply().order_by(*ORDERS[sort])
