"""The directors and actors with most titles."""

import pytest

from catalog.insights.chart import Chart
from catalog.insights.productive import count_people, people_section
from catalog.insights.scope import Scope
from tests.catalog.factories import CreditFactory, MovieFactory, PersonFactory

pytestmark = pytest.mark.django_db


def chart(key: str) -> Chart:
    section = people_section(count_people(Scope()))
    return next(chart for chart in section.charts if chart.key == key)


def make_credits(name: str, count: int, role: str = "director") -> None:
    CreditFactory.create_batch(count, person=PersonFactory.create(name=name), role=role)


def test_each_role_is_counted_for_itself_and_leads_to_the_person():
    make_credits("Agnès Varda", 6)
    make_credits("Bess Flowers", 9, "actor")
    ((name, count),) = chart("directors").rows
    assert (name.text, count.value) == ("Agnès Varda", 6)
    assert name.address.startswith("/people/")
    assert chart("actors").sentence == (
        "Bess Flowers acts in 9 of these titles, more than anybody else."
    )


def test_two_with_equally_many_are_both_first():
    make_credits("A", 6)
    make_credits("B", 6)
    assert chart("directors").sentence == "A and others directed 6 of these titles each."


def test_of_a_few_titles_nobody_stands_out():
    make_credits("A", 2)
    make_credits("B", 1)
    assert chart("directors").sentence == (
        "Nobody stands out: the most that anybody has here is 2."
    )


def test_two_people_of_one_name_are_not_added_up():
    for tmdb_id in (1, 2):
        person = PersonFactory.create(name="John Smith", tmdb_id=tmdb_id)
        CreditFactory.create_batch(5, person=person)
    assert [count.value for _, count in chart("actors").rows] == [5, 5]


def test_hidden_titles_count_for_nobody():
    CreditFactory.create(movie=MovieFactory.create(is_published=False))
    assert chart("actors").sentence == "No actor is known of any of these titles."
