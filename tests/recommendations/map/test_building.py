"""From vectors to the map that the site shows."""

import subprocess
import sys
import time
from collections.abc import Callable

import numpy as np
import pytest
from django.conf import settings

from catalog.embeddings import refresh
from catalog.models import Movie
from recommendations.map import building, layouts
from recommendations.map.building import MapRefused, build_map
from recommendations.map.components import components_from_database, data_digest
from recommendations.map.places import read_places
from recommendations.models import CatalogueMap
from tests.catalog.factories import MovieFactory
from tests.recommendations.map.conftest import give_vector

pytestmark = pytest.mark.django_db


@pytest.fixture
def in_one_step(monkeypatch: pytest.MonkeyPatch) -> None:
    """The layout takes no time; what becomes of it is tested."""
    monkeypatch.setattr(
        building, "tsne_layout", lambda components, *, seed, told: components[:, :2] * [2.0, 1.0]
    )


def shown() -> CatalogueMap:
    return CatalogueMap.objects.get(is_shown=True)


def model_of(movie: Movie) -> str:
    return Movie.objects.get(pk=movie.pk).embedding_model


def test_groups_of_the_catalogue_are_groups_on_the_map(grouped_titles: list[Movie]):
    rows = build_map()
    assert [row.method for row in rows] == ["pca", "tsne"]
    assert all(row.state == "succeeded" and row.titles == 60 for row in rows)
    assert all(row.trustworthiness is not None for row in rows)
    best = max(rows, key=lambda row: row.trustworthiness or 0)
    assert shown() == best
    places = read_places(shown())
    assert places.title_ids.tolist() == [movie.pk for movie in grouped_titles]
    values = places.values.astype(float)
    near = np.linalg.norm(values[:, None] - values[None], axis=2).argsort(axis=1)[:, 1:6]
    genres = np.arange(60) % 3
    assert (genres[near] == genres[:, None]).mean() > 0.95


def test_the_same_titles_and_seed_make_the_same_map(grouped_titles: list[Movie]):
    first, second = (build_map(seed=3)[-1] for _ in range(2))
    assert bytes(first.places or b"") == bytes(second.places or b"") != b""
    assert first.data_hash == second.data_hash


@pytest.mark.usefixtures("in_one_step")
def test_titles_that_not_everybody_may_see_have_no_place(grouped_titles: list[Movie]):
    hidden, adult, planned, unread = grouped_titles[:4]
    Movie.objects.filter(pk=hidden.pk).update(is_published=False)
    Movie.objects.filter(pk=adult.pk).update(is_adult=True)
    Movie.objects.filter(pk=planned.pk).update(status="planned")
    Movie.objects.filter(pk=unread.pk).update(embedding_model="another@1")
    build_map()
    assert read_places(shown()).title_ids.tolist() == [m.pk for m in grouped_titles[4:]]


def test_of_a_few_titles_pca_is_the_map_and_nothing_is_measured(catalogue: dict[str, Movie]):
    [row] = build_map()
    assert (row.method, row.trustworthiness, row.is_shown) == ("pca", None, True)
    assert len(read_places(row).title_ids) == len(catalogue)


def test_one_title_alone_is_a_map():
    give_vector(MovieFactory.create(), np.eye(512)[0])
    [row] = build_map()
    assert read_places(row).values.tolist() == [[32768, 32768]]


def test_without_titles_nothing_is_made():
    MovieFactory.create()
    with pytest.raises(MapRefused, match="embedded"):
        build_map()
    assert not CatalogueMap.objects.exists()


@pytest.mark.usefixtures("grouped_titles")
def test_the_first_map_is_shown_while_the_better_one_is_made(monkeypatch: pytest.MonkeyPatch):
    seen = []

    def slow(components, *, seed, told):
        seen.append(shown().method)
        return layouts.pca_layout(components)

    monkeypatch.setattr(building, "tsne_layout", slow)
    build_map()
    first = shown()
    build_map()
    assert seen == ["pca", "tsne"], "the second time the map that was there stays"
    assert first.pk != shown().pk


@pytest.mark.usefixtures("grouped_titles")
def test_a_layout_that_fails_leaves_the_other_and_says_why(monkeypatch: pytest.MonkeyPatch):
    def fail(components, *, seed, told):
        raise MemoryError("no room")

    monkeypatch.setattr(building, "tsne_layout", fail)
    _pca, tsne = build_map()
    assert (tsne.state, tsne.error, tsne.places) == ("failed", "MemoryError: no room", None)
    assert shown().method == "pca"


@pytest.mark.usefixtures("grouped_titles", "in_one_step")
def test_a_map_that_is_stopped_leaves_what_was_shown(monkeypatch: pytest.MonkeyPatch):
    build_map()
    before = shown()

    def stop(components, *, seed, told):
        raise KeyboardInterrupt

    monkeypatch.setattr(building, "tsne_layout", stop)
    with pytest.raises(KeyboardInterrupt):
        build_map()
    assert shown() == before
    assert CatalogueMap.objects.latest("pk").state == "interrupted"


@pytest.mark.usefixtures("grouped_titles", "in_one_step")
def test_rows_whose_process_was_killed_are_marked_by_the_next():
    CatalogueMap.objects.create(method="tsne", data_hash="", titles=1, seed=1)
    build_map()
    states = CatalogueMap.objects.order_by("pk").values_list("state", flat=True)
    assert list(states) == ["interrupted", "succeeded", "succeeded"]


@pytest.mark.usefixtures("grouped_titles", "in_one_step")
def test_old_rows_go(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(building, "KEPT", 2)
    for _ in range(3):
        build_map()
    assert CatalogueMap.objects.count() == 3


def test_the_digest_tells_another_catalogue_without_reading_vectors(grouped_titles: list[Movie]):
    model = model_of(grouped_titles[0])
    before = data_digest(model)
    assert components_from_database(model, seed=1).digest == before
    Movie.objects.filter(pk=grouped_titles[0].pk).update(embedding_hash="other")
    assert data_digest(model) != before


def test_components_of_a_sample_place_all_titles(
    grouped_titles: list[Movie], monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("recommendations.map.components.FITTED", 30)
    monkeypatch.setattr("recommendations.map.components.MEASURED", 20)
    monkeypatch.setattr("recommendations.map.components.ROWS_AT_A_TIME", 7)
    model = model_of(grouped_titles[0])
    components = components_from_database(model, seed=1)
    assert len(components) == 60
    assert len(components.measured) == 20
    vectors = np.array([Movie.objects.get(pk=pk).embedding for pk in components.title_ids])
    np.testing.assert_allclose(components.vectors, vectors[components.measured], atol=1e-5)
    told = np.linalg.norm(components.values[:, None] - components.values[None], axis=2)
    true = np.linalg.norm(vectors[:, None] - vectors[None], axis=2)
    assert np.corrcoef(told.ravel(), true.ravel())[0, 1] > 0.95


@pytest.mark.django_db(transaction=True)
def test_two_at_once_make_one(grouped_titles: list[Movie], served_environment: dict[str, str]):
    """The second is refused while the first, a process of its own, holds the lock."""
    held = (
        "import django, time; django.setup();"
        "from recommendations.map.building import one_map_at_a_time\n"
        "with one_map_at_a_time(): print('held', flush=True); time.sleep(60)"
    )
    other = subprocess.Popen(
        [sys.executable, "-c", held], env=served_environment, stdout=subprocess.PIPE,
        cwd=settings.BASE_DIR,
    )  # fmt: skip
    try:
        assert other.stdout is not None
        assert other.stdout.readline() == b"held\n"
        with pytest.raises(MapRefused, match="another"):
            build_map()
    finally:
        other.kill()
        other.wait()
    deadline = time.monotonic() + 10
    while True:
        try:
            with building.one_map_at_a_time():
                break
        except MapRefused:
            assert time.monotonic() < deadline


def test_the_sample_catalogue_has_a_map(manage: Callable[..., str]):
    sample = settings.BASE_DIR / "catalog/sample/netflix_titles.csv"
    manage("import_netflix", sample, "--no-embed")
    refresh.embed_chunk(Movie.objects.values_list("pk", flat=True), job_id=None)
    told = manage("build_map")
    assert "of 310 titles is shown" in told
    row = shown()
    assert row.titles == 310
    assert row.measured_titles == 310
    assert row.trustworthiness is not None
    # By chance it would be 0.5; what a map of so few is worth moves with the encoder.
    assert row.trustworthiness > 0.75
