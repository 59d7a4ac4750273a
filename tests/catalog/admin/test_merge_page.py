"""The page on which two titles become one."""

import pytest
from django.contrib.admin.models import LogEntry
from django.test import Client

from catalog.models import Movie
from tests.accounts.factories import UserFactory
from tests.catalog.admin.title_forms import LIST
from tests.catalog.factories import MovieFactory


@pytest.fixture
def pair(db: None) -> tuple[Movie, Movie]:
    return (
        MovieFactory.create(title="Jaws", description="A shark."),
        MovieFactory.create(title="Jaws!", description="A very large shark.", minutes=124),
    )


def page_of(pair: tuple[Movie, Movie]) -> str:
    return f"{LIST}merge/{pair[0].pk}/{pair[1].pk}/"


@pytest.mark.django_db
class TestPage:
    def test_shows_both_and_asks_only_where_they_differ(
        self, curator: Client, pair: tuple[Movie, Movie]
    ):
        response = curator.get(page_of(pair))
        page = response.content.decode()
        assert "A shark." in page
        assert "A very large shark." in page
        assert set(response.context["form"].fields) == {"keep", "title", "kind", "description"}

    def test_merges_as_was_chosen_and_both_histories_say_so(
        self, curator: Client, pair: tuple[Movie, Movie]
    ):
        first, second = pair
        choices = {"keep": second.pk, "title": first.pk, "kind": second.pk}
        response = curator.post(page_of(pair), {**choices, "description": second.pk}, follow=True)
        assert "“Jaws (2001)” is merged into “Jaws (2001)”" in response.content.decode()
        kept = Movie.objects.get()
        assert (kept.pk, kept.title, kept.minutes) == (second.pk, "Jaws", 124)
        assert kept.description == "A very large shark."
        messages = dict(LogEntry.objects.values_list("object_id", "change_message"))
        assert messages == {
            str(second.pk): f"Merged with “Jaws (2001)” (id {first.pk}).",
            str(first.pk): f"Merged into “Jaws (2001)” (id {second.pk}).",
        }

    @pytest.mark.parametrize("keep", ["", "0", "everything"])
    def test_refuses_what_is_neither_title(
        self, curator: Client, pair: tuple[Movie, Movie], keep: str
    ):
        response = curator.post(page_of(pair), {"keep": keep})
        assert response.status_code == 200
        assert "Nothing was merged." in response.content.decode()
        assert Movie.objects.count() == 2

    def test_of_a_title_and_itself_or_one_that_is_gone_there_is_none(
        self, curator: Client, pair: tuple[Movie, Movie]
    ):
        for ids in (f"{pair[0].pk}/{pair[0].pk}", f"{pair[0].pk}/999999", f"1/{2**70}"):
            assert curator.get(f"{LIST}merge/{ids}/").status_code == 404

    def test_is_for_those_who_may_change_and_delete(self, pair: tuple[Movie, Movie]):
        client = Client()
        assert client.get(page_of(pair)).status_code == 302
        client.force_login(UserFactory.create(is_staff=True))
        assert client.get(page_of(pair)).status_code == 403
        assert client.post(page_of(pair), {"keep": pair[0].pk}).status_code == 403
        assert Movie.objects.count() == 2
