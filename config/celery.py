"""The Celery application. Tasks live in each app's `tasks.py`."""

import logging
import os
from typing import Any

from celery import Celery
from celery.signals import worker_ready

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

app = Celery("movieclip")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@worker_ready.connect
def say_which_model(**_: Any) -> None:
    """A worker without a model goes on: its tasks wait, and find the model once it is there."""
    from catalog.embeddings.encoder import EncoderUnavailable, current_model

    logger = logging.getLogger(__name__)
    try:
        logger.info("titles are embedded with %s", current_model())
    except EncoderUnavailable as error:
        logger.error("no title can be embedded: %s", error)
