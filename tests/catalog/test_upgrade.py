"""A site of the version before The Movies Dataset is upgraded with what stands in it."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest
from django.conf import settings
from psycopg import sql

from catalog.denormalise import terms_text
from catalog.embeddings.encoder import current_model
from catalog.embeddings.text import embedding_text, text_hash
from tests.conftest import REPOSITORY

NAME = "movieclip_upgraded"
BEFORE = "0006_outdated_texts_and_languages"

HEADER = (
    "show_id,type,title,director,cast,country,date_added,release_year,rating,duration,"
    "listed_in,description"
)
ROW = 's1,Movie,Tides,Ana Ñúñez,"José Ruiz, 李安",Spain,,2001,PG,90 min,Dramas,A lighthouse.'
TERMS = terms_text(["Dramas"], ["Spain"])
TEXT_HASH = text_hash(embedding_text(title="Tides", terms=TERMS, description="A lighthouse."))

# As the importer and a worker of that version left them.
ROWS = """
INSERT INTO catalog_movie (id, kind, title, slug, description, release_year, age_rating, minutes,
    status, is_adult, is_published, title_key, people_text, terms_text, text_hash, embedding,
    embedding_model, embedding_hash, embedding_error, embedding_attempts, created_at, updated_at)
VALUES (7, 'film', 'Tides', 'tides', 'A lighthouse.', 2001, 'PG', 90, 'released', false, true,
    'tides', 'Ana Ñúñez, José Ruiz, 李安', %(terms)s, %(hash)s,
    array_fill(0.1::real, ARRAY[512])::vector, %(model)s, %(hash)s, '', 0, now(), now());
INSERT INTO catalog_person (id, name) VALUES (1, 'Ana Ñúñez'), (2, 'José Ruiz'), (3, '李安');
INSERT INTO catalog_credit (movie_id, person_id, role, position)
VALUES (7, 1, 'director', 0), (7, 2, 'actor', 0), (7, 3, 'actor', 1);
INSERT INTO catalog_genre (id, name) VALUES (1, 'Dramas');
INSERT INTO catalog_country (id, name) VALUES (1, 'Spain');
INSERT INTO catalog_movie_genres (movie_id, genre_id) VALUES (7, 1);
INSERT INTO catalog_movie_countries (movie_id, country_id) VALUES (7, 1);
INSERT INTO catalog_source (movie_id, platform, source_id, content_hash)
VALUES (7, 'netflix', 's1', 'of the version before');
SELECT setval(pg_get_serial_sequence('catalog_' || name, 'id'), 100)
FROM unnest(ARRAY['movie', 'person', 'genre', 'country']) AS name;
"""

pytestmark = pytest.mark.skipif(not settings.EMBEDDED, reason="makes a database of its own")

Ask = Callable[[str], list[tuple]]


@pytest.fixture(scope="module")
def upgraded(django_db_setup: None) -> Iterator[dict[str, str]]:
    """The environment of programs on a database with those rows, migrated to this version."""
    database = settings.DATABASES["default"]
    place = {"host": database["HOST"], "port": database["PORT"], "user": database["USER"]}
    name = sql.Identifier(NAME)
    with psycopg.connect(**place, dbname="postgres", autocommit=True) as server:
        server.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(name))
        server.execute(sql.SQL("CREATE DATABASE {}").format(name))
        environment = {
            **os.environ,
            "DATABASE_URL": f"postgres://{place['user']}@:{place['port']}/{place['host']}/{NAME}",
            "REDIS_URL": settings.REDIS_URL,
            "CACHE_URL": settings.CACHE_URL,
            "SECRET_KEY": settings.SECRET_KEY,
            "ALLOWED_HOSTS": "localhost",
            "DJANGO_SETTINGS_MODULE": "config.settings",
        }
        run(environment, "migrate", "catalog", BEFORE)
        with psycopg.connect(**place, dbname=NAME, autocommit=True) as old:
            values = {"terms": TERMS, "hash": TEXT_HASH, "model": current_model()}
            for statement in ROWS.split(";\n"):
                old.execute(statement, values)
        run(environment, "migrate")
        yield environment
        server.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(name))


@pytest.fixture
def ask(upgraded: dict[str, str]) -> Iterator[Ask]:
    database = settings.DATABASES["default"]
    place = {"host": database["HOST"], "port": database["PORT"], "user": database["USER"]}
    with psycopg.connect(**place, dbname=NAME, autocommit=True) as connected:
        yield lambda statement: connected.execute(statement).fetchall()


def run(environment: dict[str, str], *arguments: str) -> str:
    finished = subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=REPOSITORY,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert finished.returncode == 0, finished.stderr
    return finished.stdout


def test_people_are_found_whatever_case_and_accents_their_names_have(ask: Ask):
    assert ask("SELECT name_key FROM catalog_person ORDER BY id") == [
        ("ana nunez",),
        ("jose ruiz",),
        ("李安",),
    ]


def test_titles_are_found_by_the_same_words(ask: Ask):
    for word in ("tides", "nunez", "drama", "lighthouses"):
        assert ask(
            "SELECT id FROM catalog_movie"
            f" WHERE search_document @@ plainto_tsquery('movieclip', '{word}')"
        ) == [(7,)], word


def test_the_vectors_have_their_index_again(ask: Ask):
    statement = "SELECT indisvalid FROM pg_index WHERE indexrelid = '{}'::regclass"
    assert ask(statement.format("movie_embedding_hnsw")) == [(True,)]


def test_curators_may_edit_what_is_new(ask: Ask):
    given = ask(
        "SELECT codename FROM auth_group JOIN auth_group_permissions ON group_id = auth_group.id"
        " JOIN auth_permission ON permission_id = auth_permission.id WHERE auth_group.name ="
        " 'Curators'"
    )
    names = {name for (name,) in given}
    assert {"change_movie", "change_figures", "add_keyword", "view_source"} <= names
    assert {"change_company", "delete_collection", "change_sourcepair"} <= names


def test_the_next_import_keeps_what_records_say_and_embeds_nothing_anew(
    upgraded: dict[str, str], ask: Ask, tmp_path: Path
):
    before = ask("SELECT embedding::text, embedding_hash FROM catalog_movie")
    path = tmp_path / "titles.csv"
    path.write_text(f"{HEADER}\n{ROW}\n", encoding="utf-8")
    assert ask("SELECT record FROM catalog_source") == [({},)]
    run(upgraded, "import_netflix", str(path))
    ((record,),) = ask("SELECT record FROM catalog_source")
    assert record["title"] == "Tides"
    assert record["description"] == "A lighthouse."
    assert ask("SELECT embedding::text, embedding_hash FROM catalog_movie") == before
    assert ask("SELECT embedding_hash = text_hash FROM catalog_movie") == [(True,)]
    assert ask("SELECT count(*) FROM catalog_job WHERE kind = 'embed'") == [(0,)]
    assert ask("SELECT count(*) FROM catalog_person") == [(3,)]
    assert ask("SELECT id, title FROM catalog_movie") == [(7, "Tides")]
