"""`manage.py build_engines`."""

from collections.abc import Callable
from unittest.mock import patch

import pytest
from django.core.management import CommandError

from catalog.locks import LockTaken
from recommendations.engines import building
from recommendations.engines.builds import current_build
from recommendations.engines.choices import BUILT
from tests.catalog.factories import GenreFactory, MovieFactory

pytestmark = pytest.mark.django_db

Manage = Callable[..., str]


@pytest.fixture(autouse=True)
def _own_builds(settings, tmp_path) -> None:
    settings.RECOMMENDER_FOLDER = tmp_path


@pytest.fixture
def titles() -> None:
    for name in ("Drama", "Crime"):
        MovieFactory.create_batch(3, genres=[GenreFactory.create(name=name)])


@pytest.mark.usefixtures("titles")
def test_all_engines_are_built_of_the_titles_that_there_are(manage: Manage):
    told = manage("build_engines")
    assert told.startswith("6 titles\n")
    built = [name for name in BUILT if current_build(name)]
    assert set(BUILT) - set(built) <= {"features-annoy", "collaborative"}
    assert "collaborative was not built: Nobody has told" in told
    assert told.splitlines()[-1] == f"{len(built)} built: {', '.join(f'{n} 1' for n in built)}"


@pytest.mark.usefixtures("titles")
def test_one_can_be_built_alone(manage: Manage):
    assert manage("build_engines", "knn", "knn").splitlines()[-1] == "1 built: knn 1"
    assert current_build("tfidf") is None


def test_another_name_is_refused(manage: Manage):
    with pytest.raises(CommandError, match="there is no engine word2vec to build"):
        manage("build_engines", "knn", "word2vec")


def test_what_is_not_built_but_asked_is_refused_too(manage: Manage):
    with pytest.raises(CommandError, match="there is no engine clip to build"):
        manage("build_engines", "clip")


def test_without_titles_it_ends_with_one_line_and_writes_nothing(manage: Manage):
    with pytest.raises(CommandError, match="there are no titles"):
        manage("build_engines")
    assert not any(current_build(name) for name in BUILT)


@pytest.mark.usefixtures("titles")
def test_a_library_that_is_absent_leaves_the_other_engines_alone(
    manage: Manage, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setitem(__import__("sys").modules, "annoy", None)
    told = manage("build_engines")
    assert "features-annoy was not built: Annoy is not installed here." in told
    assert current_build("features") is not None
    with pytest.raises(CommandError, match="Annoy is not installed here"):
        manage("build_engines", "features-annoy")


@pytest.mark.usefixtures("titles")
def test_another_process_at_work_is_told_of(manage: Manage):
    with (
        patch.object(building, "hold_lock", side_effect=LockTaken),
        pytest.raises(CommandError, match="another process"),
    ):
        manage("build_engines")


@pytest.mark.usefixtures("titles")
def test_a_folder_that_cannot_be_written_is_told_of(manage: Manage, settings, tmp_path):
    settings.RECOMMENDER_FOLDER = tmp_path / "file"
    settings.RECOMMENDER_FOLDER.write_text("not a folder")
    with pytest.raises(CommandError, match="nothing can be written"):
        manage("build_engines", "knn")
