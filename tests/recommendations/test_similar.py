"""Titles similar to a title, whoever finds them."""

from collections.abc import Collection
from pathlib import Path
from typing import ClassVar

import pytest
from pytest_django import DjangoAssertNumQueries, Settings

from catalog.models import Movie
from recommendations import similar
from recommendations.engines.base import Engine, Neighbour, NotServed, Text
from recommendations.engines.blend import Blend
from recommendations.engines.builds import write_build
from recommendations.engines.catalogue import catalogue_from_database
from recommendations.engines.choices import ENGINES
from recommendations.engines.features import FlatFeatures
from recommendations.engines.tfidf import Tfidf
from recommendations.similar import SimilarTitles, similar_titles
from tests.catalog.factories import MovieFactory

pytestmark = pytest.mark.django_db


class Fixed:
    """Names titles in a given order."""

    name: ClassVar[str] = "fixed"
    label: ClassVar[Text] = "the fixed order"

    def __init__(self, *titles: Movie) -> None:
        self.titles = titles
        self.asked: list[int] = []

    def nearest(
        self, title_id: int, count: int, *, kind: str = "", leave_out: Collection[int] = ()
    ) -> list[Neighbour]:
        self.asked.append(count)
        offered = [
            movie
            for movie in self.titles
            if movie.pk not in {title_id, *leave_out} and kind in ("", movie.kind)
        ]
        return [Neighbour(movie.pk, 1 / (1 + place)) for place, movie in enumerate(offered)][:count]


@pytest.fixture
def movies() -> list[Movie]:
    return MovieFactory.create_batch(12)


@pytest.fixture
def engines(monkeypatch: pytest.MonkeyPatch) -> dict[str, Fixed]:
    """Who is in it is served, nobody else."""
    served: dict[str, Fixed] = {}

    def named(name: str) -> Fixed:
        if name not in served:
            raise NotServed(f"{name} is away.")
        return served[name]

    monkeypatch.setattr(similar, "engine_named", named)
    return served


def ids(found: SimilarTitles) -> list[int]:
    return [similar.movie.pk for similar in found.titles]


def test_the_engine_that_is_asked_answers(movies: list[Movie], engines: dict[str, Fixed]):
    engines["knn"] = Fixed(*movies)
    found = similar_titles(movies[0], engine="knn", count=3)
    assert ids(found) == [movie.pk for movie in movies[1:4]]
    assert [similar.score for similar in found.titles] == [1, 1 / 2, 1 / 3]
    assert (found.asked, found.served) == ("knn", "knn")
    assert (found.refusal, found.fallback, found.shortage) == ("", "", "")


def test_every_title_has_its_reason(movies: list[Movie], engines: dict[str, Fixed]):
    engines["knn"] = Fixed(*movies)
    assert all(str(each.reason) for each in similar_titles(movies[0], engine="knn").titles)


def test_hidden_titles_are_made_up_for(movies: list[Movie], engines: dict[str, Fixed]):
    hidden = [movie.pk for movie in movies[1:7]]
    Movie.objects.filter(pk__in=hidden).update(is_published=False)
    engines["knn"] = Fixed(*movies)
    found = similar_titles(movies[0], engine="knn", count=4)
    assert ids(found) == [movie.pk for movie in movies[7:11]]
    assert found.shortage == ""


def test_who_is_away_is_stood_in_for_with_a_word(movies: list[Movie], engines: dict[str, Fixed]):
    engines["clip"] = Fixed(*movies)
    found = similar_titles(movies[0], engine="knn", count=3)
    assert len(found.titles) == 3
    assert (found.asked, found.served) == ("knn", "clip")
    assert found.refusal == "knn is away."
    assert found.fallback == "knn is away. These are by “meaning” instead."


class TestTheMix:
    """Of parts of which some are away."""

    @pytest.fixture
    def parts(self, engines: dict[str, Fixed]) -> dict[str, Fixed]:
        parts: dict[str, Fixed] = {}

        def part(name: str) -> Engine:
            if name not in parts:
                raise NotServed(f"{name} is not built.")
            return parts[name]

        weights = dict.fromkeys(("collaborative", "clip", "tfidf"), 0.5)
        engines["blend"] = Blend(part, weights=weights)  # type: ignore[assignment]
        return parts

    def test_of_one_part_is_that_part_s_list_and_says_so(
        self, movies: list[Movie], parts: dict[str, Fixed]
    ):
        parts["clip"] = Fixed(*movies)
        found = similar_titles(movies[0], count=2)
        assert (found.asked, found.served) == ("blend", "clip")
        assert [similar.score for similar in found.titles] == [1, 1 / 2]
        assert "close in meaning" in str(found.titles[0].reason)
        assert found.message == (
            "The mix has too few parts for this title. These are by “meaning” instead."
        )

    def test_that_stands_in_with_one_part_is_called_by_its_name(
        self, movies: list[Movie], parts: dict[str, Fixed]
    ):
        parts["clip"] = Fixed(*movies)
        found = similar_titles(movies[0], engine="knn", count=2)
        assert found.served == "clip"
        assert found.message == "knn is away. These are by “meaning” instead."

    def test_names_what_it_is_without(self, movies: list[Movie], parts: dict[str, Fixed]):
        parts["clip"], parts["tfidf"] = Fixed(*movies), Fixed(*movies)
        found = similar_titles(movies[0], count=2)
        assert (found.served, found.fallback) == ("blend", "")
        assert found.without == (ENGINES["collaborative"].label,)
        assert found.message == "Without: what people like together."

    def test_of_all_parts_has_nothing_to_say(self, movies: list[Movie], parts: dict[str, Fixed]):
        parts |= {name: Fixed(*movies) for name in ("collaborative", "clip", "tfidf")}
        assert similar_titles(movies[0], count=2).message == ""

    def test_asked_for_alone_is_refused_where_it_has_nothing_to_mix(
        self, movies: list[Movie], parts: dict[str, Fixed]
    ):
        parts["clip"] = Fixed(*movies)
        found = similar_titles(movies[0], engine="blend", count=2, stand_ins=())
        assert (found.served, found.titles) == ("", [])
        assert found.refusal == "The mix has too few parts for this title."


def test_for_a_title_newer_than_all_builds_meaning_answers_and_says_so(
    catalogue: dict[str, Movie], settings: Settings, tmp_path: Path
):
    settings.RECOMMENDER_FOLDER = tmp_path
    jaws = catalogue["Jaws"]
    Movie.objects.filter(pk=jaws.pk).update(is_published=False)
    data = catalogue_from_database()
    write_build(FlatFeatures.build(data), data, seconds=0.0)
    write_build(Tfidf.build(data), data, seconds=0.0)
    Movie.objects.filter(pk=jaws.pk).update(is_published=True)
    found = similar_titles(jaws, count=2)
    assert (found.served, "“meaning” instead" in found.fallback) == ("clip", True)
    assert "close in meaning" in str(found.titles[0].reason)


def test_asked_alone_an_engine_is_neither_stood_in_for_nor_filled_up(
    movies: list[Movie], engines: dict[str, Fixed]
):
    engines["tfidf"], engines["clip"] = Fixed(movies[5]), Fixed(*movies)
    found = similar_titles(movies[0], engine="tfidf", count=5, stand_ins=())
    assert ids(found) == [movies[5].pk]
    assert found.message == "“words (TF-IDF)” knows only 1 title to show."
    assert similar_titles(movies[0], engine="knn", stand_ins=()).served == ""
    assert engines["clip"].asked == []


def test_who_has_no_title_to_show_has_not_answered(movies: list[Movie], engines: dict[str, Fixed]):
    engines["knn"], engines["clip"] = Fixed(), Fixed(*movies)
    found = similar_titles(movies[0], engine="knn", count=2)
    assert found.served == "clip"
    assert found.refusal.endswith("knows no title to show.")


def test_the_blend_stands_in_before_meaning_alone(movies: list[Movie], engines: dict[str, Fixed]):
    engines["clip"], engines["blend"] = Fixed(*movies), Fixed(*reversed(movies))
    assert similar_titles(movies[0], engine="knn").served == "blend"


def test_what_an_engine_does_not_know_another_adds_with_a_word(
    movies: list[Movie], engines: dict[str, Fixed]
):
    engines["tfidf"], engines["clip"] = Fixed(movies[5], movies[3]), Fixed(*movies)
    found = similar_titles(movies[0], engine="tfidf", count=5)
    wanted = [movies[place].pk for place in (5, 3, 1, 2, 4)]
    assert ids(found) == wanted
    assert found.served == "tfidf"
    assert found.fallback == "It knows no more: the last 3 are by “meaning”."
    assert found.shortage == ""


def test_where_there_are_too_few_it_is_said(movies: list[Movie], engines: dict[str, Fixed]):
    engines["knn"] = Fixed(*movies[:4])
    found = similar_titles(movies[0], engine="knn", count=50)
    assert len(found.titles) == 3
    assert found.shortage == "There are only 3 titles to show."


def test_where_nobody_can_it_is_said(movies: list[Movie], engines: dict[str, Fixed]):
    found = similar_titles(movies[0], engine="knn")
    assert found == SimilarTitles("knn", "", [], refusal="knn is away.", fallback="knn is away.")


def test_kind_and_what_is_left_out_hold_for_whoever_stands_in(
    movies: list[Movie], engines: dict[str, Fixed]
):
    Movie.objects.filter(pk__in=[movies[1].pk, movies[2].pk]).update(kind="series")
    movies = list(Movie.objects.order_by("pk"))
    engines["knn"], engines["clip"] = Fixed(movies[1]), Fixed(*movies)
    found = similar_titles(
        movies[0], engine="knn", count=5, kind="series", leave_out=[movies[1].pk]
    )
    assert ids(found) == [movies[2].pk]


def test_no_title_comes_twice(movies: list[Movie], engines: dict[str, Fixed]):
    engines["knn"], engines["blend"] = Fixed(*movies[:4]), Fixed(*movies[2:6])
    engines["clip"] = Fixed(*movies)
    found = similar_titles(movies[0], engine="knn", count=11)
    assert len(set(ids(found))) == 11


def test_an_engine_that_there_is_not_is_an_error(movies: list[Movie]):
    with pytest.raises(KeyError):
        similar_titles(movies[0], engine="word2vec")


def test_queries_do_not_grow_with_the_titles(
    engines: dict[str, Fixed], django_assert_max_num_queries: DjangoAssertNumQueries
):
    movies = MovieFactory.create_batch(51)
    engines["knn"] = Fixed(*movies)
    with django_assert_max_num_queries(10):
        assert len(similar_titles(movies[0], engine="knn", count=50).titles) == 50


def test_for_real_titles_the_closest_in_meaning_come(catalogue: dict[str, Movie]):
    found = similar_titles(catalogue["Jaws"], engine="clip", count=2)
    assert found.served == "clip"
    assert ids(found)[0] == catalogue["Deep Blue"].pk
