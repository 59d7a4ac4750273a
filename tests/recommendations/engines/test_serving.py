"""The engines that a process serves: the newest build, at once, and none that is broken."""

import shutil
import threading
from unittest.mock import patch

import pytest
from django.test import Client

from recommendations.engines import serving
from recommendations.engines.base import LibraryMissing, NotServed
from recommendations.engines.builds import Build, current_build, write_build
from recommendations.engines.choices import (
    BUILT,
    DEFAULT_ENGINE,
    ENGINES,
    engine,
    engine_troubles,
)
from recommendations.engines.features import FlatFeatures
from recommendations.engines.knn import Knn
from recommendations.engines.tfidf import Tfidf
from tests.recommendations.damage import cut_short, overwrite, turn_a_bit
from tests.recommendations.engines.catalogues import SEA, catalogue_of


def write(engine_class=Knn, catalogue=SEA) -> Build:
    return write_build(engine_class.build(catalogue), catalogue, seconds=0.0)


def break_build(build: Build) -> None:
    (path,) = build.folder.glob("*.safetensors")
    turn_a_bit(path)


def test_these_can_be_chosen():
    assert list(ENGINES) == [
        "blend",
        "clip",
        "tfidf",
        "knn",
        "features",
        "features-hnsw",
        "features-annoy",
        "features-voyager",
        "collaborative",
    ]
    assert all(choice.name == name and choice.label for name, choice in ENGINES.items())
    assert DEFAULT_ENGINE == "blend"


# Where Annoy is not installed, that is what its engine says (below).
@pytest.mark.parametrize("name", sorted(set(BUILT) - {"features-annoy"}))
def test_an_engine_that_is_not_built_says_so(name: str):
    with pytest.raises(NotServed, match="has not been built yet"):
        engine(name)
    assert engine_troubles() == ""


def test_an_engine_that_is_not_built_for_want_of_its_library_says_that(
    monkeypatch: pytest.MonkeyPatch,
):
    monkeypatch.setitem(__import__("sys").modules, "annoy", None)
    with pytest.raises(LibraryMissing, match="Annoy is not installed"):
        engine("features-annoy")


def test_a_name_that_is_none_is_an_error():
    with pytest.raises(KeyError):
        engine("word2vec")


def test_a_build_is_loaded_once():
    write()
    assert engine("knn") is engine("knn")


def test_the_next_build_is_served_without_a_restart():
    write()
    before = engine("knn")
    write(catalogue=catalogue_of())
    after = engine("knn")
    assert after is not before
    with pytest.raises(NotServed, match="newer than the last build"):
        after.nearest(3, 1)
    assert before.nearest(3, 1), "who was asked meanwhile goes on"


def test_a_broken_build_is_not_served_and_operators_are_told():
    build = write()
    break_build(build)
    with pytest.raises(NotServed, match="cannot be read"):
        engine("knn")
    assert "knn 1" in engine_troubles()
    assert "SHA-256" in engine_troubles()


def test_a_broken_build_is_looked_at_again_after_a_while(monkeypatch: pytest.MonkeyPatch):
    build = write()
    path = next(build.folder.glob("*.safetensors"))
    whole = path.read_bytes()
    break_build(build)
    with pytest.raises(NotServed):
        engine("knn")
    overwrite(path, whole)
    with pytest.raises(NotServed):
        engine("knn")
    monkeypatch.setattr(serving, "RETRY_SECONDS", 0)
    assert engine("knn").nearest(3, 1)


def test_a_build_that_is_cleared_away_is_no_longer_served():
    build = write()
    engine("knn")
    for path in build.folder.iterdir():
        path.unlink()
    build.folder.rmdir()
    assert current_build("knn") is None
    with pytest.raises(NotServed, match="has not been built yet"):
        engine("knn")


def test_without_the_library_the_choice_says_so_and_nothing_is_wrong(
    monkeypatch: pytest.MonkeyPatch,
):
    write(FlatFeatures)
    monkeypatch.setitem(__import__("sys").modules, "faiss", None)
    with pytest.raises(LibraryMissing, match="FAISS is not installed"):
        engine("features")
    assert engine_troubles() == ""
    with (
        patch.object(serving, "load_build", side_effect=AssertionError("read again")),
        pytest.raises(LibraryMissing, match="FAISS is not installed"),
    ):
        engine("features")


def test_a_build_that_takes_the_number_of_another_is_served():
    build = write()
    before = engine("knn")
    shutil.rmtree(build.folder.parent)
    assert write(catalogue=catalogue_of()) == build
    assert engine("knn") is not before


def test_watching_builds_loads_and_reads_none(monkeypatch: pytest.MonkeyPatch):
    build = write()
    monkeypatch.setattr(serving, "load_build", lambda *arguments: pytest.fail("loaded"))
    assert engine_troubles() == ""
    (path,) = build.folder.glob("*.safetensors")
    cut_short(path, path.stat().st_size - 1)
    assert "knn 1" in engine_troubles()


def test_an_engine_that_is_loaded_is_watched_too():
    build = write()
    loaded = engine("knn")
    assert engine_troubles() == ""
    (path,) = build.folder.glob("*.safetensors")
    shutil.copy(path, whole := path.with_name("whole"))
    path.unlink()
    assert "knn 1" in engine_troubles()
    assert engine("knn") is loaded, "who has mapped it goes on"
    whole.rename(path)
    assert engine_troubles() == ""


def test_while_one_engine_is_loaded_another_is_served():
    write()
    write(Tfidf)
    engine("knn")
    serving._locks.clear()
    with serving._locks.setdefault("knn", threading.Lock()):
        assert engine("tfidf").nearest(3, 1)


@pytest.mark.django_db
def test_readyz_tells_operators_of_a_broken_build(admin_client: Client):
    break_build(write())
    with pytest.raises(NotServed):
        engine("knn")
    response = admin_client.get("/readyz")
    assert response.status_code == 200
    assert "knn 1" in response.json()["degraded"]["similar titles"]
    assert "degraded" not in Client().get("/readyz").json()
