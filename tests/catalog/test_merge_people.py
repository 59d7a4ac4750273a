"""Two people who are one."""

import pytest

from catalog.merge import MergeRefused
from catalog.merge_people import merge_people
from catalog.models import Credit, OutdatedText, Person
from tests.catalog.factories import CreditFactory, MovieFactory, PersonFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def people() -> tuple[Person, Person]:
    return PersonFactory.create(name="Bo Derek"), PersonFactory.create(name="Bo", tmdb_id=5)


def test_credits_move_and_the_other_goes(people: tuple[Person, Person]):
    kept, merged = people
    credit = CreditFactory.create(person=merged, character="Ada", position=3)
    merge_people(keep_id=kept.pk, merge_id=merged.pk)
    credit.refresh_from_db()
    assert (credit.person, credit.character, credit.position) == (kept, "Ada", 3)
    assert not Person.objects.filter(name="Bo").exists()
    assert OutdatedText.objects.filter(movie_id=credit.movie_id).exists()


def test_a_part_that_both_have_stays_once_and_learns_its_character(people: tuple[Person, Person]):
    kept, merged = people
    movie = MovieFactory.create()
    for person, character in ((kept, ""), (merged, "Ada")):
        CreditFactory.create(movie=movie, person=person, character=character)
    CreditFactory.create(movie=movie, person=merged, role="director")
    merge_people(keep_id=kept.pk, merge_id=merged.pk)
    found = Credit.objects.order_by("role").values_list("person", "role", "character")
    assert list(found) == [(kept.pk, "actor", "Ada"), (kept.pk, "director", "")]


def test_a_character_that_is_there_stays(people: tuple[Person, Person]):
    kept, merged = people
    movie = MovieFactory.create()
    for person, character in ((kept, "The Countess"), (merged, "Ada")):
        CreditFactory.create(movie=movie, person=person, character=character)
    merge_people(keep_id=kept.pk, merge_id=merged.pk)
    assert Credit.objects.get().character == "The Countess"


@pytest.mark.parametrize(("own", "expected"), [(None, 5), (9, 9)])
def test_an_id_at_tmdb_is_taken_over_where_there_is_none(
    people: tuple[Person, Person], own: int | None, expected: int
):
    kept, merged = people
    Person.objects.filter(pk=kept.pk).update(tmdb_id=own)
    assert merge_people(keep_id=kept.pk, merge_id=merged.pk).tmdb_id == expected
    assert Person.objects.get().tmdb_id == expected


def test_nobody_is_merged_with_themselves_or_with_who_is_gone(people: tuple[Person, Person]):
    for other in (people[0].pk, 999_999):
        with pytest.raises(MergeRefused):
            merge_people(keep_id=people[0].pk, merge_id=other)
    assert Person.objects.count() == 2
