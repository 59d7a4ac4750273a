"""Which catalogues titles were imported from."""

from django.db import connection

# From one name to the next by the unique index: DISTINCT would read every record's name.
_STATEMENT = """
    WITH RECURSIVE found AS (
        (SELECT platform FROM catalog_source ORDER BY platform LIMIT 1)
        UNION ALL
        SELECT (
            SELECT platform FROM catalog_source
            WHERE platform > found.platform ORDER BY platform LIMIT 1
        )
        FROM found WHERE found.platform IS NOT NULL
    )
    SELECT platform FROM found WHERE platform IS NOT NULL
"""


def platforms() -> list[str]:
    """Their names as commands and uploads take them, in the order of the alphabet."""
    with connection.cursor() as cursor:
        cursor.execute(_STATEMENT)
        return [name for (name,) in cursor.fetchall()]
