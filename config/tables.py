"""The database's own tables, and how many rows each has."""

from django.db import connection
from psycopg import sql


def tables() -> list[str]:
    """Names of the database's tables, those of extensions left out."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT relname FROM pg_class
            WHERE relnamespace = current_schema()::regnamespace AND relkind IN ('r', 'p')
              AND NOT EXISTS (SELECT FROM pg_depend WHERE objid = pg_class.oid AND deptype = 'e')
            ORDER BY relname
            """
        )
        return [name for (name,) in cursor.fetchall()]


def row_counts() -> dict[str, int]:
    """Table → number of its rows, counted one by one."""
    counts = {}
    with connection.cursor() as cursor:
        for table in tables():
            cursor.execute(sql.SQL("SELECT count(*) FROM {}").format(sql.Identifier(table)))
            counts[table] = cursor.fetchone()[0]
    return counts
