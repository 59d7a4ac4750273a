"""Titles that are told in the same words."""

import numpy as np
import pytest

from recommendations.engines.base import NotBuildable, NotServed
from recommendations.engines.tfidf import PARAMETERS, Tfidf
from tests.recommendations.engines.catalogues import SEA, Title, catalogue_of, generated_catalogue


@pytest.fixture(scope="module")
def sea() -> Tfidf:
    return Tfidf.build(SEA)


def ids(engine: Tfidf, *arguments: int, **options) -> list[int]:
    return [neighbour.title_id for neighbour in engine.nearest(*arguments, **options)]


def test_who_shares_more_and_rarer_words_comes_first(sea: Tfidf):
    assert ids(sea, 3, 6) == [5, 21]


def test_scores_are_cosines(sea: Tfidf):
    first, second = sea.nearest(3, 2)
    assert 1 > first.score > second.score > 0


def test_they_are_those_of_scikit_learn_for_every_pair():
    from sklearn.feature_extraction.text import TfidfVectorizer

    catalogue = generated_catalogue(300)
    engine = Tfidf.build(catalogue)
    matrix = TfidfVectorizer(**PARAMETERS).fit_transform(catalogue.texts)
    wanted = (matrix @ matrix.T).toarray()
    found = np.stack([engine.cosines(row) for row in range(len(catalogue))])
    assert np.allclose(found, wanted, atol=1e-5)


def test_a_title_without_a_word_in_common_is_never_named(sea: Tfidf):
    assert 34 not in ids(sea, 3, 50)
    assert 13 not in ids(sea, 3, 50)


def test_of_equal_titles_the_lower_id_comes_first():
    engine = Tfidf.build(catalogue_of(*(Title(pk, "white shark") for pk in (1, 2, 4, 7, 9))))
    assert ids(engine, 4, 3) == [1, 2, 7]


def test_one_kind_can_be_asked_for_and_titles_left_out(sea: Tfidf):
    assert ids(sea, 3, 6, kind="series") == [21]
    assert ids(sea, 3, 6, kind="film") == [5]
    assert ids(sea, 3, 6, leave_out=[5]) == [21]


def test_a_title_without_words_is_not_served(sea: Tfidf):
    with pytest.raises(NotServed, match="No word"):
        sea.nearest(34, 5)


def test_a_title_newer_than_the_build_is_not_served(sea: Tfidf):
    with pytest.raises(NotServed, match="newer"):
        sea.nearest(99, 5)


def test_nothing_is_built_of_titles_that_share_no_word():
    with pytest.raises(NotBuildable):
        Tfidf.build(catalogue_of(Title(1, "shark"), Title(2, "wedding"), Title(3)))


def test_it_is_the_same_after_saving_and_loading(sea: Tfidf, tmp_path):
    sea.save(tmp_path)
    loaded = Tfidf.load(tmp_path)
    assert loaded.nearest(3, 6) == sea.nearest(3, 6)
    assert isinstance(loaded.word_rows.base, np.memmap), "it is mapped, not read"
