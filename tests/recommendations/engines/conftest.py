import pytest

from recommendations.engines import serving


@pytest.fixture(autouse=True)
def _own_builds(settings, tmp_path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A folder of the test's own, and nothing in memory that another test has loaded."""
    settings.RECOMMENDER_FOLDER = tmp_path / "recommenders"
    monkeypatch.setattr(serving, "_loaded", {})
