"""People in the admin."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from catalog.models import Movie, Person
from tests.catalog.factories import CreditFactory, MovieFactory, PersonFactory

pytestmark = pytest.mark.django_db

LIST = "/admin/catalog/person/"
NO_CREDITS = {"credits-TOTAL_FORMS": 0, "credits-INITIAL_FORMS": 0}


class TestList:
    def test_says_who_is_known_by_which_id_and_how_many_credits_they_have(self, curator: Client):
        person = PersonFactory.create(name="Ada", tmdb_id=815)
        CreditFactory.create_batch(3, person=person)
        page = curator.get(LIST).content.decode()
        assert ">815<" in page
        assert f'<a href="/admin/catalog/credit/?person__id__exact={person.pk}">3</a>' in page

    def test_is_searched_by_the_beginnings_of_names(self, curator: Client):
        PersonFactory.create(name="Penélope Cruz")
        PersonFactory.create(name="Tom Hanks")
        assert curator.get(LIST, {"q": "CRUZ pen"}).context["cl"].result_count == 1

    def test_takes_no_more_queries_for_more_people(self, curator: Client):
        CreditFactory.create_batch(2)
        with CaptureQueriesContext(connection) as few:
            curator.get(LIST)
        CreditFactory.create_batch(20)
        with CaptureQueriesContext(connection) as many:
            curator.get(LIST)
        assert len(few) == len(many)


class TestPage:
    def test_a_name_that_is_changed_is_changed_in_the_texts_of_titles(
        self, curator: Client, django_capture_on_commit_callbacks
    ):
        credit = CreditFactory.create(person__name="Adda", movie__people_text="Adda")
        data = {"name": "Ada", "tmdb_id": "", **NO_CREDITS}
        with django_capture_on_commit_callbacks(execute=True):
            curator.post(f"{LIST}{credit.person_id}/change/", data)
        assert Movie.objects.get(pk=credit.movie_id).people_text == "Ada"
        assert Person.objects.get(pk=credit.person_id).name_key == "ada"

    def test_an_id_that_somebody_else_has_is_refused(self, curator: Client):
        PersonFactory.create(name="Bo", tmdb_id=7)
        ada = PersonFactory.create(name="Ada")
        data = {"name": "Ada", "tmdb_id": "7", **NO_CREDITS}
        response = curator.post(f"{LIST}{ada.pk}/change/", data)
        assert response.status_code == 200
        assert "tmdb_id" in response.context["adminform"].form.errors

    def test_leads_to_the_page_on_the_site(self, curator: Client):
        credit = CreditFactory.create()
        response = curator.get(f"{LIST}{credit.person_id}/change/")
        assert response.context["absolute_url"]


class TestMerge:
    @pytest.fixture
    def two(self) -> tuple[Person, Person]:
        movie = MovieFactory.create(title="Jaws", people_text="Bo, Bo Derek")
        known = PersonFactory.create(name="Bo Derek", tmdb_id=5)
        double = PersonFactory.create(name="Bo")
        for person in (known, double):
            CreditFactory.create(person=person, movie=movie)
        return known, double

    def test_two_that_are_chosen_are_shown_side_by_side(
        self, curator: Client, two: tuple[Person, Person]
    ):
        chosen = {"action": "merge", "_selected_action": [person.pk for person in two]}
        response = curator.post(LIST, chosen, follow=True)
        page = response.content.decode()
        for fact in ("Bo Derek", "at TMDB 5", "Jaws"):
            assert fact in page

    @pytest.mark.parametrize("count", [1, 3])
    def test_needs_two(self, curator: Client, count: int):
        people = PersonFactory.create_batch(count)
        chosen = {"action": "merge", "_selected_action": [person.pk for person in people]}
        response = curator.post(LIST, chosen, follow=True)
        assert "Choose two people to merge." in response.content.decode()

    def test_leaves_the_one_who_was_chosen(
        self, curator: Client, two: tuple[Person, Person], django_capture_on_commit_callbacks
    ):
        known, double = two
        address = f"{LIST}merge/{known.pk}/{double.pk}/"
        with django_capture_on_commit_callbacks(execute=True):
            response = curator.post(address, {"keep": known.pk})
        assert response["Location"] == f"{LIST}{known.pk}/change/"
        assert list(Person.objects.all()) == [known]
        assert Movie.objects.get().people_text == "Bo Derek"
        history = curator.get(f"{LIST}{known.pk}/history/").content.decode()
        assert "Merged with “Bo”" in history

    def test_of_nobody_is_404(self, curator: Client, two: tuple[Person, Person]):
        assert curator.get(f"{LIST}merge/{two[0].pk}/999999/").status_code == 404
        assert curator.get(f"{LIST}merge/{two[0].pk}/{two[0].pk}/").status_code == 404

    def test_that_does_not_say_who_stays_changes_nothing(
        self, curator: Client, two: tuple[Person, Person]
    ):
        address = f"{LIST}merge/{two[0].pk}/{two[1].pk}/"
        assert b"Nothing was merged" in curator.post(address, {"keep": "999999"}).content
        assert Person.objects.count() == 2

    def test_is_for_curators(self, client: Client, two: tuple[Person, Person]):
        assert client.get(f"{LIST}merge/{two[0].pk}/{two[1].pk}/").status_code == 302
