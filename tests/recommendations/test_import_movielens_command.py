"""`manage.py import_movielens`, from the command line to the tables."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import psycopg
import pytest
from django.conf import settings
from django.core.management import CommandError
from django.db import connection

from catalog import locks
from catalog.models import FormerTitle, Job
from recommendations.importers.movielens import ingest
from recommendations.importers.movielens.joining import Films
from recommendations.models import Rater, RaterRating, RaterTag
from tests.catalog.factories import MovieFactory
from tests.conftest import SHARED_DATA
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

IN_SMALL_CHUNKS = """
import django; django.setup()
from django.core.management import execute_from_command_line
from recommendations.importers.movielens import ingest
ingest.CHUNK_ROWS = 500
execute_from_command_line()
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return movielens_folder(tmp_path / "ml", movies=MOVIES, links=LINKS, ratings=RATINGS)


@pytest.mark.django_db
class TestImport:
    def test_writes_raters_with_ratings_in_half_stars_and_when(self, manage: Manage, folder: Path):
        title()
        title("12 Monkeys", tmdb="63")
        output = manage("import_movielens", folder)
        assert "ratings.csv: 3 created, 0 updated, 0 unchanged, 0 unmatched, 0 rejected" in output
        assert "ml: 2 new raters, 3 rows" in output
        assert opinions() == {(1, "Toy Story", 8), (1, "12 Monkeys", 1), (2, "Toy Story", 10)}
        first = RaterRating.objects.get(rater__number=1, value=8)
        assert first.rated_at == datetime(2000, 7, 30, 18, 45, 3, tzinfo=UTC)
        assert (first.rater.dataset, first.stars) == ("ml", 4.0)

    def test_a_second_run_writes_nothing(self, manage: Manage, folder: Path):
        title()
        manage("import_movielens", folder)
        before = list(RaterRating.objects.order_by("pk").values())
        output = manage("import_movielens", folder)
        assert "ratings.csv: 0 created, 0 updated, 2 unchanged, 1 unmatched, 0 rejected" in output
        assert "0 new raters" in output
        assert list(RaterRating.objects.order_by("pk").values()) == before

    def test_an_opinion_that_changed_is_updated(self, manage: Manage, folder: Path):
        title()
        manage("import_movielens", folder)
        movielens_folder(folder, ratings=["1,1,3.5,964982703", *RATINGS[1:]])
        output = manage("import_movielens", folder)
        assert "ratings.csv: 0 created, 1 updated, 1 unchanged, 1 unmatched, 0 rejected" in output
        assert (1, "Toy Story", 7) in opinions()

    def test_two_data_sets_have_their_own_raters(self, manage: Manage, folder: Path):
        title()
        manage("import_movielens", folder)
        manage("import_movielens", folder, "--dataset", "other")
        assert Rater.objects.filter(number=1).count() == 2
        assert RaterRating.objects.count() == 4

    def test_tags_are_kept_each_once(self, manage: Manage, folder: Path):
        title()
        tags = ["1,1,pixar,1", "1,1,pixar,2", "1,1,fun,3", "1,1,,4", f"1,1,{'x' * 300},5"]
        movielens_folder(folder, tags=tags)
        output = manage("import_movielens", folder)
        assert "tags.csv: 2 created, 0 updated, 0 unchanged, 0 unmatched, 3 rejected" in output
        assert set(RaterTag.objects.values_list("tag", flat=True)) == {"pixar", "fun"}
        assert "tags.csv: 0 created" in manage("import_movielens", folder)

    def test_the_job_tells_what_became_of_the_rows(self, manage: Manage, folder: Path):
        title()
        manage("import_movielens", folder)
        job = Job.objects.get()
        assert (job.kind, job.status, job.label) == ("import", "succeeded", "MovieLens: ml")
        assert (job.total, job.done, job.failed) == (3, 3, 0)
        assert (job.detail["created"], job.detail["ratings.csv"]["unmatched"]) == (2, 1)

    def test_raters_go_with_their_titles_but_no_account_is_theirs(
        self, manage: Manage, folder: Path
    ):
        movie = title()
        manage("import_movielens", folder)
        movie.delete()
        assert not RaterRating.objects.exists()

    def test_chunks_end_between_raters(
        self, manage: Manage, folder: Path, monkeypatch: pytest.MonkeyPatch
    ):
        title()
        title("Copy of it", tmdb="63")
        monkeypatch.setattr(ingest, "CHUNK_ROWS", 2)
        rows = [f"{rater},{film},4,1" for rater in (1, 2, 3) for film in (1, 32)]
        movielens_folder(folder, ratings=[*rows, "3,1,2,5"])
        output = manage("import_movielens", folder)
        assert "6 created, 0 updated, 0 unchanged, 0 unmatched, 1 rejected" in output

    def test_what_is_found_of_films_that_are_gone_meanwhile_is_found_anew(
        self, manage: Manage, folder: Path, monkeypatch: pytest.MonkeyPatch
    ):
        movie, kept = title(), MovieFactory.create(title="Kept")

        def merge_meanwhile(films: Films) -> int:
            FormerTitle.objects.create(id=movie.pk, movie=kept)
            movie.delete()
            return 0

        monkeypatch.setattr(Films, "tell_titles", merge_meanwhile)
        manage("import_movielens", folder)
        assert {name for _rater, name, _value in opinions()} == {"Kept"}


BAD_ROWS = {
    "1,1,7,1": "none of 0.5, 1.0",
    "1,1,good,1": "none of 0.5, 1.0",
    "1,1,0,1": "none of 0.5, 1.0",
    "1,1,4.25,1": "none of 0.5, 1.0",
    "1,1,,1": "rating is empty",
    "1,1,4,-5": "timestamp “-5” is no number",
    "1,1,4,1260759144000": "timestamp “1260759144000” is no number",
    "me,1,4,1": "userId “me” is no number",
    "99999999999,1,4,1": "userId “99999999999” is no number",
    "1,,4,1": "movieId is empty",
    "1,777,4,1": "movieId 777 is a film that the folder does not tell of",
    "1,1,4": "3 cells",
    '1,1,"4,1': "quote",
}


@pytest.mark.django_db
class TestBadInput:
    @pytest.mark.parametrize("row", BAD_ROWS)
    def test_a_bad_row_is_rejected_by_its_line_and_the_others_come_in(
        self, manage: Manage, folder: Path, row: str
    ):
        title()
        movielens_folder(folder, ratings=["2,1,4,1", row, "3,1,4,1"])
        output = manage("import_movielens", folder)
        assert opinions() == {(2, "Toy Story", 8), (3, "Toy Story", 8)}
        assert BAD_ROWS[row] in output
        assert "ratings.csv, line 3" in output
        assert rejects(folder)[0]["line"] == "3"

    def test_what_is_said_twice_is_rejected_the_second_time(self, manage: Manage, folder: Path):
        title()
        movielens_folder(folder, ratings=["1,1,4,5", "1,1,2,9"])
        assert "userId 1 and movieId 1 stand already in line 2" in manage(
            "import_movielens", folder
        )
        assert opinions() == {(1, "Toy Story", 8)}

    @pytest.mark.parametrize(
        ("files", "reason"),
        [
            ({"movies": MOVIES}, "ratings.csv: no such file"),
            ({"ratings": RATINGS}, "has neither links.csv nor movies.csv"),
            ({"ratings": [], "movies": MOVIES}, "there is no row below the header"),
        ],
    )
    def test_a_folder_that_lacks_what_is_needed_is_refused(
        self, manage: Manage, tmp_path: Path, files: dict[str, list[str]], reason: str
    ):
        folder = movielens_folder(tmp_path / "ml", **files)
        with pytest.raises(CommandError, match=reason):
            manage("import_movielens", folder)
        assert not Job.objects.exists()

    def test_a_file_with_other_columns_is_refused(self, manage: Manage, folder: Path):
        (folder / "links.csv").write_text("a,b\n1,2\n")
        with pytest.raises(CommandError, match=r"links\.csv: no column movieId"):
            manage("import_movielens", folder)

    def test_what_is_no_folder_is_refused(self, manage: Manage, tmp_path: Path):
        (tmp_path / "ml.zip").write_bytes(b"PK\x03\x04")
        with pytest.raises(CommandError, match="unpack the archive first"):
            manage("import_movielens", tmp_path / "ml.zip")
        with pytest.raises(CommandError, match="no such folder"):
            manage("import_movielens", tmp_path / "ml")

    def test_a_folder_without_a_usable_name_needs_one(self, manage: Manage, tmp_path: Path):
        folder = movielens_folder(tmp_path / "…", movies=MOVIES, ratings=RATINGS)
        with pytest.raises(CommandError, match="--dataset"):
            manage("import_movielens", folder)
        manage("import_movielens", folder, "--dataset", "named")

    def test_bad_rows_of_the_files_about_films_cost_these_films_alone(
        self, manage: Manage, folder: Path
    ):
        title()
        movielens_folder(folder, links=[LINKS[0], "x,1,2", "1,0114709,862"])
        output = manage("import_movielens", folder)
        assert "links.csv, line 3: movieId “x” is no number" in output
        assert "links.csv, line 4: movieId 1 stands already in line 2" in output
        assert (1, "Toy Story", 8) in opinions()


@pytest.mark.django_db(transaction=True)
class TestOneAtATime:
    def test_the_same_data_set_is_not_imported_twice_at_once(
        self, folder: Path, monkeypatch: pytest.MonkeyPatch
    ):
        monkeypatch.setattr(locks, "PATIENCE", locks.NO_PATIENCE)
        other = connection.get_new_connection(connection.get_connection_params())
        with psycopg.Cursor(other) as cursor:
            cursor.execute("SELECT pg_advisory_lock(hashtext('import movielens ml'))")
            with pytest.raises(ingest.ImportRefused):
                ingest.import_movielens(folder)
        other.close()

    def test_a_run_that_was_killed_is_finished_by_the_next(
        self, manage: Manage, folder: Path, served_environment: dict[str, str]
    ):
        title()
        rows = [f"{rater},1,4,1" for rater in range(1, 4_001)]
        movielens_folder(folder, ratings=rows)
        command = [sys.executable, "-c", IN_SMALL_CHUNKS, "import_movielens", str(folder)]
        process = subprocess.Popen(
            command, cwd=settings.BASE_DIR, env=served_environment, stdout=subprocess.DEVNULL
        )
        deadline = time.monotonic() + 60
        while not RaterRating.objects.exists() and time.monotonic() < deadline:
            time.sleep(0.05)
        os.kill(process.pid, signal.SIGKILL)
        process.wait()
        there = RaterRating.objects.count()
        assert there % 500 == 0
        assert 0 < there < len(rows)
        output = manage("import_movielens", folder)
        assert f"ratings.csv: {len(rows) - there} created, 0 updated, {there} unchanged" in output
        assert sorted(Job.objects.values_list("status", flat=True)) == ["failed", "succeeded"]


@pytest.mark.skipif(not SHARED_DATA.is_dir(), reason="the real data are not here")
@pytest.mark.django_db
def test_the_real_files_are_read_without_a_reject(manage: Manage, tmp_path: Path):
    source = SHARED_DATA / "movielens" / "ml-latest-small"
    title()
    for name in ("ratings", "tags", "movies", "links"):
        (tmp_path / f"{name}.csv").symlink_to(source / f"{name}.csv")
    output = manage("import_movielens", tmp_path, "--dataset", "small", "--limit", "4000")
    assert ", 0 rejected" in output
    assert "1 by tmdb" in output
    assert Rater.objects.exists()
