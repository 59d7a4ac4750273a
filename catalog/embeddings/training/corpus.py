"""All that one training reads, checked as a whole before anything is written."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from catalog.embeddings.training import TrainingRefused
from catalog.embeddings.training.films import Film, Films
from catalog.embeddings.training.requests import Request, read_requests, refuse_overlap
from catalog.embeddings.training.sources import DataSource


@dataclass(frozen=True, slots=True)
class Corpus:
    films: list[Film]
    requests: list[Request]
    validation: list[Request]
    """Each with its film, which has a description; none of them is learnt from."""
    sources: list[DataSource]


def read_corpus(
    *,
    requests: Sequence[Path] = (),
    validation: Sequence[Path] = (),
    films: Sequence[Path] = (),
    plots: Sequence[Path] = (),
    from_catalogue: bool = False,
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
    held_out, checked = read_requests(validation, known.by_id, role="requests, to choose by")
    refuse_overlap(learnt, held_out)
    usable = [r for r in held_out if r.film is not None and known.all[r.film].descriptions]
    if held_out and not usable:
        raise TrainingRefused("no validation request is of a film whose description is known")
    return Corpus(known.all, learnt, usable, [*known.sources, *sources, *checked])
