"""Engines that the site builds by itself."""

import shutil
from datetime import timedelta
from unittest.mock import patch

import pytest
from django.core.cache import cache

from catalog.locks import LockTaken
from catalog.models import Movie
from catalog.version import catalogue_changed
from config.schedule import SCHEDULE
from recommendations.engines import building, features
from recommendations.engines.base import NotBuildable
from recommendations.engines.builds import Build, current_build, facts_of
from recommendations.engines.choices import BUILT
from recommendations.engines.collaborative import Collaborative
from recommendations.engines.features import AnnoyFeatures
from recommendations.models import Favorite
from recommendations.tasks import build_engines
from tests.accounts.factories import UserFactory
from tests.catalog.factories import GenreFactory, MovieFactory
from tests.recommendations.damage import overwrite

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _two_engines(monkeypatch: pytest.MonkeyPatch) -> None:
    """Those that are built soonest."""
    for name in set(BUILT) - {"tfidf", "knn"}:
        monkeypatch.delitem(BUILT, name)


@pytest.fixture
def titles(transactional_db: None) -> list[Movie]:
    return MovieFactory.create_batch(3, genres=[GenreFactory.create(name="Drama")])


def an_hour_later() -> None:
    cache.delete(building._LOOKED_KEY)


def latest(name: str) -> Build:
    build = current_build(name)
    assert build is not None
    return build


def numbers() -> dict[str, int]:
    return {name: build.number for name in BUILT if (build := current_build(name))}


@pytest.mark.usefixtures("titles")
class TestByItself:
    def test_a_new_site_has_its_engines_built(self):
        assert build_engines() == 2
        assert numbers() == {"tfidf": 1, "knn": 1}

    def test_nothing_is_built_while_no_title_has_changed(self):
        build_engines()
        an_hour_later()
        assert build_engines() == 0
        catalogue_changed()  # as for a poster, which engines do not read
        assert build_engines() == 0
        assert numbers() == {"tfidf": 1, "knn": 1}

    def test_the_catalogue_is_read_once_for_each_version_of_it(self):
        build_engines()
        catalogue_changed()
        an_hour_later()
        with patch.object(
            building, "catalogue_from_database", wraps=building.catalogue_from_database
        ) as read:
            for _hour in range(3):
                assert build_engines() == 0
                an_hour_later()
        assert read.call_count == 1

    def test_what_cannot_be_built_is_not_tried_again_on_the_same_titles(
        self, monkeypatch: pytest.MonkeyPatch
    ):
        monkeypatch.setitem(BUILT, "collaborative", Collaborative)  # nobody likes anything
        build_engines()
        an_hour_later()
        with patch.object(building, "catalogue_from_database") as read:
            assert build_engines() == 0
        read.assert_not_called()

    def test_nor_is_what_lacks_its_library_until_it_is_there(self, monkeypatch: pytest.MonkeyPatch):
        monkeypatch.setitem(BUILT, "features-annoy", AnnoyFeatures)
        with monkeypatch.context() as without:
            without.setitem(__import__("sys").modules, "annoy", None)
            with patch.object(features, "_reduced") as reduced:
                assert build_engines() == 2
            reduced.assert_not_called()
        an_hour_later()
        with (  # there, whether or not this machine has it
            patch.object(AnnoyFeatures, "require_library"),
            patch.object(AnnoyFeatures, "build", side_effect=NotBuildable("asked")) as built,
        ):
            build_engines()
        built.assert_called_once()

    def test_builds_that_were_wiped_are_made_again(self):
        build_engines()
        catalogue_changed()
        an_hour_later()
        build_engines()
        shutil.rmtree(latest("knn").folder.parent)
        an_hour_later()
        assert build_engines() == 1

    def test_a_new_title_is_in_the_next_build(self):
        build_engines()
        new = MovieFactory.create(title="New title")
        catalogue_changed()
        an_hour_later()
        assert build_engines() == 2
        assert new.pk in building.BUILT["knn"].load(latest("knn").folder).title_ids

    def test_it_builds_once_an_hour_at_most(self):
        build_engines()
        MovieFactory.create(title="New title")
        catalogue_changed()
        assert build_engines() == 0

    def test_other_parameters_are_a_reason_to_build(self, monkeypatch: pytest.MonkeyPatch):
        build_engines()
        monkeypatch.setattr(BUILT["knn"], "parameters", {"of": "the next release"})
        catalogue_changed()
        an_hour_later()
        assert build_engines() == 1
        assert numbers() == {"tfidf": 1, "knn": 2}

    def test_what_people_like_is_learnt_anew_once_a_day(self, monkeypatch: pytest.MonkeyPatch):
        monkeypatch.setitem(BUILT, "collaborative", Collaborative)
        Favorite.objects.create(user=UserFactory.create(), movie=Movie.objects.latest("pk"))
        build_engines()
        an_hour_later()
        assert build_engines() == 0
        monkeypatch.setattr(building, "PEOPLE_INTERVAL", timedelta(0))
        assert build_engines() == 1
        assert numbers() == {"tfidf": 1, "knn": 1, "collaborative": 2}

    def test_a_manifest_that_cannot_be_read_is_a_reason_to_build(self):
        build_engines()
        overwrite(latest("knn").folder / "manifest.json", b"nothing")
        an_hour_later()
        assert build_engines() == 1
        assert facts_of(latest("knn")).titles == 3

    def test_another_process_at_work_is_left_alone(self):
        with patch.object(building, "hold_lock", side_effect=LockTaken):
            assert build_engines() == 0
        assert numbers() == {}

    def test_a_failure_is_tried_again_without_waiting(self):
        with (
            patch.object(building, "write_build", side_effect=OSError("full")),
            pytest.raises(OSError, match="full"),
        ):
            build_engines()
        assert build_engines() == 2


def test_without_titles_nothing_is_built():
    assert build_engines() == 0
    MovieFactory.create_batch(2)
    assert build_engines() == 2, "the first titles need not wait for an hour"


def test_beat_sends_it():
    assert SCHEDULE["build-engines"]["task"] == build_engines.name
