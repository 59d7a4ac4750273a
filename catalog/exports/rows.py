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
    "original_title",
    "original_language",
    "tagline",
    "description",
    "release_year",
    "date_added",
    "age_rating",
    "minutes",
    "seasons",
    "status",
    "is_adult",
    "is_published",
    "imdb_id",
    "movielens_id",
    "embedding_model",
    "created_at",
    "updated_at",
)

# Of `Figures`: null where nothing is known.
FIGURES = (
    "release_date",
    "budget",
    "revenue",
    "return_ratio",
    "is_implausible",
    "vote_count",
    "vote_average",
    "popularity",
)

Row = dict[str, Any]


def exported_rows(
    movies: QuerySet, *, platform: str = "", with_embeddings: bool = False
) -> Iterator[Row]:
    """Rows of `COLUMNS`, `FIGURES` and `source_id`, `records`, `directors`, `actors`,
    `characters`, `country_names`, `genre_names`, `keyword_names`, `company_names`,
    `collection_name` in the order of ids, all of one moment; from a cursor: memory stays flat.

    `source_id` is the title's id on the platform, or on its first one; None for a title that was
    made by hand. `records` are all, as `platform:id`. Names are in the order of the record, and
    `characters` is as long as `actors`, empty where nothing is known.
    """
    own = Source.objects.filter(movie=OuterRef("pk")).order_by("platform", "source_id")
    rows = movies.order_by("pk").values(
        *COLUMNS,
        *(["embedding"] if with_embeddings else []),
        source_id=own.filter(**{"platform": platform} if platform else {}).values("source_id")[:1],
        records=ArraySubquery(
            own.annotate(both=Concat("platform", Value(":"), "source_id")).values("both")
        ),
        **{name: F(f"figures__{name}") for name in FIGURES},
        directors=_credited(Credit.Role.DIRECTOR, "person__name"),
        actors=_credited(Credit.Role.ACTOR, "person__name"),
        characters=_credited(Credit.Role.ACTOR, "character"),
        country_names=_terms(Movie.countries.through, "country"),
        genre_names=_terms(Movie.genres.through, "genre"),
        keyword_names=_terms(Movie.keywords.through, "keyword"),
        company_names=_terms(Movie.companies.through, "company"),
        collection_name=F("collection__name"),
    )
    # Outside a transaction Postgres would first collect the whole answer, to keep it.
    with transaction.atomic():
        yield from rows.iterator(chunk_size=CHUNK)


def _credited(role: str, what: str) -> ArraySubquery:
    credits = Credit.objects.filter(movie=OuterRef("pk"), role=role)
    return ArraySubquery(credits.order_by("position", "pk").values(what))


def _terms(through: Any, name: str) -> ArraySubquery:
    rows = through._default_manager.filter(movie=OuterRef("pk"))
    return ArraySubquery(rows.order_by("pk").values(term=F(f"{name}__name")))
