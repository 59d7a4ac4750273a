"""The same runs at MLflow, for those who compare them there: `MLFLOW_TRACKING_URI` says where.

The registry of this site stays what decides; what MLflow cannot take is told in the log, no more.
"""

import importlib.util
import json
import logging
import os

from django.conf import settings
from django.utils import timezone

from recommendations.collaborative.folders import artefact_folder
from recommendations.models import TrainingRun

logger = logging.getLogger(__name__)

EXPERIMENT = "movieclip-recommenders"

# For mlflow, where the operator has set nothing else: a folder is the one store of its own that
# mlflow-skinny can write, and asks for leave; a server that is away is not waited for for minutes.
DEFAULTS = {"MLFLOW_ALLOW_FILE_STORE": "true", "MLFLOW_HTTP_REQUEST_MAX_RETRIES": "2"}


def log_run(run: TrainingRun) -> bool:
    """Log a run that succeeded; False where MLflow is not asked for, not installed or away."""
    if not settings.MLFLOW_TRACKING_URI:
        return False
    if importlib.util.find_spec("mlflow") is None:
        logger.warning(
            "MLFLOW_TRACKING_URI is set, but mlflow is not installed: "
            "pip install -r requirements/mlflow.txt"
        )
        return False
    try:
        _log(run)
    except Exception as error:
        # A server that is away, or of another version, raises what it likes; the model is trained.
        logger.warning("MLflow did not take %s: %s", run.version, error)
        return False
    return True


def _log(run: TrainingRun) -> None:
    for name, value in DEFAULTS.items():
        os.environ.setdefault(name, value)
    from mlflow import MlflowClient

    client = MlflowClient(tracking_uri=settings.MLFLOW_TRACKING_URI)
    experiment = client.get_experiment_by_name(EXPERIMENT)
    experiment_id = experiment.experiment_id if experiment else client.create_experiment(EXPERIMENT)
    logged = client.create_run(
        experiment_id,
        run_name=run.version,
        start_time=round(run.started_at.timestamp() * 1000),
        tags={
            "kind": run.kind,
            "data": run.data,
            "data_sha256": run.data_hash,
            "commit": run.code_version,
            "artefact": str(artefact_folder(run)),
        },
    )
    run_id = logged.info.run_id
    client.log_param(run_id, "seed", run.seed)
    for name, value in run.data_counts.items():
        client.log_param(run_id, name, value)
    for name, value in run.parameters.items():
        client.log_param(run_id, name, value if isinstance(value, str) else json.dumps(value))
    for name, value in run.metrics.items():
        client.log_metric(run_id, name.replace("@", "_at_"), value)
    for epoch, figures in enumerate(run.curves):
        for name, value in figures.items():
            if isinstance(value, int | float):
                client.log_metric(run_id, name.replace("@", "_at_"), value, step=epoch)
    ended = run.finished_at or timezone.now()
    client.set_terminated(run_id, end_time=round(ended.timestamp() * 1000))
