"""`/compare/`: the engines side by side for one title."""

from collections.abc import Collection, Mapping
from typing import ClassVar

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from catalog.models import Movie
from recommendations import comparison
from recommendations.comparison import Comparison, compare
from recommendations.engines.base import Engine, Neighbour, NotServed, Text
from recommendations.engines.blend import Blend
from recommendations.engines.choices import ENGINES
from tests.accounts.factories import UserFactory
from tests.catalog.factories import MovieFactory

HTMX = {"HX-Request": "true"}


class Listing:
    """An engine that knows these titles, in this order."""

    name: ClassVar[str] = "listing"
    label: ClassVar[Text] = "listing"

    def __init__(self, *titles: Movie) -> None:
        self.titles = titles
        self.asked: list[int] = []

    def nearest(
        self, title_id: int, count: int, *, kind: str = "", leave_out: Collection[int] = ()
    ) -> list[Neighbour]:
        self.asked.append(count)
        others = [movie for movie in self.titles if movie.pk != title_id]
        return [Neighbour(movie.pk, -place) for place, movie in enumerate(others)][:count]


def serve(monkeypatch: pytest.MonkeyPatch, engines: Mapping[str, Engine]) -> None:
    def engine(name: str) -> Engine:
        if name not in engines:
            raise NotServed(f"{name} is not there.")
        return engines[name]

    monkeypatch.setattr(comparison, "engine_named", engine)


def page_of(client: Client, **fields: str | int) -> str:
    response = client.get("/compare/", fields)
    assert response.status_code == 200
    return " ".join(response.content.decode().split())


@pytest.mark.django_db
class TestComparison:
    def test_has_every_engine_those_that_cannot_answer_with_their_reason(
        self, monkeypatch: pytest.MonkeyPatch
    ):
        jaws, other = MovieFactory.create_batch(2)
        serve(monkeypatch, {"clip": Listing(other)})
        found = compare(jaws, count=5)
        assert [answer.name for answer in found.answers] == list(ENGINES)
        assert [answer.name for answer in found.served] == ["clip"]
        assert [listed.movie for listed in found.served[0].titles] == [other]
        refusals = [str(answer.refusal) for answer in found.answers if answer.refusal]
        assert refusals == [f"{name} is not there." for name in ENGINES if name != "clip"]

    def test_names_the_parts_that_the_mix_is_without(self, monkeypatch: pytest.MonkeyPatch):
        jaws, other = MovieFactory.create_batch(2)
        parts: dict[str, Engine] = {"clip": Listing(other)}
        serve(monkeypatch, parts)
        parts["blend"] = Blend(comparison.engine_named)
        found = compare(jaws, count=1)
        (mix,) = [answer for answer in found.served if answer.name == "blend"]
        assert ENGINES["tfidf"].label in mix.without
        assert ENGINES["clip"].label not in mix.without

    def test_counts_what_two_engines_have_in_common(self, monkeypatch: pytest.MonkeyPatch):
        jaws, first, second, third = MovieFactory.create_batch(4)
        listings = {
            "clip": Listing(first, second),
            "tfidf": Listing(second, third),
            "knn": Listing(third, second),
        }
        serve(monkeypatch, listings)
        found = compare(jaws, count=2)
        rows = {answer.name: shared for answer, shared in found.overlap()}
        assert rows == {"clip": [None, 1, 1], "tfidf": [1, None, 2], "knn": [1, 2, None]}
        clip = found.served[0]
        assert [listed.engines for listed in clip.titles] == [1, 3]

    def test_asks_for_more_where_many_are_hidden(self, monkeypatch: pytest.MonkeyPatch):
        jaws, shown = MovieFactory.create_batch(2)
        hidden = MovieFactory.create_batch(20, is_published=False)
        listing = Listing(*hidden, shown)
        serve(monkeypatch, {"clip": listing})
        (answer,) = compare(jaws, count=1).served
        assert [listed.movie for listed in answer.titles] == [shown]
        assert listing.asked == [11, 44]

    def test_reads_the_titles_of_all_engines_at_once(self, monkeypatch: pytest.MonkeyPatch):
        titles = MovieFactory.create_batch(10)

        def queries(engines: Mapping[str, Engine]) -> int:
            serve(monkeypatch, engines)
            with CaptureQueriesContext(connection) as captured:
                compare(titles[0], count=4)
            return len(captured)

        one = queries({"clip": Listing(*titles)})
        assert queries({name: Listing(*titles) for name in ENGINES}) == one


class TestPage:
    def test_shows_lists_times_memory_and_overlap(
        self, client: Client, catalogue: dict[str, Movie]
    ):
        page = page_of(client, title="jaws", n=3)
        assert page.count('class="engine-answer"') == len(ENGINES)
        assert f'href="{catalogue["Deep Blue"].get_absolute_url()}">Deep Blue</a>' in page
        for heading in ("Time and memory", "Overlap"):
            assert heading in page
        assert "has not been built yet" in page

    @pytest.mark.parametrize("kind", ["seen", "dismissed"])
    def test_what_somebody_has_seen_or_dismissed_is_in_no_list(
        self, client: Client, catalogue: dict[str, Movie], kind: str
    ):
        def lists(client: Client) -> list[list[Movie]]:
            found = client.get("/compare/", {"title": "Jaws", "n": "3"}).context["comparison"]
            return [[listed.movie for listed in answer.titles] for answer in found.served]

        nearest = lists(client)[0][0]
        user = UserFactory.create()
        user.marks.create(movie=nearest, kind=kind)
        client.force_login(user)
        own = lists(client)
        assert not any(nearest in titles for titles in own)
        assert {len(titles) for titles in own} == {3}, "others take its place"
        assert nearest in lists(Client())[0]

    def test_of_a_title_that_no_engine_knows_is_no_error(self, client: Client, db: None):
        MovieFactory.create(title="Tides")
        page = page_of(client, title="Tides")
        assert "has not been read" in page
        assert "Overlap" not in page

    def test_a_list_that_is_short_says_so(self, client: Client, catalogue: dict[str, Movie]):
        assert "It knows only 7 titles to show." in page_of(client, title="Jaws", n=50)

    def test_its_answer_alone_comes_by_htmx_with_its_address(
        self, client: Client, catalogue: dict[str, Movie]
    ):
        fields: dict[str, str | int] = {"title": "jaws", "n": 4}
        response = client.get("/compare/", fields, headers=HTMX)
        assert (
            response.content.decode().strip().startswith('<section class="results" id="compared"')
        )
        pk = catalogue["Jaws"].pk
        assert response["HX-Push-Url"] == f"/compare/?title=jaws&id={pk}&n=4"

    def test_a_title_that_is_not_there_leads_to_the_nearest(
        self, client: Client, catalogue: dict[str, Movie]
    ):
        page = page_of(client, title="Jawz")
        assert "Nothing here is called “Jawz”." in page
        assert f"title=Jaws&amp;id={catalogue['Jaws'].pk}" in page

    def test_before_a_title_is_chosen_one_is_offered(
        self, client: Client, catalogue: dict[str, Movie]
    ):
        assert 'href="?title=' in page_of(client)

    def test_of_an_empty_catalogue_is_a_page(self, client: Client, db: None):
        assert "No title is chosen yet" in page_of(client)

    @pytest.mark.parametrize("number", ["0", "51", "x"])
    def test_a_number_out_of_range_is_said(
        self, client: Client, catalogue: dict[str, Movie], number: str
    ):
        page = page_of(client, title="Jaws", n=number)
        assert "Choose a number from 1 to 50." in page
        assert 'max="50" value="10"' in page

    def test_a_name_that_is_too_long_is_said(self, client: Client, catalogue: dict[str, Movie]):
        assert "at most 500 characters" in page_of(client, title="x" * 501)

    def test_titles_are_offered_while_a_name_is_typed(
        self, client: Client, catalogue: dict[str, Movie]
    ):
        response = client.get("/compare/titles/", {"q": "moo", "n": "4"})
        choice = f"/compare/?title=Moon+Base&amp;id={catalogue['Moon Base'].pk}&amp;n=4"
        assert choice in response.content.decode()


def test_a_comparison_of_engines_that_all_refuse_has_no_overlap():
    assert list(Comparison([]).overlap()) == []
