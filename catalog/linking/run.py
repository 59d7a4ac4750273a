"""One run of the joining: candidates, decisions, joins in batches, pairs for curators, job row."""

from collections.abc import Iterator, Sequence
from contextlib import suppress

from django.db import DatabaseError, transaction
from django.db.models import F
from django.utils import timezone

from catalog.embeddings import queue
from catalog.linking.candidates import find_candidates, named_records, platforms_of
from catalog.linking.decisions import Candidate, Decisions, decide
from catalog.linking.joining import join_titles
from catalog.linking.report import LinkReport
from catalog.locks import NO_PATIENCE, LockTaken, hold_lock
from catalog.models import Job, Source, SourcePair
from catalog.platforms import platforms
from catalog.version import catalogue_changed, catalogue_growing

BATCH_SIZE = 200
LOCK = "link sources"


class LinkRefused(Exception):
    """Another run is at work; nothing was done."""


def link_sources(
    *, dry_run: bool = False, created_by_id: int | None = None, embed: bool = True
) -> LinkReport:
    """Join the titles whose records are of one film, and note the pairs that a curator has to
    decide on. What a curator has decided is left as it is.

    Repeatable without effect; killed at any moment, it has joined some pairs and the next run
    joins the others. Where `embed` is false the sweep queues what has another text. Raises
    LinkRefused.
    """
    try:
        with hold_lock(LOCK):
            _close_interrupted()
            return _link(dry_run=dry_run, created_by_id=created_by_id, embed=embed)
    except LockTaken as error:
        raise LinkRefused from error


def close_interrupted_links() -> int:
    """Close the jobs of runs whose process was killed."""
    try:
        with hold_lock(LOCK, wait=NO_PATIENCE):
            return _close_interrupted()
    except LockTaken:
        return 0  # it is at work


def _close_interrupted() -> int:
    jobs = list(Job.objects.running().filter(kind=Job.Kind.LINK))
    for job in jobs:
        job.finish(error=Job.INTERRUPTED)
    return len(jobs)


def _link(*, dry_run: bool, created_by_id: int | None, embed: bool) -> LinkReport:
    report = LinkReport(without_record=Source.objects.filter(record={}).count())
    decisions = _decisions()
    report.joined, report.open = decisions.joined, decisions.open
    if dry_run:
        known = set(SourcePair.objects.values_list("first_id", "second_id"))
        report.new = sum(candidate.records not in known for candidate in decisions.open)
        return report
    if decisions.joined:
        _join(decisions.joined, report, created_by_id=created_by_id, embed=embed)
    report.new = _note_open(decisions.open)
    return report


def _decisions() -> Decisions:
    if len(platforms()) < 2:
        return Decisions()
    with named_records():
        found = find_candidates()
    titles = {title for candidate in found for title in candidate.titles}
    return decide(found, platforms=platforms_of(titles), apart=_titles_apart())


def _titles_apart() -> set[tuple[int, int]]:
    """Which titles curators have said are two, the lower id first."""
    rows = SourcePair.objects.filter(status=SourcePair.Status.APART)
    titles = rows.values_list("first__movie_id", "second__movie_id")
    return {(min(pair), max(pair)) for pair in titles}


def _join(
    candidates: Sequence[Candidate],
    report: LinkReport,
    *,
    created_by_id: int | None,
    embed: bool,
) -> None:
    label = Job.Label.SAME_FILM
    job = Job.objects.create(
        kind=Job.Kind.LINK, label=label, total=len(candidates), created_by_id=created_by_id
    )
    embed_job: Job | None = None
    report.joined = []
    try:
        for batch in _batches(candidates):
            with transaction.atomic():
                joined = join_titles(batch)
                if embed:
                    embed_job = queue.queue_changed_titles(
                        [min(candidate.titles) for candidate in joined],
                        label=label,
                        job=embed_job,
                        created_by_id=created_by_id,
                    )
                Job.objects.filter(pk=job.pk).update(
                    done=F("done") + len(joined),
                    embedding_job=embed_job,
                    updated_at=timezone.now(),
                )
            report.joined += joined
            catalogue_growing()
    except BaseException as error:
        with suppress(DatabaseError):  # a later run, or the sweep, closes the job then
            job.finish(error=str(error) or type(error).__name__)
        raise
    job.refresh_from_db()
    job.detail = report.counts()
    job.save(update_fields=["detail"])
    job.finish()
    if embed_job:
        embed_job.refresh_from_db()
        report.queued = embed_job.total or 0
    catalogue_changed()


def _batches(candidates: Sequence[Candidate]) -> Iterator[list[Candidate]]:
    """Each of at most BATCH_SIZE pairs and no title twice. A title of three platforms is in two
    pairs: the second comes with the ids of after the first."""
    waiting = list(candidates)
    stayed: dict[int, int] = {}
    while waiting:
        batch: list[Candidate] = []
        later: list[Candidate] = []
        taken: set[int] = set()
        for candidate in waiting:
            titles = _now(candidate.titles, stayed)
            if titles[0] == titles[1]:
                continue
            if len(batch) == BATCH_SIZE or not taken.isdisjoint(titles):
                later.append(candidate)
                continue
            taken.update(titles)
            batch.append(
                Candidate(titles, candidate.records, candidate.agreement, candidate.reason)
            )
        yield batch
        stayed |= {max(candidate.titles): min(candidate.titles) for candidate in batch}
        waiting = later


def _now(titles: tuple[int, int], stayed: dict[int, int]) -> tuple[int, int]:
    def follow(title: int) -> int:
        while title in stayed:
            title = stayed[title]
        return title

    first, second = map(follow, titles)
    return min(first, second), max(first, second)


@transaction.atomic
def _note_open(candidates: Sequence[Candidate]) -> int:
    """Write what waits for a curator, and take away what the site found and finds no more; how
    many are new."""
    wanted = {candidate.records: candidate.reason for candidate in candidates}
    undecided = {
        (pair.first_id, pair.second_id): pair
        for pair in SourcePair.objects.filter(status=SourcePair.Status.OPEN)
        .exclude(reason=SourcePair.Reason.BY_HAND)
        .select_for_update()
    }
    gone = [pair.pk for records, pair in undecided.items() if records not in wanted]
    SourcePair.objects.filter(pk__in=gone).delete()
    for records in undecided.keys() & wanted.keys():
        undecided[records].reason = wanted[records]
    SourcePair.objects.bulk_update(
        [pair for records, pair in undecided.items() if records in wanted], ["reason"]
    )
    known = set(SourcePair.objects.values_list("first_id", "second_id"))
    new = [records for records in wanted if records not in known]
    SourcePair.objects.bulk_create(
        (SourcePair(first_id=a, second_id=b, reason=wanted[a, b]) for a, b in new),
        ignore_conflicts=True,
    )
    return len(new)
