"""A folder in MovieLens' form, whole and broken."""

from pathlib import Path

import numpy as np
import pytest

from recommendations.collaborative.data import UnusableRatings, ratings_of
from recommendations.collaborative.movielens import read_movielens
from tests.conftest import SHARED_DATA
from tests.recommendations.evaluation.generated import generated_ratings, write_movielens

HEADER = "userId,movieId,rating,timestamp\n"


def folder_of(folder: Path, ratings: str, movies: str = "") -> Path:
    (folder / "ratings.csv").write_text(ratings)
    if movies:
        (folder / "movies.csv").write_text(movies)
    return folder


def test_reads_what_was_written_and_its_digest_tells_data_apart(tmp_path: Path):
    ratings = generated_ratings(people=10, titles=20, each=8)
    read = read_movielens(write_movielens(tmp_path, ratings))
    assert read.digest == ratings.digest
    assert read.about is not None
    assert ratings.about is not None
    assert (read.about.genres == ratings.about.genres).all()
    assert (read.about.years == ratings.about.years).all()
    assert read.part(np.arange(5)).digest != ratings.digest


def test_unknown_years_and_genres_are_unknown(tmp_path: Path):
    movies = (
        "movieId,title,genres\n"
        '5,"Brief Encounter (1945)",Drama|Romance\n'
        "7,Untold,(no genres listed)\n"
    )
    rows = "1,5,4.0,1\n1,7,3.0,2\n1,9,3.5,3\n"
    about = read_movielens(folder_of(tmp_path, HEADER + rows, movies)).about
    assert about is not None
    assert about.years[0] == 1945
    assert np.isnan(about.years[1:]).all()
    assert about.genres.sum(axis=1).tolist() == [2, 0, 0]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "cannot be read"),
        (HEADER, "there are no ratings"),
        ("userId,movieId\n1,2\n", "cannot be read"),
        (HEADER + "1,2,seven,3\n", "cannot be read"),
        (HEADER + "1,2,,3\n", "cannot be read"),
        (HEADER + "1,2,7.0,3\n", "is 7, not between 0.5 and 5"),
        (HEADER + "1,2,nan,3\n", "is nan, not between"),
        (HEADER + "1,2,4.0\n", "cannot be read"),
        ("\x00\x01\x02", "cannot be read"),
    ],
)
def test_a_broken_file_is_named_with_what_is_wrong(tmp_path: Path, text: str, told: str):
    with pytest.raises(UnusableRatings, match=told) as error:
        read_movielens(folder_of(tmp_path, text))
    assert "ratings.csv" in str(error.value)


def test_a_folder_without_ratings_is_named(tmp_path: Path):
    with pytest.raises(UnusableRatings, match=r"ratings\.csv is not there"):
        read_movielens(tmp_path)


def test_of_two_ratings_of_a_title_by_a_person_the_newest_counts():
    ones = np.ones(3, dtype=np.int64)
    ratings = ratings_of(ones, np.array([4, 4, 5]), np.array([2.0, 3.0, 4.0]), np.array([9, 8, 1]))
    assert ratings.values.tolist() == [2.0, 4.0]


@pytest.mark.skipif(not SHARED_DATA.exists(), reason=f"{SHARED_DATA} is not here")
@pytest.mark.parametrize(
    ("name", "people", "titles", "ratings"),
    [("ml-2016-671-users", 671, 9066, 100_004), ("ml-latest-small", 610, 9724, 100_836)],
)
def test_reads_the_published_sets(name: str, people: int, titles: int, ratings: int):
    read = read_movielens(SHARED_DATA / "movielens" / name)
    assert (len(read.person_ids), len(read.title_ids), len(read)) == (people, titles, ratings)
