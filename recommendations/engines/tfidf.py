"""By words: the cosine of titles' words, each weighed by how few titles have it (TF-IDF).

Nothing of the size titles x titles is ever made. Scores are cosines. What is served needs numpy
alone: a title's row, and for each word the titles that have it.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar, Self

import numpy as np
from django.utils.translation import gettext_lazy as _

from recommendations.collaborative.artefact import BrokenArtefact, read_arrays, write_arrays
from recommendations.engines.base import (
    BuiltEngine,
    Neighbour,
    NotBuildable,
    NotServed,
    Text,
    Told,
)
from recommendations.engines.catalogue import CatalogueData
from recommendations.engines.rows import Rows

ARTEFACT = "tfidf.safetensors"

# For scikit-learn's TfidfVectorizer. A word of one title alone brings it nearer to none.
PARAMETERS: dict[str, Any] = {
    "stop_words": "english",
    "strip_accents": "unicode",
    "sublinear_tf": True,
    "min_df": 2,
}


@dataclass(frozen=True, eq=False)
class Tfidf(BuiltEngine):
    name: ClassVar[str] = "tfidf"
    label: ClassVar[Text] = _("words (TF-IDF)")
    parameters: ClassVar[Mapping[str, Any]] = PARAMETERS

    rows: Rows
    starts: np.ndarray
    """int64[t + 1]: the words of row i stand from starts[i] to starts[i + 1]"""
    words: np.ndarray
    """int32[m], ascending within a row"""
    weights: np.ndarray
    """float32[m]; the squares of a row add up to 1"""
    word_starts: np.ndarray
    """int64[w + 1]: the same once more by word: where the titles of word j stand"""
    word_rows: np.ndarray
    """int32[m], ascending within a word"""
    word_weights: np.ndarray
    """float32[m]"""

    @classmethod
    def build(cls, catalogue: CatalogueData, *, told: Told = lambda line: None) -> Self:
        from sklearn.feature_extraction.text import TfidfVectorizer

        vectorizer = TfidfVectorizer(dtype=np.float32, **PARAMETERS)
        try:
            matrix = vectorizer.fit_transform(catalogue.texts).tocsr()
        except ValueError as error:  # no word at all that two titles share
            raise NotBuildable(_("No two titles have a word in common.")) from error
        matrix.sort_indices()
        by_word = matrix.tocsc()
        by_word.sort_indices()
        told(f"{matrix.shape[1]:,} words, {matrix.nnz:,} times in {matrix.shape[0]:,} titles")
        return cls(
            rows=Rows.of(catalogue),
            starts=matrix.indptr.astype(np.int64),
            words=matrix.indices.astype(np.int32),
            weights=matrix.data,
            word_starts=by_word.indptr.astype(np.int64),
            word_rows=by_word.indices.astype(np.int32),
            word_weights=by_word.data,
        )

    @property
    def title_ids(self) -> np.ndarray:
        return self.rows.title_ids

    def nearest(
        self, title_id: int, count: int, *, kind: str = "", leave_out: Collection[int] = ()
    ) -> list[Neighbour]:
        """Titles without a word in common are not similar, and never named."""
        row = self.rows.row_of(title_id)
        scores = self.cosines(row)
        offered = self.rows.offered(row, kind=kind, leave_out=leave_out) & (scores > 0)
        places = np.flatnonzero(offered)
        return self.rows.best(places, scores[places], count)

    def cosines(self, row: int) -> np.ndarray:
        """float32[t], of the title of this row with all. Raises NotServed for one without words."""
        words, weights = self._words_of(row)
        if not len(words):
            raise NotServed(_("No word of this title occurs in another one."))
        scores = np.zeros(len(self.rows), dtype=np.float32)
        for word, weight in zip(words.tolist(), weights.tolist(), strict=True):
            at = slice(self.word_starts[word], self.word_starts[word + 1])
            # A title stands among those of a word once, so that this adds to each once.
            scores[self.word_rows[at]] += weight * self.word_weights[at]
        return scores

    def _words_of(self, row: int) -> tuple[np.ndarray, np.ndarray]:
        at = slice(self.starts[row], self.starts[row + 1])
        return self.words[at], self.weights[at]

    def save(self, folder: Path) -> None:
        arrays = {
            **self.rows.arrays,
            "starts": self.starts,
            "words": self.words,
            "weights": self.weights,
            "word_starts": self.word_starts,
            "word_rows": self.word_rows,
            "word_weights": self.word_weights,
        }
        write_arrays(folder / ARTEFACT, arrays, facts={})

    @classmethod
    def load(cls, folder: Path) -> Self:
        arrays, _facts = read_arrays(folder / ARTEFACT)
        try:
            rows = Rows.from_arrays(arrays)
            found = cls(
                rows=rows,
                **{name: arrays[name] for name in arrays if name not in rows.arrays},
            )
            found._check()
        except (KeyError, TypeError, ValueError) as error:
            raise BrokenArtefact(f"{folder} is not a TF-IDF of titles: {error}") from error
        return found

    def _check(self) -> None:
        words = len(self.word_starts) - 1
        fits = (
            _are_starts(self.starts, rows=len(self.rows), entries=len(self.words))
            and _are_starts(self.word_starts, rows=words, entries=len(self.word_rows))
            and len(self.words) == len(self.weights) == len(self.word_rows)
            and len(self.word_rows) == len(self.word_weights)
            and _are_below(self.words, words)
            and _are_below(self.word_rows, len(self.rows))
        )
        if not fits:
            raise BrokenArtefact("the words and the titles do not fit together")


def _are_starts(starts: np.ndarray, *, rows: int, entries: int) -> bool:
    return bool(
        starts.shape == (rows + 1,)
        and starts[0] == 0
        and starts[-1] == entries
        and (np.diff(starts) >= 0).all()
    )


def _are_below(positions: np.ndarray, count: int) -> bool:
    return not len(positions) or (positions.min() >= 0 and positions.max() < count)
