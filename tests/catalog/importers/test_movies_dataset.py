"""The Movies Dataset as it was published, all of it, in one import."""

import csv
from collections.abc import Iterator

import pytest
from django.db import connection
from django.db.models import Count
from pytest_django import DjangoDbBlocker

from catalog.importers.files import ImportFiles
from catalog.importers.ingest import import_titles
from catalog.importers.relations import written_tables
from catalog.importers.report import ImportReport
from catalog.importers.tmdb import TMDB
from catalog.models import Credit, Figures, Movie, Person, Source
from tests.conftest import SHARED_DATA

DATA = SHARED_DATA / "the-movies-dataset"

pytestmark = [
    pytest.mark.skipif(not DATA.exists(), reason="shared data not present"),
    pytest.mark.django_db,
]

FIRST_HALVES = {"82663", "122662", "249260"}
SECOND_HALVES = {"1997-08-20", "2012-09-29", "2014-01-01"}


@pytest.fixture(scope="module")
def report(
    django_db_setup: None,
    django_db_blocker: DjangoDbBlocker,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[ImportReport]:
    """Of the import whose rows every test of this file sees."""
    metadata = tmp_path_factory.mktemp("dataset") / "movies_metadata.csv"
    metadata.symlink_to(DATA / "movies_metadata.csv")  # the rejects lie beside it
    beside = {name: DATA / f"{name}.csv" for name in ("credits", "keywords", "links")}
    with django_db_blocker.unblock():
        yield import_titles(ImportFiles(metadata, TMDB, beside), embed=False)
        with connection.cursor() as cursor:
            cursor.execute(f"TRUNCATE catalog_job, {', '.join(written_tables())} CASCADE")


@pytest.fixture(autouse=True)
def _imported(report: ImportReport) -> None:
    """Every test here is about it."""


def by(part: str) -> list[int]:
    dated = Figures.objects.filter(release_date__isnull=False)
    counted = dated.values_list(f"release_date__{part}").annotate(n=Count("pk"))
    return [n for _, n in sorted(counted)]


def film(source_id: int) -> Movie:
    return Source.objects.get(platform="tmdb", source_id=source_id).movie


def test_each_record_is_a_film_or_a_reject(report: ImportReport):
    assert report.rows == 45_466
    assert (report.created, report.updated, report.unchanged) == (45_430, 0, 0)
    assert report.rejected == 36
    assert Movie.objects.filter(kind="film").count() == 45_430


def test_films_by_month_and_by_weekday_are_those_of_the_data():
    assert by("month") == [
        5909, 3028, 3549, 3452, 3337, 3151, 2638, 3393, 4834, 4613, 3661, 3781,
    ]  # fmt: skip
    assert by("iso_week_day") == [3500, 4640, 7027, 7520, 13902, 5149, 3608]


def test_the_three_broken_rows_are_rejected_with_the_reason_for_either_half(report: ImportReport):
    assert report.rejects_path
    with report.rejects_path.open(newline="", encoding="utf-8") as file:
        rejects = [row for row in csv.DictReader(file) if not row["file"]]
    halves = [row for row in rejects if "broken in two" in row["reason"]]
    assert [row["line"] for row in halves] == [
        "45469", "45470", "45471", "45472", "45473", "45474",
    ]  # fmt: skip
    assert ["first half" in row["reason"] for row in halves] == [True, False] * 3
    assert not Source.objects.filter(source_id__in=FIRST_HALVES | SECOND_HALVES).exists()
    repeated = [row for row in rejects if "stands already in line" in row["reason"]]
    assert len(repeated) == 30
    assert len(rejects) == 36


def test_of_a_repeated_id_the_first_row_is_kept():
    assert Source.objects.filter(platform="tmdb", source_id="141971").count() == 1


def test_votes_and_popularity_are_those_of_the_data():
    jumanji = film(8844).figures
    assert (jumanji.vote_count, jumanji.vote_average) == (2413, 6.9)
    assert film(11862).figures.popularity == pytest.approx(8.387519)
    oldboy = film(670)
    assert (oldboy.title, oldboy.release_year, oldboy.figures.vote_count) == ("Oldboy", 2003, 2000)


def test_money_that_is_zero_in_the_file_is_unknown_and_small_sums_are_flagged():
    assert not Figures.objects.filter(budget=0).exists()
    assert not Figures.objects.filter(revenue=0).exists()
    assert Figures.objects.filter(is_implausible=True).count() == 243
    mute_witness = film(48787).figures
    assert (mute_witness.budget, mute_witness.return_ratio) == (2, 0.5)
    toy_story = film(862).figures
    assert toy_story.return_ratio == pytest.approx(373_554_033 / 30_000_000)


def test_a_film_without_a_date_is_there_and_counted_nowhere_by_date():
    undated = Movie.objects.filter(figures__release_date=None)
    assert undated.count() == 45_430 - sum(by("month")) == 84
    assert not undated.exclude(release_year=None).exists()


@pytest.mark.parametrize(
    "title",
    [
        "True",
        "9",
        "1984",
        "Face/Off",
        "Revolution #9",
        "Shall We Dance?",
        "Prêt-à-Porter",
        "Who's Afraid of Virginia Woolf?",
        'Don\'t call him "Dimon"',
        "What the #$*! Do We (K)now!?",
    ],
)
def test_titles_that_systems_stumble_over_are_as_in_the_file(title: str):
    assert Movie.objects.filter(title=title).exists()


def test_a_film_has_all_that_the_four_files_say_of_it():
    toy_story = film(862)
    assert toy_story.directors == ["John Lasseter"]
    assert toy_story.cast[:3] == ["Tom Hanks", "Tim Allen", "Don Rickles"]
    assert [genre.name for genre in toy_story.genres.order_by("name")] == [
        "Animation", "Comedy", "Family",
    ]  # fmt: skip
    assert toy_story.keywords.filter(name="friendship").exists()
    assert toy_story.companies.get().name == "Pixar Animation Studios"
    assert toy_story.countries.get().name == "United States"
    assert toy_story.collection is not None
    assert toy_story.collection.name == "Toy Story Collection"
    assert (toy_story.imdb_id, toy_story.movielens_id) == ("tt0114709", 1)


def test_two_people_whom_the_file_gives_one_id_are_two():
    """A thousand made-up ids of this copy of the data stand for two people each."""
    varney, hurlbut = Person.objects.filter(name__in=["Jim Varney", "Gladys Hurlbut"]).order_by(
        "pk"
    )
    assert (varney.name, varney.tmdb_id) == ("Jim Varney", 3_725_277)
    assert (hurlbut.name, hurlbut.tmdb_id) == ("Gladys Hurlbut", None)
    assert Person.objects.count() == 159_470, "one for each name, since no name has two ids"
    assert Credit.objects.count() == 415_903


def test_hardly_a_cell_is_warned_about(report: ImportReport):
    assert report.warnings == 8
