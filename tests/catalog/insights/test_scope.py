"""Which titles count."""

from typing import Any

import pytest

from catalog.insights.scope import Scope
from catalog.models import Credit
from tests.catalog.factories import CreditFactory, FiguresFactory, MovieFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def titles() -> None:
    """A film of two platforms, one of its records twice; a series; one of each sort that is
    hidden from lists, and one that is hidden from everybody."""
    film = MovieFactory.create(title="Film")
    for platform, source_id in (("netflix", "s1"), ("tmdb", "1"), ("tmdb", "2")):
        film.sources.create(platform=platform, source_id=source_id)
    MovieFactory.create(title="Series", kind="series").sources.create(
        platform="netflix", source_id="s2"
    )
    hidden: dict[str, dict[str, Any]] = {
        "Adult": {"is_adult": True},
        "Planned": {"status": "planned"},
        "Hidden": {"is_published": False},
    }
    for title, facts in hidden.items():
        MovieFactory.create(title=title, **facts).sources.create(platform="tmdb", source_id=title)


@pytest.mark.parametrize(
    ("scope", "expected"),
    [
        (Scope(), {"Film", "Series", "Adult", "Planned"}),
        (Scope(kind="film"), {"Film", "Adult", "Planned"}),
        (Scope(kind="series"), {"Series"}),
        (Scope(platform="netflix"), {"Film", "Series"}),
        (Scope(kind="film", platform="tmdb"), {"Film", "Adult", "Planned"}),
        (Scope(kind="series", platform="tmdb"), set()),
    ],
)
def test_titles_figures_and_credits_are_of_the_same_titles(
    titles: None, scope: Scope, expected: set[str]
):
    for movie in MovieFactory._meta.model.objects.all():
        FiguresFactory.create(movie=movie)
        CreditFactory.create(movie=movie)
    assert sorted(movie.title for movie in scope.titles()) == sorted(expected)
    assert sorted(row.movie.title for row in scope.figures()) == sorted(expected)
    assert sorted(row.movie.title for row in scope.credits()) == sorted(expected)
    assert Credit.objects.count() == 5
