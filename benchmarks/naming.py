"""`python -m benchmarks.naming FOLDER`: does a card fall without the liked title it names first?

On the site's own database, whose titles are embedded; nothing is written there. For you is made for
people of a MovieLens folder, by a ranking fitted on all of its ratings. For some cards of each the
list is made again, its candidates too, without the title that the card names first; as a control,
without a liked title that it does not name, drawn by chance. What is taken away is not offered
itself: that would lower cards too.
"""

import argparse
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from unittest.mock import patch

import numpy as np

from benchmarks.linking import wilson

if TYPE_CHECKING:
    from recommendations.collaborative.data import Ratings
    from recommendations.history import History
    from recommendations.recommendation import Recommendation

SHOWN = 24
FEWEST_LIKED = 10


@dataclass(slots=True)
class Removals:
    """What became of cards when a liked title was taken away."""

    tried: int = 0
    fell: int = 0
    """They stand lower, or not among the first SHOWN any more."""
    rose: int = 0

    def add(self, place: int, after: list[int], pk: int) -> None:
        now = after.index(pk) if pk in after else SHOWN
        self.tried += 1
        self.fell += now > place
        self.rose += now < place

    def __str__(self) -> str:
        if not self.tried:
            return "no card"
        least, most = (100 * bound for bound in wilson(self.fell, self.tried))
        return (
            f"{self.fell} of {self.tried} cards stand lower, {100 * self.fell / self.tried:.1f} % "
            f"({least:.1f} to {most:.1f}); {self.rose} stand higher"
        )


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    import django

    django.setup()
    from recommendations.collaborative.ranking import RankingModel
    from recommendations.collaborative.serving import Served
    from recommendations.evaluation.joined import join_movielens

    asked = _arguments()
    ratings = join_movielens(asked.folder).ratings
    model = RankingModel.fit(ratings, seed=asked.seed)
    with patch("recommendations.for_you.served", lambda: Served(ranking=model, version="naming")):
        named, unnamed = _measure(ratings, asked)
    print(
        f"{asked.folder.name}: {asked.people} people, {asked.cards} cards of each at most, "
        f"seed {asked.seed}, diversity {asked.diversity}"
    )
    print(f"without the title that is named first: {named}")
    print(f"without one that is not named: {unnamed}")


def _measure(ratings: "Ratings", asked: argparse.Namespace) -> tuple[Removals, Removals]:
    named, unnamed = Removals(), Removals()
    numbers = np.random.default_rng(asked.seed)
    for stars in _people(ratings, numbers, asked.people):
        history = _history(stars)
        cards = _cards(history, asked.diversity)
        naming = [place for place, card in enumerate(cards) if card.because_of]
        for place in numbers.permutation(naming)[: asked.cards].tolist():
            card = cards[place]
            names = [movie.pk for movie in card.because_of]
            others = [pk for pk in history.liked_ids if pk not in names]
            chosen = [(named, names[0])]
            if others:
                chosen.append((unnamed, int(numbers.choice(others))))
            for removals, out in chosen:
                after = _cards(_history(stars, out=out), asked.diversity)
                removals.add(place, [each.movie.pk for each in after], card.movie.pk)
    return named, unnamed


def _people(
    ratings: "Ratings", numbers: np.random.Generator, most: int
) -> Iterator[dict[int, float]]:
    """Title id → stars, the latest first, of people who like enough titles to name some."""
    from recommendations.collaborative.data import LIKED_STARS

    liked = np.bincount(
        ratings.people[ratings.values >= LIKED_STARS], minlength=len(ratings.person_ids)
    )
    for person in numbers.permutation(np.flatnonzero(liked >= FEWEST_LIKED))[:most]:
        rows = np.flatnonzero(ratings.people == person)
        ids = ratings.title_ids[ratings.titles[rows]]
        latest = np.lexsort((-ids, -ratings.times[rows]))
        yield dict(zip(ids[latest].tolist(), ratings.values[rows][latest].tolist(), strict=True))


def _history(stars: Mapping[int, float], *, out: int | None = None) -> "History":
    from recommendations.collaborative.data import LIKED_STARS
    from recommendations.collaborative.ranking import weight_of
    from recommendations.history import MOST_TITLES, History

    counted = [pk for pk in stars if pk != out][:MOST_TITLES]
    liked = tuple(pk for pk in counted if stars[pk] >= LIKED_STARS)
    return History(
        weights={pk: weight_of(stars[pk]) for pk in counted},
        liked_ids=liked,
        left_out=frozenset(stars),
    )


def _cards(history: "History", diversity: int) -> "list[Recommendation]":
    from recommendations.for_you import Wishes, recommend_from

    wishes = Wishes(diversity=diversity)
    return recommend_from(history, count=SHOWN, wishes=wishes).recommendations


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.naming", description=__doc__)
    parser.add_argument("folder", type=Path, help="as MovieLens publishes it, with links.csv")
    parser.add_argument("--people", type=int, default=80)
    parser.add_argument("--cards", type=int, default=4, help="of each person (default 4)")
    parser.add_argument("--diversity", type=int, default=0, help="as on For you, 0 to 100")
    parser.add_argument("--seed", type=int, default=3)
    return parser.parse_args()


if __name__ == "__main__":
    main()
