"""Words weigh as much as they tell films apart, and are counted when the catalogue has changed."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from catalog.models import Lexeme, Movie
from catalog.search import Filters, lexemes, search_titles
from catalog.search.candidates import by_words
from catalog.search.lexemes import AskedLexeme, asked_lexemes, count_lexemes, weight
from catalog.version import catalogue_changed
from tests.catalog.factories import MovieFactory

pytestmark = pytest.mark.django_db


def words(text: str) -> list[str]:
    return [lexeme.word for lexeme in asked_lexemes(text)]


def test_words_are_counted_over_the_published_titles():
    MovieFactory.create_batch(3, title="A", description="sharks", people_text="", terms_text="")
    MovieFactory.create(title="A", description="a zeppelin", people_text="", terms_text="")
    MovieFactory.create(title="A", description="a hidden yeti", is_published=False)
    count_lexemes()
    shares = dict(Lexeme.objects.values_list("word", "share"))
    assert shares["shark"] == 0.75
    assert shares["zeppelin"] == 0.25
    assert "yeti" not in shares


def test_they_are_counted_again_only_in_a_catalogue_that_has_changed(
    django_capture_on_commit_callbacks,
):
    movie = MovieFactory.create(description="sharks")
    with django_capture_on_commit_callbacks(execute=True):
        assert count_lexemes() > 0
    Movie.objects.filter(pk=movie.pk).update(description="a zeppelin")
    assert count_lexemes() == 0
    with django_capture_on_commit_callbacks(execute=True):
        catalogue_changed()
    count_lexemes()
    assert Lexeme.objects.filter(word="zeppelin").exists()
    assert not Lexeme.objects.filter(word="shark").exists(), "no title has it any more"


def test_a_rare_word_outweighs_a_common_one_and_a_word_of_requests_weighs_little():
    assert weight("zeppelin", 0.001) > weight("zeppelin", 0.1) > 0
    assert weight("zeppelin", 0.001) > 5 * weight("rememb", 0.001)


def test_a_word_that_nobody_has_ever_used_keeps_no_other_from_being_asked_for(monkeypatch):
    monkeypatch.setattr(lexemes, "MOST_LEXEMES", 2)
    MovieFactory.create(title="Jaws", description="A shark hunts swimmers.")
    count_lexemes()
    assert set(words("asdfg qwert zxcvb shark swimmers")) == {"shark", "swimmer"}


def test_common_words_are_left_out_where_rare_ones_have_taken_the_rows(monkeypatch):
    monkeypatch.setattr(lexemes, "FEW_TITLES", 100.0)
    monkeypatch.setattr(lexemes, "MOST_ROWS", 30)
    MovieFactory.create_batch(9, title="A", description="a family", people_text="")
    MovieFactory.create(title="A", description="a zeppelin", people_text="")
    count_lexemes()
    assert words("family zeppelin") == ["zeppelin"]
    assert words("family") == ["famili"], "all that was asked for"


def test_a_title_with_the_telling_word_comes_before_one_with_two_that_say_nothing():
    MovieFactory.create(title="A", description="I remember a scene.")
    telling = MovieFactory.create(title="B", description="A zeppelin.")
    count_lexemes()
    ranking = search_titles("I remember a scene with a zeppelin", Filters(), mode="words")
    assert ranking.hits[0].movie_id == telling.pk


def test_keywords_taglines_and_original_titles_are_found():
    by_tagline = MovieFactory.create(tagline="In space no one can hear you scream")
    by_keyword = MovieFactory.create(keywords_text="time loop, groundhog")
    by_original = MovieFactory.create(title="Spirited Away", original_title="Sen to Chihiro")
    found = {
        text: set(by_words(Movie.objects.all(), asked_lexemes(text), limit=10))
        for text in ("scream", "groundhogs", "chihiro")
    }
    assert found == {
        "scream": {by_tagline.pk},
        "groundhogs": {by_keyword.pk},
        "chihiro": {by_original.pk},
    }


@pytest.mark.parametrize("word", ["it's", "back\\slash", "a & b | !c", "'; DROP TABLE x", "%s", ""])
def test_whatever_stands_in_a_word_it_is_only_looked_up(word: str):
    MovieFactory.create()
    assert by_words(Movie.objects.all(), [AskedLexeme(word or "x", None, 1.0)], limit=5) == {}


def test_words_are_looked_up_in_the_index_and_no_title_is_read_that_has_none():
    MovieFactory.create_batch(20, description="a family")
    MovieFactory.create(description="a zeppelin and a yeti")
    asked = asked_lexemes("zeppelin yeti")
    with connection.cursor() as cursor, CaptureQueriesContext(connection) as queries:
        cursor.execute("SET LOCAL enable_seqscan = off")
        by_words(Movie.objects.for_everybody(), asked, limit=10, also=[1])
        cursor.execute(f"EXPLAIN {queries[-1]['sql']}")
        plan = "\n".join(row for (row,) in cursor.fetchall())
    assert plan.count("movie_search_document_gin") == 1
    assert "Seq Scan on catalog_movie" not in plan
