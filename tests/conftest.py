"""Real servers for every test: Postgres, Valkey, the bundled encoder."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import hypothesis
import psycopg
import pytest
import redis
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.utils import translation

from catalog.models import Movie
from config import embedded
from tests.catalog.factories import MovieFactory

REPOSITORY = Path(__file__).resolve().parent.parent
SHARED_DATA = REPOSITORY.parent / "shared" / "data"

# One commit, one verdict. `--hypothesis-profile random` looks for examples that nobody has tried.
hypothesis.settings.register_profile("steady", derandomize=True)
hypothesis.settings.register_profile("random", derandomize=False)
hypothesis.settings.load_profile("steady")


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings: None) -> Iterator[None]:
    """Start the servers before the first test that needs them."""
    if not settings.EMBEDDED:
        yield
        return
    started = embedded.start_all(settings.VAR_DIR)
    yield
    if started:
        embedded.stop_all(settings.VAR_DIR)


@pytest.fixture(autouse=True)
def _nothing_of_other_tests(request: pytest.FixtureRequest) -> None:
    """No test finds tasks, cached vectors or rate limits of another, nor its language, nor how
    common words were in its titles: Postgres counts them behind our back, and keeps that when the
    titles are gone."""
    translation.deactivate()
    if "django_db_setup" not in request.fixturenames and "db" not in request.fixturenames:
        return
    for url in (settings.REDIS_URL, settings.CACHE_URL):
        redis.Redis.from_url(plain_redis_url(url)).flushall()
    if database := {"db", "transactional_db"}.intersection(request.fixturenames):
        request.getfixturevalue(database.pop())
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT pg_clear_attribute_stats(current_schema(), %s, 'search_document', false)",
                [Movie._meta.db_table],
            )


@pytest.fixture(autouse=True, scope="module")
def _swept_vector_index() -> Iterator[None]:
    """Rows that were rolled back stay in the HNSW index until a vacuum. The same few vectors a
    hundred times over make islands of it, which a search for a living title does not reach."""
    yield
    database = connection.settings_dict
    if str(database["NAME"]).startswith("test_"):
        with psycopg.connect(
            host=str(database["HOST"]),
            port=database["PORT"] or None,
            user=str(database["USER"]),
            password=str(database["PASSWORD"]) or None,
            dbname=str(database["NAME"]),
            autocommit=True,
        ) as swept:
            table = Movie._meta.db_table
            swept.execute(f"VACUUM {table}")
            # Plans are tested as on a table that nobody has counted yet.
            swept.execute("SELECT pg_clear_relation_stats(current_schema(), %s)", [table])


def plain_redis_url(url: str) -> str:
    """redis-py's spelling of a Celery broker address."""
    return url.replace("redis+socket://", "unix://").replace("virtual_host=", "db=")


@pytest.fixture
def served_environment(db: None) -> dict[str, str]:
    """The environment of a child process that works on the test's own database and broker."""
    database = settings.DATABASES["default"]
    socket = str(database["HOST"])
    address = f"postgres://{database['USER']}@:{database['PORT']}/{socket}/{database['NAME']}"
    return {
        **os.environ,
        "DATABASE_URL": address,
        "REDIS_URL": settings.REDIS_URL,
        "CACHE_URL": settings.CACHE_URL,
        "SECRET_KEY": settings.SECRET_KEY,
        "ALLOWED_HOSTS": "localhost,127.0.0.1",
        "SITE_HTTPS": "False",
        "MOVIECLIP_VAR": str(settings.VAR_DIR),
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "OMP_NUM_THREADS": "1",
        "HF_HUB_OFFLINE": "1",
    }


PLOTS = {
    "Breaking Bad": "A chemistry teacher dying of cancer makes and sells crystal meth.",
    "Jaws": "A great white shark hunts swimmers at a beach town in summer.",
    "Groundhog Day": "A weatherman lives the same winter day over and over again.",
    "The Matrix": "A hacker learns that the world he knows is a simulation run by machines.",
    "Finding Nemo": "A father crosses half the world to find his captured son.",
    "Deep Blue": "Scientists in an underwater laboratory are hunted by clever sharks.",
    "Love Actually": "Ten couples fall in and out of love in London before Christmas.",
    "Moon Base": "A lonely astronaut on the Moon finds out that he is a clone.",
}


@pytest.fixture
def catalogue(db: None) -> dict[str, Movie]:
    """Eight titles, embedded by the real encoder, by title."""
    return make_catalogue()


def make_catalogue() -> dict[str, Movie]:
    from catalog.embeddings.refresh import embed_chunk

    for name, plot in PLOTS.items():
        MovieFactory.create(title=name, description=plot)
    embed_chunk(Movie.objects.values_list("pk", flat=True), job_id=None)
    return {movie.title: movie for movie in Movie.objects.all()}


@pytest.fixture
def manage(capsys: pytest.CaptureFixture[str]) -> Callable[..., str]:
    """Run a management command in this process; what it wrote to standard output."""

    def run(*arguments: object) -> str:
        call_command(*map(str, arguments))
        return capsys.readouterr().out

    return run
