"""What a request is understood to say, and what it narrows."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.translation import override

from catalog.models import Country, Credit, Source
from catalog.search import Filters, search_titles
from catalog.search.cues import Request, understand
from tests.catalog.factories import CreditFactory, GenreFactory, MovieFactory, PersonFactory

pytestmark = pytest.mark.django_db


def said(request: Request) -> dict[str, Any]:
    return {cue.name: cue.value for cue in request.cues}


def found(text: str, **fields: Any) -> set[str]:
    """Titles that the request's own filters let through."""
    return {movie.title for movie in understand(text).filters(Filters(**fields)).apply()}


@pytest.mark.parametrize(
    ("text", "cues"),
    [
        ("Korean series", {"country": "KR", "kind": "series"}),
        ("series coreanas", {"country": "KR", "kind": "series"}),
        ("SERIE COREANA", {"country": "KR", "kind": "series"}),
        ("80s horror movies", {"years": (1980, 1989), "genre": "horror", "kind": "film"}),
        ("comedias francesas", {"genre": "comedy", "country": "FR"}),
        ("películas de acción", {"kind": "film", "genre": "action"}),
        ("cine de terror español", {"kind": "film", "genre": "horror", "country": "ES"}),
        ("a sci-fi film", {"genre": "science fiction", "kind": "film"}),
        ("ciencia ficción", {"genre": "science fiction"}),
        ("films from Hong Kong", {"kind": "film", "country": "HK"}),
        ("películas de Japón", {"kind": "film", "country": "JP"}),
        ("Nordic crime series", {"country": "nordic", "genre": "crime", "kind": "series"}),
        ("in French", {"language": "fr"}),
        ("en coreano", {"language": "ko"}),
        ("Spanish-language thriller", {"language": "es", "genre": "thriller"}),
        ("en blanco y negro", {"black_and_white": ""}),
        ("a silent film", {"black_and_white": "", "kind": "film"}),
    ],
)
def test_cues_are_read_in_both_languages(text: str, cues: dict[str, Any]):
    assert said(understand(text)) == cues


@pytest.mark.parametrize(
    "text",
    [
        "American Beauty",
        "The French Connection",
        "Korea",
        "a man finds out that his entire life is a TV show",
        "a series of murders in a hotel",
        "the horrors that a soldier saw",
        "a talent show for dogs",
        "",
        "???",
        "'; DROP TABLE catalog_movie; --",
        "\u0301\u0301 \ud83e\udd88 Кино 映画",
    ],
)
def test_words_of_a_plot_or_a_title_are_no_cues(text: str):
    request = understand(text)
    assert request.cues == ()
    assert request.text == text


def test_a_request_of_cues_alone_is_narrowed_by_all_of_them():
    korean = MovieFactory.create(title="Korean", kind="series", release_year=2015)
    korean.countries.add(Country.objects.create(name="South Korea"))
    korean.genres.add(GenreFactory.create(name="TV Horror"))
    MovieFactory.create(title="Other", kind="series", release_year=2015)
    assert found("Korean horror series of the 2010s") == {"Korean"}
    assert found("Korean horror series of the 1990s") == set()


def test_a_language_is_known_by_itself_or_by_its_countries():
    MovieFactory.create(title="By language", original_language="ko")
    by_country = MovieFactory.create(title="By country")
    by_country.countries.add(Country.objects.create(name="South Korea"))
    MovieFactory.create(title="English", original_language="en")
    assert found("in Korean") == found("Korean films") == {"By language", "By country"}


def test_what_a_visitor_set_himself_wins():
    filters = understand("80s films").filters(Filters(year_from=1990))
    assert (filters.year_from, filters.year_to) == (1990, None)
    assert filters.kind == "film"


def test_in_a_plot_a_cue_is_a_preference():
    request = understand("a French film of the 90s about twins who never met")
    assert {cue.name for cue in request.cues if cue.is_preference} == {"years", "country"}
    assert request.filters(Filters()) == Filters(kind="film")


def test_a_word_that_may_be_of_a_title_prefers_alone_and_narrows_beside_a_cue():
    assert understand("love and war").filters(Filters()) == Filters()
    assert understand("80s war").filters(Filters()).genres == (("War",),)


@pytest.mark.parametrize("text", ["80s horror?", "probably 80s horror", "quizás terror, años 80"])
def test_who_is_not_sure_narrows_nothing(text: str):
    assert understand(text).filters(Filters()) == Filters()


def test_where_nothing_has_all_of_it_the_cues_become_preferences():
    MovieFactory.create(title="Beach", description="A shark at a beach.", release_year=2001)
    ranking = search_titles("80s films", Filters())
    assert all(cue.is_preference for cue in ranking.request.cues)


def test_a_person_is_found_by_name_whatever_its_case_and_accents():
    director = PersonFactory.create(name="Pedro Almodóvar")
    for _ in range(5):
        CreditFactory.create(person=director, role=Credit.Role.DIRECTOR)
    for text in ("pedro almodovar", "films by Almodóvar", "de Almodóvar", "by almodovar"):
        assert said(understand(text))["person"] == (director.pk,)
    assert found("films by Almodóvar") == {credit.movie.title for credit in Credit.objects.all()}


def test_words_that_happen_to_be_somebodys_name_are_no_person():
    CreditFactory.create(person__name="Little Girl")
    for _ in range(6):
        CreditFactory.create(person=PersonFactory._meta.model.objects.get(), role="actor")
    assert "person" not in said(understand("space"))
    stranger = CreditFactory.create(person__name="Lost Child").person
    assert "person" not in said(understand("a lost child"))
    assert said(understand("with Lost Child"))["person"] == (stranger.pk,)


def test_a_name_of_one_title_is_a_hint_where_nothing_else_is_said():
    stranger = CreditFactory.create(person__name="Grace Kelly").person
    [cue] = understand("grace kelly").cues
    assert (cue.name, cue.value, cue.is_sure) == ("person", (stranger.pk,), False)
    film, person = understand("Grace Kelly movies").cues[::-1]
    assert (film.name, person.value, person.is_sure) == ("kind", (stranger.pk,), False)
    assert "person" not in said(understand("grace kelly runs away from her wedding"))


def test_a_name_of_one_title_hides_no_genre():
    CreditFactory.create(person__name="Horror Comedy")
    assert said(understand("horror comedy")).keys() == {"genre"}


def test_who_directed_says_no_more_than_a_name():
    director = CreditFactory.create(person__name="John Carpenter").person
    cues = {cue.name: cue for cue in understand("horror directed by John Carpenter").cues}
    assert cues["person"].value == (director.pk,)
    assert cues["person"].is_sure
    assert cues["genre"].is_sure


def test_namesakes_are_all_meant():
    twins = [
        CreditFactory.create(person=PersonFactory.create(name="Ana Díaz", tmdb_id=pk)).person
        for pk in (1, 2)
    ]
    assert set(said(understand("con Ana Díaz"))["person"]) == {person.pk for person in twins}


def test_a_platform_is_one_that_titles_came_from():
    here = MovieFactory.create(title="Here")
    Source.objects.create(movie=here, platform="netflix", source_id="1", content_hash="1")
    MovieFactory.create(title="Elsewhere")
    assert found("on Netflix") == found("en netflix") == {"Here"}
    assert understand("on fire").cues == ()


def test_a_cue_is_left_out_by_name_or_by_value():
    text = "80s horror comedy"
    every = {cue.key for cue in understand(text).cues}
    assert every == {"years-1980-1989", "genre-horror", "genre-comedy"}
    kept = understand(text, ignored=frozenset({"years", "genre-comedy", "genre-western"}))
    assert {cue.key for cue in kept.cues} == {"genre-horror"}
    assert set(kept.ignored) == {"years-1980-1989", "genre-comedy"}
    assert kept.text == text


def test_labels_are_in_the_visitors_language():
    cues = understand("Korean 80s films").cues
    with override("es"):
        assert cues[0].label == "Corea del Sur"
    assert [cue.label for cue in cues] == ["South Korea", "1980s", "Film"]


def test_a_short_request_takes_one_query_for_its_people_and_a_plot_without_names_none():
    with CaptureQueriesContext(
        connection,
    ) as queries:
        understand("an old man and the sea")
    assert len(queries) == 1
    with CaptureQueriesContext(connection) as queries:
        understand("it starts with a boat and then there is a very long wait until it sinks")
    assert len(queries) == 0


@pytest.mark.parametrize(
    "text",
    ["with " * 50_000, "a" * 1_000_000, "not the one " * 20_000, "(" * 9_000, "like but " * 9_000],
)
def test_hostile_lengths_are_read_to_their_limit(text: str):
    request = understand(text)
    assert len(request.text) <= len(text)


def test_a_request_that_is_all_cues_is_never_too_far_from_what_has_them(catalogue: Any):
    ranking = search_titles("películas de los 2000", Filters())
    assert len(ranking.hits) == len(catalogue)
    assert ranking.is_close_enough
