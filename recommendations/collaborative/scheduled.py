"""What the site does about its recommenders by itself, in a worker."""

import logging

from catalog.broker import send_tasks
from recommendations.collaborative.registry import (
    PromotionRefused,
    promote,
    replace_unreadable,
)
from recommendations.collaborative.runs import MOST_ATTEMPTS, TrainingRefused, find_interrupted
from recommendations.collaborative.training import Order, train
from recommendations.models import TrainingRun

logger = logging.getLogger(__name__)

TRAIN_TASK = "recommendations.tasks.train_recommenders"  # by name: tasks import this module


def train_and_promote(created_by_id: int | None = None) -> int:
    """Train on the site's ratings where they have changed, and serve what is not worse; return how
    many models were trained. Nothing to learn from is no error: a new site has no ratings.

    First of all an active model that cannot be read gives way to one that can. Where that is of the
    same ratings there is nothing to train, and the broken one would stay for good.
    """
    for kind in TrainingRun.Kind.values:
        replace_unreadable(kind)
    order = Order(is_scheduled=True, created_by_id=created_by_id)
    try:
        runs = train(order, told=logger.info, on_trained=_promote)
    except TrainingRefused as error:
        logger.info("no recommender was trained: %s", error)
        return 0
    return sum(run.has_artefact for run in runs)


def send_training(created_by_id: int | None = None) -> bool:
    """Tell a worker to train; False where no broker is."""
    return send_tasks(TRAIN_TASK, [[created_by_id]])


def resume_interrupted() -> int:
    """Tell a worker of the site's own trainings that were killed; return how many there were."""
    resumed = [
        run for run in find_interrupted() if run.is_scheduled and run.attempts < MOST_ATTEMPTS
    ]
    if resumed:
        send_training(resumed[0].created_by_id)
    return len(resumed)


def _promote(run: TrainingRun) -> None:
    try:
        promote(run)
    except PromotionRefused as error:
        logger.info("%s", error)
