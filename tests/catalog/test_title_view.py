"""`/titles/<id>-<slug>/` and its fragment of similar titles."""

import json
import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from catalog.models import Credit, Movie, Person
from tests.catalog.factories import MovieFactory


@pytest.mark.django_db
class TestTitle:
    def test_shows_the_facts(self, client: Client):
        movie = MovieFactory.create(title="Jaws", minutes=124, age_rating="PG", release_year=1975)
        movie.genres.create(name="Thrillers")
        Credit.objects.create(
            movie=movie, person=Person.objects.create(name="Steven Spielberg"), role="director"
        )
        page = client.get(movie.get_absolute_url()).content.decode()
        for fact in ("Jaws", "124", "PG", "1975", "Thrillers", "Steven Spielberg"):
            assert fact in page

    def test_another_slug_leads_to_the_address_for_good(self, client: Client):
        movie = MovieFactory.create(title="Jaws")
        response = client.get(f"/titles/{movie.pk}-something-else/")
        assert response.status_code == 301
        assert response["Location"] == movie.get_absolute_url()

    @pytest.mark.parametrize(
        "name", ["Amélie", "千と千尋", "???", "a/b?c#d", "It's", "1922", "True", "x" * 500, "🦈"]
    )
    def test_every_title_has_an_address_that_works(self, client: Client, name: str):
        movie = MovieFactory.create(title=name)
        assert client.get(movie.get_absolute_url()).status_code == 200

    @pytest.mark.parametrize(
        "address", ["/titles/999999-x/", "/titles/99999999999999999999999-x/", "/titles/x/"]
    )
    def test_no_title_is_404_in_the_design_of_the_site(self, client: Client, address: str):
        response = client.get(address)
        assert response.status_code == 404
        assert b"site.css" in response.content

    def test_a_hidden_title_is_404(self, client: Client):
        movie = MovieFactory.create(is_published=False)
        assert client.get(movie.get_absolute_url()).status_code == 404
        assert client.get(f"/titles/{movie.pk}/similar/").status_code == 404

    def test_markup_in_a_title_is_text(self, client: Client):
        movie = MovieFactory.create(title="<b>Bold</b>", description="<script>alert(1)</script>")
        page = client.get(movie.get_absolute_url()).content
        assert b"<b>Bold" not in page
        assert b"<script>alert" not in page


class TestSimilar:
    def test_names_the_nearest_titles_and_never_the_title_itself(
        self, client: Client, catalogue: dict[str, Movie]
    ):
        address = f"/titles/{catalogue['Jaws'].pk}/similar/"
        response = client.get(address, headers={"HX-Request": "true"})
        similar = [movie.title for movie in response.context["similar"]]
        assert similar[0] == "Deep Blue"
        assert "Jaws" not in similar
        assert b"<html" not in response.content

    def test_leaves_out_hidden_and_adult_titles(self, client: Client, catalogue: dict[str, Movie]):
        Movie.objects.filter(title="Deep Blue").update(is_adult=True)
        response = client.get(f"/titles/{catalogue['Jaws'].pk}/similar/")
        assert "Deep Blue" not in [movie.title for movie in response.context["similar"]]

    def test_a_title_without_an_embedding_says_so(self, client: Client, db: None):
        response = client.get(f"/titles/{MovieFactory.create().pk}/similar/")
        assert b"not been read" in response.content

    def test_takes_the_same_number_of_queries_for_more_titles(
        self, client: Client, catalogue: dict[str, Movie]
    ):
        address = f"/titles/{catalogue['Jaws'].pk}/similar/"
        with CaptureQueriesContext(connection) as with_all:
            client.get(address)
        Movie.objects.exclude(title__in=["Jaws", "Deep Blue"]).delete()
        with CaptureQueriesContext(connection) as with_one:
            client.get(address)
        assert len(with_all) == len(with_one)


@pytest.mark.django_db
class TestForOtherSites:
    def facts(self, client: Client, movie: Movie) -> dict[str, Any]:
        page = client.get(movie.get_absolute_url()).content.decode()
        found = re.findall(r'<script type="application/ld\+json"[^>]*>(.*?)</script>', page)
        assert len(found) == 1
        facts: dict[str, Any] = json.loads(found[0])
        return facts

    def test_a_film_is_described_as_schema_org_does(self, client: Client):
        movie = MovieFactory.create(title="Jaws", minutes=124, age_rating="PG", release_year=1975)
        movie.genres.create(name="Thrillers")
        director = Person.objects.create(name="Steven Spielberg")
        Credit.objects.create(movie=movie, person=director, role="director")
        assert self.facts(client, movie) == {
            "@context": "https://schema.org",
            "@type": "Movie",
            "name": "Jaws",
            "url": f"http://testserver{movie.get_absolute_url()}",
            "description": "What happens in Jaws.",
            "datePublished": "1975",
            "contentRating": "PG",
            "duration": "PT124M",
            "genre": ["Thrillers"],
            "director": [{"@type": "Person", "name": "Steven Spielberg"}],
        }

    def test_a_series_says_how_many_seasons_it_has(self, client: Client):
        movie = MovieFactory.create(kind="series", seasons=5, minutes=None)
        facts = self.facts(client, movie)
        assert (facts["@type"], facts["numberOfSeasons"]) == ("TVSeries", 5)

    def test_no_text_gets_out_of_the_script(self, client: Client):
        nasty = "</script><script>alert(1)</script><!-- & \u2028"
        movie = MovieFactory.create(description=nasty)
        assert self.facts(client, movie)["description"] == nasty

    def test_a_link_to_it_shows_title_text_and_picture(self, client: Client):
        movie = MovieFactory.create(title='"Jaws" <2>', release_year=1975, description="A shark.")
        page = client.get(movie.get_absolute_url()).content.decode()
        assert 'property="og:title" content="&quot;Jaws&quot; &lt;2&gt; (1975)"' in page
        assert 'property="og:description" content="A shark."' in page
        assert 'property="og:type" content="video.movie"' in page
        assert f'rel="canonical" href="http://testserver{movie.get_absolute_url()}"' in page
        assert 'content="http://testserver/static/brand/social.png"' in page


@pytest.mark.django_db
def test_a_title_without_a_description_says_so(client: Client):
    movie = MovieFactory.create(description="")
    assert b"Nobody has described this title yet." in client.get(movie.get_absolute_url()).content
