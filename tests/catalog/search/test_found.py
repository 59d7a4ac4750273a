"""Candidates come by their name whatever the request says else, and by the rest under its cues."""

import pytest

from catalog.embeddings.refresh import embed_chunk
from catalog.models import Movie
from catalog.search import Filters, search_titles
from catalog.search import found as finding
from catalog.search.cues import Cue, Request, understand
from catalog.search.found import find
from catalog.search.fusion import features
from catalog.search.reasons import reasons_for
from tests.catalog.factories import GenreFactory, MovieFactory

SERIES = Cue("kind", "series", "series", is_sure=True)


def request(text: str, *cues: Cue) -> Request:
    return Request(typed=text, text=text, cues=cues)


def make_series() -> None:
    series = MovieFactory.create(title="A", kind="series", description="Sharks, week by week.")
    embed_chunk([series.pk], job_id=None)


def test_a_film_is_found_by_its_name_though_the_request_asks_for_series(
    catalogue: dict[str, Movie],
):
    make_series()
    film = MovieFactory.create(title="Series", kind="film", description="Nothing.")
    found = find(request("series", SERIES), Filters())
    assert film.pk in found.title
    others = found.facts.keys() - {film.pk}
    assert set(Movie.objects.filter(pk__in=others).values_list("kind", flat=True)) == {"series"}


def test_a_name_that_is_only_a_little_like_the_request_does_not_pass_its_cues(
    catalogue: dict[str, Movie],
):
    make_series()
    film = MovieFactory.create(title="Sharks and a series of other things", kind="film")
    found = find(request("shark series", SERIES), Filters())
    assert film.pk not in found.facts


def test_cues_that_leave_no_title_are_given_up(catalogue: dict[str, Movie]):
    years = Cue("years", (1890, 1899), "1890s", is_sure=True)
    found = find(request("sharks of the 1890s", years), Filters())
    assert catalogue["Jaws"].pk in found.words
    assert catalogue["Jaws"].pk in found.meaning


def test_the_visitor_s_own_filters_are_never_given_up(catalogue: dict[str, Movie]):
    assert find(request("sharks"), Filters(genre="none such")).facts == {}


def test_years_and_other_cues_that_do_not_narrow_speak_for_a_title(catalogue: dict[str, Movie]):
    drama = GenreFactory.create(name="Dramas")
    near = MovieFactory.create(title="Near", release_year=1991, description="Sharks.")
    far = MovieFactory.create(title="Far", release_year=1950, description="Sharks.")
    near.genres.add(drama)
    embed_chunk([near.pk, far.pk], job_id=None)
    cues = [Cue("years", (1990, 1999), "90s"), Cue("genre", "drama", "drama")]
    table = features(find(request("sharks", *cues), Filters()))
    assert table[near.pk]["year"] == 1.0 > table[far.pk]["year"] > 0.0
    assert table[near.pk]["cues"] == 1.0
    assert table[far.pk]["cues"] == 0.0


def test_black_and_white_speaks_for_a_title_too(catalogue: dict[str, Movie]):
    old, new = (
        MovieFactory.create(title=title, release_year=year, description="Herons.")
        for title, year in (("Old", 1941), ("New", 2001))
    )
    cue = Cue("black_and_white", True, "black and white")
    table = features(find(request("herons", cue), Filters()))
    assert (table[old.pk]["cues"], table[new.pk]["cues"]) == (1.0, 0.0)


class TestBlackAndWhite:
    """Said of the picture: neither word of it is looked for by itself."""

    def test_a_title_of_something_black_and_something_white_is_not_meant(self, db: None):
        girl = MovieFactory.create(title="Black Girl", description="The maid of white people.")
        night = MovieFactory.create(title="Night", description="Zombies at a farmhouse.")
        for text in ("black and white zombies", "zombies, a BLACK-AND-WHITE film"):
            words = find(understand(text), Filters(), by_meaning=False).words
            assert night.pk in words
            assert girl.pk not in words

    def test_a_title_that_says_all_of_it_is_found_by_it(self, db: None):
        named = MovieFactory.create(title="Nights in Black and White", description="")
        other = MovieFactory.create(title="Nights in White and Black", description="")
        zombies = MovieFactory.create(title="Zombies", description="They come.")
        found = find(understand("black and white zombies"), Filters(), by_meaning=False)
        assert found.words.keys() == {named.pk, zombies.pk}
        assert other.pk not in found.words
        reasons = reasons_for(found.request.text, found.asked, {named.pk: "", zombies.pk: ""})
        assert [reasons[pk].words for pk in (named.pk, zombies.pk)] == [
            ["black and white"],
            ["zombies"],
        ]

    def test_a_film_of_that_name_is_found_by_its_words(self, db: None):
        film = MovieFactory.create(title="Black and White", description="")
        ranking = search_titles("black and white", Filters(), is_kept=False)
        assert ranking.hits[0].movie_id == film.pk
        assert {lexeme.word for lexeme in ranking.asked} == {"black", "white"}

    def test_a_visitor_who_takes_the_chip_away_asks_for_both_words(self, db: None):
        asked = find(
            understand("black and white zombies", ignored=frozenset({"black_and_white"})),
            Filters(),
            by_meaning=False,
        ).asked
        assert {lexeme.word for lexeme in asked} == {"black", "white", "zombi"}


def test_words_alone_ask_nothing_of_the_encoder(
    catalogue: dict[str, Movie], monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(finding, "encode_query", lambda text: pytest.fail("not asked for"))
    assert find(request("sharks"), Filters(), by_meaning=False).words


def test_what_is_narrowed_to_a_few_titles_is_compared_with_each(
    catalogue: dict[str, Movie], monkeypatch: pytest.MonkeyPatch
):
    few = find(request("sharks"), Filters(kind="film")).meaning
    monkeypatch.setattr("catalog.search.candidates.MOST_COMPARED", 0)
    by_index = find(request("sharks"), Filters(kind="film")).meaning
    assert few == pytest.approx(by_index)


def test_the_title_that_others_are_to_be_like_is_not_one_of_them(catalogue: dict[str, Movie]):
    jaws = catalogue["Jaws"].pk
    found = find(Request(typed="", text="", like=jaws), Filters())
    assert found.meaning
    assert jaws not in found.facts
    nearest = sorted(found.meaning, key=found.meaning.__getitem__, reverse=True)[:2]
    assert catalogue["Deep Blue"].pk in nearest


def test_nothing_is_asked_of_the_encoder_without_words(monkeypatch: pytest.MonkeyPatch, db: None):
    monkeypatch.setattr(finding, "encode_query", lambda text: pytest.fail("nothing to encode"))
    assert find(request("  "), Filters()).facts == {}
