"""`/titles/<id>/similar/`: the engine and how many are chosen, in place and in the address."""

import re
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings

from catalog.models import Genre, Movie
from recommendations.engines.builds import write_build
from recommendations.engines.catalogue import catalogue_from_database
from recommendations.engines.choices import ENGINES
from recommendations.engines.features import FlatFeatures
from tests.catalog.factories import MovieFactory

CHOSEN = {"HX-Request": "true", "HX-Trigger": "similar-choices"}


def address(movie: Movie) -> str:
    return f"/titles/{movie.pk}/similar/"


def page_of(client: Client, movie: Movie, **fields: str | int) -> str:
    response = client.get(address(movie), fields)
    assert response.status_code == 200
    return " ".join(response.content.decode().split())


def titles_of(response) -> list[str]:
    return [each.movie.title for each in response.context["found"].titles]


class TestTitles:
    def test_are_the_nearest_and_never_the_title_itself(
        self, client: Client, catalogue: dict[str, Movie]
    ):
        response = client.get(address(catalogue["Jaws"]), headers={"HX-Request": "true"})
        similar = titles_of(response)
        assert similar[0] == "Deep Blue"
        assert "Jaws" not in similar
        assert b"<html" not in response.content

    def test_are_none_that_is_hidden_or_adult(self, client: Client, catalogue: dict[str, Movie]):
        Movie.objects.filter(title="Deep Blue").update(is_adult=True)
        assert "Deep Blue" not in titles_of(client.get(address(catalogue["Jaws"])))

    def test_each_has_its_reason_and_a_link_to_imdb_where_its_id_is_known(
        self, client: Client, catalogue: dict[str, Movie]
    ):
        horror = Genre.objects.create(name="Horror")
        for name in ("Jaws", "Deep Blue"):
            catalogue[name].genres.add(horror)
        Movie.objects.filter(title="Deep Blue").update(imdb_id="tt0149261")
        page = page_of(client, catalogue["Jaws"], engine="clip")
        assert page.count("% close in meaning") == 6
        assert "In both: <span>Horror</span>" in page
        assert page.count("https://www.imdb.com/title/") == 1
        assert 'href="https://www.imdb.com/title/tt0149261/"' in page

    def test_are_as_many_as_were_asked_for(self, client: Client, catalogue: dict[str, Movie]):
        for number in (1, 3, 7):
            page = page_of(client, catalogue["Jaws"], n=number)
            assert page.count('<li class="card"') == number
            assert f'name="n" min="1" max="50" value="{number}"' in page

    def test_are_said_to_be_too_few_where_they_are(
        self, client: Client, catalogue: dict[str, Movie]
    ):
        page = page_of(client, catalogue["Jaws"], n=50)
        assert page.count('<li class="card"') == 7
        assert "There are only 7 titles to show." in page

    def test_take_the_same_number_of_queries_for_more_of_them(
        self, client: Client, catalogue: dict[str, Movie]
    ):
        client.get(address(catalogue["Jaws"]))  # what is kept is read once
        with CaptureQueriesContext(connection) as with_all:
            client.get(address(catalogue["Jaws"]))
        Movie.objects.exclude(title__in=["Jaws", "Deep Blue", "Moon Base"]).delete()
        with CaptureQueriesContext(connection) as with_one:
            client.get(address(catalogue["Jaws"]), {"n": 1})
        assert len(with_all) == len(with_one)


class TestEngines:
    def test_can_be_chosen_all_of_them(self, client: Client, catalogue: dict[str, Movie]):
        page = page_of(client, catalogue["Jaws"], engine="clip")
        offered = re.findall(r'<option value="([\w-]+)"( selected)?>', page)
        assert [name for name, _ in offered] == list(ENGINES)
        assert [name for name, selected in offered if selected] == ["clip"]
        assert "6 titles, chosen by meaning" in page

    def test_that_cannot_answer_say_so_and_who_stands_in(
        self, client: Client, catalogue: dict[str, Movie]
    ):
        page = page_of(client, catalogue["Jaws"], engine="tfidf")
        assert "“words (TF-IDF)” has not been built yet. These are by “meaning” instead." in page
        assert page.count('<li class="card"') == 6

    def test_of_the_mix_are_said_to_be_without_what_has_no_answer(
        self, client: Client, catalogue: dict[str, Movie], settings: Settings, tmp_path: Path
    ):
        settings.RECOMMENDER_FOLDER = tmp_path
        data = catalogue_from_database()
        write_build(FlatFeatures.build(data), data, seconds=0.0)
        page = page_of(client, catalogue["Jaws"])
        assert "chosen by the best mix" in page
        assert "· Without: what people like together, words (TF-IDF)</p>" in page

    def test_of_a_title_that_none_can_tell_about_say_so(self, client: Client, db: None):
        page = page_of(client, MovieFactory.create(), engine="clip")
        assert "has not been read" in page
        assert "No titles" in page
        assert "<li" not in page.split('id="similar"')[1].split("<footer")[0]


class TestAddress:
    def test_is_that_of_the_title_where_its_page_asked(
        self, client: Client, catalogue: dict[str, Movie]
    ):
        jaws = catalogue["Jaws"]
        shown_on = {"HX-Current-URL": f"http://testserver{jaws.get_absolute_url()}?x=1"}
        fields: dict[str, str | int] = {"engine": "clip", "n": 9}
        response = client.get(address(jaws), fields, headers=CHOSEN | shown_on)
        assert response["HX-Push-Url"] == f"{jaws.get_absolute_url()}?engine=clip&n=9"

    def test_is_its_own_where_it_is_a_page(self, client: Client, catalogue: dict[str, Movie]):
        jaws = catalogue["Jaws"]
        shown_on = {"HX-Current-URL": f"http://testserver{address(jaws)}?n=3"}
        response = client.get(address(jaws), {"engine": "clip"}, headers=CHOSEN | shown_on)
        assert response["HX-Push-Url"] == f"{address(jaws)}?engine=clip"

    def test_does_not_say_what_is_usual(self, client: Client, catalogue: dict[str, Movie]):
        jaws = catalogue["Jaws"]
        response = client.get(f"{address(jaws)}?engine=blend&n=6", headers=CHOSEN)
        assert response["HX-Push-Url"] == jaws.get_absolute_url()

    def test_stays_as_it_is_while_a_page_fetches_them(
        self, client: Client, catalogue: dict[str, Movie]
    ):
        response = client.get(address(catalogue["Jaws"]), headers={"HX-Request": "true"})
        assert "HX-Push-Url" not in response

    def test_of_a_title_is_passed_on_by_its_page(self, client: Client, catalogue: dict[str, Movie]):
        jaws = catalogue["Jaws"]
        page = client.get(f"{jaws.get_absolute_url()}?engine=clip&n=9").content.decode()
        assert page.count(f"{address(jaws)}?engine=clip&amp;n=9") == 2, "by HTMX and without"


@pytest.mark.parametrize("number", ["0", "51", "-1", "1.5", "many", "9" * 40])
def test_a_number_out_of_range_is_said_and_the_usual_number_shown(
    client: Client, catalogue: dict[str, Movie], number: str
):
    page = page_of(client, catalogue["Jaws"], n=number)
    assert "Choose a number from 1 to 50." in page
    assert page.count('<li class="card"') == 6


@pytest.mark.parametrize("engine", ["none", "<b>x</b>", "x" * 5_000, "__class__"])
def test_an_engine_that_is_none_is_said_and_the_usual_one_answers(
    client: Client, catalogue: dict[str, Movie], engine: str
):
    page = page_of(client, catalogue["Jaws"], engine=engine)
    assert "There is no engine called" in page
    assert "<b>x" not in page
    assert len(page) < 60_000
    assert page.count('<li class="card"') == 6


@pytest.mark.django_db
def test_a_hidden_title_has_none(client: Client):
    hidden = MovieFactory.create(is_published=False)
    assert client.get(address(hidden)).status_code == 404
    assert client.get("/titles/999999/similar/").status_code == 404
