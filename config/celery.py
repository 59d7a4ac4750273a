"""The Celery application. Tasks live in each app's `tasks.py`."""

import logging
import logging.config
import os
import sys
from typing import Any

from celery import Celery
from celery.signals import setup_logging, worker_ready

# They listen to Celery's signals.
import config.metrics.tasks
import config.task_trail  # noqa: F401

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

app = Celery("movieclip")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@app.on_configure.connect
def require_settings(**_: Any) -> None:
    """A setting that is missing ends worker and beat with one line, not with a trace."""
    from django.conf import settings
    from django.core.exceptions import ImproperlyConfigured

    try:
        settings.SECRET_KEY  # noqa: B018 - the first of all: it loads them
    except ImproperlyConfigured as error:
        sys.exit(f"celery: {error}")


@setup_logging.connect
def log_as_everywhere(**_: Any) -> None:
    """That somebody listens keeps Celery from handlers and formats of its own."""
    from django.conf import settings

    logging.config.dictConfig(settings.LOGGING)


@worker_ready.connect
def say_which_model(**_: Any) -> None:
    """A worker without a model goes on: its tasks wait, and find the model once it is there."""
    from catalog.embeddings.encoder import EncoderUnavailable, current_model

    logger = logging.getLogger(__name__)
    try:
        logger.info("titles are embedded with %s", current_model())
    except EncoderUnavailable as error:
        logger.error("no title can be embedded: %s", error)
