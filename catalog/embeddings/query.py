"""The vector of what a visitor typed: cached, and honest when there is none."""

import hashlib
import logging
import threading

import numpy as np
from django.core.cache import cache

from catalog.embeddings.encoder import (
    EncoderUnavailable,
    current_model,
    is_encoder_loaded,
    load_encoder,
)

logger = logging.getLogger(__name__)

CACHE_SECONDS = 24 * 3600

_warm_up: threading.Thread | None = None
_warm_up_lock = threading.Lock()


def encode_query(text: str) -> tuple[np.ndarray, str]:
    """Unit vector (512,) of `text` and the name of the model that made it.

    Raises EncoderUnavailable where the model is missing, or while it is still being loaded: the
    load takes seconds, goes on in the background, and nobody should wait for it.
    """
    model = current_model()
    key = f"query:{model}:{hashlib.sha256(text.encode()).hexdigest()}"
    if (cached := cache.get(key)) is not None:
        return np.frombuffer(cached, dtype=np.float32), model
    warm_up(wait_seconds=2.0)
    vector = load_encoder().encode_query(text)
    cache.set(key, vector.astype(np.float32).tobytes(), CACHE_SECONDS)
    return vector, model


def warm_up(*, wait_seconds: float = 0.0) -> None:
    """Load the encoder in a thread of its own, and wait for it so long.

    Raises EncoderUnavailable if it is not there by then; never if `wait_seconds` is 0.
    """
    global _warm_up
    with _warm_up_lock:
        if _warm_up is None or (not _warm_up.is_alive() and not is_encoder_loaded()):
            # No daemon: a process that ends while the libraries are being loaded waits for them.
            # Torn down beneath their threads, it was aborted.
            _warm_up = threading.Thread(target=_load_quietly, name="encoder-warm-up")
            _warm_up.start()
        thread = _warm_up
    if wait_seconds:
        thread.join(wait_seconds)
        if thread.is_alive():
            raise EncoderUnavailable("the encoder is still being loaded")


def _load_quietly() -> None:
    try:
        load_encoder().encode_query("a first text")
    except EncoderUnavailable as error:
        logger.error("search has keywords only: %s", error)
