"""Splits: what is asked for must be in nothing that is learnt from or asked with."""

import numpy as np
import pytest

from recommendations.collaborative.data import Ratings, ratings_of
from recommendations.evaluation.splits import (
    RankingSplit,
    favourites_split,
    newcomers_rating_split,
    newcomers_split,
    newest_liked_split,
    person_folds,
    random_split,
    shortened,
)
from tests.recommendations.evaluation.generated import generated_ratings

GENERATED = generated_ratings(people=40, titles=60, each=20)


def small(*rows: tuple[int, int, float, int]) -> Ratings:
    """Of (person, title, stars, time)."""
    people, titles, stars, times = (np.array(column) for column in zip(*rows, strict=True))
    return ratings_of(people, titles, stars, times)


def cells(ratings: Ratings) -> set[tuple[int, int]]:
    return set(zip(ratings.people.tolist(), ratings.titles.tolist(), strict=True))


def hidden_ids(split: RankingSplit) -> dict[int, list[int]]:
    """Id of the person → ids of the titles to be found."""
    ids = split.train.title_ids
    return {
        int(split.train.person_ids[person]): ids[hidden].tolist()
        for person, hidden in zip(split.people, split.hidden, strict=True)
    }


def test_the_random_split_is_the_first_fifth_of_the_permutation_of_the_seed():
    split = random_split(GENERATED, seed=42)
    rows = np.random.default_rng(42).permutation(len(GENERATED))[: round(0.2 * len(GENERATED))]
    assert cells(split.test) == cells(GENERATED.part(rows))


def test_the_random_split_has_each_rating_in_exactly_one_part():
    split = random_split(GENERATED, seed=1)
    assert not cells(split.train) & cells(split.test)
    assert cells(split.train) | cells(split.test) == cells(GENERATED)


@pytest.mark.parametrize(
    "split",
    [
        newest_liked_split(GENERATED),
        favourites_split(GENERATED, seed=3),
        newcomers_split(GENERATED, next(person_folds(GENERATED, seed=3, folds=5))),
    ],
    ids=["newest liked", "favourites", "newcomers"],
)
def test_no_hidden_title_is_in_the_training_or_in_the_history_of_its_person(split: RankingSplit):
    assert len(split.people)
    for person, history, hidden in zip(split.people, split.histories, split.hidden, strict=True):
        of_person = {title for own, title in cells(split.train) if own == person}
        assert not of_person & set(hidden.tolist())
        assert not set(split.known.titles[history].tolist()) & set(hidden.tolist())
        assert set(split.known.people[history].tolist()) == {person}


def test_the_newest_liked_title_is_held_out_and_lower_ratings_after_it_are_not():
    ratings = small((1, 10, 4.0, 1), (1, 11, 5.0, 5), (1, 12, 3.5, 9), (2, 10, 2.0, 1))
    split = newest_liked_split(ratings)
    assert hidden_ids(split) == {1: [11]}
    assert len(split.train) == 3


def test_of_titles_rated_in_one_second_the_one_with_the_highest_id_is_the_newest():
    split = newest_liked_split(small((1, 30, 4.0, 7), (1, 12, 5.0, 7), (1, 9, 5.0, 7)))
    assert hidden_ids(split) == {1: [30]}
    assert split.train.title_ids[split.known.titles[split.histories[0]]].tolist() == [9, 12]


def test_who_liked_nothing_or_rated_one_title_is_not_asked_for():
    split = newest_liked_split(small((1, 10, 3.5, 1), (1, 11, 2.0, 2), (2, 10, 5.0, 3)))
    assert hidden_ids(split) == {}
    assert len(split.train) == 3


def test_five_favourites_are_hidden_of_people_with_ten_and_of_nobody_else():
    nine = [(1, title, 4.0, title) for title in range(9)]
    ten = [(2, title, 4.5, title) for title in range(10)]
    split = favourites_split(small(*nine, *ten, (2, 50, 3.0, 1)), seed=1)
    assert {person: len(titles) for person, titles in hidden_ids(split).items()} == {2: 5}
    assert [len(history) for history in split.histories] == [5]
    assert (split.train.values >= 4.0).all()


def test_seeds_vary_which_favourites_are_hidden_and_one_seed_does_not():
    first, again = favourites_split(GENERATED, seed=1), favourites_split(GENERATED, seed=1)
    assert hidden_ids(first) == hidden_ids(again)
    assert hidden_ids(first) != hidden_ids(favourites_split(GENERATED, seed=2))


def test_each_person_is_left_out_by_one_fold():
    folds = list(person_folds(GENERATED, seed=5, folds=5))
    assert (np.sum(folds, axis=0) == 1).all()


def test_nothing_of_a_newcomer_is_learnt_from():
    is_out = next(person_folds(GENERATED, seed=5, folds=5))
    split = newcomers_split(GENERATED, is_out)
    assert not is_out[split.train.people].any()
    train, own = newcomers_rating_split(GENERATED, is_out, seed=5)
    assert not is_out[train.people].any()
    assert is_out[own.train.people].all()
    assert not cells(own.train) & cells(own.test)


def test_a_newcomer_is_asked_with_nothing_that_came_after_the_hidden_title():
    ratings = small((1, 10, 3.0, 1), (1, 11, 5.0, 5), (1, 12, 2.0, 9), (2, 10, 4.0, 1))
    split = newcomers_split(ratings, np.array([True, False]))
    assert hidden_ids(split) == {1: [11]}
    assert split.known.title_ids[split.known.titles[split.histories[0]]].tolist() == [10]


def test_a_short_history_is_the_newest_part_and_the_rest_stays_seen():
    ratings = small(*((1, title, 4.0, title) for title in range(6)), (2, 0, 4.0, 1))
    split = newcomers_split(ratings, np.array([True, False]))
    short, seen = shortened(split, 2)
    assert split.known.titles[short.histories[0]].tolist() == [3, 4]
    assert split.known.titles[seen[0]].tolist() == [0, 1, 2, 3, 4]
    assert len(shortened(split, 6)[0].people) == 0
