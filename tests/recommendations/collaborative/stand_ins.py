"""Models of no worth that the registry, the training and the serving take for real ones."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import ClassVar, Self

import numpy as np

from accounts.models import User
from catalog.models import Movie
from recommendations.collaborative.artefact import SMALL_FILE, read_arrays, write_arrays
from recommendations.collaborative.data import Ratings
from recommendations.collaborative.kinds import Measured, Told
from recommendations.models import Favorite, Rater, RaterRating, Rating, TrainingRun
from tests.accounts.factories import UserFactory
from tests.catalog.factories import MovieFactory
from tests.recommendations.models_at_hand import Prediction

# What the measurements come to; tests change it.
worth = {"ranking": 0.5, "rating": 0.9}


class StandIn:
    fits: ClassVar[list[int]] = []
    """Lengths of what was learnt from, of all stand-ins."""

    def __init__(self, counts: np.ndarray) -> None:
        self.counts = counts
        self.parameters = {"neighbours": 20}

    @classmethod
    def fit(cls, ratings: Ratings, *, seed: int, told: Told) -> Self:
        told("counting")
        cls.fits.append(len(ratings))
        return cls(np.bincount(ratings.titles, minlength=len(ratings.title_ids)))

    def save(self, folder: Path) -> None:
        write_arrays(folder / "model.safetensors", {"counts": self.counts}, facts={})

    @classmethod
    def load(cls, folder: Path) -> Self:
        arrays, _facts = read_arrays(folder / "model.safetensors", most_copied=SMALL_FILE)
        return cls(arrays["counts"])


def measure_ranking(ratings: Ratings, *, seed: int, told: Told) -> Measured:
    return Measured({"hr@10": worth["ranking"], "recall@100": worth["ranking"]})


def measure_rating(ratings: Ratings, *, seed: int, told: Told) -> Measured:
    return Measured({"rmse": worth["rating"]}, curves=[{"rmse": 1.0}, {"rmse": worth["rating"]}])


def make_opinions() -> tuple[list[Movie], User]:
    """Two raters, and a user with a rating and two favourites, one of them the rated title."""
    movies = [MovieFactory.create(title=f"Film {number}") for number in range(3)]
    for number in (1, 2):
        rater = Rater.objects.create(dataset="ml", number=number)
        for movie in movies[:number]:
            RaterRating.objects.create(
                rater=rater, movie=movie, value=7 + number, rated_at="2001-09-09T01:46:40Z"
            )
    user = UserFactory.create()
    Rating.objects.create(user=user, movie=movies[0], value=1)
    Favorite.objects.create(user=user, movie=movies[0])
    Favorite.objects.create(user=user, movie=movies[2])
    return movies, user


def make_run(kind: str = "ranking", *, figure: float = 0.5, **fields: object) -> TrainingRun:
    """A run that succeeded, with an artefact that can be read."""
    from recommendations.collaborative.folders import unfinished_folder
    from recommendations.collaborative.manifest import write_manifest

    names = {"ranking": ("hr@10", "recall@100"), "rating": ("rmse",)}[kind]
    run = TrainingRun.objects.create(
        kind=kind,
        data="database",
        data_hash="a" * 64,
        seed=42,
        metrics=dict.fromkeys(names, figure),
    )
    with unfinished_folder(run) as folder:
        StandIn(np.arange(3)).save(folder)
        run.size = write_manifest(folder, kind=kind, facts={})
    run.folder = run.version
    run.finish(TrainingRun.State.SUCCEEDED)
    TrainingRun.objects.filter(pk=run.pk).update(**fields)
    run.refresh_from_db()
    return run


class OwnMean(StandIn):
    """Predicts what somebody has given so far, in the mean."""

    def predict(self, history: Mapping[int, float], title_ids: Sequence[int]) -> list[Prediction]:
        mean = sum(history.values()) / len(history)
        return [Prediction(mean, 0.0) for _title in title_ids]
