"""How many credits somebody has, as it is kept beside the name."""

import pytest
from django.db import connections

from catalog.models import Movie, Person
from catalog.people.popularity import count_credits
from catalog.tasks import count_credits as task
from catalog.version import catalogue_changed
from tests.catalog.factories import CreditFactory, MovieFactory, PersonFactory

pytestmark = pytest.mark.django_db


def counts() -> dict[str, int]:
    return dict(Person.objects.values_list("name", "credit_count"))


def test_credits_on_titles_that_everybody_may_see_are_counted():
    ada = PersonFactory.create(name="Ada")
    CreditFactory.create_batch(2, person=ada)
    CreditFactory.create(person=ada, movie=MovieFactory.create(is_published=False))
    CreditFactory.create(
        person=PersonFactory.create(name="Bo"), movie=MovieFactory.create(is_adult=True)
    )
    assert task() == 1
    assert counts() == {"Ada": 2, "Bo": 0}


def test_what_has_changed_is_written_and_nothing_else(django_capture_on_commit_callbacks):
    ada = CreditFactory.create(person=PersonFactory.create(name="Ada")).person
    CreditFactory.create(person=PersonFactory.create(name="Bo"))
    assert count_credits() == 2
    CreditFactory.create(person=ada)
    with django_capture_on_commit_callbacks(execute=True):
        catalogue_changed()
    assert count_credits() == 1
    assert counts() == {"Ada": 2, "Bo": 1}


def test_who_has_no_credit_left_has_none(django_capture_on_commit_callbacks):
    CreditFactory.create(person=PersonFactory.create(name="Ada"))
    count_credits()
    Movie.objects.all().delete()
    with django_capture_on_commit_callbacks(execute=True):
        catalogue_changed()
    count_credits()
    assert counts() == {"Ada": 0}


@pytest.mark.django_db(transaction=True)
def test_who_was_being_written_is_counted_the_next_time():
    ada = CreditFactory.create(person=PersonFactory.create(name="Ada")).person
    CreditFactory.create(person=PersonFactory.create(name="Bo"))
    other = connections.create_connection("default")
    try:
        other.set_autocommit(False)
        with other.cursor() as cursor:
            cursor.execute("SELECT FROM catalog_person WHERE id = %s FOR UPDATE", [ada.pk])
        assert count_credits() == 1
        other.rollback()
    finally:
        other.close()
    assert count_credits() == 1
    assert counts() == {"Ada": 1, "Bo": 1}


def test_a_catalogue_that_did_not_change_is_not_counted_again(django_assert_num_queries):
    CreditFactory.create()
    count_credits()
    with django_assert_num_queries(0):
        assert count_credits() == 0
