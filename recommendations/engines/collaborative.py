"""By people: who liked this also liked (item-kNN).

Scores are cosines of who liked the two titles, shrunk where few did: of n and m people, c of whom
liked both, c / sqrt((n + SHRINKAGE) (m + SHRINKAGE)). So a score also says how much is known.

On MovieLens, asked with one liked title, this finds half as many more of the others than the rows
of the model that ranks titles for a whole history (docs/recommenders.md).
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar, Self

import numpy as np
from django.utils.translation import gettext_lazy as _

from catalog.models import Movie
from recommendations.collaborative.artefact import BrokenArtefact, read_arrays, write_arrays
from recommendations.collaborative.data import LIKED_STARS, Ratings, UnusableRatings
from recommendations.collaborative.database import ratings_from_database
from recommendations.collaborative.item_item import cosines_by_block
from recommendations.engines.base import BuiltEngine, Neighbour, NotBuildable, NotServed, Text, Told
from recommendations.engines.catalogue import CatalogueData

ARTEFACT = "collaborative.safetensors"

SHRINKAGE = 100.0
KEPT = 100
"""neighbours of each title"""


@dataclass(frozen=True, eq=False)
class Collaborative(BuiltEngine):
    name: ClassVar[str] = "collaborative"
    label: ClassVar[Text] = _("what people like together")
    parameters: ClassVar[Mapping[str, Any]] = {"shrinkage": SHRINKAGE, "neighbours": KEPT}

    liked_ids: np.ndarray
    """int64[t], ascending: titles that anybody liked"""
    starts: np.ndarray
    """int64[t + 1]: the neighbours of title i stand from starts[i] to starts[i + 1]"""
    neighbours: np.ndarray
    """int32[m]: positions of titles, best first, of equal ones the lower"""
    weights: np.ndarray
    """float32[m], positive"""
    ratings_hash: str
    """SHA-256 of the ratings that it learnt from"""

    @classmethod
    def build(cls, catalogue: CatalogueData, *, told: Told = lambda line: None) -> Self:
        """Of the ratings and favourites that the site has now."""
        try:
            return cls.of_ratings(ratings_from_database(), told=told)
        except UnusableRatings as error:
            raise NotBuildable(_("Nobody has told yet which titles they like.")) from error

    @classmethod
    def of_ratings(
        cls, ratings: Ratings, *, told: Callable[[str], None] = lambda line: None
    ) -> Self:
        """Learnt from these instead of the site's own. Raises UnusableRatings."""
        likes = ratings.part(ratings.values >= LIKED_STARS)
        if not len(likes):
            raise UnusableRatings("nobody has liked anything")
        counts, neighbours, weights = [], [], []
        for block in cosines_by_block(likes, shrinkage=SHRINKAGE):
            order = _best(block)
            best = np.take_along_axis(block, order, axis=1)
            counts.append((best > 0).sum(axis=1))
            neighbours.append(order[best > 0].astype(np.int32))
            weights.append(best[best > 0].astype(np.float32))
        told(f"{len(likes):,} likes of {len(likes.title_ids):,} titles")
        return cls(
            liked_ids=likes.title_ids,
            starts=np.concatenate([[0], np.cumsum(np.concatenate(counts))]).astype(np.int64),
            neighbours=np.concatenate(neighbours),
            weights=np.concatenate(weights),
            ratings_hash=ratings.digest,
        )

    @property
    def title_ids(self) -> np.ndarray:
        return self.liked_ids

    def data_hash(self, catalogue: CatalogueData) -> str:
        return self.ratings_hash

    def nearest(
        self, title_id: int, count: int, *, kind: str = "", leave_out: Collection[int] = ()
    ) -> list[Neighbour]:
        row = int(np.searchsorted(self.liked_ids, title_id))
        if row == len(self.liked_ids) or self.liked_ids[row] != title_id:
            raise NotServed(_("Too few people have told whether they like this title."))
        at = slice(self.starts[row], self.starts[row + 1])
        ids, weights = self.liked_ids[self.neighbours[at]], self.weights[at]
        if not len(ids):
            raise NotServed(_("Too few people have told whether they like this title."))
        offered = ~np.isin(ids, [title_id, *leave_out])
        if kind:
            of_kind = Movie.objects.filter(pk__in=ids.tolist(), kind=kind)
            offered &= np.isin(ids, list(of_kind.values_list("pk", flat=True)))
        named = zip(ids[offered].tolist(), weights[offered].tolist(), strict=True)
        return [Neighbour(*pair) for pair in named][:count]

    def save(self, folder: Path) -> None:
        arrays = {
            "title_ids": self.liked_ids,
            "starts": self.starts,
            "neighbours": self.neighbours,
            "weights": self.weights,
        }
        write_arrays(folder / ARTEFACT, arrays, facts={"ratings_sha256": self.ratings_hash})

    @classmethod
    def load(cls, folder: Path) -> Self:
        arrays, facts = read_arrays(folder / ARTEFACT)
        try:
            found = cls(
                arrays["title_ids"],
                arrays["starts"],
                arrays["neighbours"],
                arrays["weights"],
                facts["ratings_sha256"],
            )
            fits = found._fits()
        except (KeyError, TypeError, ValueError) as error:
            raise BrokenArtefact(f"{folder} does not hold titles' neighbours: {error}") from error
        if not fits:
            raise BrokenArtefact(f"{folder}: the neighbours and the titles do not fit together")
        return found

    def _fits(self) -> bool:
        titles, entries = len(self.liked_ids), len(self.neighbours)
        return bool(
            self.liked_ids.dtype == np.int64
            and (np.diff(self.liked_ids) > 0).all()
            and self.starts.shape == (titles + 1,)
            and self.starts[0] == 0
            and self.starts[-1] == entries
            and (np.diff(self.starts) >= 0).all()
            and self.weights.shape == (entries,)
            and np.isfinite(self.weights).all()
            and self.neighbours.min(initial=0) >= 0
            and self.neighbours.max(initial=-1) < titles
        )


def _best(block: np.ndarray) -> np.ndarray:
    """int64[b, KEPT or fewer]: the columns of the highest of each row, of equal ones the lower
    first."""
    kept = min(KEPT, block.shape[1])
    columns = np.sort(np.argpartition(-block, kept - 1, axis=1)[:, :kept], axis=1)
    order = np.argsort(-np.take_along_axis(block, columns, axis=1), axis=1, kind="stable")
    return np.take_along_axis(columns, order, axis=1)
