import stat
import subprocess
import sys
from pathlib import Path

import environ
import pytest

from config.embedded import addresses
from config.embedded.addresses import embedded_environment

AWKWARD = "a folder with spaces, ümläuts? and 100% #odd+characters"


def test_django_reads_the_socket_and_the_names_out_of_the_database_url(var: Path) -> None:
    database = environ.Env.db_url_config(embedded_environment(var)["DATABASE_URL"])
    assert database["HOST"] == str(var / "postgres" / "run")
    assert (database["USER"], database["NAME"]) == ("movieclip", "movieclip")
    # Named, so that a PGPORT in the environment changes nothing.
    assert database["PORT"] == 5432


@pytest.mark.parametrize("name", [AWKWARD, "long" * 30])
def test_sockets_of_a_long_or_awkward_path_move_to_a_short_plain_one(var: Path, name: str) -> None:
    awkward = var / name
    sockets = [
        addresses.postgres_sockets(awkward) / ".s.PGSQL.5432.lock",
        addresses.valkey_socket(awkward, "broker"),
        addresses.valkey_socket(awkward, "cache"),
    ]
    for socket in sockets:
        assert not socket.is_relative_to(awkward)
        assert len(str(socket)) < 100
        assert " " not in str(socket)
    database = environ.Env.db_url_config(embedded_environment(awkward)["DATABASE_URL"])
    assert database["HOST"] == str(addresses.postgres_sockets(awkward))


def test_two_folders_never_share_a_socket(var: Path) -> None:
    first, second = (var / name / ("x" * 100) for name in "ab")
    assert addresses.postgres_sockets(first) != addresses.postgres_sockets(second)
    assert addresses.valkey_sockets(first) != addresses.valkey_sockets(second)


def test_computing_addresses_leaves_nothing_but_the_secret_key(var: Path) -> None:
    embedded_environment(var)
    assert [path.name for path in var.iterdir()] == ["secret_key"]


def test_six_processes_that_ask_at_once_agree_on_one_private_secret_key(
    var: Path, repository: Path
) -> None:
    ask = (
        "import sys, pathlib; from config.embedded.addresses import secret_key; "
        "print(secret_key(pathlib.Path(sys.argv[1])))"
    )
    askers = [
        subprocess.Popen(
            [sys.executable, "-c", ask, str(var)], cwd=repository, stdout=subprocess.PIPE, text=True
        )
        for _ in range(6)
    ]
    keys = {asker.communicate()[0].strip() for asker in askers}
    assert len(keys) == 1
    assert len(keys.pop()) >= 50
    assert stat.S_IMODE((var / "secret_key").stat().st_mode) == 0o600
    assert [path.name for path in var.iterdir()] == ["secret_key"]


def test_settings_can_read_the_addresses_without_loading_a_client_library(repository: Path) -> None:
    load = (
        "import sys, types; sys.modules['config.celery'] = types.SimpleNamespace(app=None); "
        "import config.embedded.addresses; "
        "print([name for name in ('psycopg', 'redis', 'django') if name in sys.modules])"
    )
    loaded = subprocess.run(
        [sys.executable, "-c", load], cwd=repository, capture_output=True, text=True, check=True
    )
    assert loaded.stdout.strip() == "[]"
