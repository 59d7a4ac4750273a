"""Where a quarter, half and three quarters of the values lie."""

from django.contrib.postgres.fields import ArrayField
from django.db.models import Aggregate, FloatField


class Quartiles(Aggregate):
    """[first quartile, median, third quartile], or None of no values; what is null is left out.

    Between two values it interpolates (Postgres' percentile_cont), as NumPy and R do by default.
    """

    function = "percentile_cont"
    template = "%(function)s(ARRAY[0.25, 0.5, 0.75]) WITHIN GROUP (ORDER BY %(expressions)s)"
    output_field = ArrayField(FloatField())
    allow_distinct = False
