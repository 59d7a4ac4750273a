"""How many who liked a title liked another as well."""

from typing import Any

import pytest
from django.utils import timezone

from catalog.models import Movie
from recommendations import likes
from recommendations.likes import LikedTogether, liked_together
from recommendations.models import Rater
from tests.accounts.factories import UserFactory
from tests.catalog.factories import MovieFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def titles(db: None) -> list[Movie]:
    return MovieFactory.create_batch(3)


def rate(number: int, *rated: tuple[Movie, int]) -> None:
    """By one rater, in half stars."""
    rater = Rater.objects.create(dataset="ml", number=number)
    for movie, value in rated:
        rater.ratings.create(movie=movie, value=value, rated_at=timezone.now())


def test_four_stars_are_a_like_and_three_and_a_half_are_none(titles: list[Movie]):
    first, second, third = titles
    rate(1, (first, 8), (second, 8), (third, 7))
    rate(2, (first, 10), (second, 7))
    rate(3, (first, 7), (second, 10))
    found = liked_together(first.pk, [second.pk, third.pk])
    assert found == {second.pk: LikedTogether(both=1, asked=2)}


def test_favourites_and_ratings_of_one_person_count_once(titles: list[Movie]):
    first, second, _ = titles
    for person in UserFactory.create_batch(5):
        for movie in (first, second):
            person.favorites.create(movie=movie)
            person.ratings.create(movie=movie, value=10)
    for person in UserFactory.create_batch(5):
        person.favorites.create(movie=first)
    rate(1, (first, 9), (second, 9))
    assert liked_together(first.pk, [second.pk]) == {second.pk: LikedTogether(both=6, asked=11)}


@pytest.mark.parametrize(("asked", "both"), [(10, 4), (9, 5), (1, 1)])
def test_of_so_few_people_of_this_site_nothing_is_told(titles: list[Movie], asked: int, both: int):
    first, second, third = titles
    for place, person in enumerate(UserFactory.create_batch(asked)):
        person.favorites.create(movie=first)
        if place < both:
            person.favorites.create(movie=second)
            person.favorites.create(movie=third)
    rate(1, (first, 9), (third, 9))
    found = liked_together(first.pk, [second.pk, third.pk])
    assert found == {third.pk: LikedTogether(both=1, asked=1)}


def test_of_very_many_people_some_are_asked(
    titles: list[Movie], monkeypatch: pytest.MonkeyPatch, django_assert_num_queries: Any
):
    monkeypatch.setattr(likes, "MOST_ASKED", 2)
    first, second, _ = titles
    for number in range(4):
        rate(number, (first, 10), (second, 10))
    with django_assert_num_queries(1):
        found = liked_together(first.pk, [second.pk])
    assert found == {second.pk: LikedTogether(both=2, asked=2, is_sample=True)}


def test_of_very_many_people_not_the_first_are_asked(
    titles: list[Movie], monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(likes, "MOST_ASKED", 20)
    first, early, late = titles
    for number in range(80):
        rate(number, (first, 10), (early if number < 40 else late, 10))
    found = liked_together(first.pk, [early.pk, late.pk])
    assert found[early.pk].both + found[late.pk].both == 20
    assert found[late.pk].both


def test_where_nobody_liked_the_title_nothing_is_said(titles: list[Movie]):
    assert liked_together(titles[0].pk, [titles[1].pk]) == {}
