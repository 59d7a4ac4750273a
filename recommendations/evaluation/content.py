"""What titles tell, for ratings of a folder: vectors and votes of the catalogue's own export.

`manage.py export_catalogue --format parquet --with-embeddings` writes it; films are found by their
number at MovieLens, which imports of TMDB and of MovieLens find out.
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from catalog.file_digest import sha256_of
from recommendations.blend import blend, scale_of
from recommendations.collaborative.data import LIKED_STARS, Ratings, UnusableRatings
from recommendations.collaborative.ranking import weight_of
from recommendations.evaluation.fitted import fitted_ranking
from recommendations.evaluation.metrics import Scorer
from recommendations.history import MOST_TITLES
from recommendations.vectors import Chance, chance_among

COLUMNS = ("movielens_id", "embedding_model", "vote_count", "embedding")


@dataclass(frozen=True, slots=True, eq=False)
class Content:
    """In the order of `Ratings.title_ids`."""

    vectors: np.ndarray
    """float32[t, d], unit vectors; zeros for a title that the catalogue lacks"""
    votes: np.ndarray
    """float32[t]"""
    digest: str = ""
    """SHA-256 of the file that they are from"""
    encoder: str = ""
    """which made the vectors"""

    @property
    def matched(self) -> int:
        return int(self.vectors.any(axis=1).sum())


def read_content(path: Path, title_ids: np.ndarray) -> Content:
    """Of these films (int64[t], MovieLens' ids, ascending). Raises UnusableRatings for a file that
    is no such export, that has vectors of several encoders, or none of these films."""
    import pyarrow
    from pyarrow import compute, parquet

    try:
        table = parquet.read_table(path, columns=list(COLUMNS))
    except FileNotFoundError as error:
        raise UnusableRatings(f"{path} is not there") from error
    except (OSError, pyarrow.ArrowException) as error:
        raise UnusableRatings(f"{path} cannot be read: {error}") from error
    if missing := set(COLUMNS) - set(table.column_names):
        raise UnusableRatings(f"{path} lacks {', '.join(sorted(missing))}: see export_catalogue")
    table = table.filter(compute.is_valid(table["embedding"]))
    encoders = set(table["embedding_model"].to_pylist())
    if len(encoders) > 1:
        raise UnusableRatings(f"{path} has vectors of {len(encoders)} encoders: embed all anew")
    numbers = np.array([number or 0 for number in table["movielens_id"].to_pylist()], np.int64)
    at = np.minimum(np.searchsorted(title_ids, numbers), len(title_ids) - 1)
    rows = np.flatnonzero(title_ids[at] == numbers)
    if not len(rows):
        raise UnusableRatings(f"{path} has none of these films by its number at MovieLens")
    column = table["embedding"].combine_chunks()
    given = column.flatten().to_numpy(zero_copy_only=False).reshape(len(table), -1)[rows]
    vectors = np.zeros((len(title_ids), given.shape[1]), dtype=np.float32)
    vectors[at[rows]] = given / np.maximum(np.linalg.norm(given, axis=1, keepdims=True), 1e-12)
    votes = np.zeros(len(title_ids), dtype=np.float32)
    votes[at[rows]] = [table["vote_count"][int(row)].as_py() or 0 for row in rows]
    return Content(vectors, votes, digest=sha256_of(path), encoder=encoders.pop() or "")


def fit_blended(
    train: Ratings, seed: int, told: Callable[[str], None], *, content: Content
) -> Callable[[Ratings], Scorer]:
    """For you, but over all titles and not made diverse: the ranking that is served, with what
    titles tell and how many know them."""
    model = fitted_ranking(train, seed, told)
    people_scale = scale_of(model)
    chance = _chance_of(content)

    def scorer(known: Ratings) -> Scorer:
        def scores(person: int, history: np.ndarray) -> np.ndarray:
            latest = history[::-1][:MOST_TITLES]
            titles, given = known.titles[latest], known.values[latest]
            ids = known.title_ids[titles].tolist()
            weights = dict(zip(ids, map(weight_of, given.tolist()), strict=True))
            liked = content.vectors[titles[given >= LIKED_STARS]]
            return blend(
                people=model.scores(weights)[1],
                people_scale=people_scale,
                closeness=chance.closeness(liked, content.vectors),
                votes=content.votes,
            ).total

        return scores

    return scorer


def _chance_of(content: Content) -> Chance:
    return chance_among(content.vectors[content.vectors.any(axis=1)])
