"""A title is found by its name: exact, with its year, misspelt, without its article, original."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from catalog.models import Movie
from catalog.search import Filters, search_titles
from catalog.search.names import EXACT, ONE_EDIT, asked_names, by_name, is_one_edit_apart
from tests.catalog.factories import MovieFactory
from tests.catalog.films import make_film

pytestmark = pytest.mark.django_db


def first(text: str, count: int = 1) -> list[str]:
    hits = search_titles(text, Filters()).hits[:count]
    names = dict(Movie.objects.values_list("pk", "title"))
    return [names[hit.movie_id] for hit in hits]


def scores(text: str) -> dict[str, float]:
    names = dict(Movie.objects.values_list("pk", "title"))
    return {names[pk]: score for pk, score in by_name(Movie.objects.all(), text, limit=50).items()}


@pytest.mark.parametrize("text", ["Heat", "heat", "  HEAT! ", "the movie Heat", "Heat film"])
def test_a_title_that_is_the_whole_query_comes_first(catalogue: dict[str, Movie], text: str):
    MovieFactory.create(title="Heat", description="A thief and a detective.")
    MovieFactory.create(title="White Heat", description="Heat, heat and more heat in the movie.")
    assert first(text) == ["Heat"]


def test_of_two_films_of_one_name_the_famous_one_comes_first():
    unknown = make_film("Heat", release_year=1986, vote_count=3)
    famous = make_film("Heat", release_year=1995, vote_count=3_000)
    assert [hit.movie_id for hit in search_titles("Heat", Filters()).hits] == [
        famous.pk,
        unknown.pk,
    ]


@pytest.mark.parametrize(
    "text", ["Solaris 1972", "solaris (1972)", "Solaris, 1972", "Solarís[1972]"]
)
def test_a_year_chooses_between_a_film_and_its_remake(text: str):
    make_film("Solaris", release_year=2002, vote_count=9_000)
    old = make_film("Solaris", release_year=1972, vote_count=10)
    assert search_titles(text, Filters()).hits[0].movie_id == old.pk


@pytest.mark.parametrize("title", ["1984", "2012", "Blade Runner 2049", "2001: A Space Odyssey"])
def test_a_year_in_a_title_is_part_of_it(catalogue: dict[str, Movie], title: str):
    MovieFactory.create(title=title, release_year=1968)
    assert first(title) == [title]


@pytest.mark.parametrize(
    ("typed", "title"),
    [
        ("Jaw", "Jaws"),
        ("Haet", "Heat"),
        ("Hest", "Heat"),
        ("Alein", "Alien"),
        ("Exorcits", "The Exorcist"),
        ("Upp", "Up"),
        ("Brazli", "Brazil"),
        ("crouching tigre hidden dragon", "Crouching Tiger, Hidden Dragon"),
        ("Groundhog Dya", "Groundhog Day"),
        ("ghibly", "Ghibli"),
    ],
)
def test_a_title_with_one_mistake_is_among_the_first_three(
    catalogue: dict[str, Movie], typed: str, title: str
):
    MovieFactory.create(title=title, description="Nothing of the kind.")
    MovieFactory.create_batch(5)
    assert title in first(typed, 3)


def test_a_name_with_or_without_its_article_is_nearly_the_name():
    MovieFactory.create(title="The Matrix")
    MovieFactory.create(title="Heat")
    assert ONE_EDIT < scores("matrix")["The Matrix"] < EXACT
    assert ONE_EDIT < scores("the heat")["Heat"] < EXACT


@pytest.mark.parametrize(
    "text", ["千と千尋の神隠し", "Sen to Chihiro no kamikakushi", "Солярис", "SOLARIS"]
)
def test_a_film_is_found_by_its_original_title(catalogue: dict[str, Movie], text: str):
    originals = {"Away": "千と千尋の神隠し", "Gone": "Sen to Chihiro no Kamikakushi"}
    originals |= {"Ocean": "Солярис", "Sea": "Sólaris"}
    for title, original in originals.items():
        MovieFactory.create(title=title, original_title=original)
    [found] = first(text)
    assert originals[found].casefold()[:1] in text.casefold() + "ó"
    assert scores(text)[found] == EXACT


def test_an_original_title_is_kept_as_a_key_only_where_it_is_another():
    same = MovieFactory.create(title="Amélie", original_title="AMELIE")
    other = MovieFactory.create(title="Amelie", original_title="Le Fabuleux Destin d'Amélie")
    keys = dict(Movie.objects.values_list("pk", "original_title_key"))
    assert keys == {same.pk: "", other.pk: "le fabuleux destin d amelie"}


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("heat", "haet", True),
        ("heat", "hea", True),
        ("heat", "heats", True),
        ("heat", "hest", True),
        ("heat", "heat", False),
        ("heat", "hate", False),
        ("abcd", "badc", False),
        ("aa", "aaa", True),
        ("", "a", True),
        ("", "", False),
    ],
)
def test_one_edit_is_a_letter_more_less_or_other_or_two_swapped(
    one: str, other: str, expected: bool
):
    assert is_one_edit_apart(one, other) is expected
    assert is_one_edit_apart(other, one) is expected


@pytest.mark.parametrize(
    "text", ["", " ", "\0", "x" * 10_000, "word " * 2_000, "( " * 600 + "1999"]
)
def test_what_can_be_no_name_is_compared_with_none(text: str):
    assert asked_names(text) == [] or len(asked_names(text)[0].key) <= 300
    by_name(Movie.objects.all(), text.replace("\0", " "), limit=5)


def test_names_are_looked_up_in_indexes():
    MovieFactory.create_batch(5)
    with connection.cursor() as cursor, CaptureQueriesContext(connection) as queries:
        cursor.execute("SET LOCAL enable_seqscan = off")
        by_name(Movie.objects.for_everybody(), "Haet", limit=10)
        asked = [query["sql"] for query in queries if "catalog_movie" in query["sql"]]
        plans = []
        for statement in asked:
            cursor.execute(f"EXPLAIN {statement}")
            plans.append("\n".join(row for (row,) in cursor.fetchall()))
    assert len(plans) == 2
    for plan, index in zip(plans, ("movie_title_key", "movie_title_key_trgm"), strict=True):
        assert index in plan
        assert "Seq Scan" not in plan


@pytest.mark.parametrize("title", ["River of No Return", "Like Crazy", "Anything but Love"])
def test_a_name_that_looks_like_a_wish_is_still_a_name(catalogue: dict[str, Movie], title: str):
    MovieFactory.create(title=title, description="Nothing of the kind.")
    MovieFactory.create(title="Crazy")
    MovieFactory.create(title="Return")
    assert first(title) == [title]


def test_an_exact_name_comes_before_a_famous_one_with_an_article():
    make_film("The Queen", vote_count=9_000)
    make_film("Queen", vote_count=200)
    assert first("queen", 2) == ["Queen", "The Queen"]
