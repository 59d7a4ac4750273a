"""`manage.py export_catalogue`."""

import csv
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from django.core.management import CommandError
from pyarrow import parquet

from catalog.embeddings import DIMENSIONS
from catalog.models import Collection, Figures, Movie, Person, Source
from catalog.spreadsheets import defused, undefused
from tests.catalog.factories import GenreFactory, MovieFactory

SAMPLE = Path("catalog/sample/netflix_titles.csv")


def read(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def vector_of(movie: Movie) -> list[float]:
    assert movie.embedding is not None
    return list(movie.embedding)


@pytest.mark.django_db
class TestCsv:
    def test_an_export_that_is_imported_again_changes_nothing(
        self, tmp_path: Path, manage: Callable[..., str]
    ):
        manage("import_netflix", SAMPLE, "--no-embed")
        out = manage("export_catalogue", "--output", tmp_path / "all.csv")
        assert out == f"{tmp_path / 'all.csv'}: 310 titles\n"
        out = manage("import_netflix", tmp_path / "all.csv", "--no-embed")
        assert "0 created, 0 updated, 310 unchanged, 0 rejected" in out

    def test_its_first_columns_are_those_of_the_schema(
        self, tmp_path: Path, manage: Callable[..., str]
    ):
        movie = MovieFactory.create(title="Dark", kind="series", seasons=3, minutes=50)
        for name in ("Mystery", "Drama"):  # one by one: Django adds several in no order
            movie.genres.add(GenreFactory.create(name=name))
        Source.objects.create(movie=movie, platform="netflix", source_id="s7")
        manage("export_catalogue", "--output", tmp_path / "x.csv")
        header = (tmp_path / "x.csv").read_text().splitlines()[0]
        assert header.startswith(SAMPLE.read_text().splitlines()[0])
        (row,) = read(tmp_path / "x.csv")
        assert row["show_id"] == "s7"
        assert row["type"] == "TV Show"
        assert row["duration"] == "3 Seasons"
        assert row["listed_in"] == "Mystery, Drama", "in the order of the record"
        assert (row["movieclip_id"], row["minutes"]) == (str(movie.pk), "50")

    def test_formulas_are_text_in_a_spreadsheet_and_themselves_after_an_import(
        self, tmp_path: Path, manage: Callable[..., str]
    ):
        titles = ["=1+1", "+1", "-1", "@home", "'=quoted", "'76", "plain"]
        for number, title in enumerate(titles):
            movie = MovieFactory.create(title=title)
            Source.objects.create(movie=movie, platform="netflix", source_id=f"s{number}")
        manage("export_catalogue", "--output", tmp_path / "x.csv")
        cells = [row["title"] for row in read(tmp_path / "x.csv")]
        assert cells == ["'=1+1", "'+1", "'-1", "'@home", "''=quoted", "'76", "plain"]
        Movie.objects.all().delete()
        manage("import_netflix", tmp_path / "x.csv", "--no-embed")
        assert list(Movie.objects.order_by("pk").values_list("title", flat=True)) == titles

    @pytest.mark.parametrize("text", ["=x", "'=x", "''-x", "\tx", "'x", "'", "", "x=1"])
    def test_defusing_is_undone_exactly(self, text: str):
        assert undefused(defused(text)) == text

    def test_ids_are_those_of_the_platform_that_is_asked_for(
        self, tmp_path: Path, manage: Callable[..., str]
    ):
        both, hulu = MovieFactory.create_batch(2)
        by_hand = MovieFactory.create()
        for platform, movie in (("netflix", both), ("hulu", both), ("hulu", hulu)):
            Source.objects.create(movie=movie, platform=platform, source_id=f"{platform}{movie.pk}")
        manage("export_catalogue", "--platform", "netflix", "--output", tmp_path / "x.csv")
        assert [row["show_id"] for row in read(tmp_path / "x.csv")] == [f"netflix{both.pk}"]
        manage("export_catalogue", "--output", tmp_path / "x.csv")
        ids = {row["movieclip_id"]: row["show_id"] for row in read(tmp_path / "x.csv")}
        assert ids[str(by_hand.pk)] == "", "refused by an import, rather than added a second time"

    def test_figures_and_what_else_is_known_follow_and_unknown_is_blank(
        self, tmp_path: Path, manage: Callable[..., str]
    ):
        oldboy = MovieFactory.create(
            title="Oldboy",
            original_title="올드보이",
            original_language="ko",
            tagline="15 years.",
            imdb_id="tt0364569",
            movielens_id=27773,
            collection=Collection.objects.create(name="The Vengeance Collection"),
        )
        for name in ("revenge", "hammer, a"):
            oldboy.keywords.create(name=name)
        oldboy.companies.create(name="Egg, Inc.")
        for position, (name, character) in enumerate([("Choi Min-sik", "Oh Dae-su"), ("X", "")]):
            person = Person.objects.create(name=name)
            oldboy.credits.create(
                person=person, role="actor", position=position, character=character
            )
        oldboy.sources.create(platform="tmdb", source_id="670")
        oldboy.sources.create(platform="netflix", source_id="s1")
        Figures.objects.create(
            movie=oldboy,
            release_date=date(2003, 11, 21),
            budget=3_000_000,
            revenue=15_000_000,
            vote_count=2_000,
            vote_average=8.0,
        )
        MovieFactory.create(title="Plain")
        manage("export_catalogue", "--output", tmp_path / "x.csv")
        row, plain = read(tmp_path / "x.csv")
        assert (
            row
            | {
                "original_title": "올드보이",
                "original_language": "ko",
                "tagline": "15 years.",
                "keywords": "revenge; hammer, a",
                "companies": "Egg, Inc.",
                "collection": "The Vengeance Collection",
                "cast": "Choi Min-sik, X",
                "characters": "Oh Dae-su; ",
                "imdb_id": "tt0364569",
                "movielens_id": "27773",
                "sources": "netflix:s1, tmdb:670",
                "release_date": "2003-11-21",
                "budget": "3000000",
                "revenue": "15000000",
                "return_ratio": "5.0",
                "is_implausible": "0",
                "vote_count": "2000",
                "vote_average": "8.0",
                "popularity": "",
            }
            == row
        )
        for name in ("budget", "return_ratio", "is_implausible", "release_date", "collection"):
            assert plain[name] == ""

    def test_filters_leave_titles_out(self, tmp_path: Path, manage: Callable[..., str]):
        MovieFactory.create(title="Film")
        MovieFactory.create(title="Hidden", is_published=False)
        MovieFactory.create(title="Series", kind="series")
        path = tmp_path / "x.csv"
        manage("export_catalogue", "--published", "--kind", "film", "--output", path)
        assert [row["title"] for row in read(path)] == ["Film"]

    def test_takes_the_same_number_of_queries_for_any_number_of_titles(
        self, tmp_path: Path, manage: Callable[..., str], django_assert_max_num_queries
    ):
        MovieFactory.create_batch(30)
        with django_assert_max_num_queries(3):
            manage("export_catalogue", "--output", tmp_path / "x.csv")


@pytest.mark.django_db
class TestParquet:
    def test_keeps_the_types_and_the_lists(
        self, catalogue: dict[str, Movie], tmp_path: Path, manage: Callable[..., str]
    ):
        catalogue["Jaws"].genres.add(GenreFactory.create(name="Horror"))
        path = tmp_path / "x.parquet"
        manage("export_catalogue", "--format", "parquet", "--output", path)
        rows = {row["title"]: row for row in parquet.read_table(path).to_pylist()}
        assert len(rows) == 8
        jaws = rows["Jaws"]
        assert (jaws["release_year"], jaws["is_published"]) == (2001, True)
        assert (jaws["genre_names"], jaws["directors"]) == (["Horror"], [])
        assert jaws["updated_at"] == Movie.objects.get(title="Jaws").updated_at
        assert "embedding" not in jaws

    def test_figures_have_their_types_and_unknown_is_null(
        self, tmp_path: Path, manage: Callable[..., str]
    ):
        movie = MovieFactory.create(title="A", original_title="Ä")
        movie.keywords.create(name="revenge")
        Figures.objects.create(
            movie=movie, release_date=date(1999, 1, 1), budget=5_000_000_000, vote_average=7.5
        )
        MovieFactory.create(title="B")
        path = tmp_path / "x.parquet"
        manage("export_catalogue", "--format", "parquet", "--output", path)
        known, plain = parquet.read_table(path).to_pylist()
        assert (known["release_date"], known["budget"]) == (date(1999, 1, 1), 5_000_000_000)
        assert (known["revenue"], known["vote_average"]) == (None, 7.5)
        assert (known["original_title"], known["keyword_names"]) == ("Ä", ["revenge"])
        assert known["is_implausible"] is False
        assert (plain["budget"], plain["is_implausible"], plain["keyword_names"]) == (
            None,
            None,
            [],
        )

    def test_has_the_vectors_if_asked_and_nothing_where_there_is_none(
        self, catalogue: dict[str, Movie], tmp_path: Path, manage: Callable[..., str]
    ):
        MovieFactory.create(title="Waiting")
        path = tmp_path / "x.parquet"
        manage("export_catalogue", "--format", "parquet", "--with-embeddings", "--output", path)
        table = parquet.read_table(path)
        assert table.schema.field("embedding").type.list_size == DIMENSIONS
        vectors = {row["title"]: row["embedding"] for row in table.to_pylist()}
        assert vectors["Jaws"] == pytest.approx(vector_of(catalogue["Jaws"]))
        assert vectors["Waiting"] is None

    def test_of_no_titles_is_a_file_with_columns(self, tmp_path: Path, manage: Callable[..., str]):
        manage("export_catalogue", "--format", "parquet", "--output", tmp_path / "x.parquet")
        assert parquet.read_table(tmp_path / "x.parquet").num_rows == 0


@pytest.mark.django_db
class TestWhatGoesWrong:
    @pytest.mark.parametrize("output", ["/nowhere/x.csv", "/proc/x.csv", "."])
    def test_a_path_that_cannot_be_written_is_one_line(
        self, manage: Callable[..., str], output: str
    ):
        with pytest.raises(CommandError) as raised:
            manage("export_catalogue", "--output", output)
        assert str(raised.value).startswith(f"{output}: ")
        assert "\n" not in str(raised.value)

    def test_an_unknown_format_is_one_line(self, manage: Callable[..., str]):
        with pytest.raises(CommandError, match="invalid choice: 'xlsx'"):
            manage("export_catalogue", "--format", "xlsx")

    def test_vectors_have_no_place_in_a_csv(self, manage: Callable[..., str]):
        with pytest.raises(CommandError, match="parquet"):
            manage("export_catalogue", "--with-embeddings")

    def test_a_failure_leaves_the_file_of_before_and_nothing_beside_it(
        self, tmp_path: Path, manage: Callable[..., str], monkeypatch: pytest.MonkeyPatch
    ):
        MovieFactory.create()
        path = tmp_path / "x.csv"
        path.write_text("of yesterday")

        def fail(row: object) -> None:
            raise OSError(28, "No space left on device")

        monkeypatch.setattr("catalog.exports.csv_file._cells", fail)
        with pytest.raises(CommandError, match="No space left"):
            manage("export_catalogue", "--output", path)
        assert path.read_text() == "of yesterday"
        assert list(tmp_path.iterdir()) == [path]


@pytest.mark.django_db(transaction=True)
def test_standard_output_has_the_rows_alone(served_environment: dict[str, str]):
    import subprocess
    import sys

    MovieFactory.create(title="Jaws")
    command = [sys.executable, "manage.py", "export_catalogue", "--output", "-"]
    ran = subprocess.run(command, env=served_environment, capture_output=True, text=True)
    assert ran.returncode == 0, ran.stderr
    assert [row["title"] for row in csv.DictReader(ran.stdout.splitlines())] == ["Jaws"]
    assert "-: 1 titles" in ran.stderr
