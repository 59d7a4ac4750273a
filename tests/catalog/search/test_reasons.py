"""Why a title is among the results: what the text search matched, or else what is closest to it."""

import pytest
from django.core.cache import cache
from django.test import Client

from catalog.models import Movie
from catalog.search import reasons
from catalog.search.lexemes import asked_lexemes
from catalog.search.reasons import Reason, reasons_for
from tests.catalog.factories import MovieFactory


def reason(text: str, movie: Movie) -> Reason:
    return reasons_for(text, asked_lexemes(text), {movie.pk: movie.description})[movie.pk]


class TestWords:
    pytestmark = pytest.mark.django_db

    def test_they_are_shown_as_typed_wherever_the_title_has_them(self):
        movie = MovieFactory.create(title="Swimmers", description="Sharks hunting.")
        found = reason("A SHARK hunts the swimmer, in Denmark", movie)
        assert sorted(found.words) == ["SHARK", "hunts", "swimmer"]

    def test_they_are_marked_in_the_description(self):
        movie = MovieFactory.create(description="The Café of hungry sharks.")
        assert reason("shark cafe", movie).description == (
            "The <mark>Café</mark> of hungry <mark>sharks</mark>."
        )

    def test_what_the_catalogue_says_is_text_and_no_markup(self):
        said = "3 < 4 & \"sharks\" 'bite'\ue000 <i>hard</i> \ue001."
        movie = MovieFactory.create(description=said)
        marked = reason("shark bite", movie).description
        assert "<i>" not in marked
        assert "&lt; 4 &amp;" in marked
        assert marked.count("<mark>") == marked.count("</mark>") == 2

    def test_words_that_every_text_has_are_no_reason(self):
        movie = MovieFactory.create(description="It is the one that was there.")
        assert reason("it is the that", movie).words == ()

    @pytest.mark.parametrize("text", ["", "?!", "'", "\\", "' | 'x", "a:b & !c", "l'été \\'"])
    def test_syntax_is_no_syntax(self, text: str):
        movie = MovieFactory.create(description="What happens.")
        assert reason(text, movie).words == ()


class TestMeaningAlone:
    def test_the_closest_sentence_says_what_is_near(self, catalogue: dict[str, Movie]):
        movie = MovieFactory.create(
            description="Two brothers inherit a bakery. A great white shark hunts swimmers. "
            "Bread is baked at night."
        )
        found = reason("jaws in the ocean", movie)
        assert found.is_meaning_alone
        assert found.sentence == "A great white shark hunts swimmers."

    @pytest.mark.django_db
    def test_a_description_of_one_sentence_is_not_repeated(self):
        found = reason("jaws", MovieFactory.create(description="Two bakers, e.g. Dr. no, meet."))
        assert found.is_meaning_alone
        assert found.sentence == ""

    def test_sentences_are_read_once(self, catalogue: dict[str, Movie], monkeypatch):
        movie = MovieFactory.create(description="A baker sings. A fish swims.")
        first = reason("the ocean", movie)
        monkeypatch.setattr(reasons, "load_encoder", None)
        assert reason("the ocean", movie) == first

    def test_of_too_many_at_once_some_have_none(self, catalogue: dict[str, Movie], monkeypatch):
        monkeypatch.setattr(reasons, "MOST_NEW_SENTENCES", 2)
        movies = MovieFactory.create_batch(2, description="x")
        texts = {movies[0].pk: "They sing. Dogs.", movies[1].pk: "They swim. Cats."}
        assert sum(bool(r.sentence) for r in reasons_for("jaws", [], texts).values()) == 1

    @pytest.mark.django_db
    def test_without_an_encoder_there_is_no_sentence(self, settings):
        settings.CLIP_MODEL = "/nowhere"
        cache.clear()
        movie = MovieFactory.create(description="A baker sings. A fish swims.")
        assert reason("the ocean", movie) == Reason()
        assert reason("a fish", movie).words == ["fish"]


def test_the_page_says_which_words_matched_and_what_was_found_by_meaning_alone(
    client: Client, catalogue: dict[str, Movie]
):
    page = client.get("/", {"q": "sharks near a laboratory"}).text
    assert "<mark>sharks</mark>" in page
    assert "<mark>shark</mark>" in page, "in the description, as it is written there"
    assert "Found by its meaning alone" in page


@pytest.mark.django_db
def test_a_page_without_results_needs_no_reasons(django_assert_num_queries):
    with django_assert_num_queries(0):
        assert reasons_for("sharks", [], {}) == {}


def test_the_end_of_a_sentence_is_no_abbreviation():
    split = reasons.SENTENCE.split
    assert split("Mr. Blue eats. “Why?” She sleeps… ¿Y quién? 7 days") == [
        "Mr. Blue eats.",
        "“Why?”",
        "She sleeps…",
        "¿Y quién?",
        "7 days",
    ]
