"""Locks in Postgres: one at a time over all processes and machines."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import OperationalError, connection, transaction
from psycopg.errors import LockNotAvailable

# The session of a process that was killed a moment ago ends with its statement.
PATIENCE = "5s"
NO_PATIENCE = "1ms"


class LockTaken(Exception):
    """Somebody else holds the lock."""


@contextmanager
def hold_lock(name: str, *, wait: str = "") -> Iterator[None]:
    """Holds a lock of this session of Postgres: it ends with the process, however that ends.

    Waits for `wait`, in Postgres' spelling, or `PATIENCE`.
    """
    with connection.cursor() as cursor:
        try:
            with transaction.atomic():
                cursor.execute(f"SET LOCAL lock_timeout = '{wait or PATIENCE}'")
                cursor.execute("SELECT pg_advisory_lock(hashtext(%s))", [name])
        except OperationalError as error:
            if isinstance(error.__cause__, LockNotAvailable):
                raise LockTaken(name) from error
            raise
    try:
        yield
    finally:
        if connection.is_usable():
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(hashtext(%s))", [name])


def hold_in_transaction(name: str) -> None:
    """Waits for a lock that is held to the end of the transaction, whichever end that is."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [name])
