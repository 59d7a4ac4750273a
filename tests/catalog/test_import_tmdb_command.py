"""`manage.py import_tmdb`, from the command line to the tables."""

import csv
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.management import CommandError
from django.db import connections

from catalog.importers.batches import BATCH_SIZE, write_batch
from catalog.importers.schema import ParsedRow
from catalog.models import Credit, Figures, Job, Movie, Person, Source
from catalog.records import CreditRecord, TitleRecord

Manage = Callable[..., str]

COLUMNS = {
    "adult": "False", "belongs_to_collection": "", "budget": "8000000", "genres": "[]",
    "id": "578", "imdb_id": "tt0073195", "overview": "A shark hunts.", "popularity": "19.7",
    "production_countries": "[{'iso_3166_1': 'US', 'name': 'United States of America'}]",
    "release_date": "1975-06-18", "revenue": "470654000.0", "runtime": "124.0",
    "status": "Released", "tagline": "", "title": "Jaws", "vote_average": "7.5",
    "vote_count": "2628.0",
}  # fmt: skip
CAST = "[{'id': 6355, 'name': 'Roy Scheider', 'character': 'Brody', 'order': 0}]"
CREW = "[{'id': 488, 'name': 'Steven Spielberg', 'job': 'Director'}]"


def table(path: Path, *rows: dict[str, str]) -> Path:
    with path.open("w", newline="", encoding="utf-8") as target:
        writer = csv.DictWriter(target, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    return path


@pytest.fixture
def metadata(tmp_path: Path) -> Path:
    return table(tmp_path / "movies.csv", COLUMNS)


@pytest.fixture
def beside(tmp_path: Path) -> list[object]:
    """The options that name the three files beside it."""
    credits = table(tmp_path / "credits.csv", {"cast": CAST, "crew": CREW, "id": "578"})
    keywords = table(
        tmp_path / "keywords.csv", {"id": "578", "keywords": "[{'id': 1, 'name': 'shark'}]"}
    )
    links = table(tmp_path / "links.csv", {"movieId": "1387", "imdbId": "0073195", "tmdbId": "578"})
    return ["--credits", credits, "--keywords", keywords, "--links", links]


def names(movie: Movie) -> set[str]:
    return set(movie.credits.values_list("person__name", flat=True))


@pytest.mark.django_db
class TestImport:
    def test_writes_films_with_figures_people_and_terms(
        self, manage: Manage, metadata: Path, beside: list[object]
    ):
        output = manage("import_tmdb", metadata, *beside, "--no-embed")
        assert "1 created, 0 updated, 0 unchanged, 0 rejected" in output
        jaws = Movie.objects.get()
        assert (jaws.kind, jaws.release_year, jaws.minutes) == ("film", 1975, 124)
        assert (jaws.imdb_id, jaws.movielens_id) == ("tt0073195", 1387)
        figures = jaws.figures
        assert (figures.budget, figures.revenue, figures.vote_count) == (
            8_000_000,
            470_654_000,
            2628,
        )
        assert figures.return_ratio == pytest.approx(58.83175)
        assert not figures.is_implausible
        assert [country.name for country in jaws.countries.all()] == ["United States"]
        assert [keyword.name for keyword in jaws.keywords.all()] == ["shark"]
        assert jaws.keywords_text == "shark"
        actor = Credit.objects.get(role="actor")
        assert (actor.person.name, actor.person.tmdb_id) == ("Roy Scheider", 6355)
        assert (actor.character, actor.position) == ("Brody", 0)
        assert "Steven Spielberg" in jaws.people_text
        source = jaws.sources.get()
        assert (source.platform, source.source_id) == ("tmdb", "578")
        assert TitleRecord.from_json(source.record).budget == 8_000_000

    def test_again_changes_nothing_and_queues_nothing(
        self, manage: Manage, metadata: Path, beside: list[object]
    ):
        assert "1 queued" in manage("import_tmdb", metadata, *beside)
        before = Movie.objects.get().updated_at
        output = manage("import_tmdb", metadata, *beside)
        assert "0 created, 0 updated, 1 unchanged" in output
        assert "0 queued" in output
        assert Movie.objects.get().updated_at == before

    def test_what_stands_in_a_file_that_is_not_given_stays(
        self, manage: Manage, metadata: Path, beside: list[object]
    ):
        table(metadata, COLUMNS | {"imdb_id": ""})
        manage("import_tmdb", metadata, *beside, "--no-embed")
        output = manage("import_tmdb", metadata, "--no-embed")
        assert "1 unchanged" in output
        table(metadata, COLUMNS | {"imdb_id": "", "budget": "9000000"})
        assert "1 updated" in manage("import_tmdb", metadata, "--no-embed")
        jaws = Movie.objects.get()
        assert jaws.figures.budget == 9_000_000
        assert names(jaws) == {"Roy Scheider", "Steven Spielberg"}
        assert [keyword.name for keyword in jaws.keywords.all()] == ["shark"]
        assert (jaws.imdb_id, jaws.movielens_id) == ("tt0073195", 1387)

    def test_a_file_that_is_given_later_adds_what_it_says(
        self, manage: Manage, metadata: Path, beside: list[object]
    ):
        manage("import_tmdb", metadata, "--no-embed")
        assert not Credit.objects.exists()
        assert "1 updated" in manage("import_tmdb", metadata, *beside, "--no-embed")
        assert names(Movie.objects.get()) == {"Roy Scheider", "Steven Spielberg"}

    def test_what_a_file_no_longer_says_goes(
        self, manage: Manage, metadata: Path, beside: list[object]
    ):
        manage("import_tmdb", metadata, *beside, "--no-embed")
        table(
            metadata, COLUMNS | {"budget": "0", "revenue": "0", "vote_count": "", "popularity": ""}
        )
        table(metadata.with_name("credits.csv"), {"cast": "[]", "crew": CREW, "id": "578"})
        manage("import_tmdb", metadata, *beside, "--no-embed")
        assert names(Movie.objects.get()) == {"Steven Spielberg"}
        figures = Figures.objects.get()
        assert (figures.budget, figures.return_ratio, figures.vote_count) == (None, None, None)

    def test_a_one_dollar_budget_is_kept_and_flagged(self, manage: Manage, metadata: Path):
        table(metadata, COLUMNS | {"budget": "1"})
        manage("import_tmdb", metadata, "--no-embed")
        assert Figures.objects.get().is_implausible

    def test_broken_rows_of_the_files_beside_it_are_rejects_that_name_their_file(
        self, manage: Manage, metadata: Path, beside: list[object], tmp_path: Path
    ):
        (tmp_path / "credits.csv").write_text(
            f'cast,crew,id\n[],[],none\n[]\n"{CAST}","{CREW}",578\n[],[],578\n'
        )
        output = manage("import_tmdb", metadata, *beside, "--no-embed")
        assert "1 created, 0 updated, 0 unchanged, 0 rejected, 3 rejected in the files" in output
        assert "rejected: credits.csv, line 2: id “none” is no number" in output
        with (tmp_path / "movies.rejected.csv").open() as file:
            rejected = list(csv.DictReader(file))
        assert [(row["file"], row["line"]) for row in rejected] == [
            ("credits.csv", line) for line in "235"
        ]
        assert rejected[2]["reason"] == "id 578 stands already in line 4"
        assert Credit.objects.count() == 2, "the first of a repeated id is heard"
        assert Job.objects.get(kind="import").failed == 0

    def test_links_of_films_that_tmdb_does_not_know_are_no_fault(
        self, manage: Manage, metadata: Path, tmp_path: Path
    ):
        links = tmp_path / "links.csv"
        links.write_text("movieId,imdbId,tmdbId\n1,0114709,\n1387,0073195,578\n")
        output = manage("import_tmdb", metadata, "--links", links, "--no-embed")
        assert "rejected in" not in output
        assert Movie.objects.get().movielens_id == 1387

    def test_a_repeated_id_keeps_the_first(self, manage: Manage, metadata: Path):
        table(metadata, COLUMNS, COLUMNS | {"title": "Jaws again", "id": "578.0"})
        output = manage("import_tmdb", metadata, "--no-embed")
        assert "line 3: id 578 stands already in line 2" in output
        assert Movie.objects.get().title == "Jaws"

    def test_strict_hears_the_files_beside_it_too(
        self, manage: Manage, metadata: Path, beside: list[object], tmp_path: Path
    ):
        (tmp_path / "keywords.csv").write_text("id,keywords\nx,[]\n")
        with pytest.raises(CommandError, match=r"keywords\.csv, line 2: id “x” is no number"):
            manage("import_tmdb", metadata, *beside, "--strict")
        assert not Movie.objects.exists()

    def test_dry_run_shows_what_would_change_and_writes_nothing(
        self, manage: Manage, metadata: Path, beside: list[object]
    ):
        output = manage("import_tmdb", metadata, *beside, "--dry-run")
        assert "+ 578 Jaws" in output
        assert "would be: 1 created" in output
        assert not Movie.objects.exists()
        assert not Person.objects.exists()

    def test_adult_and_unreleased_films_are_kept_and_hidden(self, manage: Manage, metadata: Path):
        table(
            metadata,
            COLUMNS,
            COLUMNS | {"id": "1", "adult": "True"},
            COLUMNS | {"id": "2", "status": "Rumored"},
        )
        manage("import_tmdb", metadata, "--no-embed")
        assert Movie.objects.count() == 3
        assert Movie.objects.for_everybody().count() == 1

    def test_code_in_a_cell_is_not_run_and_loses_that_cell(
        self, manage: Manage, metadata: Path, tmp_path: Path
    ):
        code = f"__import__('os').system('touch {tmp_path}/run')"
        table(metadata, COLUMNS | {"genres": code, "belongs_to_collection": code})
        output = manage("import_tmdb", metadata, "--no-embed")
        assert "1 created" in output
        assert "2 warnings on cells" in output
        assert not (tmp_path / "run").exists()

    @pytest.mark.parametrize("name", ["credits", "keywords", "links"])
    def test_a_file_beside_it_that_is_none_is_one_clear_line(
        self, manage: Manage, metadata: Path, name: str
    ):
        with pytest.raises(CommandError, match=r"other\.csv: no such file"):
            manage("import_tmdb", metadata, f"--{name}", metadata.with_name("other.csv"))
        with pytest.raises(CommandError, match=r"movies\.csv: no column"):
            manage("import_tmdb", metadata, f"--{name}", metadata)
        assert not Job.objects.exists()

    def test_a_catalogue_of_another_schema_is_refused(self, manage: Manage):
        sample = settings.BASE_DIR / "catalog/sample/netflix_titles.csv"
        with pytest.raises(CommandError, match="no column id"):
            manage("import_tmdb", sample)


def record(source_id: str, *people: CreditRecord, **said: Any) -> ParsedRow:
    plain: dict[str, Any] = {"kind": "film", "title": "Jaws", "description": "A shark hunts."}
    return ParsedRow(2, TitleRecord(source_id, credits=people, **{**plain, **said}))


@pytest.mark.django_db
class TestTwoSources:
    """One title with a record of each platform."""

    @pytest.fixture
    def jaws(self) -> Movie:
        write_batch(
            [record("s1", CreditRecord("Roy Scheider", "actor"), age_rating="PG")],
            platform="netflix",
        )
        jaws = Movie.objects.get()
        self.write_tmdb(budget=8_000_000)
        other = Movie.objects.exclude(pk=jaws.pk).get()
        Source.objects.update(movie=jaws)
        other.delete()
        return jaws

    def write_tmdb(self, **said: Any) -> None:
        people = (
            CreditRecord("Steven Spielberg", "director", 488),
            CreditRecord("Roy Scheider", "actor", 6355, "Brody"),
        )
        write_batch([record("578", *people, **said)], platform="tmdb")

    def test_either_can_be_imported_again_without_undoing_the_other(self, jaws: Movie):
        self.write_tmdb(budget=9_000_000, tagline="You'll never go in the water again")
        write_batch(
            [record("s1", CreditRecord("Roy Scheider", "actor"), age_rating="PG-13")],
            platform="netflix",
        )
        jaws.refresh_from_db()
        assert (jaws.age_rating, jaws.tagline[:6]) == ("PG-13", "You'll")
        assert jaws.figures.budget == 9_000_000
        assert names(jaws) == {"Roy Scheider", "Steven Spielberg"}
        assert Person.objects.get(name="Roy Scheider").tmdb_id == 6355
        assert Movie.objects.count() == 1

    def test_each_keeps_what_it_says_apart(self, jaws: Movie):
        self.write_tmdb(budget=9_000_000)
        said = {s.platform: TitleRecord.from_json(s.record) for s in jaws.sources.all()}
        assert (said["netflix"].age_rating, said["netflix"].budget) == ("PG", None)
        assert (said["tmdb"].age_rating, said["tmdb"].budget) == ("", 9_000_000)


@pytest.mark.django_db(transaction=True)
class TestProcesses:
    def test_killed_and_run_again_it_finishes_with_nothing_twice(
        self, served_environment: dict[str, str], manage: Manage, tmp_path: Path
    ):
        films = 6 * BATCH_SIZE
        path = table(
            tmp_path / "movies.csv",
            *(COLUMNS | {"id": str(n), "title": f"Film {n}"} for n in range(1, films + 1)),
        )
        credits = table(
            tmp_path / "credits.csv",
            *({"cast": CAST, "crew": CREW, "id": str(n)} for n in range(1, films + 1)),
        )
        command = [sys.executable, "manage.py", "import_tmdb", str(path), "--credits", str(credits)]
        run = subprocess.Popen(
            [*command, "--no-embed"], cwd=settings.BASE_DIR, env=served_environment
        )
        deadline = time.monotonic() + 60
        while not Movie.objects.exists() and time.monotonic() < deadline:
            time.sleep(0.02)
        os.kill(run.pid, signal.SIGKILL)
        run.wait()
        assert 0 < Movie.objects.count() < films
        manage("import_tmdb", path, "--credits", credits, "--no-embed")
        assert Movie.objects.count() == Source.objects.count() == Figures.objects.count() == films
        assert Credit.objects.count() == 2 * films
        assert Person.objects.count() == 2
        assert set(Job.objects.filter(kind="import").values_list("status", flat=True)) == {
            "failed",
            "succeeded",
        }

    def test_two_imports_at_once_that_name_the_same_people_both_end(self):
        def write(platform: str, step: int) -> None:
            people = [CreditRecord(f"Person {n}", "actor", 100 + n) for n in range(60)][::step]
            try:
                for film in range(15):
                    write_batch(
                        [record(str(film), *people, genres=("B", "A")[::step])], platform=platform
                    )
            finally:
                connections.close_all()

        with ThreadPoolExecutor(2) as pool:
            for ended in [pool.submit(write, "one", 1), pool.submit(write, "other", -1)]:
                ended.result(timeout=60)
        assert Movie.objects.count() == 30
        assert Person.objects.count() == 60
