"""When the site makes a map by itself, in a worker."""

import logging

from catalog.broker import send_tasks
from catalog.embeddings.encoder import EncoderUnavailable, current_model
from catalog.models import Job, Movie
from recommendations.map.building import (
    MapRefused,
    build_map,
    is_last_step,
    mark_interrupted,
    one_map_at_a_time,
)
from recommendations.map.components import data_digest
from recommendations.models import CatalogueMap

logger = logging.getLogger(__name__)

BUILD_TASK = "recommendations.tasks.build_map"  # by name: tasks import this module

# By day where so large a part of the titles is not on the map; else at night.
MANY_MISSING = 0.1

MOST_ATTEMPTS = 3


def build_if_changed() -> int:
    """Make a map where titles have changed since the last; return how many layouts were made."""
    try:
        if reason := _why_leave_alone(current_model()):
            logger.info("no map is made: %s", reason)
            return 0
        return len(build_map(told=logger.info))
    except (MapRefused, EncoderUnavailable) as error:
        logger.info("no map was made: %s", error)
        return 0


def send_if_wanted() -> bool:
    """Tell a worker to make the first map, one of another encoder, one of a catalogue that has
    grown much, or the one whose process was killed; not while titles are being imported or
    embedded, which would be missing again."""
    try:
        model = current_model()
    except EncoderUnavailable:
        return False
    _mark_killed()
    if CatalogueMap.objects.running().exists() or Job.objects.running().exists():
        return False
    is_wanted = _lacks_many(model) or _was_killed()
    if not is_wanted or _why_leave_alone(model):
        return False
    return send_tasks(BUILD_TASK, [[]])


def _lacks_many(model: str) -> bool:
    titles = Movie.objects.for_everybody().embedded_by(model).count()
    shown = CatalogueMap.objects.shown().filter(embedding_model=model).without_places().first()
    return titles - (shown.titles if shown else 0) > MANY_MISSING * titles


def _was_killed() -> bool:
    last = CatalogueMap.objects.without_places().first()
    return last is not None and last.state == CatalogueMap.State.INTERRUPTED


def _mark_killed() -> None:
    if not CatalogueMap.objects.running().exists():
        return
    try:
        with one_map_at_a_time():
            mark_interrupted()
    except MapRefused:  # it is at work
        pass


def _why_leave_alone(model: str) -> str:
    """Why no map is made of the titles as they are; "" where one is."""
    same = CatalogueMap.objects.filter(data_hash=data_digest(model)).without_places()
    last = same.first()
    if last is None:
        return ""
    if last.state == CatalogueMap.State.FAILED:
        return "it failed on the same titles"
    if last.state == CatalogueMap.State.SUCCEEDED and is_last_step(last):
        return "nothing has changed since the last"
    if same.filter(state=CatalogueMap.State.INTERRUPTED).count() >= MOST_ATTEMPTS:
        return f"given up: its process died {MOST_ATTEMPTS} times"
    return ""
