"""What was perhaps meant, where nothing was found."""

import pytest

from catalog.search.suggestions import LONGEST, suggest
from tests.catalog.factories import CreditFactory, MovieFactory, PersonFactory

pytestmark = pytest.mark.django_db


def test_titles_and_people_that_are_spelt_nearly_so():
    MovieFactory.create(title="Groundhog Day")
    MovieFactory.create(title="Jaws")
    CreditFactory.create(person=PersonFactory.create(name="Tom Hanks"))
    CreditFactory.create(person=PersonFactory.create(name="Penélope Cruz"))
    assert [movie.title for movie in suggest("grundhog dai").titles] == ["Groundhog Day"]
    assert [person.name for person in suggest("Tom Hankss").people] == ["Tom Hanks"]


def test_nobody_is_suggested_whom_not_everybody_may_see():
    hidden = MovieFactory.create(title="Groundhog Day", is_published=False)
    CreditFactory.create(person=PersonFactory.create(name="Tom Hanks"), movie=hidden)
    assert not suggest("Groundhog Day")
    assert not suggest("Tom Hanks")


@pytest.mark.parametrize("text", ["", " ", "?!", "\0", "\ud800", "asdkjh qwe", "jaws " * LONGEST])
def test_gibberish_and_plots_suggest_nothing(text: str):
    MovieFactory.create(title="Jaws")
    CreditFactory.create(person=PersonFactory.create(name="Tom Hanks"))
    assert not suggest(text)
