"""The titles that a request rules out do not come."""

import pytest

from catalog.models import Country, Movie
from catalog.search import Filters, search_titles
from catalog.search.exclusion import excluded_ids
from tests.catalog.factories import CreditFactory, MovieFactory

pytestmark = pytest.mark.django_db


def shown(text: str) -> list[str]:
    titles = dict(Movie.objects.values_list("pk", "title"))
    return [titles[hit.movie_id] for hit in search_titles(text, Filters()).hits]


def excluded(*parts: str, text: str = "") -> set[str]:
    ids = list(Movie.objects.order_by("pk").values_list("pk", flat=True))
    return set(
        Movie.objects.filter(pk__in=excluded_ids(ids, parts, text=text)).values_list(
            "title", flat=True
        )
    )


def test_a_title_by_its_name(catalogue: dict[str, Movie]):
    assert "Jaws" in shown("sharks")
    assert "Jaws" not in shown("sharks, not Jaws")
    assert "Deep Blue" in shown("sharks, not Jaws")


@pytest.mark.parametrize(
    "text",
    [
        "sharks, not the one in the underwater laboratory",
        "sharks but not the one with the scientists",
    ],
)
def test_a_title_by_what_happens_in_it(catalogue: dict[str, Movie], text: str):
    titles = shown(text)
    assert "Deep Blue" not in titles
    assert "Jaws" in titles


def test_several_at_once(catalogue: dict[str, Movie]):
    assert excluded("Jaws or Deep Blue", "a moon base") == {"Jaws", "Deep Blue", "Moon Base"}


def test_all_films_of_a_person(catalogue: dict[str, Movie]):
    for title in ("Jaws", "The Matrix"):
        CreditFactory.create(movie=catalogue[title], person__name=f"Ada Byron {title}")
    actor = CreditFactory.create(movie=catalogue["Jaws"], person__name="Tom Hanks").person
    CreditFactory.create(movie=catalogue["Deep Blue"], person=actor)
    assert excluded("the one with Tom Hanks") == {"Jaws", "Deep Blue"}


def test_a_sort_of_titles(catalogue: dict[str, Movie]):
    Movie.objects.filter(title="Jaws").update(release_year=1975)
    catalogue["Deep Blue"].countries.add(Country.objects.create(name="South Korea"))
    assert excluded("the 1975 one") == {"Jaws"}
    assert excluded("the Korean one with the laboratory") == {"Deep Blue"}


def test_what_nothing_is_like_rules_nothing_out(catalogue: dict[str, Movie]):
    assert excluded("the one with the accordion") == set()
    assert excluded("") == excluded("???") == set()
    assert excluded_ids([], ["Jaws"]) == set()


def test_without_an_encoder_words_decide(catalogue: dict[str, Movie], settings):
    settings.CLIP_MODEL = "./nowhere"
    assert excluded("the one in the underwater laboratory") == {"Deep Blue"}


def test_a_part_that_is_put_back_rules_nothing_out(catalogue: dict[str, Movie]):
    ranking = search_titles("sharks, not Jaws", Filters(), ignored=frozenset({"unlike-jaws"}))
    assert catalogue["Jaws"].pk in {hit.movie_id for hit in ranking.hits}
    assert ranking.request.excluded == ()


def test_a_film_that_only_denies_in_its_name_is_found(db: None):
    MovieFactory.create(title="Not Another Teen Movie")
    assert shown("Not Another Teen Movie")[0] == "Not Another Teen Movie"
