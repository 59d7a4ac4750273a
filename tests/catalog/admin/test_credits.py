"""Credits in the admin: on the pages of titles and people, and in a list of their own."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from catalog.admin import credits as credits_admin
from catalog.models import Credit, Movie, Person
from tests.catalog.admin.title_forms import form_data
from tests.catalog.factories import CreditFactory, MovieFactory, PersonFactory

pytestmark = pytest.mark.django_db

LIST = "/admin/catalog/credit/"


def inline(*rows: Credit, **changes: object) -> dict[str, object]:
    """What a browser sends of the credits on a page."""
    data: dict[str, object] = {"credits-TOTAL_FORMS": len(rows), "credits-INITIAL_FORMS": len(rows)}
    for number, credit in enumerate(rows):
        for name in ("id", "movie_id", "person_id", "role", "character", "position"):
            data[f"credits-{number}-{name.removesuffix('_id')}"] = getattr(credit, name)
    return data | changes


class TestOnTheTitle:
    def page(self, movie: Movie) -> str:
        return f"/admin/catalog/movie/{movie.pk}/change/"

    def test_directors_come_first_then_the_cast_in_its_order(self, curator: Client):
        movie = MovieFactory.create()
        for position, (name, role) in enumerate(
            [("Second", "director"), ("Third", "actor"), ("Fourth", "actor")]
        ):
            CreditFactory.create(movie=movie, person__name=name, role=role, position=position)
        page = curator.get(self.page(movie)).content.decode()
        assert page.index("Second") < page.index("Third") < page.index("Fourth")

    def test_the_character_can_be_edited(self, curator: Client):
        credit = CreditFactory.create(character="Countess")
        movie = credit.movie
        changes = {"credits-0-character": "The Countess"}
        response = curator.post(self.page(movie), form_data(movie) | inline(credit, **changes))
        assert response.status_code == 302, response.context["errors"]
        credit.refresh_from_db()
        assert credit.character == "The Countess"

    def test_a_crowd_is_shown_in_part_with_a_link_to_all(
        self, curator: Client, monkeypatch: pytest.MonkeyPatch
    ):
        monkeypatch.setattr(credits_admin, "MOST_ON_A_PAGE", 2)
        movie = MovieFactory.create()
        CreditFactory.create_batch(3, movie=movie)
        page = curator.get(self.page(movie)).content.decode()
        assert 'name="credits-1-role"' in page
        assert 'name="credits-2-role"' not in page
        assert "Edit all 3 credits" in page
        response = curator.get(LIST, {"movie__id__exact": movie.pk})
        assert response.context["cl"].result_count == 3

    def test_saving_a_part_of_a_crowd_leaves_the_others_alone(
        self, curator: Client, monkeypatch: pytest.MonkeyPatch
    ):
        monkeypatch.setattr(credits_admin, "MOST_ON_A_PAGE", 1)
        movie = MovieFactory.create()
        first, _second = CreditFactory.create_batch(2, movie=movie)
        CreditFactory.create(movie=movie, role="director")  # now the first, since it was opened
        changes = {"credits-0-character": "Ada"}
        curator.post(self.page(movie), form_data(movie) | inline(first, **changes))
        assert list(movie.credits.order_by("pk").values_list("character", flat=True)) == [
            "Ada",
            "",
            "",
        ]

    def test_the_page_takes_no_more_queries_for_a_larger_cast(self, curator: Client):
        movie = MovieFactory.create()
        CreditFactory.create_batch(2, movie=movie)
        with CaptureQueriesContext(connection) as few:
            curator.get(self.page(movie))
        CreditFactory.create_batch(20, movie=movie)
        with CaptureQueriesContext(connection) as many:
            curator.get(self.page(movie))
        assert len(few) == len(many)


class TestOnThePerson:
    def page(self, person: Person) -> str:
        return f"/admin/catalog/person/{person.pk}/change/"

    def save(self, client: Client, person: Person, data: dict[str, object]) -> None:
        response = client.post(self.page(person), {"name": person.name, "tmdb_id": ""} | data)
        assert response.status_code == 302, response.context["errors"]

    def test_a_credit_that_is_added_is_in_the_text_of_its_title(
        self, curator: Client, django_capture_on_commit_callbacks
    ):
        person, movie = PersonFactory.create(name="Ada"), MovieFactory.create()
        credit = Credit(movie=movie, person=person, role="director", pk="")
        with django_capture_on_commit_callbacks(execute=True):
            self.save(curator, person, inline(credit) | {"credits-INITIAL_FORMS": 0})
        assert Movie.objects.get(pk=movie.pk).people_text == "Ada"

    def test_a_credit_that_moves_to_another_title_is_in_the_text_of_that_one_alone(
        self, curator: Client, django_capture_on_commit_callbacks
    ):
        credit = CreditFactory.create(person__name="Ada", movie__people_text="Ada")
        before, after = credit.movie, MovieFactory.create()
        changes = {"credits-0-movie": after.pk}
        with django_capture_on_commit_callbacks(execute=True):
            self.save(curator, credit.person, inline(credit, **changes))
        texts = dict(Movie.objects.values_list("pk", "people_text"))
        assert texts == {before.pk: "", after.pk: "Ada"}

    def test_a_credit_that_is_deleted_leaves_the_text_of_its_title(
        self, curator: Client, django_capture_on_commit_callbacks
    ):
        credit = CreditFactory.create(person__name="Ada", movie__people_text="Ada")
        changes = {"credits-0-DELETE": "on"}
        with django_capture_on_commit_callbacks(execute=True):
            self.save(curator, credit.person, inline(credit, **changes))
        assert Movie.objects.get(pk=credit.movie_id).people_text == ""

    def test_the_page_takes_no_more_queries_for_a_longer_filmography(self, curator: Client):
        person = PersonFactory.create()
        CreditFactory.create_batch(2, person=person)
        with CaptureQueriesContext(connection) as few:
            curator.get(self.page(person))
        CreditFactory.create_batch(20, person=person)
        with CaptureQueriesContext(connection) as many:
            curator.get(self.page(person))
        assert len(few) == len(many)
        assert "embedding" not in " ".join(query["sql"] for query in many if "LIMIT 40" in query)


class TestList:
    def test_is_searched_by_the_beginnings_of_names(self, curator: Client):
        CreditFactory.create(person__name="Penélope Cruz")
        CreditFactory.create(person__name="Tom Hanks")
        assert curator.get(LIST, {"q": "penelope"}).context["cl"].result_count == 1

    def test_takes_no_more_queries_for_more_credits(self, curator: Client):
        CreditFactory.create_batch(2)
        with CaptureQueriesContext(connection) as few:
            curator.get(LIST)
        CreditFactory.create_batch(20)
        with CaptureQueriesContext(connection) as many:
            curator.get(LIST)
        assert len(few) == len(many)
        assert "search_document" not in " ".join(query["sql"] for query in many)

    @pytest.mark.parametrize("way", ["page", "action"])
    def test_what_is_deleted_leaves_the_text_of_its_title(
        self, curator: Client, way: str, django_capture_on_commit_callbacks
    ):
        credit = CreditFactory.create(person__name="Ada", movie__people_text="Ada")
        with django_capture_on_commit_callbacks(execute=True):
            if way == "page":
                curator.post(f"{LIST}{credit.pk}/delete/", {"post": "yes"})
            else:
                chosen = {"action": "delete_selected", "_selected_action": [credit.pk]}
                curator.post(LIST, chosen | {"post": "yes"})
        assert Movie.objects.get(pk=credit.movie_id).people_text == ""

    def test_what_is_given_to_somebody_else_is_in_the_text_of_its_title(
        self, curator: Client, django_capture_on_commit_callbacks
    ):
        credit = CreditFactory.create(person__name="Ada", movie__people_text="Ada")
        bo = PersonFactory.create(name="Bo")
        data = {"movie": credit.movie_id, "person": bo.pk, "role": "actor", "position": 0}
        with django_capture_on_commit_callbacks(execute=True):
            response = curator.post(f"{LIST}{credit.pk}/change/", data)
        assert response.status_code == 302
        assert Movie.objects.get(pk=credit.movie_id).people_text == "Bo"
