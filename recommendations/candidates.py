"""What may be recommended for a history: a few hundred titles of however many, in two queries."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from django.db.models import BinaryField, Case, When

from catalog.embeddings import DIMENSIONS
from catalog.models import Movie
from catalog.querysets import MovieQuerySet
from recommendations.collaborative.serving import Served
from recommendations.history import History
from recommendations.tastes import choose_tastes
from recommendations.vectors import SENT_VECTOR, Chance, chance_of, unit_vectors

# The best of the trained model, and those nearest to each taste.
BY_PEOPLE = 200
NEAREST = 40


@dataclass(frozen=True, slots=True, eq=False)
class Liked:
    """What counts of a history: titles that are published still, the latest first."""

    weights: dict[int, float]
    """Of the ranking model, also of what was rated and not liked."""
    movies: list[Movie]
    """The liked ones, with what a link to them needs."""
    vectors: np.ndarray
    """float32[h, d] of the liked ones, unit vectors of one encoder; zeros where there is none."""
    encoder: str
    """The one that most of them were read by; "" where none was read yet."""

    @property
    def ids(self) -> list[int]:
        return [movie.pk for movie in self.movies]


@dataclass(frozen=True, slots=True, eq=False)
class Candidates:
    """Columns: titles, in the order of their ids."""

    ids: np.ndarray
    """int64[c], ascending"""
    vectors: np.ndarray
    """float32[c, d], as those of `Liked`"""
    closeness: np.ndarray
    """float32[h, c] to each liked title, see `Chance.closeness`"""
    people: np.ndarray
    """float32[c], what the trained model says; zeros without one, and for titles newer than it"""
    votes: np.ndarray
    """float32[c], how many people voted for it elsewhere"""


def liked_titles(history: History) -> Liked:
    """One query; none without a history."""
    if not history.liked_ids:
        return Liked({}, [], np.zeros((0, DIMENSIONS), dtype=np.float32), "")
    is_liked = When(pk__in=history.liked_ids, then=SENT_VECTOR)
    rows: dict[int, Any] = (
        Movie.objects.published()
        .filter(pk__in=list(history.weights))
        .only("title", "slug", "release_year", "kind", "embedding_model")
        .annotate(sent_vector=Case(is_liked, output_field=BinaryField()))
        .in_bulk()
    )
    movies = [rows[pk] for pk in history.liked_ids if pk in rows]
    encoders = Counter(movie.embedding_model for movie in movies if movie.embedding_model)
    # Vectors of two encoders are never compared.
    encoder = max(sorted(encoders), key=encoders.__getitem__) if encoders else ""
    sent = [movie.sent_vector if movie.embedding_model == encoder else None for movie in movies]
    weights = {pk: weight for pk, weight in history.weights.items() if pk in rows}
    return Liked(weights, movies, unit_vectors(sent), encoder)


def find_candidates(
    liked: Liked, history: History, served: Served, *, kind: str = ""
) -> Candidates:
    """At most BY_PEOPLE titles by the trained model and NEAREST for each taste, without what is
    left out; `kind` keeps films or series alone."""
    ids, scores = _by_people(liked, history, served)
    titles = Movie.objects.for_everybody()
    if kind:
        titles = titles.filter(kind=kind)
    near = _near(liked, titles.exclude(pk__in=history.left_out))
    best = ids[np.argsort(-scores, kind="stable")[:BY_PEOPLE]].tolist() if len(ids) else []
    rows = sorted(
        titles.filter(pk__in={*best, *near}).values_list(
            "pk", "embedding_model", SENT_VECTOR, "figures__vote_count"
        )
    )
    found = np.array([row[0] for row in rows], dtype=np.int64)
    vectors = unit_vectors(sent if model == liked.encoder else None for _, model, sent, _ in rows)
    chance = chance_of(liked.encoder) if liked.encoder else Chance()
    return Candidates(
        ids=found,
        vectors=vectors,
        closeness=chance.closeness(liked.vectors, vectors),
        people=_looked_up(found, ids, scores),
        votes=np.array([votes or 0 for *_, votes in rows], dtype=np.float32),
    )


def _by_people(liked: Liked, history: History, served: Served) -> tuple[np.ndarray, np.ndarray]:
    """Ids (ascending) and scores of what the model knows, without what is left out."""
    if served.ranking is None:
        return np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.float32)
    ids, scores = served.ranking.scores(liked.weights)
    offered = ~np.isin(ids, list(history.left_out))
    return ids[offered], scores[offered]


def _near(liked: Liked, titles: MovieQuerySet) -> list[int]:
    """Ids of the titles nearest to each taste; each is one walk through the HNSW index."""
    walks: Sequence[Any] = [
        titles.nearest_to(_short(liked.vectors[place]), model=liked.encoder).values_list("pk")[
            :NEAREST
        ]
        for place in choose_tastes(liked.vectors)
    ]
    if not walks:
        return []
    return [row[0] for row in walks[0].union(*walks[1:], all=True)]


def _short(vector: np.ndarray) -> list[float]:
    """As it is sent to Postgres: half as long in its text, and as near to everything."""
    return np.round(vector.astype(np.float64), 6).tolist()


def _looked_up(wanted: np.ndarray, ids: np.ndarray, scores: np.ndarray) -> np.ndarray:
    """float32: the score of each wanted id, 0 where `ids` (ascending) lacks it."""
    if not len(ids):
        return np.zeros(len(wanted), dtype=np.float32)
    places = np.minimum(np.searchsorted(ids, wanted), len(ids) - 1)
    return np.where(ids[places] == wanted, scores[places], 0.0).astype(np.float32)
