"""Makes one person of two: the same one under two spellings, or from two catalogues."""

from django.db import transaction
from django.db.models import Exists, OuterRef, Subquery
from django.utils.translation import gettext as _

from catalog.merge import MergeRefused
from catalog.models import Credit, Person
from catalog.renaming import names_changed
from catalog.version import catalogue_changed


@transaction.atomic
def merge_people(*, keep_id: int, merge_id: int, by_user_id: int | None = None) -> Person:
    """Give the credits of the person `merge_id` to the person `keep_id`, delete the first and
    return the second.

    Where both have the same part, that of the person who is kept stays, and learns the character if
    it has none. An id at TMDB is taken over where there is none; else the other one is lost, and an
    import that brings it makes its person anew. Raises MergeRefused.
    """
    if keep_id == merge_id:
        raise MergeRefused(_("Somebody cannot be merged with themselves."))
    people = Person.objects.order_by("pk").select_for_update().in_bulk([keep_id, merge_id])
    if len(people) < 2:
        raise MergeRefused(
            _("One of the two people is gone: somebody has merged or deleted them meanwhile.")
        )
    kept, merged = people[keep_id], people[merge_id]
    movie_ids = set(merged.credits.values_list("movie_id", flat=True))
    _move_credits(kept, merged)
    merged.delete()
    if kept.tmdb_id is None and merged.tmdb_id is not None:
        kept.tmdb_id = merged.tmdb_id
        kept.save(update_fields=["tmdb_id"])
    names_changed(sorted(movie_ids), label=kept.name, by_user_id=by_user_id)
    catalogue_changed()
    return kept


def _move_credits(kept: Person, merged: Person) -> None:
    same_part = {"movie": OuterRef("movie"), "role": OuterRef("role")}
    of_merged = Credit.objects.filter(person=merged, **same_part)
    kept.credits.filter(Exists(of_merged), character="").update(
        character=Subquery(of_merged.values("character")[:1])
    )
    of_kept = Credit.objects.filter(person=kept, **same_part)
    merged.credits.exclude(Exists(of_kept)).update(person=kept)
