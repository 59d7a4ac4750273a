"""`/complete/`: the fragment below a search field."""

import pytest
from django.test import Client

from tests.catalog.factories import CreditFactory, MovieFactory, PersonFactory

pytestmark = pytest.mark.django_db


def test_each_title_and_person_leads_to_its_page(client: Client):
    movie = MovieFactory.create(title="Jaws <b>", release_year=1975)
    person = CreditFactory.create(person=PersonFactory.create(name="Ja Rule"), movie=movie).person
    page = client.get("/complete/", {"q": "ja"}).text
    assert f'href="{movie.get_absolute_url()}"' in page
    assert f'href="{person.get_absolute_url()}"' in page
    assert "1975" in page
    assert "Jaws &lt;b&gt;" in page
    assert "2 suggestions" in page


@pytest.mark.parametrize("fields", [{}, {"q": ""}, {"q": "j"}, {"q": "zzz"}, {"q": "x" * 100_000}])
def test_without_any_the_fragment_is_empty(client: Client, fields: dict[str, str]):
    MovieFactory.create(title="Jaws")
    response = client.get("/complete/", fields)
    assert response.status_code == 200
    assert response.text.strip() == ""


def test_a_browser_may_keep_it_and_no_proxy(client: Client):
    response = client.get("/complete/", {"q": "ja"})
    assert response["Cache-Control"] == "private, max-age=60"


def test_it_is_asked_for_and_not_sent(client: Client):
    assert client.post("/complete/", {"q": "ja"}).status_code == 405
