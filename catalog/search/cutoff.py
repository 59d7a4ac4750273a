"""Whether anything here comes close to a request, or the best of the results are the least bad.

No flat threshold: texts that ask for no film are *nearer* to the nearest title than requests are
(area under the curve of the best cosine .26, and of how far it stands out from the query's cosines
to all titles .60), since the encoder puts whatever it does not know into one corner. So a logistic
regression weighs where the query's vector points, and how many of its words the names, keywords and
genres of one title have. (Those of descriptions told nothing more: long texts match them anyway.)
`manage.py fit_cutoff` fits it, anew for each encoder (catalog/search/cutoff_fitting.py).
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

from catalog.models.movie import SEARCH_CONFIGURATION

CUTOFF = Path(__file__).with_name("cutoff.json")

# A title that is spelt so nearly like the whole text is an answer, whatever else speaks against it.
NAMED = 0.6

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

# Of the names, weight A to C: title, people, keywords, genres and countries.
_SHARES = """
WITH asked AS (SELECT tsvector_to_array(to_tsvector(%s::regconfig, %s)) AS lexemes)
SELECT cardinality(asked.lexemes), coalesce(max(best.names), 0)
FROM asked
LEFT JOIN LATERAL (
    SELECT count(*) AS names
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
class Evidence:
    """What speaks for and against one request."""

    figures: Figures
    is_named: bool
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

    def score(self, vector: np.ndarray, figures: Figures) -> float:
        weighed = sum(weight * getattr(figures, name) for name, weight in self.weights.items())
        return float(vector @ self.direction) + weighed + self.intercept


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
    return Evidence(figures_of(text, best_by_words(words)), is_named, vector, model)


def best_by_words(words: Mapping[int, float]) -> list[int]:
    return sorted(words, key=lambda pk: (-words[pk], pk))[:LOOKED_AT]


def figures_of(text: str, movie_ids: Collection[int]) -> Figures:
    typed = re.findall(r"\w+", text.casefold())
    with connection.cursor() as cursor:
        cursor.execute(_SHARES, [SEARCH_CONFIGURATION, text, list(movie_ids)])
        number, names = cursor.fetchone()
    return Figures(
        names=names / number if number else 0.0,
        length=math.log1p(len(typed)),
        spanish=sum(word in SPANISH for word in typed) / len(typed) if typed else 0.0,
    )


def is_close_enough(evidence: Evidence) -> bool:
    """Without an encoder, and with another than the cut-off was fitted for, nothing is cut off:
    words find nothing where nothing has them, and of strange vectors we know too little."""
    cutoff = load_cutoff()
    if evidence.is_named or cutoff is None:
        return True
    if evidence.vector is None or evidence.model != cutoff.model:
        return True
    return cutoff.score(evidence.vector, evidence.figures) >= 0


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
    )
