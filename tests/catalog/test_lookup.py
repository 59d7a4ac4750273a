"""Titles and people by name."""

from contextlib import suppress
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from catalog.lookup import (
    MOST_OTHERS,
    Candidate,
    NothingFound,
    find_person,
    find_title,
    find_title_as_spelt,
)
from catalog.models import Person
from tests.catalog.films import make_film

pytestmark = pytest.mark.django_db


def nearest_titles(name: str, **choice: int) -> list[str]:
    with pytest.raises(NothingFound) as failure:
        find_title(name, **choice)
    return [candidate.name for candidate in failure.value.nearest]


def nearest_people(name: str, role: str = "actor", **choice: int) -> list[str]:
    with pytest.raises(NothingFound) as failure:
        find_person(name, role=role, **choice)
    return [candidate.name for candidate in failure.value.nearest]


# Titles -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "name", ["Amélie", "amelie", "AMÉLIE", "  Amélie  ", "Ame\u0301lie", "Amélie!"]
)
def test_neither_case_nor_accents_nor_punctuation_matter_in_a_title(name: str):
    movie = make_film("Amélie")
    assert find_title(name).movie == movie


@pytest.mark.parametrize(
    "title",
    [
        "Face/Off",
        "Who's That?",
        "#Horror",
        "O'Brien",
        "100%",
        "千と千尋の神隠し",
        "Ёлки",
        "$",
        "???",
    ],
)
def test_a_title_of_any_characters_is_found_by_itself(title: str):
    movie = make_film(title)
    assert find_title(title).movie == movie


def test_the_most_voted_of_one_name_comes_first_and_the_others_are_listed():
    old = make_film("Cinderella", release_year=1950, vote_count=1_700)
    new = make_film("Cinderella", release_year=2015, vote_count=2_374)
    silent = make_film("Cinderella", release_year=1914)
    found = find_title("cinderella")
    assert found.movie == new
    assert found.others == [
        Candidate(old.pk, "Cinderella", 1950),
        Candidate(silent.pk, "Cinderella", 1914),
    ]
    assert found.others_count == 2


def test_equals_come_in_the_order_of_their_ids():
    first, second = (make_film("Twins", vote_count=5) for _ in range(2))
    assert find_title("Twins").movie == first
    assert [other.pk for other in find_title("Twins").others] == [second.pk]


def test_a_film_comes_before_a_series_of_its_name():
    make_film("Fargo", kind="series", vote_count=9_000)
    film = make_film("Fargo", vote_count=10)
    assert find_title("Fargo").movie == film


def test_the_year_or_the_id_chooses_another_one():
    old = make_film("Cinderella", release_year=1950)
    new = make_film("Cinderella", release_year=2015, vote_count=2_374)
    for choice in ({"year": 1950}, {"pk": old.pk}, {"year": 1950, "pk": old.pk}):
        found = find_title("Cinderella", **choice)
        assert found.movie == old
        assert [other.pk for other in found.others] == [new.pk]


@pytest.mark.parametrize("choice", [{"year": 1900}, {"pk": 2**62}, {"pk": 2**80}, {"year": 2**40}])
def test_a_choice_that_none_fits_is_told_which_there_are(choice: dict[str, int]):
    make_film("Cinderella")
    assert nearest_titles("Cinderella", **choice) == ["Cinderella"]


def test_the_id_of_another_name_is_not_what_was_asked_for():
    make_film("Cinderella")
    other = make_film("Jaws")
    assert nearest_titles("Cinderella", pk=other.pk) == ["Cinderella"]


def test_a_misspelt_title_is_told_the_three_nearest_names_each_once():
    for title in ("Toy Story", "Toy Story", "Toy Story 2", "Toy Soldiers", "Toy Story 3", "Jaws"):
        make_film(title)
    nearest = nearest_titles("Toy Stori")
    assert len(nearest) == 3
    assert nearest[0] == "Toy Story"
    assert len(set(nearest)) == 3
    assert "Jaws" not in nearest


def test_what_resembles_nothing_is_told_nothing():
    make_film("Toy Story")
    assert nearest_titles("qqqqqq") == []


@pytest.mark.parametrize("name", ["", " ", "\0", "x" * 10_000, "'; DROP TABLE catalog_movie; --"])
def test_what_is_no_name_is_not_found(name: str):
    make_film("Toy Story")
    assert nearest_titles(name) == []


def test_a_hidden_title_is_unknown_and_no_hint_at_it_is_given():
    make_film("Toy Story", is_published=False)
    assert nearest_titles("Toy Story") == []
    assert nearest_titles("Toy Stor") == []


def test_who_misspells_a_name_is_shown_no_adult_or_unreleased_title():
    for hidden in ({"is_adult": True}, {"status": "planned"}):
        movie = make_film("Toy Story", actors="Ana Secret", **hidden)
        assert find_title("Toy Story").movie == movie, "it is found by its name"
        assert find_person("Ana Secret", role="actor").person.name == "Ana Secret"
        assert nearest_titles("Toy Stor") == nearest_people("Ana Secre") == []
        movie.delete()


def test_a_title_too_long_for_its_key_is_found_by_its_whole_name():
    title = "the " * 124 + "end"
    movie = make_film(title)
    assert find_title(title).movie == movie


def test_the_others_are_bounded_and_their_number_is_told():
    for _ in range(MOST_OTHERS + 5):
        make_film("Remake")
    found = find_title("Remake")
    assert len(found.others) == MOST_OTHERS
    assert found.others_count == MOST_OTHERS + 4
    last = make_film("Remake")
    assert find_title("Remake", pk=last.pk).movie == last, "beyond those that are listed, too"


def test_a_title_takes_one_query_and_an_unknown_one_another():
    for count in range(3):
        make_film("Remake", vote_count=count)
        with CaptureQueriesContext(connection) as queries:
            assert find_title("Remake").movie.figures
        assert len(queries) == 1
        with CaptureQueriesContext(connection) as queries:
            nearest_titles("Remak")
        assert len(queries) == 2


# People -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["Penélope Cruz", "penelope cruz", "PENELOPE  CRUZ"])
def test_neither_case_nor_accents_matter_in_a_person(name: str):
    make_film("Volver", actors="Penélope Cruz")
    assert find_person(name, role="actor").person.name == "Penélope Cruz"


def test_a_name_with_an_apostrophe_is_found():
    make_film("The Lion in Winter", actors="Peter O'Toole")
    assert find_person("Peter O'Toole", role="actor").person.name == "Peter O'Toole"


def test_of_namesakes_the_one_with_most_credits_in_the_role_comes_first():
    busy, idle = (Person.objects.create(name="Michael Shannon", tmdb_id=i) for i in (1, 2))
    for _ in range(2):
        make_film("A film", actors=busy)
        make_film("Directed", directors=idle)
        make_film("Directed", directors=idle)
    make_film("A film", actors=idle)
    found = find_person("michael shannon", role="actor")
    assert found.person == busy
    assert found.others == [Candidate(idle.pk, "Michael Shannon", credits=1)]
    assert found.others_count == 1
    assert find_person("Michael Shannon", role="director").person == idle
    assert find_person("Michael Shannon", role="actor", pk=idle.pk).person == idle


def test_who_never_had_the_role_is_unknown_in_it():
    make_film("Volver", actors="Penélope Cruz", directors="Pedro Almodóvar")
    assert nearest_people("Pedro Almodóvar") == []
    assert nearest_people("Pedro Almodovar", "actor") == []
    assert nearest_people("Pedro Almodova", "director") == ["Pedro Almodóvar"]


def test_a_misspelt_name_is_told_the_nearest():
    make_film("Big", actors="Tom Hanks, Tom Hardy, Tom Hanning, Meryl Streep")
    nearest = nearest_people("Tom Hank")
    assert nearest[0] == "Tom Hanks"
    assert len(nearest) == 3


def test_a_misspelt_family_name_is_told_whose_it_may_be():
    make_film("Jaws", directors="Steven Spielberg")
    assert nearest_people("Spilberg", "director") == ["Steven Spielberg"]


@pytest.mark.parametrize("name", ["", "$", "?!"])
def test_what_has_no_letters_is_compared_with_no_name(name: str):
    make_film("Big", actors="Tom Hanks")
    for find in (nearest_titles, nearest_people):
        with CaptureQueriesContext(connection) as queries:
            assert find(name) == []
        assert len(queries) == 1


def test_people_of_hidden_titles_alone_are_unknown():
    make_film("Hidden", actors="Ana Secret", is_published=False)
    assert nearest_people("Ana Secret") == nearest_people("Ana Secre") == []


def test_a_person_takes_one_query_and_an_unknown_one_another():
    for _ in range(3):
        make_film("A film", actors="Tom Hanks")
        with CaptureQueriesContext(connection) as queries:
            find_person("Tom Hanks", role="actor")
        assert len(queries) == 1
        with CaptureQueriesContext(connection) as queries:
            nearest_people("Tom Hank")
        assert len(queries) == 2


# Misspelt titles --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "name", ["Groundhg Day", "Groundhoog Day", "Gruondhog Day", "Groundhof day", "groundhog-days"]
)
def test_a_title_with_one_slip_is_the_one_that_is_meant(name: str):
    movie = make_film("Groundhog Day")
    make_film("Ground Control")
    assert find_title_as_spelt(name) == movie


def test_a_longer_title_may_have_more_slips():
    movie = make_film("The Shawshank Redemption")
    assert find_title_as_spelt("The Shawshenk Redemtion") == movie


def test_a_title_that_is_there_needs_no_guess():
    make_film("Toy Story 2")
    movie = make_film("Toy Story")
    assert find_title_as_spelt("toy story") == movie


@pytest.mark.parametrize("name", ["Toy Story 4", "Story", "Toy", "Gone", "", "???"])
def test_where_several_may_be_meant_or_none_nothing_is_guessed(name: str):
    for title in ("Toy Story", "Toy Story 2", "Toy Story 3"):
        make_film(title)
    with pytest.raises(NothingFound):
        find_title_as_spelt(name)


def test_what_is_hidden_is_not_guessed():
    make_film("Groundhog Day", is_published=False)
    with pytest.raises(NothingFound) as failure:
        find_title_as_spelt("Groundhg Day")
    assert failure.value.nearest == []


@pytest.mark.parametrize("hidden", [{"is_adult": True}, {"status": "planned"}])
def test_who_misspells_a_name_gets_what_everybody_may_see(hidden: dict[str, Any]):
    known = make_film("Groundhog Day", vote_count=9_000, **hidden)
    shown = make_film("Groundhog Day", vote_count=10)
    assert find_title_as_spelt("Groundhog Day") == known, "it is found by its name"
    assert find_title_as_spelt("Groundhg Day") == shown


def test_a_misspelt_title_is_looked_for_by_likeness_once():
    make_film("Groundhog Day")
    for name in ("Groundhg Day", "qqqqqq"):
        with CaptureQueriesContext(connection) as queries, suppress(NothingFound):
            find_title_as_spelt(name)
        assert str(queries.captured_queries).count("SIMILARITY") == 1, name
