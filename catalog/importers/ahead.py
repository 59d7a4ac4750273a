"""Doing the next thing while this one is being used."""

import sys
from collections.abc import Generator, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from django.utils.translation import get_language, override

T = TypeVar("T")


# A thread that waits for Postgres a thousand times must not wait five milliseconds more each time.
SWITCH_SECONDS = 0.0005


def read_ahead(items: Iterator[T]) -> Generator[T, None, None]:
    """The same items, each made in another thread while the one before it is in use, in the same
    language. They must not touch the database: it would be by another connection."""
    language = get_language()

    def take() -> T | None:
        with override(language):
            return next(items, None)

    switch_seconds = sys.getswitchinterval()
    sys.setswitchinterval(min(SWITCH_SECONDS, switch_seconds))
    try:
        with ThreadPoolExecutor(1, thread_name_prefix="read-ahead") as reader:
            waiting = reader.submit(take)
            while (item := waiting.result()) is not None:
                waiting = reader.submit(take)
                yield item
    finally:
        sys.setswitchinterval(switch_seconds)
