"""Gives all that belongs to titles to other titles, of this app and of any other."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from django.db import IntegrityError, connection, transaction
from django.db.models import Exists, F, ManyToOneRel, OuterRef, Subquery

from catalog.models import Credit, FormerTitle, Source
from catalog.relations import relations_to_titles, rows_of

LAST_POSITION = 32_767


@transaction.atomic
def absorb(into: Mapping[int, int]) -> None:
    """Move the rows of every table that belong to a title of the keys to the title that it is
    mapped to; no title stands twice in the mapping. The caller has locked them all, and deletes
    the keys afterwards.

    Where both have the same — a favourite of one visitor, a person in one role — the row of the
    title that stays does. The address of the other leads to it from now on.
    """
    Source.objects.filter(movie__in=into, own_title_id=None).update(own_title_id=F("movie_id"))
    _compose_credits(into)
    FormerTitle.objects.bulk_create(FormerTitle(id=old, movie_id=new) for old, new in into.items())
    for relation in relations_to_titles():
        _drop_doubles(list(into), relation)
        _move(list(rows_of(list(into), relation).values_list("pk", flat=True)), relation)


def _compose_credits(into: Mapping[int, int]) -> None:
    """As `composition.compose_credits` does: those of a record that has TMDB ids for people come
    first, then those of the title that stays; a name in a role is there once."""
    rows = (
        Credit.objects.filter(movie__in=[*into, *into.values()])
        .order_by("role", "position", "pk")
        .values_list("pk", "movie_id", "role", "position", "person__name_key")
    )
    with_ids = _titles_with_ids([*into, *into.values()])
    by_title: dict[int, list[tuple]] = defaultdict(list)
    for row in rows:
        by_title[row[1]].append(row)
    doubles: list[int] = []
    moved: list[tuple[int, int, int]] = []  # credit, title, position
    for old, new in into.items():
        known: set[tuple[str, str]] = set()
        counts: dict[str, int] = defaultdict(int)
        for title in sorted((new, old), key=lambda title: title not in with_ids):
            named = {(role, name) for _pk, _movie, role, _position, name in by_title[title]}
            for pk, movie_id, role, position, name in by_title[title]:
                if (role, name) in known:
                    doubles.append(pk)
                    continue
                place = min(counts[role], LAST_POSITION)
                counts[role] += 1
                if (movie_id, position) != (new, place):
                    moved.append((pk, new, place))
            known |= named
    Credit.objects.filter(pk__in=doubles).delete()
    if moved:
        with connection.cursor() as cursor:
            cursor.execute(
                "UPDATE catalog_credit SET movie_id = moved.movie_id, position = moved.position "
                "FROM unnest(%s::bigint[], %s::bigint[], %s::integer[]) "
                "AS moved (id, movie_id, position) WHERE catalog_credit.id = moved.id",
                [list(column) for column in zip(*moved, strict=True)],
            )


def _titles_with_ids(titles: Sequence[int]) -> set[int]:
    """Those of which a record names people by TMDB ids. People themselves do not tell: one that a
    record knows by name alone has an id too, once another record brings it."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT DISTINCT movie_id FROM catalog_source WHERE movie_id = ANY(%s) "
            "AND jsonb_path_exists(record, '$.credits[*][2] ? (@ != null)')",
            [list(titles)],
        )
        return {movie_id for (movie_id,) in cursor.fetchall()}


def _drop_doubles(movie_ids: list[int], relation: ManyToOneRel) -> None:
    """Rows that the other title has already, by the plain constraints of whatever app."""
    manager = relation.related_model._base_manager
    title = relation.field.attname
    for others in _unique_beside(relation):
        twins = manager.filter(
            **{title: OuterRef("new_title")}, **{name: OuterRef(name) for name in others}
        )
        rows_of(movie_ids, relation).annotate(new_title=_new_title(relation)).filter(
            Exists(twins)
        ).delete()


def _unique_beside(relation: ManyToOneRel) -> Iterator[list[str]]:
    """The fields that must not be the same twice of one title."""
    field, meta = relation.field, relation.related_model._meta
    if field.unique:
        yield []
    for names in [*meta.unique_together, *(c.fields for c in meta.total_unique_constraints)]:
        if field.name in names:
            yield [name for name in names if name != field.name]


def _move(ids: Sequence[int], relation: ManyToOneRel) -> None:
    """Those that the other title has already, by a constraint that Django cannot say plainly, go.
    All are moved at once where there are none; else by halves, so that one costs a few queries."""
    if not ids:
        return
    rows = relation.related_model._base_manager.filter(pk__in=ids)
    try:
        with transaction.atomic():
            rows.update(**{relation.field.name: _new_title(relation)})
    except IntegrityError:
        if len(ids) == 1:
            rows.delete()
            return
        half = len(ids) // 2
        _move(ids[:half], relation)
        _move(ids[half:], relation)


def _new_title(relation: ManyToOneRel) -> Subquery:
    """Where the title of a row has gone."""
    former = FormerTitle.objects.filter(pk=OuterRef(relation.field.attname))
    return Subquery(former.values("movie_id"))
