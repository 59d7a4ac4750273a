"""The words of a request as the search documents have them, and how much each of them says.

Few titles have a rare word: it tells them apart. But "remember" and "scene" are rare in
descriptions too, and stand in every other request: they say nothing. So a word weighs as much as it
is rare in both (`weight`).
"""

import json
import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache as kept
from pathlib import Path
from typing import Any

from django.core.cache import cache
from django.db import connection, transaction

from catalog.locks import hold_in_transaction
from catalog.models import Movie
from catalog.models.movie import SEARCH_CONFIGURATION
from catalog.version import catalogue_version

REQUEST_WORDS = Path(__file__).with_name("request_words.json")

# How many rows a search may look at, and for how many words. Recall@10 on the first 600 short /
# long requests of tmdb_train among 52,285 titles, with 24 words and 6,000 rows .111 / .098, with 32
# and 10,000 .111 / .100, with 48 and 20,000 .115 / .112; the SQL takes 5, 7 and 15 ms.
MOST_ROWS = 10_000
MOST_LEXEMES = 32

# A word that all titles have says nothing, but is still to be found by it where it is the only one.
MOST_COMMON = 0.99

FEW_TITLES = 1_000.0
"""What a catalogue is taken to have at least: else a word of one title would be a common one."""

CACHE_SECONDS = 600

# Of published titles: what is hidden is found by nobody. Shares that are nearly as they were stay,
# since each new title changes all of them a little.
_COUNT = """
WITH counted AS MATERIALIZED (
    SELECT word, least(1.0, ndoc / greatest(1.0, (SELECT count(*) FROM catalog_movie
                                                  WHERE is_published))) AS share
    FROM ts_stat('SELECT search_document FROM catalog_movie WHERE is_published')
), gone AS (
    DELETE FROM catalog_lexeme AS lexeme
    WHERE NOT EXISTS (SELECT FROM counted WHERE counted.word = lexeme.word)
)
INSERT INTO catalog_lexeme (word, share) SELECT word, share FROM counted
ON CONFLICT (word) DO UPDATE SET share = excluded.share
    WHERE abs(catalog_lexeme.share - excluded.share) > 0.05 * catalog_lexeme.share
"""
_COUNTED_KEY = "lexemes-counted"
_COUNTED_SECONDS = 24 * 3600

_ASK = """
SELECT asked.word, lexeme.share, (SELECT reltuples FROM pg_class WHERE oid = %s::regclass),
    EXISTS (SELECT FROM catalog_lexeme)
FROM unnest(tsvector_to_array(to_tsvector(%s::regconfig, %s))) AS asked (word)
LEFT JOIN catalog_lexeme AS lexeme USING (word)
"""


@dataclass(frozen=True, slots=True)
class AskedLexeme:
    word: str
    share: float | None
    """Of the titles that have it; None where none had it when they were counted."""
    weight: float
    phrase: str = ""
    """As a `tsquery`, where `word` is several, as typed, that are asked for as a whole."""


def asked_lexemes(text: str, *, phrases: Sequence[str] = ()) -> list[AskedLexeme]:
    """Stemmed, unaccented words of `text`, the weightiest first: at most MOST_LEXEMES that at most
    MOST_ROWS titles have together. Where all words are too common for that, the rarest one.

    Of `phrases`, which stand in the text, no word is asked for by itself: titles have all of one,
    side by side, or nothing of it."""
    for phrase in phrases:
        text = text.replace(phrase, " ")
    return [*_asked_words(text), *filter(None, map(_asked_phrase, dict.fromkeys(phrases)))]


def _asked_phrase(phrase: str) -> AskedLexeme | None:
    """Weighs as much as its words together; None of stop words alone."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT phraseto_tsquery(%s::regconfig, %s)::text", [SEARCH_CONFIGURATION, phrase]
        )
        (query,) = cursor.fetchone()
    if not query:
        return None
    together = sum(lexeme.weight for lexeme in _asked_words(phrase))
    return AskedLexeme(phrase, None, together, query)


def _asked_words(text: str) -> list[AskedLexeme]:
    with connection.cursor() as cursor:
        cursor.execute(_ASK, [Movie._meta.db_table, SEARCH_CONFIGURATION, text])
        rows = cursor.fetchall()
    if not rows:
        return []
    # Where Postgres has not counted them yet, as on a fresh site, it says -1.
    titles, is_counted = max(rows[0][2], FEW_TITLES), rows[0][3]
    # A site that has just begun: what Postgres itself knows, of the commonest words.
    estimates = {} if is_counted else _estimated_shares()
    # A word that is unknown costs nothing, but would keep others from being asked for.
    asked = [
        AskedLexeme(word, known, weight(word, known or 1 / titles))
        for word, share, _titles, _is_counted in rows
        for known in [share if is_counted else estimates.get(word, 1 / titles)]
    ]
    asked.sort(key=lambda lexeme: (lexeme.share is None, -lexeme.weight, lexeme.word))
    chosen: list[AskedLexeme] = []
    left = float(MOST_ROWS)
    for lexeme in asked:
        cost = (lexeme.share or 0.0) * titles
        if cost <= left and len(chosen) < MOST_LEXEMES:
            chosen.append(lexeme)
            left -= cost
    if all(lexeme.share is None for lexeme in chosen):
        # No title may have any of these: a common word beside a misspelt one is still one.
        chosen += [lexeme for lexeme in asked if lexeme.share is not None][:1]
    return chosen


def weight(word: str, share: float) -> float:
    """How much it says that a title has the word: the square root of its information in titles
    times its information in requests.

    Measured as for MOST_ROWS, all words asked for: information in titles alone (BM25's idf) .093 /
    .073, in requests alone .116 / .103, the product .113 / .110, this .113 / .105 (and more of them
    among the first hundred). Dividing by the length of the document found less, each time.
    """
    requests = _request_words()
    rarity = -math.log(requests["shares"].get(word, requests["share_of_others"]))
    return math.sqrt(-math.log(min(share, MOST_COMMON))) * rarity


@transaction.atomic
def count_lexemes() -> int:
    """Count anew how many titles have each word; return how many words' shares were written.
    Nothing to do in a catalogue that is as it was the last time. A second for 50,000 titles, while
    searches go on with the former numbers."""
    hold_in_transaction("lexemes")
    version = catalogue_version()
    if cache.get(_COUNTED_KEY) == version:
        return 0
    with connection.cursor() as cursor:
        cursor.execute(_COUNT)
        written: int = cursor.rowcount
        if written:
            cursor.execute("ANALYZE catalog_lexeme")
    transaction.on_commit(lambda: cache.set(_COUNTED_KEY, version, _COUNTED_SECONDS))
    return written


@kept
def _request_words() -> dict[str, Any]:
    """Made by `manage.py fit_request_words`."""
    words: dict[str, Any] = json.loads(REQUEST_WORDS.read_text(encoding="utf-8"))
    return words


def _estimated_shares() -> dict[str, float]:
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
