"""`manage.py import_netflix`, from the command line to the tables."""

import csv
import os
import signal
import subprocess
import sys
import time
import tracemalloc
from collections.abc import Callable
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import CommandError
from django.db import connection
from django.test.utils import CaptureQueriesContext

from catalog.importers.batches import BATCH_SIZE
from catalog.importers.files import ImportFiles
from catalog.importers.ingest import ImportReport
from catalog.models import Credit, Genre, Job, Movie, Person, Source
from tests.conftest import SHARED_DATA

Manage = Callable[..., str]

HEADER = [
    "show_id", "type", "title", "director", "cast", "country", "date_added",
    "release_year", "rating", "duration", "listed_in", "description",
]  # fmt: skip
JAWS = [
    "s1", "Movie", "Jaws", "Steven Spielberg", "Roy Scheider, Robert Shaw", "United States",
    "September 25, 2021", "1975", "PG", "124 min", "Thrillers, Classic Movies", "A shark hunts.",
]  # fmt: skip
DARK = [
    "s2", "TV Show", "Dark", "", "Louis Hofmann", "Germany", "", "2017", "TV-MA", "3 Seasons",
    "TV Dramas", "A child is missing.",
]  # fmt: skip


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return write(tmp_path / "titles.csv", [JAWS, DARK])


def write(path: Path, rows: list[list[str]]) -> Path:
    with path.open("w", newline="", encoding="utf-8") as target:
        csv.writer(target).writerows([HEADER, *rows])
    return path


def many(count: int) -> list[list[str]]:
    return [[f"s{n}", *JAWS[1:2], f"Film {n}", *JAWS[3:]] for n in range(count)]


def contents() -> list[tuple]:
    fields = ["title", "kind", "release_year", "minutes", "people_text", "terms_text", "text_hash"]
    return sorted(Source.objects.values_list("source_id", *(f"movie__{name}" for name in fields)))


@pytest.mark.django_db
class TestImport:
    def test_writes_titles_with_their_facts(self, manage: Manage, file: Path):
        output = manage("import_netflix", file, "--no-embed")
        assert "2 created, 0 updated, 0 unchanged, 0 rejected" in output
        jaws = Movie.objects.for_page().get(title="Jaws")
        assert (jaws.kind, jaws.minutes, jaws.seasons) == ("film", 124, None)
        assert (jaws.release_year, jaws.age_rating) == (1975, "PG")
        assert jaws.directors == ["Steven Spielberg"]
        assert jaws.cast == ["Roy Scheider", "Robert Shaw"]
        assert {genre.name for genre in jaws.genres.all()} == {"Thrillers", "Classic Movies"}
        assert str(jaws.sources.get().date_added) == "2021-09-25"
        dark = Movie.objects.get(title="Dark")
        assert (dark.kind, dark.minutes, dark.seasons) == ("series", None, 3)

    def test_again_changes_nothing_and_queues_nothing(self, manage: Manage, file: Path):
        manage("import_netflix", file)
        before = contents(), list(Movie.objects.values_list("updated_at"))
        output = manage("import_netflix", file)
        assert "0 created, 0 updated, 2 unchanged, 0 rejected" in output
        assert "0 queued" in output
        assert (contents(), list(Movie.objects.values_list("updated_at"))) == before

    def test_a_changed_description_updates_and_queues_that_title_alone(
        self, manage: Manage, file: Path
    ):
        from catalog.embeddings.refresh import embed_chunk

        manage("import_netflix", file)
        embed_chunk(Movie.objects.values_list("pk", flat=True), job_id=None)
        Movie.objects.update(embedding_job=None)
        write(file, [[*JAWS[:-1], "Another text."], DARK])
        output = manage("import_netflix", file)
        assert "0 created, 1 updated, 1 unchanged" in output
        assert "1 queued" in output
        assert list(Movie.objects.exclude(embedding_job=None)) == [Movie.objects.get(title="Jaws")]

    def test_changed_people_and_genres_replace_the_old_ones(self, manage: Manage, file: Path):
        manage("import_netflix", file, "--no-embed")
        changed = JAWS.copy()
        changed[3], changed[10] = "Somebody Else", "Horror Movies"
        manage("import_netflix", write(file, [changed, DARK]), "--no-embed")
        jaws = Movie.objects.for_page().get(title="Jaws")
        assert jaws.directors == ["Somebody Else"]
        assert [genre.name for genre in jaws.genres.all()] == ["Horror Movies"]
        assert "Somebody Else" in jaws.people_text

    def test_a_curators_edit_survives_an_import_of_the_same_record(
        self, manage: Manage, file: Path
    ):
        manage("import_netflix", file, "--no-embed")
        jaws = Movie.objects.get(title="Jaws")
        jaws.description = "What the curator wrote."
        jaws.save()
        manage("import_netflix", file, "--no-embed")
        jaws.refresh_from_db()
        assert jaws.description == "What the curator wrote."

    def test_ids_of_two_platforms_do_not_meet(self, manage: Manage, file: Path):
        manage("import_netflix", file, "--no-embed")
        manage("import_netflix", file, "--no-embed", "--platform", "hulu", "--no-link")
        assert Movie.objects.count() == 4
        assert Source.objects.filter(platform="hulu").count() == 2

    def test_rejected_rows_are_named_and_written_beside(self, manage: Manage, tmp_path: Path):
        no_title = [*JAWS]
        no_title[2] = ""
        file = write(tmp_path / "t.csv", [JAWS, ["s9", *no_title[1:]], DARK, JAWS])
        output = manage("import_netflix", file, "--no-embed")
        assert "2 created, 0 updated, 0 unchanged, 2 rejected" in output
        assert "line 3: title is empty" in output
        rejected = list(csv.DictReader((tmp_path / "t.rejected.csv").open()))
        assert [row["line"] for row in rejected] == ["3", "5"]
        assert "stands already in line 2" in rejected[1]["reason"]
        manage("import_netflix", write(file, [JAWS]), "--no-embed")
        assert not (tmp_path / "t.rejected.csv").exists(), "a clean run leaves no old rejects"

    def test_an_id_that_is_repeated_in_a_later_batch_keeps_the_first(
        self, manage: Manage, tmp_path: Path
    ):
        rows = [*many(BATCH_SIZE + 5), [*JAWS[:2], "Late copy", *JAWS[3:]]]
        rows[-1][0] = "s0"
        file = write(tmp_path / "t.csv", rows)
        manage("import_netflix", file, "--no-embed")
        output = manage("import_netflix", file, "--no-embed")
        assert f"0 created, 0 updated, {BATCH_SIZE + 5} unchanged, 1 rejected" in output
        assert not Movie.objects.filter(title="Late copy").exists()

    def test_strict_writes_nothing_if_any_row_is_rejected(self, manage: Manage, tmp_path: Path):
        file = write(tmp_path / "t.csv", [*many(BATCH_SIZE + 1), ["", *JAWS[1:]]])
        with pytest.raises(CommandError, match=rf"line {BATCH_SIZE + 3}: show_id is empty"):
            manage("import_netflix", file, "--strict")
        assert not Movie.objects.exists()
        assert not Job.objects.exists()

    def test_dry_run_shows_what_would_change_and_writes_nothing(self, manage: Manage, file: Path):
        output = manage("import_netflix", file, "--dry-run")
        assert "+ s1 Jaws" in output
        assert "would be: 2 created" in output
        assert not Movie.objects.exists()
        manage("import_netflix", file, "--no-embed")
        write(file, [[*JAWS[:-1], "Another text."], DARK])
        assert "~ s1 Jaws: description" in manage("import_netflix", file, "--dry-run")
        assert Movie.objects.get(title="Jaws").description == "A shark hunts."
        assert not list(file.parent.glob("*.rejected.csv"))

    def test_limit_takes_the_first_rows(self, manage: Manage, file: Path):
        assert "1 created" in manage("import_netflix", file, "--no-embed", "--limit", "1")

    def test_keeps_a_job_row_with_the_counts(self, manage: Manage, file: Path):
        manage("import_netflix", file, "--no-embed")
        job = Job.objects.get(kind="import")
        assert (job.status, job.done, job.total) == ("succeeded", 2, 2)
        assert job.detail["created"] == 2

    def test_a_job_that_was_killed_is_closed_by_the_next_run(self, manage: Manage, file: Path):
        Job.objects.create(kind="import", label="killed", detail={"platform": "netflix"})
        manage("import_netflix", file, "--no-embed")
        killed = Job.objects.get(label="killed")
        assert killed.status == "failed"
        assert "interrupted" in killed.error

    def test_a_job_shows_what_was_done_when_its_import_was_stopped(
        self, manage: Manage, tmp_path: Path
    ):
        from catalog.importers.ingest import import_titles

        def stop(report: ImportReport) -> None:
            if report.rows > BATCH_SIZE:
                raise KeyboardInterrupt

        file = write(tmp_path / "t.csv", many(4 * BATCH_SIZE))
        with pytest.raises(KeyboardInterrupt):
            import_titles(ImportFiles(file), embed=False, on_progress=stop)
        job = Job.objects.get()
        assert (job.status, job.done) == ("failed", 2 * BATCH_SIZE)
        assert job.error == "stopped: KeyboardInterrupt"

    def test_the_sweep_closes_the_job_of_an_import_that_was_killed(self):
        from catalog.tasks import close_interrupted_imports

        Job.objects.create(kind="import", label="killed", detail={"platform": "netflix"})
        assert close_interrupted_imports() == 1
        assert Job.objects.get().status == "failed"

    def test_a_pipe_is_refused_rather_than_read_in_part(self, manage: Manage, tmp_path: Path):
        os.mkfifo(tmp_path / "pipe")
        with pytest.raises(CommandError, match="no regular file"):
            manage("import_netflix", tmp_path / "pipe")

    def test_the_queries_of_a_batch_do_not_grow_with_the_file(self, manage: Manage, tmp_path: Path):
        counts = []
        for batches in (2, 4):
            file = write(tmp_path / f"{batches}.csv", many(batches * BATCH_SIZE))
            with CaptureQueriesContext(connection) as queries:
                manage(
                    "import_netflix", file, "--no-embed", "--no-link", "--platform", f"p{batches}"
                )
            counts.append(len(queries))
        of_two_batches = counts[1] - counts[0]
        assert of_two_batches <= counts[0] <= 80

    def test_memory_does_not_grow_with_the_file(self, manage: Manage, tmp_path: Path):
        peaks = []
        for batches in (2, 8):
            file = write(tmp_path / f"{batches}.csv", many(batches * BATCH_SIZE))
            manage("import_netflix", file, "--no-embed", "--platform", "warm-up", "--limit", "1")
            tracemalloc.start()
            manage("import_netflix", file, "--no-embed", "--no-link", "--platform", f"p{batches}")
            peaks.append(tracemalloc.get_traced_memory()[1])
            tracemalloc.stop()
        assert peaks[1] < 1.5 * peaks[0]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (None, "no such file|does not exist|not found|there is no"),
        ("folder", "folder|directory"),
        (b"", "empty"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "not a CSV|binary|PNG"),
        (b"show_id,name_of_it\ns1,Jaws\n", "no column"),
        (b"show_id,title\ns1,Jaws\n", "no column description"),
    ],
    ids=["missing", "folder", "empty", "binary", "strange header", "no description"],
)
def test_a_file_that_is_no_catalogue_is_one_clear_line(
    manage: Manage, tmp_path: Path, content: bytes | str | None, problem: str
):
    path = tmp_path / "titles.csv"
    if content == "folder":
        path.mkdir()
    elif isinstance(content, bytes):
        path.write_bytes(content)
    with pytest.raises(CommandError) as error:
        manage("import_netflix", path)
    message = str(error.value)
    assert "titles.csv" in message
    assert "\n" not in message
    import re

    assert re.search(problem, message, re.IGNORECASE), message
    assert not Job.objects.exists()


@pytest.mark.django_db(transaction=True)
class TestProcesses:
    @pytest.mark.parametrize("batches_before", [1, 4])
    def test_killed_and_run_again_ends_in_the_same_table(
        self,
        served_environment: dict[str, str],
        manage: Manage,
        tmp_path: Path,
        batches_before: int,
    ):
        file = write(tmp_path / "t.csv", many(8 * BATCH_SIZE))
        command = [sys.executable, "manage.py", "import_netflix", str(file), "--no-embed"]
        run = subprocess.Popen(command, cwd=settings.BASE_DIR, env=served_environment)
        deadline = time.monotonic() + 60
        written = batches_before * BATCH_SIZE
        while Movie.objects.count() < written and time.monotonic() < deadline:
            time.sleep(0.02)
        os.kill(run.pid, signal.SIGKILL)
        run.wait()
        partly = Movie.objects.count()
        assert 0 < partly < 8 * BATCH_SIZE
        assert partly % BATCH_SIZE == 0, "a batch is written whole or not at all"
        manage("import_netflix", file, "--no-embed")
        after_a_kill = contents()
        for model in (Source, Credit, Movie, Genre, Person):
            model._default_manager.all().delete()
        manage("import_netflix", file, "--no-embed")
        assert contents() == after_a_kill
        assert len(after_a_kill) == 8 * BATCH_SIZE

    def test_two_imports_of_a_platform_at_once_are_one_too_many(
        self, served_environment: dict[str, str], manage: Manage, file: Path
    ):
        from django.db import connections

        other = connections.create_connection("default")
        with other.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(hashtext('import netflix'))")
        with pytest.raises(CommandError, match="another import of netflix is running"):
            manage("import_netflix", file)
        other.close()
        assert "2 created" in manage("import_netflix", file, "--no-embed")

    def test_a_bad_file_ends_with_code_1_and_one_line(self, served_environment: dict[str, str]):
        finished = subprocess.run(
            [sys.executable, "manage.py", "import_netflix", "/no/such/file.csv"],
            cwd=settings.BASE_DIR,
            env=served_environment,
            capture_output=True,
            text=True,
        )
        assert finished.returncode == 1
        assert len(finished.stderr.strip().splitlines()) == 1
        assert "/no/such/file.csv" in finished.stderr


NETFLIX = SHARED_DATA / "netflix"


@pytest.mark.skipif(not NETFLIX.exists(), reason="shared data not present")
@pytest.mark.django_db
class TestRealFiles:
    def test_the_netflix_file_is_imported_whole(self, manage: Manage):
        output = manage("import_netflix", NETFLIX / "netflix_titles.csv", "--no-embed")
        assert "8807 created, 0 updated, 0 unchanged, 0 rejected" in output
        assert Movie.objects.filter(kind="film").count() == 6131
        moved = Movie.objects.filter(sources__source_id__in=["s5542", "s5795", "s5814"])
        assert set(moved.values_list("minutes", flat=True)) == {66, 74, 84}
        assert set(moved.values_list("age_rating", flat=True)) == {""}
        again = manage("import_netflix", NETFLIX / "netflix_titles.csv", "--no-embed")
        assert "0 created, 0 updated, 8807 unchanged" in again

    def test_the_hulu_file_stands_beside_it(self, manage: Manage):
        output = manage(
            "import_netflix", NETFLIX / "hulu_titles.csv", "--no-embed", "--platform", "hulu"
        )
        assert "3073 created" in output

    @pytest.mark.parametrize(
        ("name", "rows"),
        [
            ("crlf_dd-Mon-yy_dates_8807.csv", 8807),
            ("latin1_26_columns_8809.csv", 8809),
            ("renamed_columns_8807.csv", 8807),
            ("semicolon_corrupt_utf8_6234.csv", 6234),
        ],
    )
    def test_a_damaged_file_is_read_to_its_end(self, manage: Manage, name: str, rows: int):
        output = manage("import_netflix", NETFLIX / "damaged" / name, "--dry-run")
        assert f"would be: {rows} created, 0 updated, 0 unchanged, 0 rejected" in output
