"""The words of a query as the search documents have them, and which of them tell titles apart."""

from django.core.cache import cache
from django.db import connection

from catalog.models import Movie
from catalog.models.movie import SEARCH_CONFIGURATION

# Measured on the validation requests for Netflix titles: leaving out words that more than 5 % of
# the titles have finds as much in a third of the time. Of the rest, 16 words find .214 / .161 of
# the short / long requests, 24 .232 / .177, 32 the same. Long requests at 100,000 titles on two
# cores in use: 24 words take 34 to 49 ms in the middle and 73 to 121 at the 95th percentile, 32
# words 59 and 130.
COMMON = 0.05
MOST_LEXEMES = 24
CACHE_SECONDS = 600


def sorted_lexemes(text: str) -> tuple[list[str], list[str]]:
    """Stemmed, unaccented words of `text`, rarest first: those that tell titles apart, and the
    common ones, which are worth asking for where no title has any of the others."""
    frequencies = _frequencies()
    lexemes = sorted(_lexemes(text), key=lambda lexeme: frequencies.get(lexeme, 0.0))
    rare = [lexeme for lexeme in lexemes if frequencies.get(lexeme, 0.0) <= COMMON]
    return rare[:MOST_LEXEMES], lexemes[len(rare) :][:MOST_LEXEMES]


def _lexemes(text: str) -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tsvector_to_array(to_tsvector(%s::regconfig, %s))",
            [SEARCH_CONFIGURATION, text],
        )
        return list(cursor.fetchone()[0])


def _frequencies() -> dict[str, float]:
    """Share of the titles that have a lexeme, of the commonest ones: Postgres counts them whenever
    it analyses the table. Empty before it did."""
    frequencies = cache.get("lexeme-frequencies")
    if frequencies is None:
        with connection.cursor() as cursor:
            cursor.execute(
                """
                SELECT most_common_elems::text::text[], most_common_elem_freqs
                FROM pg_stats
                WHERE schemaname = current_schema() AND tablename = %s
                  AND attname = 'search_document' AND most_common_elems IS NOT NULL
                """,
                [Movie._meta.db_table],
            )
            row = cursor.fetchone()
        # Behind the frequencies stand their least and greatest: zip leaves those two out.
        frequencies = dict(zip(row[0], row[1], strict=False)) if row else {}
        cache.set("lexeme-frequencies", frequencies, CACHE_SECONDS)
    return frequencies
