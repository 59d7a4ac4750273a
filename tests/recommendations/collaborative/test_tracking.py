"""The same runs at MLflow."""

import logging
from pathlib import Path

import pytest

from recommendations.collaborative import tracking
from recommendations.collaborative.tracking import log_run
from tests.recommendations.collaborative.stand_ins import make_run

pytestmark = pytest.mark.django_db


def test_nothing_is_logged_where_nobody_asks_for_it(settings) -> None:
    settings.MLFLOW_TRACKING_URI = ""
    assert log_run(make_run()) is False


def test_a_run_is_logged_with_data_seed_figures_and_curves(settings, tmp_path: Path) -> None:
    mlflow = pytest.importorskip("mlflow", reason="requirements/mlflow.txt is not installed")
    settings.MLFLOW_TRACKING_URI = (tmp_path / "mlruns").as_uri()
    run = make_run(
        parameters={"neighbours": 20, "shape": [2, 3]},
        curves=[{"rmse": 1.0}, {"rmse": 0.9}],
        data_counts={"people": 3},
    )
    assert log_run(run) is True
    client = mlflow.MlflowClient(tracking_uri=settings.MLFLOW_TRACKING_URI)
    experiment = client.get_experiment_by_name(tracking.EXPERIMENT)
    [logged] = client.search_runs([experiment.experiment_id])
    assert logged.info.run_name == run.version
    assert logged.info.status == "FINISHED"
    assert logged.data.params == {
        "seed": "42",
        "people": "3",
        "neighbours": "20",
        "shape": "[2, 3]",
    }
    assert logged.data.metrics["hr_at_10"] == 0.5
    assert logged.data.tags["data_sha256"] == run.data_hash
    history = client.get_metric_history(logged.info.run_id, "rmse")
    assert [(point.step, point.value) for point in history] == [(0, 1.0), (1, 0.9)]


def test_without_the_package_there_is_one_warning(
    settings, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    settings.MLFLOW_TRACKING_URI = "file:///nowhere"
    monkeypatch.setattr(tracking.importlib.util, "find_spec", lambda name: None)
    with caplog.at_level(logging.WARNING):
        assert log_run(make_run()) is False
    assert [record.levelname for record in caplog.records] == ["WARNING"]
    assert "requirements/mlflow.txt" in caplog.text


def test_a_server_that_is_away_costs_a_warning_and_no_training(
    settings, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    pytest.importorskip("mlflow", reason="requirements/mlflow.txt is not installed")
    monkeypatch.setenv("MLFLOW_HTTP_REQUEST_MAX_RETRIES", "0")
    settings.MLFLOW_TRACKING_URI = "http://127.0.0.1:9"
    with caplog.at_level(logging.WARNING, logger=tracking.__name__):
        assert log_run(make_run()) is False
    assert "MLflow did not take" in caplog.text
