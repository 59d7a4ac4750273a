"""One score of several: what speaks for each title, as figures from 0 to 1, and their sum."""

import json
import math
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from catalog.search.found import Facts, Found
from catalog.search.names import EXACT, ONE_EDIT, WITHOUT_ARTICLE

WEIGHTS = Path(__file__).with_name("weights.json")

Features = dict[str, float]

TRIGRAM_THRESHOLD = 0.3

# Years that a title's is from those that were asked for, until a third is left: people who remember
# "the early 90s" are seldom more than this wrong.
YEARS_OFF = 6.0

# A title in this place of a list, or behind it, has nothing of being there.
LAST_PLACE = 200
SAME = 6  # digits: sums of the same weights differ behind them by the order of their words

# Bytes of a description and its keywords that leave nothing of brevity.
LONGEST_TOLD = 4_000

# So many votes count fully: only a few dozen films of The Movies Dataset have more.
MANY_VOTES = 10_000

# For "Godfather" a film of just that name comes first, unless "The Godfather" has so many times its
# votes: of 45,466 films of The Movies Dataset 589 are called as another is without its article, and
# with "The Godfather" 24 others are so much better known ("The Purge", "The Island").
MUCH_BETTER_KNOWN = 100

# "Like Jaws, but funny": the vector is of both, the words only of what should be otherwise. By
# judgement: the requests that weights are fitted on ask for no such thing.
MEANING_OF_LIKE = 3.0

# "Reciprocal rank fusion", Cormack, Clarke and Büttcher, SIGIR 2009: their constant.
RECIPROCAL_RANK_CONSTANT = 60


def features(found: Found) -> dict[int, Features]:
    """Id → what speaks for the title:

    meaning: its cosine, from the least to the greatest of those found by meaning (0 to 1);
    words: the weight of the request's words that it has, in proportion to the best title's;
    words_place: its place by them, on a logarithmic scale (1 for the first, 0 for the last);
    brevity: how few words it is told in: many have some of anybody's;
    title: how like its name is, from Postgres's threshold on;
    is_named: whether that is its name, the more so for a title that many know (0.2 to 1);
    is_misspelt: where the request is no title's name, the same for those one edit away;
    year: how near it is to the years that the request names, however unsurely;
    cues: the share of the request's other cues that hold of it;
    votes: how many people know it, on a logarithmic scale;
    described: whether it has a description, without which its vector says little.
    """
    nearest = max(found.meaning.values(), default=0.0)
    farthest = min(found.meaning.values(), default=0.0)
    span = (nearest - farthest) or 1.0
    most = max(found.words.values(), default=0.0) or 1.0
    places = _places(found.words)
    years = [cue.value for cue in found.request.cues if cue.name == "years"]
    names_one = any(score >= WITHOUT_ARTICLE for score in found.title.values())
    famous = _votes_that_outweigh(found)
    table = {}
    for pk, facts in found.facts.items():
        words, name = found.words.get(pk, 0.0), found.title.get(pk, 0.0)
        votes = min(1.0, math.log1p(facts.votes) / math.log1p(MANY_VOTES))
        is_misspelt = ONE_EDIT <= name < WITHOUT_ARTICLE and not names_one
        closeness = farthest if facts.closeness is None else facts.closeness
        table[pk] = {
            # One that words found may be farther away than all that meaning did.
            "meaning": max(-1.0, (closeness - farthest) / span) if found.meaning else 0.0,
            "words": words / most,
            "words_place": places.get(pk, 0.0),
            "brevity": _brevity(facts.length) if facts.is_described else 0.0,
            "title": max(0.0, name - TRIGRAM_THRESHOLD) / (1 - TRIGRAM_THRESHOLD),
            "is_named": (
                _namely(name, is_famous=facts.votes >= famous) + 0.3 * votes
                if name >= WITHOUT_ARTICLE
                else 0.0
            ),
            "is_misspelt": 0.8 + 0.2 * votes if is_misspelt else 0.0,
            "year": max((_nearness(facts, *span_) for span_ in years), default=0.0),
            "cues": facts.fits / len(found.boosts) if found.boosts else 0.0,
            "votes": votes,
            "described": float(facts.is_described),
        }
    return table


def fuse(table: Mapping[int, Features], *, is_like: bool = False) -> list[tuple[int, float]]:
    """Ids with the weighted sum of their features, best first; ties go to the lower id. `is_like`
    where the request is for more like a title."""
    weights: dict[str, float] = dict(fitted_weights()["weights"])
    if is_like:
        weights["meaning"] *= MEANING_OF_LIKE
    return best_first(
        (pk, sum(weights[name] * value for name, value in values.items()))
        for pk, values in table.items()
    )


def fuse_ranks(ways: Iterable[Mapping[int, float]]) -> list[tuple[int, float]]:
    """By reciprocal rank fusion, the yardstick that `fuse` is measured against: it knows nothing of
    the scores but their order."""
    fused: dict[int, float] = {}
    for scores in ways:
        for rank, (pk, _score) in enumerate(best_first(scores.items()), start=1):
            fused[pk] = fused.get(pk, 0.0) + 1 / (RECIPROCAL_RANK_CONSTANT + rank)
    return best_first(fused.items())


@cache
def fitted_weights() -> dict[str, Any]:
    """Feature → weight, and what they were fitted on."""
    fitted: dict[str, Any] = json.loads(WEIGHTS.read_text(encoding="utf-8"))
    return fitted


def _places(scores: Mapping[int, float]) -> dict[int, float]:
    """Id → 1 for the best, less with each doubling of its place; equals share the better place."""
    known = {pk: round(score, SAME) for pk, score in scores.items()}
    first: dict[float, int] = {}
    for place, score in enumerate(sorted(known.values(), reverse=True), start=1):
        first.setdefault(score, place)
    return {
        pk: max(0.0, 1 - math.log(first[score]) / math.log(LAST_PLACE))
        for pk, score in known.items()
    }


def _brevity(length: int) -> float:
    return max(0.0, 1 - math.log1p(length) / math.log1p(LONGEST_TOLD))


def _namely(score: float, *, is_famous: bool) -> float:
    """For "Matrix", first of all a film of just that name, and then "The Matrix"."""
    return 0.7 if score == EXACT or is_famous else 0.2


def _votes_that_outweigh(found: Found) -> float:
    """How many votes a title needs to count as called so, though its name has another article."""
    exact = [facts.votes for pk, facts in found.facts.items() if found.title.get(pk) == EXACT]
    return MUCH_BETTER_KNOWN * (1 + max(exact)) if exact else math.inf


def _nearness(facts: Facts, first: int | None, last: int | None) -> float:
    if facts.year is None:
        return 0.0
    before = (first or facts.year) - facts.year
    after = facts.year - (last or facts.year)
    return math.exp(-max(0, before, after) / YEARS_OFF)


def best_first(scores: Iterable[tuple[int, float]]) -> list[tuple[int, float]]:
    """Ties go to the lower id."""
    return sorted(scores, key=lambda item: (-item[1], item[0]))
