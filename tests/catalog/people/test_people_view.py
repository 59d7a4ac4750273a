"""`/people/`: who there is."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from catalog.models import Credit, Figures, Movie, Person
from catalog.people import search
from catalog.people.views import PAGE_SIZE
from catalog.version import catalogue_changed
from tests.catalog.factories import CreditFactory, MovieFactory, PersonFactory

pytestmark = pytest.mark.django_db

HTMX = {"HX-Request": "true"}


def credited(name: str, *, titles: int = 1, **fields: object) -> Person:
    person = PersonFactory.create(name=name)
    CreditFactory.create_batch(titles, person=person, **fields)
    return person


def names(response) -> list[str]:
    return [card.person.name for card in response.context["cards"]]


class TestSearch:
    def test_without_a_name_the_most_credited_come_first(self, client: Client):
        for name, titles in (("Ada", 1), ("Bo", 3), ("Cleo", 2)):
            credited(name, titles=titles)
        assert names(client.get("/people/")) == ["Bo", "Cleo", "Ada"]

    @pytest.mark.parametrize("text", ["penelope", "PENÉ", "cruz", "cru pen", "  Penélope\tCruz "])
    def test_a_name_is_found_by_the_beginnings_of_its_words(self, client: Client, text: str):
        credited("Penélope Cruz")
        credited("Tom Hanks")
        response = client.get("/people/", {"q": text})
        assert names(response) == ["Penélope Cruz"]
        assert not response.context["found"].is_guess

    def test_of_several_the_most_credited_comes_first(self, client: Client):
        credited("Tom Cruise", titles=2)
        credited("Tom Hanks", titles=3)
        assert names(client.get("/people/", {"q": "tom"})) == ["Tom Hanks", "Tom Cruise"]

    @pytest.mark.parametrize("text", ["Spilberg", "steven speilberg", "stephen spielberg"])
    def test_a_misspelt_name_finds_who_is_meant_and_says_that_it_guessed(
        self, client: Client, text: str
    ):
        credited("Steven Spielberg", titles=2)
        credited("Akira Kurosawa", titles=5)
        response = client.get("/people/", {"q": text})
        assert names(response) == ["Steven Spielberg"]
        assert b"Did you mean" in response.content

    def test_of_names_that_are_about_as_near_the_most_credited_comes_first(self, client: Client):
        credited("Cathy Scorsese")
        credited("Martin Scorsese", titles=3)
        assert names(client.get("/people/", {"q": "scorcese"}))[0] == "Martin Scorsese"

    def test_a_name_that_is_like_none_says_so(self, client: Client):
        credited("Ada")
        response = client.get("/people/", {"q": "xyzzy"})
        assert names(response) == []
        assert b"Nobody of that name" in response.content

    @pytest.mark.parametrize("text", ["'; & | ! <-> (", "\0", "%", "$", "x" * 5_000, "\\", "*:*"])
    def test_no_text_breaks_it(self, client: Client, text: str):
        credited("Ada")
        assert client.get("/people/", {"q": text}).status_code == 200

    def test_an_accent_without_a_letter_does_not_empty_the_page_for_the_next(self, client: Client):
        credited("Ada")
        client.get("/people/", {"q": "\u0301"})
        assert names(client.get("/people/")) == ["Ada"]

    def test_who_is_on_hidden_adult_or_unreleased_titles_alone_is_not_listed(self, client: Client):
        for name, fields in (
            ("Hidden", {"is_published": False}),
            ("Adult", {"is_adult": True}),
            ("Planned", {"status": "planned"}),
        ):
            CreditFactory.create(person__name=name, movie=MovieFactory.create(**fields))
        PersonFactory.create(name="Nowhere")
        for text in ("", "hidden", "adult", "planned", "nowhere"):
            assert names(client.get("/people/", {"q": text})) == []

    def test_what_is_kept_is_forgotten_when_the_catalogue_changes(
        self, client: Client, django_capture_on_commit_callbacks
    ):
        credited("Ada")
        client.get("/people/", {"q": "ada"})
        with django_capture_on_commit_callbacks(execute=True):
            credited("Ada Lovelace")
            catalogue_changed()
        assert len(names(client.get("/people/", {"q": "ada"}))) == 2

    def test_the_list_is_bounded(self, client: Client, monkeypatch: pytest.MonkeyPatch):
        monkeypatch.setattr(search, "MOST_FOUND", 2)
        for _ in range(3):
            CreditFactory.create()
        response = client.get("/people/", {"q": "person"})
        assert len(names(response)) == 2
        assert b"The 2 people on most titles" in response.content


class TestCards:
    def test_say_what_somebody_did_and_is_known_for(self, client: Client):
        ada = PersonFactory.create(name="Ada")
        for title, votes, role in (("Little", 5, "actor"), ("Big", 900, "actor"), ("Own", 7, "x")):
            movie = MovieFactory.create(title=title)
            Figures.objects.create(movie=movie, vote_count=votes)
            for each in ("director", "actor") if role == "x" else (role,):
                CreditFactory.create(person=ada, movie=movie, role=each)
        (card,) = client.get("/people/").context["cards"]
        assert card.roles == {"director": 1, "actor": 3}
        assert card.known_for == ["Big", "Own"]

    def test_name_no_title_that_is_hidden(self, client: Client):
        ada = credited("Ada", movie__title="Shown")
        CreditFactory.create(person=ada, movie=MovieFactory.create(is_published=False))
        (card,) = client.get("/people/").context["cards"]
        assert (card.roles, card.known_for) == ({"actor": 1}, ["Shown"])


class TestFragment:
    def test_htmx_gets_the_people_alone_and_the_address_to_show(self, client: Client):
        credited("Ada")
        response = client.get("/people/?q=%20ada&nonsense=1", headers=HTMX)
        assert b"<html" not in response.content
        assert b'id="people"' in response.content
        assert response["HX-Push-Url"] == "/people/?q=ada"
        assert "HX-Request" in response["Vary"]

    def test_everybody_else_gets_the_page_with_a_form_that_needs_no_script(self, client: Client):
        response = client.get("/people/", {"q": "ada"})
        page = response.content.decode()
        assert 'method="get" action="/people/"' in page
        assert 'name="q" value="ada"' in page
        assert "HX-Request" in response["Vary"]

    def test_the_next_page_has_the_others(self, client: Client):
        CreditFactory.create_batch(PAGE_SIZE + 1)
        first = client.get("/people/")
        second = client.get("/people/", {"page": 2}, headers=HTMX)
        assert b'rel="next" href="?page=2"' in first.content
        assert second["HX-Push-Url"] == "/people/?page=2"
        assert len(names(first)) == PAGE_SIZE
        assert len({*names(first), *names(second)}) == PAGE_SIZE + 1

    @pytest.mark.parametrize("number", ["0", "-1", "x", "99999999999999999999", ""])
    def test_a_page_that_is_not_there_is_the_nearest(self, client: Client, number: str):
        credited("Ada")
        assert names(client.get("/people/", {"page": number})) == ["Ada"]


def test_markup_in_a_name_is_text(client: Client):
    credited("<b>Ada</b>")
    assert b"<b>Ada" not in client.get("/people/", {"q": "<b>Ada</b>"}).content


def test_an_empty_catalogue_says_so(client: Client):
    assert b"Nobody yet" in client.get("/people/").content


def test_takes_no_more_queries_for_more_people(client: Client):
    def count() -> int:
        with CaptureQueriesContext(connection) as queries:
            client.get("/people/", {"q": f"person {len(counts)}"[:7]})
        return len(queries)

    counts: list[int] = []
    CreditFactory.create_batch(2)
    counts.append(count())
    CreditFactory.create_batch(20)
    Movie.objects.update(is_adult=False)
    counts.append(count())
    assert counts[0] >= counts[1] > 0


class TestPlans:
    def test_a_misspelt_name_has_an_index(self):
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL enable_seqscan = off")  # there are too few rows for an index
        plan = Person.objects.spelled_like("steven speilberg").order_by().explain()
        assert plan.count("person_name_key_trgm") == 2, "of the whole name, and of a part"

    def test_a_wide_search_reads_no_title_to_know_who_is_shown(self):
        """The few that are hidden are left out, instead of looking 45,000 wide rows up."""
        plan = Credit.objects.for_everybody().most_credited()[:10].explain()
        assert "hashed SubPlan" in plan
        assert "Join" not in plan
