"""Makes a title of its own of one record of a title again."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from catalog.embeddings import queue
from catalog.importers.batches import write_batch
from catalog.importers.schema import ParsedRow
from catalog.models import FormerTitle, Movie, Source, SourcePair
from catalog.records import TitleRecord
from catalog.version import catalogue_changed


class SplitRefused(Exception):
    """Nothing was changed; the message is for people."""


@transaction.atomic
def split_off(source_id: int, *, by_user_id: int | None = None) -> Movie:
    """Give a record a title of its own and return that; what it was a record of is composed anew
    of its other records, and no later run of the joining makes one of the two.

    What belongs to visitors stays with the title that stays. If the record had a title before it
    was joined, that has its id and so its address again. Raises SplitRefused.
    """
    title, source, others = _locked(source_id)
    own_id = source.own_title_id
    if own_id and not FormerTitle.objects.filter(pk=own_id, movie=title).delete()[0]:
        own_id = None
    record = TitleRecord.from_json(source.record)
    split = Movie(pk=own_id, kind=record.kind, title=record.title)
    split.save(force_insert=True)
    Source.objects.filter(pk=source.pk).update(movie=split, own_title_id=None)
    _note_apart(source, others, by_user_id=by_user_id)
    _write_again(source)
    _write_again(others[0])
    queue.queue_changed_titles([title.pk, split.pk], label=str(title), created_by_id=by_user_id)
    catalogue_changed()
    split.refresh_from_db()
    return split


def _locked(source_id: int) -> tuple[Movie, Source, list[Source]]:
    """The title, the record that leaves it and those that stay; the title's row is locked."""
    gone = SplitRefused(_("This record is gone: somebody has deleted it meanwhile."))
    source = Source.objects.filter(pk=source_id).first()
    if source is None:
        raise gone
    title = Movie.objects.filter(pk=source.movie_id).only("pk", "title").locked().first()
    records = list(Source.objects.filter(movie=source.movie_id).order_by("pk"))
    others = [other for other in records if other.pk != source_id]
    if title is None or len(others) == len(records):
        raise gone
    if not others:
        raise SplitRefused(_("It is the only record of its title."))
    if not all(record.record for record in records):
        raise SplitRefused(
            _("What a record of this title says is not kept yet: import its file again first.")
        )
    return title, source, others


def _note_apart(source: Source, others: list[Source], *, by_user_id: int | None) -> None:
    SourcePair.objects.bulk_create(
        (
            SourcePair(
                first_id=min(source.pk, other.pk),
                second_id=max(source.pk, other.pk),
                status=SourcePair.Status.APART,
                reason=SourcePair.Reason.BY_HAND,
                decided_by_id=by_user_id,
                decided_at=timezone.now(),
            )
            for other in others
        ),
        update_conflicts=True,
        unique_fields=["first", "second"],
        update_fields=["status", "decided_by", "decided_at"],
    )


def _write_again(source: Source) -> None:
    """As an import does that brings the record for the first time."""
    Source.objects.filter(pk=source.pk).update(content_hash="")
    row = ParsedRow(line=0, record=TitleRecord.from_json(source.record))
    write_batch([row], platform=source.platform)
