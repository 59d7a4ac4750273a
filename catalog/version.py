"""Which catalogue was asked: what was found in another one is not shown again.

What is worked out from all titles, and kept in the cache, is kept under this. Who has written what
lists show calls `catalogue_changed`. What is kept has a time limit too: the cache may be away then.
"""

import secrets

from django.core.cache import cache
from django.db import transaction

_KEY = "catalogue-version"
_GROWING_KEY = "catalogue-growing"

# While an import or the workers go on writing: more often, and nothing could be kept at all.
GROWING_SECONDS = 30


def catalogue_version() -> str:
    """Another one after each change; random, so that none comes again when the cache forgot it."""
    version: str | None = cache.get(_KEY)
    if version is None:
        version = _renewed()
    return version


def catalogue_changed() -> None:
    """After the commit: until then everybody reads, and may keep, what was there before."""
    transaction.on_commit(_renewed)


def catalogue_growing() -> None:
    """The same, for who writes a little and goes on: once in GROWING_SECONDS."""
    if cache.add(_GROWING_KEY, True, GROWING_SECONDS):
        catalogue_changed()


def _renewed() -> str:
    version = secrets.token_hex(8)
    cache.set(_KEY, version, None)
    return version
