"""`/titles/<id>-<slug>/`."""

import json
import re
from datetime import date
from typing import Any

import pytest
from django.test import Client

from catalog.models import Collection, Credit, Figures, Movie, Person
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

    def test_markup_in_a_title_is_text(self, client: Client):
        movie = MovieFactory.create(title="<b>Bold</b>", description="<script>alert(1)</script>")
        page = client.get(movie.get_absolute_url()).content
        assert b"<b>Bold" not in page
        assert b"<script>alert" not in page


@pytest.mark.django_db
class TestFacts:
    def page(self, client: Client, movie: Movie) -> str:
        return " ".join(client.get(movie.get_absolute_url()).content.decode().split())

    def test_what_a_record_told_is_shown(self, client: Client):
        movie = MovieFactory.create(
            title="Hard Boiled",
            original_title="辣手神探",
            original_language="cn",
            tagline="As a cop, he has brains.",
            imdb_id="tt0104684",
        )
        movie.keywords.create(name="shoot & out")
        movie.companies.create(name="Milestone, Ltd.")
        movie.sources.create(platform="tmdb", source_id="11782")
        movie.sources.create(platform="netflix", source_id="s9")
        Figures.objects.create(
            movie=movie,
            release_date=date(1992, 4, 16),
            budget=4_500_000,
            revenue=19_667_000,
            vote_count=1,
            vote_average=7.4,
            popularity=11.25,
        )
        page = self.page(client, movie)
        for fact in (
            *("辣手神探", "Cantonese", "As a cop, he has brains.", "16 April 1992"),
            *("$4,500,000", "$19,667,000", "$15,167,000", "4.37", "7.4 of 10", "one vote"),
            *("TMDB 11782", "Netflix s9", "/?company=Milestone%2C%20Ltd."),
            '<a href="https://www.imdb.com/title/tt0104684/" rel="noopener noreferrer">IMDb</a>',
            "/?keyword=shoot%20%26%20out",
        ):
            assert fact in page

    def test_what_nobody_told_is_not_called_zero(self, client: Client):
        movie = MovieFactory.create()
        assert "In figures" not in self.page(client, movie)
        Figures.objects.create(movie=movie, budget=5_000)
        page = self.page(client, movie)
        assert page.count('class="unknown">not known<') == 2, "votes and revenue"
        for absent in ("$0", "Profit", "Return", "Popularity"):
            assert absent not in page

    def test_an_implausible_budget_is_said_to_be_one_and_gives_no_return(self, client: Client):
        movie = MovieFactory.create()
        Figures.objects.create(movie=movie, budget=1, revenue=8_500_000)
        page = self.page(client, movie)
        assert "A budget of $1 is not plausible" in page
        assert "Return" not in page

    def test_a_loss_has_its_sign(self, client: Client):
        movie = MovieFactory.create()
        Figures.objects.create(movie=movie, budget=3_000_000, revenue=1_000_000)
        assert "−$2,000,000" in self.page(client, movie)

    def test_people_are_linked_and_the_end_of_a_long_cast_is_folded(self, client: Client):
        movie = MovieFactory.create()
        for position in range(15):
            person = Person.objects.create(name=f"Actor {position}")
            movie.credits.create(
                person=person, role="actor", position=position, character=f"Role {position}"
            )
        page = self.page(client, movie)
        assert f'href="{person.get_absolute_url()}"' in page
        assert "3 more people" in page
        assert page.index("Role 11") < page.index("3 more people") < page.index("Role 12")

    def test_the_collection_names_its_other_titles_oldest_first(self, client: Client):
        collection = Collection.objects.create(name="Three Colours")
        red, blue, white, hidden = (
            MovieFactory.create(title=title, release_year=year, collection=collection)
            for title, year in (("Red", 1994), ("Blue", 1993), ("White", 1994), ("Grey", 1995))
        )
        Movie.objects.filter(pk=hidden.pk).update(is_adult=True)
        response = client.get(red.get_absolute_url())
        assert response.context["collection_titles"] == [blue, white]
        assert b"Three Colours" in response.content

    def test_an_unreleased_title_says_so(self, client: Client):
        movie = MovieFactory.create(status="rumored")
        assert "rumoured" in self.page(client, movie)

    def test_takes_the_same_number_of_queries_for_more_of_everything(
        self, client: Client, django_assert_num_queries: Any
    ):
        collection = Collection.objects.create(name="Three Colours")
        movie = MovieFactory.create(collection=collection)
        Figures.objects.create(movie=movie)
        for number in range(20):
            MovieFactory.create(collection=collection)
            movie.keywords.create(name=f"keyword {number}")
            movie.companies.create(name=f"company {number}")
            person = Person.objects.create(name=f"Actor {number}")
            movie.credits.create(person=person, role="actor", position=number)
        # The title with its figures and collection; genres, countries, sources, credits, keywords
        # and companies; the other titles of the collection.
        with django_assert_num_queries(8):
            client.get(movie.get_absolute_url())


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
            "director": [
                {
                    "@type": "Person",
                    "name": "Steven Spielberg",
                    "url": f"http://testserver{director.get_absolute_url()}",
                }
            ],
        }

    def test_what_else_is_known_is_said_as_well(self, client: Client):
        movie = MovieFactory.create(
            title="Oldboy", original_title="올드보이", imdb_id="tt0364569", release_year=2003
        )
        movie.keywords.create(name="revenge")
        movie.companies.create(name="Show East")
        Figures.objects.create(
            movie=movie, release_date=date(2003, 11, 21), vote_count=2_000, vote_average=8.0
        )
        facts = self.facts(client, movie)
        assert facts["alternateName"] == "올드보이"
        assert facts["datePublished"] == "2003-11-21"
        assert facts["keywords"] == ["revenge"]
        assert facts["productionCompany"] == [{"@type": "Organization", "name": "Show East"}]
        assert facts["sameAs"] == "https://www.imdb.com/title/tt0364569/"
        assert facts["aggregateRating"] == {
            "@type": "AggregateRating",
            "ratingValue": 8.0,
            "ratingCount": 2_000,
            "bestRating": 10,
            "worstRating": 0,
        }

    @pytest.mark.parametrize("votes", [{}, {"vote_count": 0, "vote_average": 0.0}])
    def test_a_title_that_nobody_voted_on_has_no_rating(
        self, client: Client, votes: dict[str, float]
    ):
        movie = MovieFactory.create()
        Figures.objects.create(movie=movie, **votes)
        assert "aggregateRating" not in self.facts(client, movie)

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
