"""`/people/<id>-<slug>/`: somebody."""

import json
import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from catalog.models import Credit, Figures, Movie, Person
from catalog.people.views import PAGE_SIZE
from tests.accounts.factories import UserFactory
from tests.catalog.factories import CreditFactory, MovieFactory, PersonFactory

pytestmark = pytest.mark.django_db

HTMX = {"HX-Request": "true"}


@pytest.fixture
def ada() -> Person:
    return PersonFactory.create(name="Ada Byron")


def credit(person: Person, title: str, role: str = "actor", **fields: Any) -> Movie:
    movie = Movie.objects.filter(title=title).first() or MovieFactory.create(title=title, **fields)
    Credit.objects.create(person=person, movie=movie, role=role)
    return movie


def titles(response) -> list[str]:
    return [movie.title for _, movie in response.context["parts"]]


class TestFilmography:
    def test_lists_titles_newest_first_and_unknown_years_last(self, client: Client, ada: Person):
        for title, year in (("Old", 1950), ("New", 2020), ("Undated", None), ("Middle", 1999)):
            credit(ada, title, release_year=year)
        assert titles(client.get(ada.get_absolute_url())) == ["New", "Middle", "Old", "Undated"]

    def test_orders_titles_of_one_year_by_their_dates(self, client: Client, ada: Person):
        for title, day in (("June", "2001-06-01"), ("December", "2001-12-01"), ("May", None)):
            Figures.objects.create(movie=credit(ada, title), release_date=day)
        assert titles(client.get(ada.get_absolute_url())) == ["December", "June", "May"]

    def test_names_a_title_once_with_all_that_somebody_did_for_it(
        self, client: Client, ada: Person
    ):
        movie = credit(ada, "Own", "director")
        Credit.objects.create(movie=movie, person=ada, role="actor", character="The Countess")
        response = client.get(ada.get_absolute_url())
        ((part, shown),) = response.context["parts"]
        assert shown == movie
        assert (part.is_director, part.is_actor) == (True, True)
        page = re.sub(r"\s+", " ", response.content.decode())
        assert "<strong>The Countess</strong>" in page

    @pytest.mark.parametrize(
        ("role", "expected"),
        [("director", {"Made"}), ("actor", {"Played"}), ("", {"Made", "Played"}), ("x", None)],
    )
    def test_is_narrowed_to_a_role(
        self, client: Client, ada: Person, role: str, expected: set[str] | None
    ):
        credit(ada, "Made", "director")
        credit(ada, "Played", "actor")
        shown = titles(client.get(ada.get_absolute_url(), {"role": role}))
        assert set(shown) == (expected or {"Made", "Played"})

    def test_leaves_hidden_titles_out_for_good(self, client: Client, ada: Person):
        credit(ada, "Shown")
        credit(ada, "Hidden", is_published=False)
        response = client.get(ada.get_absolute_url(), {"everything": "1"})
        assert titles(response) == ["Shown"]

    def test_shows_adult_and_unreleased_titles_when_asked(self, client: Client, ada: Person):
        credit(ada, "Shown", release_year=2003)
        credit(ada, "Adult", is_adult=True, release_year=2002)
        credit(ada, "Planned", status="planned", release_year=2001)
        response = client.get(ada.get_absolute_url())
        assert titles(response) == ["Shown"]
        assert b"Also show 2 adult or unreleased titles" in response.content
        everything = client.get(ada.get_absolute_url(), {"everything": "1"})
        assert titles(everything) == ["Shown", "Adult", "Planned"]

    def test_comes_page_by_page(self, client: Client, ada: Person):
        CreditFactory.create_batch(PAGE_SIZE + 1, person=ada)
        first = client.get(ada.get_absolute_url())
        second = client.get(ada.get_absolute_url(), {"page": 2}, headers=HTMX)
        assert (len(titles(first)), len(titles(second))) == (PAGE_SIZE, 1)

    def test_has_the_hearts_of_who_looks(self, client: Client, ada: Person):
        movie = credit(ada, "Jaws")
        user = UserFactory.create()
        user.favorites.create(movie=movie)
        client.force_login(user)
        page = client.get(ada.get_absolute_url()).content.decode()
        assert re.search(rf'id="heart-{movie.pk}" class="heart is-favorite"', page)

    def test_for_htmx_is_all_there_is(self, client: Client, ada: Person):
        credit(ada, "Made", "director")
        credit(ada, "Played", "actor")
        address = ada.get_absolute_url()
        response = client.get(address, {"role": "actor", "x": "y"}, headers=HTMX)
        assert b"<html" not in response.content
        assert b'id="filmography"' in response.content
        assert response["HX-Push-Url"] == f"{address}?role=actor"
        assert "HX-Request" in response["Vary"]
        assert "collaborators" not in response.context


class TestAddress:
    def test_another_slug_leads_to_the_address_for_good(self, client: Client, ada: Person):
        credit(ada, "Jaws")
        response = client.get(f"/people/{ada.pk}-something-else/")
        assert response.status_code == 301
        assert response["Location"] == ada.get_absolute_url()

    @pytest.mark.parametrize(
        "name", ["Penélope Cruz", "宮崎 駿", "$", "O'Toole", "x" * 200, "A/b?c"]
    )
    def test_every_name_has_one_that_works(self, client: Client, name: str):
        person = PersonFactory.create(name=name)
        credit(person, "Jaws")
        assert client.get(person.get_absolute_url()).status_code == 200
        response = client.get(person.get_absolute_url(), headers=HTMX)
        assert response["HX-Push-Url"] == person.get_absolute_url()

    @pytest.mark.parametrize(
        "address", ["/people/999999-x/", "/people/99999999999999999999999-x/", "/people/x/"]
    )
    def test_nobody_is_404_in_the_design_of_the_site(self, client: Client, address: str):
        response = client.get(address)
        assert response.status_code == 404
        assert b"site.css" in response.content

    @pytest.mark.parametrize("slug", ["ada-byron", "guessed"])
    def test_who_is_on_no_published_title_is_404_and_the_name_is_not_told(
        self, client: Client, ada: Person, slug: str
    ):
        credit(ada, "Hidden", is_published=False)
        assert client.get(f"/people/{ada.pk}-{slug}/").status_code == 404

    def test_who_is_on_adult_titles_alone_is_found_from_them_and_not_by_search_engines(
        self, client: Client, ada: Person
    ):
        credit(ada, "Adult", is_adult=True)
        response = client.get(ada.get_absolute_url())
        assert titles(response) == []
        assert b'content="noindex"' in response.content
        assert titles(client.get(ada.get_absolute_url(), {"everything": "1"})) == ["Adult"]


class TestReturns:
    def make(self, person: Person, *money: tuple[int | None, int | None]) -> None:
        for budget, revenue in money:
            movie = MovieFactory.create()
            Figures.objects.create(movie=movie, budget=budget, revenue=revenue)
            Credit.objects.create(movie=movie, person=person, role="director")

    def test_are_summed_over_known_money_and_say_what_is_left_out(
        self, client: Client, ada: Person
    ):
        self.make(ada, (1_000, 2_000), (2_000, 12_000), (None, 5_000), (5_000, None), (1, 9_000))
        page = re.sub(r"\s+", " ", client.get(ada.get_absolute_url()).content.decode())
        for label, value in (
            (r"Return of the middle film \(median\)", "4.00"),
            ("Mean return", "4.00"),
            ("Sum of the returns", "8.00"),
            ("Films counted", "2"),
            ("Left out: budget or revenue unknown", "2"),
            ("Left out: budget implausible, below 1,000 dollars", "1"),
        ):
            assert re.search(rf"{label}</dt><dd>{value}</dd>", page), label

    def test_are_not_mentioned_where_nothing_is_known(self, client: Client, ada: Person):
        self.make(ada, (None, None), (None, 7))
        assert b"brought in" not in client.get(ada.get_absolute_url()).content


class TestCollaborators:
    def test_are_who_is_most_often_on_the_same_titles(self, client: Client, ada: Person):
        bo, cleo, dan = (PersonFactory.create(name=name) for name in ("Bo", "Cleo", "Dan"))
        for number, others in enumerate([(bo, cleo), (bo, cleo), (bo, dan)]):
            credit(ada, f"Title {number}", "director")
            for other in others:
                credit(other, f"Title {number}")
        credit(cleo, "Title 0", "director")
        response = client.get(ada.get_absolute_url())
        found = [(c.person.name, c.titles) for c in response.context["collaborators"]]
        assert found == [("Bo", 3), ("Cleo", 2)]
        assert bo.get_absolute_url() in response.content.decode()

    def test_on_hidden_titles_do_not_count(self, client: Client, ada: Person):
        bo = PersonFactory.create(name="Bo")
        for title, is_published, is_adult in (
            ("Shown", True, False),
            ("Hidden", False, False),
            ("Adult", True, True),
        ):
            credit(ada, title, is_published=is_published, is_adult=is_adult)
            credit(bo, title)
        assert client.get(ada.get_absolute_url()).context["collaborators"] == []


class TestForOtherSites:
    def test_is_described_as_schema_org_does(self, client: Client, ada: Person):
        credit(ada, "Made", "director")
        page = client.get(ada.get_absolute_url()).content.decode()
        (found,) = re.findall(r'<script type="application/ld\+json"[^>]*>(.*?)</script>', page)
        assert json.loads(found) == {
            "@context": "https://schema.org",
            "@type": "Person",
            "name": "Ada Byron",
            "url": f"http://testserver{ada.get_absolute_url()}",
            "jobTitle": ["director"],
        }

    def test_no_name_gets_out_of_the_script(self, client: Client):
        nasty = PersonFactory.create(name="</script><script>alert(1)</script>")
        credit(nasty, "Jaws")
        page = client.get(nasty.get_absolute_url()).content
        assert b"<script>alert" not in page

    def test_a_link_to_it_shows_name_titles_and_picture(self, client: Client, ada: Person):
        credit(ada, "Jaws", release_year=1975)
        page = client.get(ada.get_absolute_url()).content.decode()
        assert 'property="og:type" content="profile"' in page
        assert 'content="Films and series by and with Ada Byron: Jaws (1975)."' in page
        assert f'rel="canonical" href="http://testserver{ada.get_absolute_url()}"' in page


def test_takes_the_same_number_of_queries_for_more_titles(client: Client, ada: Person):
    def count() -> int:
        with CaptureQueriesContext(connection) as queries:
            client.get(ada.get_absolute_url())
        return len(queries)

    bo = PersonFactory.create()
    for number in range(2):
        credit(ada, f"Title {number}", "director")
        credit(bo, f"Title {number}")
    few = count()
    for number in range(2, 20):
        credit(ada, f"Title {number}", "director")
        credit(bo, f"Title {number}")
    assert count() == few
