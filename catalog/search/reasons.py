"""Why a title is among the results: the words of the request that it has, as the text search found
them, or the sentence of its description that is closest to the request."""

import hashlib
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from django.core.cache import cache
from django.db import connection
from django.utils.html import escape
from django.utils.safestring import SafeString

from catalog.embeddings.encoder import EncoderUnavailable, is_encoder_loaded, load_encoder
from catalog.embeddings.query import encode_query, warm_up
from catalog.models.movie import SEARCH_CONFIGURATION
from catalog.search.candidates import as_query
from catalog.search.lexemes import AskedLexeme

MOST_WORDS = 60

# A sentence takes some 2 ms. Of a page of which most was found by meaning alone, those behind so
# many say so without one, until their sentences have been kept.
MOST_NEW_SENTENCES = 40
SENTENCES_CACHE_SECONDS = 7 * 24 * 3600
# "Dr." and "e.g." end none.
SENTENCE = re.compile(r"(?:(?<=\w{3}[.!?…])|(?<=\w{3}[.!?…][\"'”’)]))\s+(?=[^\sa-z])")

# What Postgres puts around a word that matched: characters that no text has, since what stands in
# the catalogue is escaped afterwards.
MARK, UNMARK = "\ue000", "\ue001"

_MATCHES = """
WITH asked AS (
    SELECT word, weight FROM unnest(%(lexemes)s::text[], %(weights)s::float8[]) AS a (word, weight)
), typed AS (
    SELECT given.word, given.position, max(asked.weight) AS weight,
        CASE WHEN given.word = ANY(%(phrases)s::text[]) THEN
            phraseto_tsquery(%(configuration)s::regconfig, given.word)
        ELSE plainto_tsquery(%(configuration)s::regconfig, given.word) END AS query
    FROM unnest(%(words)s::text[]) WITH ORDINALITY AS given (word, position)
    CROSS JOIN unnest(tsvector_to_array(to_tsvector(%(configuration)s::regconfig, given.word)))
        AS lexeme
    JOIN asked ON asked.word IN (lexeme, given.word)
    GROUP BY given.word, given.position
)
SELECT movie.id, array_agg(typed.word ORDER BY typed.weight DESC, typed.position),
    ts_headline(
        %(configuration)s::regconfig, translate(movie.description, %(marks)s, ''),
        %(query)s::tsquery, %(options)s
    )
FROM catalog_movie AS movie JOIN typed ON movie.search_document @@ typed.query
WHERE movie.id = ANY(%(ids)s)
GROUP BY movie.id
"""


@dataclass(frozen=True, slots=True)
class Reason:
    words: Sequence[str] = ()
    """Of the request, as typed, that the title has somewhere; the weightiest first."""
    description: SafeString | str = ""
    """The title's description with the matching words in `<mark>`; "" where it has none."""
    sentence: str = ""
    """The closest one, of a title that was found by meaning alone and whose description has more
    than one."""

    @property
    def is_meaning_alone(self) -> bool:
        return not self.words


def reasons_for(
    text: str, asked: Sequence[AskedLexeme], descriptions: Mapping[int, str]
) -> dict[int, Reason]:
    """Of each title, by its id → its description, for the text that was searched for, and the words
    of it that were asked of the text search."""
    reasons = dict.fromkeys(descriptions, Reason()) | _matches(text, asked, descriptions)
    alone = {
        pk: sentences
        for pk, reason in reasons.items()
        if reason.is_meaning_alone and len(sentences := SENTENCE.split(descriptions[pk])) > 1
    }
    for pk, sentence in _closest_sentences(text, alone).items():
        reasons[pk] = replace(reasons[pk], sentence=sentence)
    return reasons


def _matches(
    text: str, asked: Sequence[AskedLexeme], movie_ids: Collection[int]
) -> dict[int, Reason]:
    phrases = [lexeme.word for lexeme in asked if lexeme.phrase]
    words = list(dict.fromkeys([*phrases, *re.findall(r"[\w'’]+", text)]))[:MOST_WORDS]
    if not (words and asked and movie_ids):
        return {}
    with connection.cursor() as cursor:
        cursor.execute(
            _MATCHES,
            {
                "configuration": SEARCH_CONFIGURATION,
                "lexemes": [lexeme.word for lexeme in asked],
                "weights": [lexeme.weight for lexeme in asked],
                "words": words,
                "phrases": phrases,
                "query": " | ".join(f"({as_query(lexeme)})" for lexeme in asked),
                "marks": MARK + UNMARK,
                "options": f"HighlightAll=true, StartSel={MARK}, StopSel={UNMARK}",
                "ids": list(movie_ids),
            },
        )
        return {pk: Reason(found, _marked(headline)) for pk, found, headline in cursor.fetchall()}


def _marked(headline: str) -> SafeString | str:
    if MARK not in headline:
        return ""
    marked = escape(headline).replace(MARK, "<mark>").replace(UNMARK, "</mark>")
    return SafeString(marked)


def _closest_sentences(text: str, sentences: Mapping[int, list[str]]) -> dict[int, str]:
    """Empty without an encoder, and of a search for what is like a title, without a word."""
    if not sentences or not text.strip():
        return {}
    try:
        vector, model = encode_query(text)
        every = dict.fromkeys(s for of_title in sentences.values() for s in of_title)
        vectors = _vectors(every, model)
    except EncoderUnavailable:
        return {}
    return {
        pk: max(of_title, key=lambda sentence: float(vectors[sentence] @ vector))
        for pk, of_title in sentences.items()
        if vectors.keys() >= set(of_title)
    }


def _vectors(sentences: Collection[str], model: str) -> dict[str, np.ndarray]:
    """Of those that are kept, and of at most MOST_NEW_SENTENCES others; in half precision, since
    only the order of two or three is asked for."""
    keys = {f"sentence:{model}:{_digest(sentence)}": sentence for sentence in sentences}
    kept = cache.get_many(keys)
    new = [sentence for key, sentence in keys.items() if key not in kept][:MOST_NEW_SENTENCES]
    vectors = {keys[key]: np.frombuffer(value, dtype=np.float16) for key, value in kept.items()}
    if new and not is_encoder_loaded():
        # The request's own vector was kept, and loading takes seconds: nobody waits for a sentence.
        warm_up()
        new = []
    if new:
        encoded = load_encoder().encode(new).astype(np.float16)
        vectors |= dict(zip(new, encoded, strict=True))
        cache.set_many(
            {
                key: vectors[sentence].tobytes()
                for key, sentence in keys.items()
                if key not in kept and sentence in vectors
            },
            SENTENCES_CACHE_SECONDS,
        )
    return vectors


def _digest(sentence: str) -> str:
    return hashlib.sha256(sentence.encode()).hexdigest()[:32]
