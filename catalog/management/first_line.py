"""What a database's error says to an operator."""

from django.db import DatabaseError


def first_line(error: DatabaseError) -> str:
    """Without the statement and the hints that follow it."""
    return str(error).strip().splitlines()[0]
