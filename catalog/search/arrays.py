"""Arrays as parameters of queries."""

from django.db.models import BooleanField, Func


class IsAnyOf(Func):
    """Of a column and a `Value` of an ArrayField: one parameter, where `__in` has some hundred."""

    template = "%(expressions)s)"
    arg_joiner = " = ANY("
    output_field = BooleanField()
