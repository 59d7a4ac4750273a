"""One evaluation of search, from the file to the report."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.utils import timezone

from catalog.evaluation.competitors import Competitors, competing
from catalog.evaluation.off_topic import OffTopic, measure_cutoff, read_off_topic
from catalog.evaluation.provenance import code_version
from catalog.evaluation.questions import Question, Questions, questions_of
from catalog.evaluation.report import figures_of
from catalog.evaluation.requests import JudgedRequest, read_requests
from catalog.evaluation.search import (
    DEFAULT_MODE,
    MODES,
    Rank,
    Verdict,
    judge_ranking,
    rank_by_search,
)
from catalog.file_digest import sha256_of
from catalog.models import Measurement
from catalog.search.ranking import Mode

SPLITS = ("train", "validation", "test")

Progress = Callable[[str, int, int], None]
"""What is being done, how much of it is, and of how much."""


@dataclass(frozen=True, slots=True)
class Evaluation:
    """What is to be measured; see the command's options."""

    path: Path
    length: str | None = None
    mode: Mode | None = None
    encoder: str = ""
    catalogue: tuple[str, ...] = ("all",)
    training: tuple[Path, ...] = ()
    with_baselines: bool = False
    off_topic: Path | None = None
    split: str | None = None
    command: str = ""


class NothingAsked(Exception):
    """Not one line of the file could be asked of this catalogue; says why."""


def evaluate(evaluation: Evaluation, *, on_progress: Progress) -> dict[str, Any]:
    """The report, ready for JSON. Stores nothing.

    Raises UnusableRequests, NoCompetitors, NothingAsked, EncoderUnavailable, DatabaseError.
    """
    requests = read_requests(evaluation.path)
    training = _training(evaluation.training)
    off_topic = read_off_topic(evaluation.off_topic) if evaluation.off_topic else []
    modes = [evaluation.mode] if evaluation.mode else list(MODES)

    def embedding(done: int, of: int) -> None:
        on_progress("embedding", done, of)

    # Words alone need no encoder, nor the libraries that load one.
    reads_nothing = modes == ["words"] and not evaluation.encoder and not off_topic
    with competing(
        evaluation.catalogue,
        encoder=None if reads_nothing else evaluation.encoder,
        on_progress=embedding,
    ) as competitors:
        questions = questions_of(
            requests,
            length=evaluation.length,
            among=competitors.ids,
            platforms=competitors.platforms,
            training=training,
        )
        if not questions.asked:
            raise NothingAsked(_why_nothing(evaluation, questions))
        verdicts: list[Verdict] = []
        for mode in modes:
            verdicts += _judged(mode, rank_by_search(mode), questions.asked, on_progress)
        missing: dict[str, str] = {}
        if evaluation.with_baselines:
            from catalog.evaluation.baselines import baselines  # scikit-learn and MiniLM

            for name, rank in baselines(competitors.ids, missing=missing, on_progress=on_progress):
                verdicts += _judged(name, rank, questions.asked, on_progress)
        cutoff = _measured_cutoff(questions.asked, off_topic, on_progress) if off_topic else None
        catalogue = _describe(" ".join(evaluation.catalogue), competitors)
    return {
        "kind": Measurement.Kind.SEARCH.value,
        **figures_of(verdicts, questions, mode=evaluation.mode or DEFAULT_MODE),
        "cutoff": cutoff,
        "not_measured": missing,
        "command": evaluation.command,
        "data_file": evaluation.path.name,
        "data_sha256": sha256_of(evaluation.path),
        "split": evaluation.split if evaluation.split is not None else _split(evaluation.path),
        "encoder": competitors.encoder,
        "catalogue": catalogue,
        "commit": code_version(),
        "measured_at": timezone.now().isoformat(timespec="seconds"),
    }


def _judged(
    way: str, rank: Rank, questions: list[Question], on_progress: Progress
) -> list[Verdict]:
    done = 0
    on_progress(way, done, len(questions))

    def one_more() -> None:
        nonlocal done
        done += 1
        on_progress(way, done, len(questions))

    return judge_ranking(questions, way, rank, on_progress=one_more)


def _measured_cutoff(
    questions: list[Question], off_topic: list[OffTopic], on_progress: Progress
) -> dict[str, Any] | None:
    texts = list(dict.fromkeys(question.text for question in questions))
    total = len(texts) + len(off_topic)
    done = 0

    def one_more() -> None:
        nonlocal done
        done += 1
        on_progress("cut-off", done, total)

    return measure_cutoff(texts, off_topic, on_progress=one_more)


def _training(paths: tuple[Path, ...]) -> list[JudgedRequest] | None:
    return [request for path in paths for request in read_requests(path)] if paths else None


def _why_nothing(evaluation: Evaluation, questions: Questions) -> str:
    reasons: dict[str, int] = {}
    for counts in questions.left_out.values():
        for reason, count in counts.items():
            reasons[reason] = reasons.get(reason, 0) + count
    listed = ", ".join(f"{count} {reason}" for reason, count in reasons.items())
    return f"{evaluation.path}: nothing to ask of this catalogue ({listed}); nothing was stored"


def _split(path: Path) -> str:
    end = path.stem.rsplit("_", 1)[-1]
    return end if end in SPLITS else ""


def _describe(name: str, competitors: Competitors) -> dict[str, Any]:
    return {"name": name, "titles": len(competitors.ids), "embedded": competitors.embedded}
