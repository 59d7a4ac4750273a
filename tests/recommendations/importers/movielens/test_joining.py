"""Which titles of the catalogue the films of a folder are."""

from collections.abc import Callable
from pathlib import Path

import pytest

from catalog.models import Movie
from recommendations.models import Rater, RaterRating
from tests.catalog.factories import MovieFactory
from tests.recommendations.importers.movielens.folders import (
    LINKS,
    MOVIES,
    RATINGS,
    movielens_folder,
    opinions,
    rejects,
    title,
)

Manage = Callable[..., str]

pytestmark = pytest.mark.django_db


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return movielens_folder(tmp_path / "ml", movies=MOVIES, links=LINKS, ratings=RATINGS)


def test_an_id_at_movielens_is_never_taken_for_one_at_tmdb(manage: Manage, folder: Path):
    title("Ariel", 1988, tmdb="1")
    title("Another film", 1950, tmdb="32")
    title()
    manage("import_movielens", folder)
    assert {name for _rater, name, _value in opinions()} == {"Toy Story"}


def test_imdb_ids_serve_where_tmdb_ids_do_not(manage: Manage, folder: Path):
    MovieFactory.create(title="Der Spielzeugfilm", release_year=1990, imdb_id="tt0114709")
    output = manage("import_movielens", folder)
    assert "0 by tmdb, 1 by imdb, 0 by movielens, 0 by title" in output


def test_name_and_year_serve_where_no_id_does(manage: Manage, folder: Path):
    MovieFactory.create(title="The Twelve Monkeys", release_year=1995)
    MovieFactory.create(title="Toy Story", release_year=2001)
    manage("import_movielens", folder)
    assert opinions() == {(1, "The Twelve Monkeys", 1)}


def test_a_film_of_that_name_and_year_with_other_ids_is_another(manage: Manage, folder: Path):
    MovieFactory.create(title="Toy Story", release_year=1995, imdb_id="tt7777777")
    title("The Twelve Monkeys", tmdb="999")
    manage("import_movielens", folder)
    assert opinions() == set()


def test_a_year_more_or_less_is_the_same_film_where_no_other_is(manage: Manage, tmp_path: Path):
    near = MovieFactory.create(title="Near", release_year=1996)
    exact = MovieFactory.create(title="Remade", release_year=1995)
    MovieFactory.create(title="Far", release_year=1998)
    films = ["1,Near (1995),", "2,Remade (1995),", "3,Remade (1996),", "4,Far (1995),"]
    ratings = [f"{n},{n},4,1" for n in (1, 2, 3, 4)]
    folder = movielens_folder(tmp_path / "ml", movies=films, ratings=ratings)
    manage("import_movielens", folder)
    assert set(RaterRating.objects.values_list("rater__number", "movie")) == {
        (1, near.pk),
        (2, exact.pk),
    }


def test_of_two_films_of_one_name_and_year_neither_is_guessed(manage: Manage, folder: Path):
    MovieFactory.create_batch(2, title="Toy Story", release_year=1995)
    manage("import_movielens", folder)
    assert opinions() == set()


def test_of_a_film_and_a_series_it_is_the_film(manage: Manage, folder: Path):
    MovieFactory.create(title="Toy Story", release_year=1995, kind="series")
    wanted = MovieFactory.create(title="Toy Story", release_year=1995)
    manage("import_movielens", folder)
    assert set(RaterRating.objects.values_list("movie", flat=True)) == {wanted.pk}


def test_a_known_id_at_movielens_serves_without_links(manage: Manage, tmp_path: Path):
    MovieFactory.create(title="Spielzeug", release_year=1996, movielens_id=1)
    MovieFactory.create(title="Of another numbering", release_year=1950, movielens_id=32)
    folder = movielens_folder(tmp_path / "ml", movies=MOVIES, ratings=RATINGS)
    output = manage("import_movielens", folder)
    assert f"{folder} has no links.csv: films were found by name and year alone" in output
    assert {name for _rater, name, _value in opinions()} == {"Spielzeug"}


def test_titles_are_told_their_id_once(manage: Manage, folder: Path):
    movie, other = title(), MovieFactory.create(movielens_id=32)
    title("12 Monkeys", tmdb="63")
    manage("import_movielens", folder)
    movie.refresh_from_db()
    other.refresh_from_db()
    assert (movie.movielens_id, other.movielens_id) == (1, 32)
    assert Movie.objects.filter(movielens_id=32).count() == 1


def test_of_two_films_that_are_one_title_the_last_opinion_counts(manage: Manage, folder: Path):
    title()
    movielens_folder(folder, links=["1,,862", "32,,862"], ratings=["1,32,2.0,300", "1,1,4.0,200"])
    output = manage("import_movielens", folder)
    assert "1 created, 0 updated, 1 unchanged, 0 unmatched, 0 rejected" in output
    assert opinions() == {(1, "Toy Story", 4)}
    assert "0 created, 0 updated, 2 unchanged" in manage("import_movielens", folder)


def test_films_that_are_no_title_are_reported_with_their_ratings(manage: Manage, folder: Path):
    output = manage("import_movielens", folder)
    assert "2 with ratings or tags are none" in output
    toys = rejects(folder)[0]
    assert (toys["file"], toys["line"]) == ("movies.csv", "2")
    assert "2 ratings and tags of it are left out" in toys["reason"]
    assert not Rater.objects.exists()
