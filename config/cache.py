"""The cache: Redis, and this process's own memory while Redis does not answer.

The cache is a convenience. Without it pages are slower; nothing may fail, and nobody may wait long.
Three things follow, and Django's own backend has none of them:

- An error of Redis reaches no caller.
- What is written while Redis is away can be read again. A cache that forgets everything at once
  looks to allauth like a lock that somebody else holds, and nobody could log in.
- After an error Redis is left alone for `PAUSE` seconds, and then one thread alone asks it again: a
  server that hangs costs one timeout a pause, not one for each of a page's twenty operations.

Each process remembers for itself then: limits on log-ins count per process, and what another
process has cached is not seen. That is forgotten before the next time that Redis is away, so that
nothing old is told as new.
"""

import logging
import threading
import time
from collections import defaultdict
from collections.abc import Callable
from functools import wraps
from typing import Any

import redis
from django.core.cache.backends.base import BaseCache
from django.core.cache.backends.locmem import LocMemCache
from django.core.cache.backends.redis import RedisCache

from config.metrics.requests import CACHE_FAILURES

logger = logging.getLogger(__name__)

PAUSE = 5.0
# Mostly vectors of queries, of 2 KB each.
MOST_ENTRIES_IN_MEMORY = 5_000


class _Server:
    """Whether a server is to be asked now, as all threads of this process know it."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._is_away = False
        self._ask_again_at = 0.0

    def may_be_asked(self) -> bool:
        """True for one caller a pause while the server is away."""
        if not self._is_away:
            return True
        with self._lock:
            now = time.monotonic()
            if self._is_away and now < self._ask_again_at:
                return False
            self._ask_again_at = now + PAUSE
            return True

    def is_now_away(self) -> bool:
        """Note that it failed; True if it did not before."""
        with self._lock:
            was_away, self._is_away = self._is_away, True
            self._ask_again_at = time.monotonic() + PAUSE
            return not was_away

    def is_now_back(self) -> bool:
        """Note that it answered; True if it did not before."""
        if not self._is_away:
            return False
        with self._lock:
            was_away, self._is_away = self._is_away, False
            return was_away


# Django makes a cache object for each thread.
_servers: defaultdict[str, _Server] = defaultdict(_Server)


class _AnyKey(BaseCache):
    """Neither Redis nor a dict has memcached's rules for keys."""

    def validate_key(self, key: str) -> None:
        pass


class _Memory(_AnyKey, LocMemCache):
    pass


def _or_in_memory(operation: Callable[..., Any]) -> Any:
    name = operation.__name__

    @wraps(operation)
    def in_redis_or_in_memory(self: "Cache", *args: Any, **kwargs: Any) -> Any:
        if self.server.may_be_asked():
            try:
                answer = operation(self, *args, **kwargs)
            except redis.RedisError as error:
                self.note_failure(error)
            else:
                self.note_answer()
                return answer
        return getattr(self.memory, name)(*args, **kwargs)

    return in_redis_or_in_memory


class Cache(_AnyKey, RedisCache):
    """Django's Redis cache, as described above. LOCATION is one server's address."""

    def __init__(self, location: str, params: dict[str, Any]) -> None:
        super().__init__(location, params)
        self.server = _servers[location]
        in_memory = {"OPTIONS": {"MAX_ENTRIES": MOST_ENTRIES_IN_MEMORY}}
        self.memory = _Memory(location, params | in_memory)

    def ping(self) -> None:
        """Ask Redis itself, pause or not. Raises redis.RedisError."""
        self._cache.get_client().ping()

    def note_failure(self, error: redis.RedisError) -> None:
        if self.server.is_now_away():
            CACHE_FAILURES.inc()
            self.memory.clear()
            logger.warning("the cache does not answer, pages are slower: %s", error)

    def note_answer(self) -> None:
        if self.server.is_now_back():
            logger.warning("the cache answers again")

    add = _or_in_memory(RedisCache.add)
    get = _or_in_memory(RedisCache.get)
    set = _or_in_memory(RedisCache.set)
    touch = _or_in_memory(RedisCache.touch)
    delete = _or_in_memory(RedisCache.delete)
    get_many = _or_in_memory(RedisCache.get_many)
    has_key = _or_in_memory(RedisCache.has_key)
    incr = _or_in_memory(RedisCache.incr)
    set_many = _or_in_memory(RedisCache.set_many)
    delete_many = _or_in_memory(RedisCache.delete_many)
    clear = _or_in_memory(RedisCache.clear)
