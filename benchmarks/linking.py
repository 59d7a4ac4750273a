"""`python -m benchmarks.linking`: how often the joining of records is right.

On the site's own database, into which the files of Netflix, Hulu and TMDB have been imported.
`linking_labels.csv` has 200 pairs of records, drawn at random within strata, and what somebody
found who compared both records by hand. docs/linking.md says how.
"""

import csv
import math
import os
import random
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

LABELS = Path(__file__).with_name("linking_labels.csv")

# How many pairs of the three files there are of each kind, of which the labelled ones are a sample.
PAIRS = {
    "same year, directors known": 1817,
    "same year, directors unknown": 540,
    "a year apart, directors known": 119,
    "a year apart, directors unknown": 64,
    "several": 30,
    "spelt otherwise": 15,
    "2 to 12 years apart": 404,
    "another name": 258,
}
RESAMPLES = 2_000


@dataclass(frozen=True, slots=True)
class Pair:
    stratum: str
    was_seen: bool
    """By whoever chose the rule's thresholds, when they did."""
    is_same: bool
    is_joined: bool
    waits: bool
    """For a curator."""


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    import django

    django.setup()
    pairs = list(_labelled_pairs())
    print(f"{'':34}pairs  same  joined  of them same")
    for stratum, size in PAIRS.items():
        some = [pair for pair in pairs if pair.stratum == stratum]
        joined = [pair for pair in some if pair.is_joined]
        same, right = sum(p.is_same for p in some), sum(p.is_same for p in joined)
        print(f"{stratum:27}{size:6}{len(some):6}{same:6}{len(joined):8}{right:14}")
    _print_figures("all pairs", pairs)
    _print_figures("not seen when the thresholds were chosen", [p for p in pairs if not p.was_seen])
    least, most = recall_interval(pairs)
    print(
        "recall over the files, each kind by its number: "
        f"{recall(pairs):.3f} ({least:.3f} to {most:.3f})"
    )
    waiting = sum(pair.is_same and pair.waits for pair in pairs)
    print(f"{waiting} more pairs that are one film wait for a curator")


def _labelled_pairs() -> Iterator[Pair]:
    from catalog.models import Source, SourcePair

    titles = {
        (platform, source_id): (pk, movie_id)
        for pk, platform, source_id, movie_id in Source.objects.values_list(
            "pk", "platform", "source_id", "movie_id"
        ).iterator()
    }
    open_pairs = SourcePair.objects.filter(status=SourcePair.Status.OPEN)
    waiting = set(map(frozenset, open_pairs.values_list("first_id", "second_id")))
    with LABELS.open(newline="") as file:
        for row in csv.DictReader(file):
            first = titles.get((row["platform"], row["source_id"]))
            second = titles.get((row["other_platform"], row["other_source_id"]))
            if first is None or second is None:
                raise SystemExit(f"import the files first: one of {row} is not there")
            yield Pair(
                row["stratum"],
                row["seen_in_tuning"] == "yes",
                row["same_film"] == "1",
                is_joined=first[1] == second[1],
                waits=frozenset((first[0], second[0])) in waiting,
            )


def recall(pairs: Sequence[Pair]) -> float:
    """Share of the pairs that are one film which are joined; each kind counts by its number."""
    drawn = Counter(pair.stratum for pair in pairs)
    weights = {stratum: size / drawn[stratum] for stratum, size in PAIRS.items()}
    same = [pair for pair in pairs if pair.is_same]
    joined = sum(weights[pair.stratum] for pair in same if pair.is_joined)
    return joined / sum(weights[pair.stratum] for pair in same)


def recall_interval(pairs: Sequence[Pair]) -> tuple[float, float]:
    """95 %, from samples drawn again within each kind (bootstrap)."""
    generator = random.Random(4)
    strata = [[pair for pair in pairs if pair.stratum == name] for name in PAIRS]
    figures = sorted(
        recall([pair for some in strata for pair in generator.choices(some, k=len(some))])
        for _ in range(RESAMPLES)
    )
    return figures[int(0.025 * RESAMPLES)], figures[int(0.975 * RESAMPLES) - 1]


def wilson(hits: int, of: int) -> tuple[float, float]:
    """95 % interval of a share, after Wilson (1927)."""
    z = 1.96
    middle = (hits + z * z / 2) / (of + z * z)
    half = z / (of + z * z) * math.sqrt(hits * (of - hits) / of + z * z / 4)
    return middle - half, min(1.0, middle + half)


def _print_figures(name: str, pairs: Sequence[Pair]) -> None:
    joined = [pair for pair in pairs if pair.is_joined]
    same = [pair for pair in pairs if pair.is_same]
    for measure, some in (("precision", joined), ("recall", same)):
        hits = sum(pair.is_same and pair.is_joined for pair in some)
        least, most = wilson(hits, len(some))
        print(
            f"{measure}, {name}: {hits} of {len(some)}, "
            f"{hits / len(some):.3f} ({least:.3f} to {most:.3f})"
        )


if __name__ == "__main__":
    main()
