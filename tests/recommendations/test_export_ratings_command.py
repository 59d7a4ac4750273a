"""`manage.py export_ratings`: who rated what, as Parquet."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pyarrow.parquet
import pytest
from django.core.management import CommandError

from recommendations import ratings_export
from recommendations.models import Rater
from tests.recommendations.collaborative.stand_ins import make_opinions

pytestmark = pytest.mark.django_db

Manage = Callable[..., str]


def test_every_opinion_is_a_row_with_numbers_and_no_names(manage: Manage, tmp_path: Path) -> None:
    movies, user = make_opinions()
    path = tmp_path / "ratings.parquet"
    assert manage("export_ratings", "--output", path) == f"{path}: 5 ratings\n"
    table = pyarrow.parquet.read_table(path)
    assert table.column_names == ["person", "title", "stars", "rated_at"]
    rows = {(row["person"], row["title"]): row for row in table.to_pylist()}
    assert rows[-user.pk, movies[0].pk]["stars"] == 0.5
    assert rows[-user.pk, movies[2].pk]["stars"] == 5.0
    rated = rows[Rater.objects.get(number=1).pk, movies[0].pk]
    assert rated["stars"] == 4.0
    assert rated["rated_at"] == datetime(2001, 9, 9, 1, 46, 40, tzinfo=UTC)


def test_no_ratings_are_a_file_with_columns_and_no_rows(manage: Manage, tmp_path: Path) -> None:
    path = tmp_path / "ratings.parquet"
    assert manage("export_ratings", "--output", path) == f"{path}: 0 ratings\n"
    assert pyarrow.parquet.read_table(path).num_rows == 0


@pytest.mark.parametrize("output", ["", "nowhere/ratings.parquet"])
def test_a_place_that_cannot_be_written_is_named(
    output: str, manage: Manage, tmp_path: Path
) -> None:
    with pytest.raises(CommandError, match=str(tmp_path / output)):
        manage("export_ratings", "--output", tmp_path / output)


def test_an_export_that_is_cut_off_leaves_the_earlier_file_as_it_was(
    manage: Manage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def cut_off() -> None:
        raise KeyboardInterrupt

    make_opinions()
    path = tmp_path / "ratings.parquet"
    path.write_bytes(b"earlier")
    monkeypatch.setattr(ratings_export, "opinion_chunks", cut_off)
    with pytest.raises(KeyboardInterrupt):
        manage("export_ratings", "--output", path)
    assert path.read_bytes() == b"earlier"
    assert list(tmp_path.iterdir()) == [path]
