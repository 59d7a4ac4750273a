"""Makes one title of two."""

from collections.abc import Mapping, Sequence
from typing import Literal

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import ManyToOneRel, Max
from django.utils.translation import gettext as _

from catalog.denormalise import refresh_texts
from catalog.embeddings import queue
from catalog.models import Credit, FormerTitle, Movie
from catalog.relations import relations_to_titles, rows_of
from catalog.version import catalogue_changed

Side = Literal["kept", "merged"]

# What is chosen from one title or the other. A length belongs to a kind: films have no seasons.
CHOICES: dict[str, tuple[str, ...]] = {
    "title": ("title",),
    "kind": ("kind", "minutes", "seasons"),
    "description": ("description",),
    "release_year": ("release_year",),
    "age_rating": ("age_rating",),
    "date_added": ("date_added",),
    "status": ("status",),
    "is_adult": ("is_adult",),
    "is_published": ("is_published",),
}


class MergeRefused(Exception):
    """Nothing was changed; the message is for people."""


@transaction.atomic
def merge_titles(
    *,
    keep_id: int,
    merge_id: int,
    take: Mapping[str, Side] | None = None,
    by_user_id: int | None = None,
) -> Movie:
    """Move all that belongs to the title `merge_id` to the title `keep_id`, delete the first and
    return the second.

    `take` says for each of `CHOICES` whose value stays; what it leaves out stays as it is. Where
    both have the same — a favourite of one visitor, a person in one role — the row of the title
    that is kept stays. The address of the other leads to it from now on, its records of imports
    belong to it, and it is embedded anew if its text is another. Raises MergeRefused.
    """
    kept, merged = _locked(keep_id, merge_id)
    if "merged" in (take or {}).values():
        _take_values(kept, merged, take or {})
    _append_credits(kept, merged)
    for relation in relations_to_titles():
        ids = list(rows_of([merge_id], relation).order_by("pk").values_list("pk", flat=True))
        _move(ids, relation, to=kept)
    FormerTitle.objects.create(id=merge_id, movie=kept)
    label = str(merged)
    merged.delete()
    refresh_texts([kept.pk])
    queue.queue_changed_titles([kept.pk], label=label, created_by_id=by_user_id)
    catalogue_changed()
    kept.refresh_from_db(fields=["people_text", "terms_text", "text_hash", "updated_at"])
    return kept


def _locked(keep_id: int, merge_id: int) -> tuple[Movie, Movie]:
    """Both rows, locked in the order of their ids, as importers and workers lock them."""
    if keep_id == merge_id:
        raise MergeRefused(_("A title cannot be merged with itself."))
    movies = {
        movie.pk: movie
        for movie in Movie.objects.filter(pk__in=[keep_id, merge_id])
        .defer("embedding", "search_document")
        .locked_for_deletion()
    }
    if len(movies) < 2:
        raise MergeRefused(
            _("One of the two titles is gone: somebody has merged or deleted it meanwhile.")
        )
    return movies[keep_id], movies[merge_id]


def _take_values(kept: Movie, merged: Movie, take: Mapping[str, Side]) -> None:
    for choice, side in take.items():
        if side == "merged":
            for name in CHOICES[choice]:
                setattr(kept, name, getattr(merged, name))
    try:
        kept.clean_fields()
        kept.validate_constraints()
    except ValidationError as error:
        raise MergeRefused(" ".join(error.messages)) from error
    kept.save()


def _append_credits(kept: Movie, merged: Movie) -> None:
    """People of the merged title are named after those that are there."""
    for role in Credit.Role:
        last = kept.credits.filter(role=role).aggregate(last=Max("position"))["last"]
        if last is None:
            continue
        for number, credit in enumerate(merged.credits.filter(role=role).order_by("position"), 1):
            Credit.objects.filter(pk=credit.pk).update(position=min(last + number, 32_767))


def _move(ids: Sequence[int], relation: ManyToOneRel, *, to: Movie) -> None:
    """Give rows to another title; those that it has already, by whatever constraint of whatever
    app, go. All at once where none does; else by halves, so that one clash costs a few queries.
    """
    if not ids:
        return
    rows = relation.related_model._base_manager.filter(pk__in=ids)
    try:
        with transaction.atomic():
            rows.update(**{relation.field.name: to})
    except IntegrityError:
        if len(ids) == 1:
            rows.delete()
            return
        half = len(ids) // 2
        _move(ids[:half], relation, to=to)
        _move(ids[half:], relation, to=to)
