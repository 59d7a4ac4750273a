"""Writing new rows with Postgres' COPY, several times as fast as INSERT."""

from collections.abc import Iterable, Sequence
from operator import attrgetter
from typing import Any

from django.db import connection
from django.db.models import Model


def copy_rows(model: type[Model], columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Write values, in the order of these columns of the model's table, as new rows.

    Raises what an INSERT would. Columns that are left out get what the database gives them, which
    knows nothing of a field's default.
    """
    quote = connection.ops.quote_name
    names = ", ".join(map(quote, columns))
    sql = f"COPY {quote(model._meta.db_table)} ({names}) FROM STDIN"
    with (
        connection.wrap_database_errors,
        connection.cursor() as cursor,
        cursor.cursor.copy(sql) as copy,
    ):
        for row in rows:
            copy.write_row(row)


def copy_in(objects: Sequence[Model]) -> None:
    """Write new objects of one model and give them their ids, without `save()`: whatever that
    would fill in is there already, as the type that its column has."""
    if not objects:
        return
    model = type(objects[0])
    for instance, pk in zip(objects, new_ids(model, len(objects)), strict=True):
        instance.pk = pk
    fields = [field for field in model._meta.concrete_fields if not field.generated]
    values = attrgetter(*(field.attname for field in fields))
    columns = [column for field in fields if (column := field.column)]
    copy_rows(model, columns, map(values, objects))


def new_ids(model: type[Model], count: int) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)",
            [model._meta.db_table, count],
        )
        return [pk for (pk,) in cursor.fetchall()]
