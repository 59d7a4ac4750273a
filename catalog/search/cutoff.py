"""Whether anything here comes close to a request, or the best of the results are the least bad.

No flat threshold: texts that ask for no film are *nearer* to the nearest title than requests are
(area under the curve of the best cosine .26, and of how far it stands out from the query's cosines
to all titles .60), since the encoder puts whatever it does not know into one corner. So a logistic
regression weighs where the query's vector points, and how many of its words the names, keywords and
genres of one title have. (Those of descriptions told nothing more: long texts match them anyway.)
`manage.py fit_cutoff` fits it, anew for each encoder (catalog/search/cutoff_fitting.py).

A small catalogue has few of a request's words though it has an answer, so less is asked for there.
"""

import json
import math
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
from django.db import connection

from catalog.models import Movie
from catalog.models.movie import SEARCH_CONFIGURATION

CUTOFF = Path(__file__).with_name("cutoff.json")

# A title that is spelt so nearly like the whole text is an answer, whatever else speaks against it.
NAMED = 0.6

# So many titles have next to none of the words of most requests: the sample catalogue.
SMALL_CATALOGUE = 300

# The titles with the weightiest words, of which one should have most of the words.
LOOKED_AT = 10

# The bundled encoder reads English: in Spanish its vectors say less, and the regression must know.
SPANISH = frozenset(
    [
        "a",
        "al",
        "algo",
        "como",
        "con",
        "cuando",
        "de",
        "del",
        "dos",
        "el",
        "ella",
        "en",
        "entre",
        "es",
        "esa",
        "ese",
        "esta",
        "este",
        "hay",
        "la",
        "las",
        "le",
        "lo",
        "los",
        "más",
        "mi",
        "muy",
        "no",
        "para",
        "pero",
        "por",
        "qué",
        "que",
        "quien",
        "se",
        "ser",
        "si",
        "sin",
        "sobre",
        "son",
        "su",
        "sus",
        "también",
        "tiene",
        "un",
        "una",
        "unas",
        "unos",
        "y",
        "ya",
    ]
)

# Of the names, weight A to C: title, people (B), keywords, genres and countries.
_SHARES = """
WITH asked AS (SELECT tsvector_to_array(to_tsvector(%s::regconfig, %s)) AS lexemes)
SELECT cardinality(asked.lexemes), coalesce(max(best.names), 0), coalesce(max(best.people), 0),
    (SELECT reltuples FROM pg_class WHERE oid = %s::regclass)
FROM asked
LEFT JOIN LATERAL (
    SELECT count(*) AS names, count(*) FILTER (WHERE had.weights && '{B}') AS people
    FROM catalog_movie AS movie, unnest(movie.search_document) AS had
    WHERE movie.id = ANY(%s) AND had.lexeme = ANY(asked.lexemes)
        AND had.weights && '{A,B,C}'
    GROUP BY movie.id
) AS best ON true
GROUP BY asked.lexemes
"""


@dataclass(frozen=True, slots=True)
class Figures:
    """Of the words of a text."""

    names: float
    """Of those that not every text has, the greatest share that a title has in its name, people,
    keywords, genres and countries."""
    length: float
    """Logarithm of one more than the number of all words."""
    spanish: float
    """Share of Spanish function words among all words."""


@dataclass(frozen=True, slots=True)
class Words:
    """What Postgres says of a text's words."""

    figures: Figures
    name_somebody: bool
    """Two or more of them, all among the people of one title: bit parts are no cue."""
    titles: float
    """How many the catalogue has, as Postgres last counted; -1 where it never did."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """What speaks for and against one request."""

    words: Words
    is_named: bool
    """By the name of a title."""
    vector: np.ndarray | None
    """None without an encoder."""
    model: str


@dataclass(frozen=True, slots=True)
class Cutoff:
    """The regression: a score of 0 or more is close enough."""

    model: str
    """Whose vectors `direction` (512,) is for."""
    direction: np.ndarray
    weights: dict[str, float]
    """Figure → weight."""
    intercept: float
    """In a catalogue of as many titles as it was fitted in."""
    allowance: float
    """What a catalogue of SMALL_CATALOGUE titles or fewer adds to it."""
    titles: int
    """In which it was fitted."""

    def score(self, vector: np.ndarray, words: Words) -> float:
        figures = words.figures
        weighed = sum(weight * getattr(figures, name) for name, weight in self.weights.items())
        allowed = self.allowance * self._smallness(words.titles)
        return float(vector @ self.direction) + weighed + self.intercept + allowed

    def _smallness(self, titles: float) -> float:
        """1 for a small catalogue, 0 for one as large as it was fitted in, and evenly between them
        on a logarithmic scale, as words become known."""
        if titles <= SMALL_CATALOGUE:
            return 1.0
        if titles >= self.titles:
            return 0.0
        return math.log(self.titles / titles) / math.log(self.titles / SMALL_CATALOGUE)


def evidence_of(
    text: str,
    *,
    vector: np.ndarray | None,
    model: str,
    words: Mapping[int, float],
    title: Mapping[int, float],
) -> Evidence:
    """`text` is what was searched for, `vector` its embedding by `model` (None and "" without an
    encoder); `words` and `title` are what was found by these, as id → score."""
    is_named = max(title.values(), default=0.0) >= NAMED
    return Evidence(look_at_words(text, best_by_words(words)), is_named, vector, model)


def best_by_words(words: Mapping[int, float]) -> list[int]:
    return sorted(words, key=lambda pk: (-words[pk], pk))[:LOOKED_AT]


def look_at_words(text: str, movie_ids: Collection[int]) -> Words:
    """`movie_ids` are those of `best_by_words`."""
    typed = re.findall(r"\w+", text.casefold())
    with connection.cursor() as cursor:
        cursor.execute(_SHARES, [SEARCH_CONFIGURATION, text, Movie._meta.db_table, list(movie_ids)])
        number, names, people, titles = cursor.fetchone()
    figures = Figures(
        names=names / number if number else 0.0,
        length=math.log1p(len(typed)),
        spanish=sum(word in SPANISH for word in typed) / len(typed) if typed else 0.0,
    )
    return Words(figures, name_somebody=number >= 2 and people == number, titles=titles)


def is_close_enough(evidence: Evidence) -> bool:
    """Without an encoder, and with another than the cut-off was fitted for, nothing is cut off:
    words find nothing where nothing has them, and of strange vectors we know too little."""
    cutoff = load_cutoff()
    if is_answered(evidence) or cutoff is None:
        return True
    if evidence.vector is None or evidence.model != cutoff.model:
        return True
    return cutoff.score(evidence.vector, evidence.words) >= 0


def is_answered(evidence: Evidence) -> bool:
    """Whatever the cut-off says."""
    return evidence.is_named or evidence.words.name_somebody


@cache
def load_cutoff() -> Cutoff | None:
    """What `fit_cutoff` wrote; None where it never ran."""
    if not CUTOFF.exists():
        return None
    fitted = json.loads(CUTOFF.read_text(encoding="utf-8"))
    return Cutoff(
        model=fitted["model"],
        direction=np.array(fitted["direction"], dtype=np.float32),
        weights=fitted["weights"],
        intercept=fitted["intercept"],
        allowance=fitted["allowance"],
        titles=fitted["provenance"]["titles"],
    )
