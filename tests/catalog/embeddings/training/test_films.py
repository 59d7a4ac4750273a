"""Films of several catalogues."""

import csv
from pathlib import Path

import pytest

from catalog.embeddings.training import TrainingRefused
from catalog.embeddings.training.films import Films
from tests.conftest import SHARED_DATA


def write_plots(path: Path, *rows: tuple[str, str, int, str]) -> Path:
    with path.open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["show_id", "type", "title", "release_year", "description"])
        writer.writerows((show, "Movie", title, year, text) for show, title, year, text in rows)
    return path


def test_one_film_of_two_catalogues_has_both_their_descriptions(tmp_path: Path):
    films = Films()
    films.add_plots(write_plots(tmp_path / "a.csv", ("s1", "Jaws", 1975, "A shark.")))
    films.add_plots(write_plots(tmp_path / "b.csv", ("s9", "JAWS!", 1976, "A big fish.")))
    assert [film.descriptions for film in films.all] == [["A shark.", "A big fish."]]
    assert films.by_id == {"show:s1:jaws": 0, "show:s9:jaws": 0}


@pytest.mark.django_db
def test_a_film_of_the_catalogue_learns_from_the_files_too(manage, tmp_path: Path):
    imported = write_plots(tmp_path / "a.csv", ("s1", "Jaws", 1975, "A shark."))
    manage("import_netflix", imported, "--no-embed")
    films = Films()
    films.add_catalogue()
    films.add_plots(write_plots(tmp_path / "b.csv", ("s9", "JAWS!", 1976, "A big fish.")))
    assert [film.descriptions for film in films.all] == [["A shark.", "A big fish."]]


def test_namesakes_of_one_catalogue_or_of_other_years_are_different_films(tmp_path: Path):
    films = Films()
    rows = [("s1", "Love", 2015, "Paris."), ("s2", "Love", 2015, "Texas.")]
    films.add_plots(write_plots(tmp_path / "a.csv", *rows))
    films.add_plots(write_plots(tmp_path / "b.csv", ("s9", "Love", 1990, "Rome.")))
    films.add_plots(write_plots(tmp_path / "c.csv", ("s9", "Love", 2015, "Which?")))
    assert len(films.all) == 4


def test_a_file_without_a_readable_title_is_refused_by_name(tmp_path: Path):
    with pytest.raises(TrainingRefused, match=r"a\.csv: has no title"):
        Films().add_plots(write_plots(tmp_path / "a.csv", ("", "", 1, "")))


def test_a_file_of_other_columns_is_refused_by_name(tmp_path: Path):
    (tmp_path / "a.csv").write_text("x,y\n1,2\n")
    with pytest.raises(TrainingRefused, match=r"a\.csv: no column"):
        Films().add_plots(tmp_path / "a.csv")


@pytest.mark.skipif(not SHARED_DATA.is_dir(), reason="needs ../shared/data")
def test_the_data_of_hulu_and_netflix_say_more_of_one_film():
    films = Films()
    for name in ("netflix_titles.csv", "hulu_titles.csv"):
        films.add_plots(SHARED_DATA / "netflix" / name)
    assert sum(len(film.descriptions) > 1 for film in films.all) > 50
    assert all(source.rows and len(source.sha256) == 64 for source in films.sources)
