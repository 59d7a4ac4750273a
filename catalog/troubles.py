"""What the staff should know and visitors need not: parts of the site that are away."""

from celery import current_app
from django.core.cache import cache
from kombu.exceptions import OperationalError

from catalog.broker import IMPATIENT
from catalog.embeddings.encoder import EncoderUnavailable, current_model

# A broker that is away takes most of a second to find out: not on every page.
CACHE_SECONDS = 15


def current_troubles() -> list[str]:
    """Names of what is away, of "broker" and "encoder"."""
    troubles: list[str] | None = cache.get("troubles")
    if troubles is None:
        checks = {"broker": _is_broker_away, "encoder": _is_encoder_away}
        troubles = [name for name, is_away in checks.items() if is_away()]
        cache.set("troubles", troubles, CACHE_SECONDS)
    return troubles


def _is_broker_away() -> bool:
    try:
        with current_app.connection(transport_options=IMPATIENT) as broker:
            broker.ensure_connection(max_retries=1, interval_start=0)
    except (OperationalError, OSError):
        return True
    return False


def _is_encoder_away() -> bool:
    try:
        current_model()
    except EncoderUnavailable:
        return True
    return False
