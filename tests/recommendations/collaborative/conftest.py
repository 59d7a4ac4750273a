import pytest

from recommendations.collaborative import kinds, serving
from tests.recommendations.collaborative import stand_ins


@pytest.fixture(autouse=True)
def _own_artefacts(settings, tmp_path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A folder of the test's own, and nothing in memory that another test has loaded."""
    settings.RECOMMENDER_FOLDER = tmp_path / "recommenders"
    monkeypatch.setattr(serving, "_loaded", {})


@pytest.fixture
def stand_in(monkeypatch: pytest.MonkeyPatch) -> type[stand_ins.StandIn]:
    """Models that are trained in no time, in the place of the real ones."""
    here = "tests.recommendations.collaborative.stand_ins"
    for kind in ("ranking", "rating"):
        monkeypatch.setitem(kinds.MODELS, kind, f"{here}.StandIn")
        monkeypatch.setitem(kinds.MEASURED_BY, kind, f"{here}.measure_{kind}")
    monkeypatch.setattr(stand_ins.StandIn, "fits", [])
    monkeypatch.setattr(stand_ins, "worth", {"ranking": 0.5, "rating": 0.9})
    return stand_ins.StandIn
