"""Which numbers go together: Pearson's and Spearman's correlation of each two columns."""

from dataclasses import dataclass
from typing import Literal

from django.db import connection
from django.utils.translation import gettext as _

from catalog.insights.chart import ENOUGH, Cell, Chart, grouped, words
from catalog.insights.columns import NUMERIC_COLUMNS
from catalog.insights.scope import Scope

# Of each two columns, the titles that have both. Spearman's is Pearson's of the ranks, where equal
# values share the mean of theirs: of their first, rank(), and their last, count(*), of which the
# sum does as well. The numbers stand in the order of NUMERIC_COLUMNS.
CORRELATIONS = """
WITH numbers AS MATERIALIZED (
    SELECT title.id, number.place, number.value
    FROM catalog_movie title
    LEFT JOIN catalog_figures figures ON figures.movie_id = title.id
    CROSS JOIN LATERAL (VALUES
        (0, title.release_year::float8),
        (1, title.minutes),
        (2, CASE WHEN NOT figures.is_implausible THEN figures.budget END),
        (3, CASE WHEN NOT figures.is_implausible THEN figures.revenue END),
        (4, CASE WHEN NOT figures.is_implausible THEN figures.return_ratio END),
        (5, figures.vote_count),
        (6, figures.vote_average),
        (7, figures.popularity)
    ) AS number (place, value)
    WHERE number.value IS NOT NULL
      AND title.is_published
      AND %(kind)s IN ('', title.kind)
      AND (%(platform)s = '' OR title.id IN (
          SELECT movie_id FROM catalog_source WHERE platform = %(platform)s
      ))
), pairs AS (
    SELECT one.place * 8 + other.place AS pair, one.value AS x, other.value AS y
    FROM numbers one
    JOIN numbers other ON other.id = one.id AND other.place > one.place
), ranked AS (
    SELECT pair, x, y,
        rank() OVER by_x + count(*) OVER by_x AS rank_x,
        rank() OVER by_y + count(*) OVER by_y AS rank_y
    FROM pairs
    WINDOW by_x AS (PARTITION BY pair ORDER BY x), by_y AS (PARTITION BY pair ORDER BY y)
)
SELECT pair / 8, mod(pair, 8), count(*), corr(x, y), corr(rank_x, rank_y)
FROM ranked GROUP BY pair ORDER BY pair
"""


@dataclass(frozen=True, slots=True)
class Correlation:
    n: int
    """Titles that have both numbers."""
    pearson: float | None
    """None where one of the two is the same for all of them."""
    spearman: float | None


Correlations = dict[tuple[str, str], Correlation]
"""By the names of both columns, in the order of NUMERIC_COLUMNS; without pairs nobody has."""


def count_correlations(scope: Scope) -> Correlations:
    names = [column.name for column in NUMERIC_COLUMNS]
    with connection.cursor() as cursor:
        cursor.execute(CORRELATIONS, {"kind": scope.kind, "platform": scope.platform})
        return {
            (names[one], names[other]): Correlation(n, pearson, spearman)
            for one, other, n, pearson, spearman in cursor.fetchall()
        }


def correlation_charts(correlations: Correlations) -> list[Chart]:
    return [
        _chart(
            correlations,
            "spearman",
            _("Correlation of ranks"),
            _(
                "Spearman’s: 1 where the larger goes with the larger throughout, −1 where it goes "
                "with the smaller. Few very large numbers do not sway it, as they do Pearson’s."
            ),
        ),
        _chart(
            correlations,
            "pearson",
            _("Linear correlation"),
            _("Pearson’s: 1 or −1 where all points lie on a line."),
        ),
    ]


def _chart(
    correlations: Correlations,
    which: Literal["spearman", "pearson"],
    heading: str,
    meaning: str,
) -> Chart:
    known = {
        pair: (coefficient, correlation.n)
        for pair, correlation in correlations.items()
        for coefficient in [getattr(correlation, which)]
        if coefficient is not None and correlation.n >= ENOUGH
    }
    if not known:
        nothing = _("There are too few titles with two numbers to tell which go together.")
        return Chart(which, "correlation", heading, nothing)
    labels = {column.name: str(column.label) for column in NUMERIC_COLUMNS}
    used = [name for name in labels if any(name in pair for pair in known)]
    one, other = max(known, key=lambda pair: abs(known[pair][0]))
    coefficient, n = known[one, other]
    return Chart(
        which,
        "correlation",
        heading,
        _("Closest together: %(one)s and %(other)s, with %(coefficient)s in %(n)s titles.")
        % {
            "one": labels[one],
            "other": labels[other],
            "coefficient": grouped(coefficient, 2),
            "n": grouped(n),
        },
        (_("Column"), *(labels[name] for name in used)),
        [
            (
                words(labels[row]),
                *(
                    _cell(
                        known.get((row, column)) or known.get((column, row)), is_same=row == column
                    )
                    for column in used
                ),
            )
            for row in used
        ],
        _(
            "%(meaning)s In brackets the number of titles that have both; with fewer than "
            "%(enough)d it is not told. That two numbers go together does not say why; return is "
            "made of cost and revenue."
        )
        % {"meaning": meaning, "enough": ENOUGH},
    )


def _cell(known: tuple[float, int] | None, *, is_same: bool) -> Cell:
    if known is None:
        return Cell("" if is_same else "–")
    coefficient, n = known
    return Cell(f"{grouped(coefficient, 2)} ({grouped(n)})", round(coefficient, 2))
