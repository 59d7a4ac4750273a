"""What an export says of each title."""

from collections.abc import Iterator
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db import transaction
from django.db.models import F, OuterRef, QuerySet, Value
from django.db.models.functions import Concat

from catalog.models import Credit, Movie, Source

CHUNK = 1_000

COLUMNS = (
    "id",
    "kind",
    "title",
    "description",
    "release_year",
    "date_added",
    "age_rating",
    "minutes",
    "seasons",
    "status",
    "is_adult",
    "is_published",
    "embedding_model",
    "created_at",
    "updated_at",
)

Row = dict[str, Any]


def exported_rows(
    movies: QuerySet, *, platform: str = "", with_embeddings: bool = False
) -> Iterator[Row]:
    """Rows of `COLUMNS` and `source_id`, `records`, `directors`, `actors`, `country_names`,
    `genre_names` in the order of ids, all of one moment; from a cursor: memory stays flat.

    `source_id` is the title's id on the platform, or on its first one; None for a title that was
    made by hand. `records` are all, as `platform:id`. Names are in the order of the record.
    """
    own = Source.objects.filter(movie=OuterRef("pk")).order_by("platform", "source_id")
    rows = movies.order_by("pk").values(
        *COLUMNS,
        *(["embedding"] if with_embeddings else []),
        source_id=own.filter(**{"platform": platform} if platform else {}).values("source_id")[:1],
        records=ArraySubquery(
            own.annotate(both=Concat("platform", Value(":"), "source_id")).values("both")
        ),
        directors=_names(Credit.Role.DIRECTOR),
        actors=_names(Credit.Role.ACTOR),
        country_names=_terms(Movie.countries.through, "country"),
        genre_names=_terms(Movie.genres.through, "genre"),
    )
    # Outside a transaction Postgres would first collect the whole answer, to keep it.
    with transaction.atomic():
        yield from rows.iterator(chunk_size=CHUNK)


def _names(role: str) -> ArraySubquery:
    credits = Credit.objects.filter(movie=OuterRef("pk"), role=role)
    return ArraySubquery(credits.order_by("position").values("person__name"))


def _terms(through: Any, name: str) -> ArraySubquery:
    rows = through._default_manager.filter(movie=OuterRef("pk"))
    return ArraySubquery(rows.order_by("pk").values(term=F(f"{name}__name")))
