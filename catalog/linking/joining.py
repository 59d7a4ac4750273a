"""Makes one title of two, many pairs at a time, as their records say it together."""

import json
from collections.abc import Sequence

from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection, transaction
from django.db.models import Field
from django.utils import timezone
from psycopg import sql

from catalog.absorbing import absorb
from catalog.denormalise import REPEATED, repeat_texts
from catalog.linking.decisions import Candidate
from catalog.merge_values import FILLED_FIELDS, figures_of, fill_blanks
from catalog.models import Figures, Movie, Source, SourcePair

FIGURES_FIELDS = [
    field.name
    for field in Figures._meta.concrete_fields
    if not (field.generated or field.primary_key)
]


@transaction.atomic
def join_titles(candidates: Sequence[Candidate]) -> list[Candidate]:
    """Join each pair that is still two titles; none of their titles stands in two of the pairs.

    The older title stays, with what curators have made of it: the other fills what it leaves
    blank. Returns the pairs that were joined.
    """
    now = dict(
        Source.objects.filter(pk__in=[pk for c in candidates for pk in c.records]).values_list(
            "pk", "movie_id"
        )
    )
    # Merged, split or deleted since we looked: the next run sees it.
    candidates = [c for c in candidates if {now.get(pk) for pk in c.records} == set(c.titles)]
    movies = {
        movie.pk: movie
        for movie in Movie.objects.filter(pk__in=[pk for c in candidates for pk in c.titles])
        .select_related("figures", "collection")
        .defer("embedding", "search_document")
        .locked_for_deletion()
    }
    candidates = [c for c in candidates if all(pk in movies for pk in c.titles)]
    into = {max(c.titles): min(c.titles) for c in candidates}
    merged_into = {new: movies[old] for old, new in into.items()}
    _fill_figures({movies[new]: old for new, old in merged_into.items()})
    absorb(into)
    kept = list(
        Movie.objects.filter(pk__in=merged_into)
        .for_texts()
        .select_related("figures", "collection")
        .order_by("pk")
    )
    for movie in kept:
        fill_blanks(movie, merged_into[movie.pk])
        repeat_texts(movie)
    _save(kept)
    Movie.objects.filter(pk__in=into).delete()
    _note_joined(candidates)
    return candidates


def _fill_figures(pairs: dict[Movie, Movie]) -> None:
    """Where both have a row; where one has, it is the row of both."""
    filled = []
    for kept, merged in pairs.items():
        if (figures := figures_of(kept)) and figures_of(merged):
            fill_blanks(kept, merged)
            filled.append(figures)
    Figures.objects.bulk_update(filled, FIGURES_FIELDS)


def _save(movies: Sequence[Movie]) -> None:
    """What was filled and what follows from it. `bulk_update` would take two thirds of the run: it
    makes an expression of each value."""
    fields = [Movie._meta.get_field(name) for name in dict.fromkeys([*FILLED_FIELDS, *REPEATED])]
    names = [field.attname for field in fields if isinstance(field, Field)]
    rows = [{"id": movie.pk} | {name: getattr(movie, name) for name in names} for movie in movies]
    statement = sql.SQL(
        "UPDATE catalog_movie SET {sets} "
        "FROM jsonb_populate_recordset(NULL::catalog_movie, %s::jsonb) AS filled "
        "WHERE catalog_movie.id = filled.id"
    ).format(
        sets=sql.SQL(", ").join(
            sql.SQL("{0} = filled.{0}").format(sql.Identifier(name)) for name in names
        )
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, [json.dumps(rows, cls=DjangoJSONEncoder)])


def _note_joined(candidates: Sequence[Candidate]) -> None:
    SourcePair.objects.bulk_create(
        (
            SourcePair(
                first_id=c.records[0],
                second_id=c.records[1],
                status=SourcePair.Status.JOINED,
                reason=SourcePair.Reason.CERTAIN,
                decided_at=timezone.now(),
            )
            for c in candidates
        ),
        update_conflicts=True,
        unique_fields=["first", "second"],
        update_fields=["status", "reason", "decided_at"],
    )
