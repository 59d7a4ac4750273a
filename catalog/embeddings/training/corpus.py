"""All that one training reads, checked as a whole before anything is written."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from catalog.embeddings.training import TrainingRefused
from catalog.embeddings.training.films import Film, Films
from catalog.embeddings.training.requests import Request, read_requests, refuse_overlap
from catalog.embeddings.training.sources import TO_CHOOSE_BY, DataSource, digest
from catalog.search.sorts import read_sorts


@dataclass(frozen=True, slots=True)
class Corpus:
    films: list[Film]
    requests: list[Request]
    validation: list[Request]
    """Each with its film, which has a description; none of them is learnt from."""
    sources: list[DataSource]
    off_topic: list[list[str]] = field(default_factory=list)
    """Texts that ask for no film, those of a sort together."""


def read_corpus(
    *,
    requests: Sequence[Path] = (),
    validation: Sequence[Path] = (),
    films: Sequence[Path] = (),
    plots: Sequence[Path] = (),
    from_catalogue: bool = False,
    off_topic: Path | None = None,
) -> Corpus:
    """Raise TrainingRefused for files that cannot be read or leave nothing to learn."""
    known = Films()
    if from_catalogue:
        known.add_catalogue()
    for folder in films:
        known.add_tmdb(folder)
    for path in plots:
        known.add_plots(path)
    if not known.all:
        raise TrainingRefused("no films to learn from: give --films, --plots or --from-catalogue")
    learnt, sources = read_requests(requests, known.by_id, role="requests, learnt from")
    held_out, checked = read_requests(validation, known.by_id, role=TO_CHOOSE_BY)
    refuse_overlap(learnt, held_out)
    usable = [r for r in held_out if r.film is not None and known.all[r.film].descriptions]
    if held_out and not usable:
        raise TrainingRefused("no validation request is of a film whose description is known")
    read = [*known.sources, *sources, *checked]
    foreign = []
    if off_topic:
        foreign = _read_off_topic(off_topic)
        read.append(
            DataSource(off_topic.name, "ask for no film", sum(map(len, foreign)), digest(off_topic))
        )
    return Corpus(known.all, learnt, usable, read, foreign)


def _read_off_topic(path: Path) -> list[list[str]]:
    try:
        sorts = list(read_sorts(path).values())
    except UnicodeDecodeError as error:
        raise TrainingRefused(f"{path}: is not UTF-8 text") from error
    except OSError as error:
        raise TrainingRefused(f"{path}: cannot be read ({error.strerror})") from error
    if not any(len(texts) > 1 for texts in sorts):
        raise TrainingRefused(f"{path}: has no two texts of one sort")
    return sorts
