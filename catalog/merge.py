"""Makes one title of two."""

from collections.abc import Mapping
from typing import Literal

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from catalog.absorbing import absorb
from catalog.denormalise import refresh_texts
from catalog.embeddings import queue
from catalog.merge_values import CHOICES, FIGURES, figures_of, take_values
from catalog.models import Figures, Movie, SourcePair
from catalog.version import catalogue_changed

Side = Literal["kept", "merged"]


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
    if take:
        _take(kept, merged, take)
    _note_decision(keep_id, merge_id, by_user_id=by_user_id)
    absorb({merge_id: keep_id})
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
        .select_related("figures")
        .defer("embedding", "search_document")
        .locked_for_deletion()
    }
    if len(movies) < 2:
        raise MergeRefused(
            _("One of the two titles is gone: somebody has merged or deleted it meanwhile.")
        )
    return movies[keep_id], movies[merge_id]


def _take(kept: Movie, merged: Movie, take: Mapping[str, Side]) -> None:
    take_values(kept, merged, [choice for choice, side in take.items() if side == "merged"])
    figures = figures_of(kept)
    if figures is None and any(CHOICES[choice][0].startswith(FIGURES) for choice in take):
        # Of those that the other has none was chosen: its row would move.
        Figures.objects.filter(movie=merged).delete()
    try:
        kept.clean_fields()
        kept.validate_constraints()
        if figures:
            figures.clean_fields()
            figures.validate_constraints()
    except ValidationError as error:
        raise MergeRefused(" ".join(error.messages)) from error
    kept.save()
    if figures:
        figures.save()


def _note_decision(keep_id: int, merge_id: int, *, by_user_id: int | None) -> None:
    """What was to be decided about their records, or was decided otherwise, is so from now on."""
    SourcePair.objects.filter(
        Q(first__movie=keep_id, second__movie=merge_id)
        | Q(first__movie=merge_id, second__movie=keep_id)
    ).update(status=SourcePair.Status.JOINED, decided_by_id=by_user_id, decided_at=timezone.now())
