"""What of the engines is built, beside the trainings."""

from pathlib import Path

import pytest
from django.test import Client

from recommendations.engines import serving
from recommendations.engines.builds import write_build
from recommendations.engines.choices import BUILT
from recommendations.engines.knn import Knn
from tests.recommendations.damage import overwrite
from tests.recommendations.engines.catalogues import SEA

LIST = "/admin/recommendations/trainingrun/"

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _own_builds(settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.RECOMMENDER_FOLDER = tmp_path
    monkeypatch.setattr(serving, "_loaded", {})


def test_engines_that_are_not_built_are_named(admin_client: Client):
    page = admin_client.get(LIST).content.decode()
    assert page.count("not built") == len(BUILT)
    assert "words (TF-IDF)" in page
    assert "errornote" not in page


def test_a_build_is_shown_with_its_titles_and_size(admin_client: Client):
    write_build(Knn.build(SEA), SEA, seconds=12.34)
    page = admin_client.get(LIST).content.decode()
    assert page.count("not built") == len(BUILT) - 1
    assert "<td>6</td>" in page
    assert "12.3 s" in page
    assert "errornote" not in page


@pytest.mark.parametrize("content", ["", "{}"])
def test_what_is_wrong_with_one_is_told(content: str, admin_client: Client):
    build = write_build(Knn.build(SEA), SEA, seconds=0.0)
    overwrite(build.folder / "manifest.json", content.encode())
    page = admin_client.get(LIST).content.decode()
    assert "errornote" in page
    assert "knn 1" in page
