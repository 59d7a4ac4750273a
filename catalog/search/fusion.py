"""One score of several: a weighted sum, each part brought to 0..1 first."""

from collections.abc import Mapping

# Chosen on the validation requests for Netflix titles (56 short, 62 long; share whose title is
# among the first ten of 8,807): meaning alone .179 / .161, words alone .071 / .000, these .232 /
# .177, with words at 1.0 .250 / .113. The title's weight is not measured: a title that is spelt
# nearly like the query is nearly always what was meant.
WEIGHTS = {"meaning": 1.0, "words": 0.5, "title": 1.5}

TRIGRAM_THRESHOLD = 0.3


def fuse(found: Mapping[str, Mapping[int, float]]) -> list[tuple[int, float]]:
    """Ids with their fused score, best first; ties go to the lower id.

    `found` has each way's id → score under the way's name. A title that a way did not find has 0
    there.
    """
    fused: dict[int, float] = {}
    for way, scores in found.items():
        for movie_id, score in _normalised(way, scores).items():
            fused[movie_id] = fused.get(movie_id, 0.0) + WEIGHTS[way] * score
    return sorted(fused.items(), key=lambda item: (-item[1], item[0]))


def _normalised(way: str, scores: Mapping[int, float]) -> dict[int, float]:
    """Trigram similarity means the same in every query; the others only compare within one."""
    if not scores:
        return {}
    if way == "title":
        return {
            movie_id: max(0.0, score - TRIGRAM_THRESHOLD) / (1 - TRIGRAM_THRESHOLD)
            for movie_id, score in scores.items()
        }
    highest = max(scores.values())
    lowest = min(scores.values()) if way == "meaning" else 0.0
    span = (highest - lowest) or 1.0
    return {movie_id: (score - lowest) / span for movie_id, score in scores.items()}
