"""What titles tell, from the catalogue's own export, and the blend that For you makes with it."""

import hashlib
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from pyarrow import parquet

from recommendations.collaborative.data import UnusableRatings
from recommendations.evaluation.content import Content, fit_blended, read_content
from recommendations.evaluation.evaluate import Evaluation
from recommendations.evaluation.report import report_of
from tests.recommendations.evaluation.generated import TASTES, generated_ratings

FILMS = np.array([5, 8, 9], dtype=np.int64)


def export(path: Path, **columns: list[Any]) -> Path:
    rows = {
        "movielens_id": [9, None, 5, 7],
        "embedding_model": ["one"] * 4,
        "vote_count": [10, 20, None, 40],
        "embedding": [[0.0, 2.0], [1.0, 0.0], [3.0, 0.0], [1.0, 1.0]],
        **columns,
    }
    parquet.write_table(pa.table({name: cells for name, cells in rows.items() if cells}), path)
    return path


def test_films_are_found_by_their_number_at_movielens(tmp_path: Path):
    content = read_content(export(tmp_path / "a.parquet"), FILMS)
    assert content.vectors.tolist() == [[1.0, 0.0], [0.0, 0.0], [0.0, 1.0]]
    assert content.votes.tolist() == [0.0, 0.0, 10.0]
    assert content.matched == 2


def test_the_file_and_its_encoder_stand_in_the_report(tmp_path: Path):
    path = export(tmp_path / "a.parquet")
    ratings = generated_ratings(people=4, titles=9, each=5)
    evaluation = Evaluation(content=read_content(path, FILMS))
    report = report_of(ratings, {}, evaluation, folder=tmp_path, command="")
    assert report["encoder"] == "one"
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    assert report["content"] == {"sha256": digest, "encoder": "one", "matched": 2}


def test_a_film_without_a_vector_is_none_that_tells(tmp_path: Path):
    path = export(tmp_path / "a.parquet", embedding=[[0.0, 2.0], None, None, None])
    assert read_content(path, FILMS).matched == 1


@pytest.mark.parametrize(
    ("columns", "said"),
    [
        ({"embedding": []}, "lacks embedding|cannot be read"),
        ({"embedding_model": ["one", "one", "two", "one"]}, "2 encoders"),
        ({"movielens_id": [1, 2, 3, 4]}, "none of these films"),
    ],
)
def test_a_file_of_no_use_is_explained(tmp_path: Path, columns: dict[str, list[Any]], said: str):
    with pytest.raises(UnusableRatings, match=said):
        read_content(export(tmp_path / "a.parquet", **columns), FILMS)


def test_what_is_no_file_and_no_parquet_is_explained(tmp_path: Path):
    with pytest.raises(UnusableRatings, match="is not there"):
        read_content(tmp_path / "nothing.parquet", FILMS)
    (tmp_path / "text.parquet").write_text("title\n")
    with pytest.raises(UnusableRatings, match="cannot be read"):
        read_content(tmp_path / "text.parquet", FILMS)


def test_what_titles_tell_raises_those_that_tell_the_same():
    ratings = generated_ratings(people=40, titles=60, each=15)
    axes = np.eye(60, dtype=np.float32)
    axes[50] = axes[0]  # a film that few rated tells what the first one tells
    content = Content(axes, np.zeros(60, dtype=np.float32))
    blank = Content(np.zeros_like(axes), np.zeros(60, dtype=np.float32))
    history = np.flatnonzero((ratings.titles == 0) & (ratings.values >= 4))[:1]
    assert len(history) == 1
    assert TASTES == 4
    places = []
    for each in (content, blank):
        scores = fit_blended(ratings, 1, lambda line: None, content=each)(ratings)(0, history)
        places.append(int((scores > scores[50]).sum()))
    assert places[0] < places[1]
