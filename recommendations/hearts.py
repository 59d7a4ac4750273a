"""Favourites, written."""

from django.db import connection
from django.utils import timezone


def add_favorite(*, user_id: int, movie_id: int) -> bool:
    """Whether it is new. Raises IntegrityError where the title is gone meanwhile.

    By one statement: Django's own way asks first, and writes within a savepoint; and after each
    press of a heart what is recommended is worked out anew as well.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO recommendations_favorite (user_id, movie_id, created_at)"
            " VALUES (%s, %s, %s) ON CONFLICT (user_id, movie_id) DO NOTHING",
            [user_id, movie_id, timezone.now()],
        )
        return cursor.rowcount == 1
