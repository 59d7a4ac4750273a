"""Why a title is similar: what is true of the two, first what the engine went by."""

from typing import Any

import pytest
from django.utils import timezone
from django.utils.translation import override

from catalog.models import Genre, Keyword, Lexeme, Movie
from recommendations import likes
from recommendations.engines import reasons
from recommendations.engines.choices import ENGINES
from recommendations.engines.reasons import MOST_FACTS, Reason, reasons_for
from recommendations.models import Rater
from tests.catalog.films import make_film

pytestmark = pytest.mark.django_db


@pytest.fixture
def jaws(db: None) -> Movie:
    # Words were counted, and none of these is common; else what others have left would decide.
    Lexeme.objects.all().delete()
    Lexeme.objects.create(word="zebra", share=0.5)
    jaws = make_film(
        "Jaws",
        description="A shark hunts swimmers at a beach.",
        release_year=1975,
        directors="Eva, Bo",
    )
    for name in ("Horror", "Thriller"):
        jaws.genres.add(Genre.objects.get_or_create(name=name)[0])
    for name in ("ocean", "police chief"):
        jaws.keywords.add(Keyword.objects.get_or_create(name=name)[0])
    return jaws


def film(
    title: str, *, genres: tuple[str, ...] = (), keywords: tuple[str, ...] = (), **fields: Any
) -> Movie:
    movie = make_film(title, **{"description": "", "release_year": 2001, **fields})
    movie.genres.set([Genre.objects.get_or_create(name=name)[0] for name in genres])
    movie.keywords.set([Keyword.objects.get_or_create(name=name)[0] for name in keywords])
    return movie


def reason(jaws: Movie, other: Movie, engine: str, score: float = 0.5) -> str:
    return str(reasons_of(jaws, [other], engine, score)[other.pk])


def reasons_of(
    jaws: Movie, others: list[Movie], engine: str, score: float = 0.5
) -> dict[int, Reason]:
    cards = list(Movie.objects.for_cards().filter(pk__in=[other.pk for other in others]))
    scores = dict.fromkeys((card.pk for card in cards), score)
    return reasons_for(jaws, cards, engine=engine, scores=scores)


def like_both(first: Movie, second: Movie, people: int) -> None:
    for number in range(people):
        rater = Rater.objects.create(dataset="ml", number=number)
        for movie in (first, second):
            rater.ratings.create(movie=movie, value=10, rated_at=timezone.now())


def test_by_meaning_how_close_comes_first(jaws: Movie):
    other = film("Open Water", genres=("Thriller", "Drama"))
    assert reason(jaws, other, "clip", 0.876) == "88% close in meaning; In both: Thriller"


def test_by_words_those_that_both_have_come_first_keywords_before_others(jaws: Movie):
    other = film(
        "Deep Blue",
        description="Clever sharks hunt scientists.",
        genres=("Horror",),
        keywords=("ocean", "laboratory"),
    )
    told = reason(jaws, other, "tfidf")
    assert told.startswith("Both about: ocean, ")
    assert {"shark", "hunts"} == set(told.split(";")[0].split(", ")[1:])
    assert told.endswith("In both: Horror")


def test_a_keyword_is_not_said_twice(jaws: Movie):
    jaws.keywords.add(Keyword.objects.create(name="great white shark"))
    other = film("Shark!", description="A shark.", keywords=("great white shark",))
    assert reason(jaws, other, "tfidf") == "Both about: great white shark"


def test_the_rarest_keyword_comes_first(jaws: Movie):
    film("Another", keywords=("ocean",))
    other = film("Open Water", keywords=("ocean", "police chief"))
    assert reason(jaws, other, "tfidf") == "Both about: police chief, ocean"


def test_by_features_genres_and_the_decade_are_told_and_no_words(jaws: Movie):
    other = film(
        "Alien", genres=("Horror",), release_year=1979, description="A shark hunts swimmers."
    )
    for engine in ("features", "features-hnsw", "features-annoy", "knn"):
        assert reason(jaws, other, engine) == "In both: Horror; Of the same decade"
    same_year = film("The Passenger", release_year=1975)
    assert reason(jaws, same_year, "features") == "Of the same year"


def test_the_same_director_is_named_whoever_else_directed(jaws: Movie):
    other = film("Duel", directors="Ann, Bo", actors="Eva")
    assert reason(jaws, other, "blend") == "Same director: Bo"


def test_by_people_their_number_is_told(jaws: Movie):
    other = film("Alien", genres=("Horror",))
    like_both(jaws, other, 3)
    Rater.objects.create(dataset="ml", number=9).ratings.create(
        movie=jaws, value=9, rated_at=timezone.now()
    )
    first, *_ = reason(jaws, other, "collaborative").split("; ")
    assert first == "Liked by 3 of the 4 people who liked Jaws"
    assert "Liked by" not in reason(jaws, other, "clip")


def test_of_very_many_people_a_share_is_told(jaws: Movie, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(likes, "MOST_ASKED", 2)
    other = film("Alien")
    like_both(jaws, other, 4)
    first, *_ = reason(jaws, other, "collaborative").split("; ")
    assert first == "Liked by about 100% of those who liked Jaws"


@pytest.mark.parametrize("people", [0, 1])
def test_what_one_person_likes_is_no_reason(jaws: Movie, people: int):
    other = film("Alien")
    like_both(jaws, other, people)
    assert "Liked by 1" not in reason(jaws, other, "collaborative")


@pytest.mark.parametrize("engine", ENGINES)
def test_every_engine_says_something_of_two_titles_that_share_nothing(jaws: Movie, engine: str):
    assert reason(jaws, film("Tides"), engine)


@pytest.mark.parametrize("engine", ENGINES)
def test_every_engine_says_what_it_goes_by(engine: str):
    assert engine in reasons.TOLD or engine.split("-")[0] in reasons.TOLD


def test_a_reason_is_short_and_takes_as_many_queries_for_many_titles(
    jaws: Movie, django_assert_max_num_queries: Any
):
    others = [
        film(
            f"Shark {number}",
            genres=("Horror", "Thriller"),
            keywords=("ocean", "police chief"),
            directors="Eva",
            description="A shark.",
        )
        for number in range(12)
    ]
    like_both(jaws, others[0], 2)
    jaws = Movie.objects.get(pk=jaws.pk)
    cards = list(Movie.objects.for_cards().filter(pk__in=[other.pk for other in others]))
    with django_assert_max_num_queries(7):
        found = reasons_for(jaws, cards, engine="blend", scores={})
    assert len(found) == 12
    assert all(len(each.facts) <= MOST_FACTS for each in found.values())


def test_no_titles_take_no_queries(jaws: Movie, django_assert_num_queries: Any):
    with django_assert_num_queries(0):
        assert reasons_for(jaws, [], engine="blend", scores={}) == {}


def test_names_of_the_catalogue_stand_apart_from_the_text(jaws: Movie):
    other = film("Alien", genres=("Horror",))
    with override("es"):
        (fact,) = reasons_of(jaws, [other], "blend")[other.pk].facts
    assert fact.names == ("Horror",)
