"""The built engines that this process serves: of each the newest build, loaded when asked for.

One that another build has taken the number of, as after a folder was emptied, is known by when its
manifest was written.
"""

import logging
import threading
import time
from dataclasses import dataclass

from django.utils.translation import gettext as _

from recommendations.collaborative.artefact import BrokenArtefact
from recommendations.engines.base import BuiltEngine, LibraryMissing, NotServed
from recommendations.engines.builds import (
    Build,
    check_sizes,
    current_build,
    load_build,
    written_at,
)

logger = logging.getLogger(__name__)

# A folder that comes back, as a volume that was not mounted yet, is found after so many seconds;
# until then no request reads a broken one again.
RETRY_SECONDS = 30


@dataclass(frozen=True, slots=True)
class _Loaded:
    build: Build
    written_at: int
    engine: BuiltEngine | None
    trouble: str
    is_library_missing: bool
    at: float
    """When, by the monotonic clock."""


_loaded: dict[str, _Loaded] = {}
_locks: dict[str, threading.Lock] = {}


def served_engine(engine_class: type[BuiltEngine]) -> BuiltEngine:
    """Of the newest build. Raises NotServed where there is none, or where it cannot be read, and
    LibraryMissing whether there is one or not."""
    build = current_build(engine_class.name)
    if build is None:
        _loaded.pop(engine_class.name, None)
        engine_class.require_library()
        raise NotServed(
            _("The engine “%(engine)s” has not been built yet.") % {"engine": engine_class.label}
        )
    found = _load(build, engine_class)
    if found.is_library_missing:
        engine_class.require_library()
    if found.engine is None:
        raise NotServed(
            _("The engine “%(engine)s” cannot be read.") % {"engine": engine_class.label}
        )
    return found.engine


def trouble_with(engine_class: type[BuiltEngine]) -> str:
    """Why the newest build is not served, in English, for operators; "" where it is. That there is
    none yet is no trouble, and neither is a library that this process does without.

    Of one that nobody has asked for yet, or that was whole when it was loaded, sizes alone are
    looked at: whoever asks for this every few seconds has nothing loaded by it."""
    build = current_build(engine_class.name)
    if build is None:
        return ""
    if _loaded_of(build) is not None and (trouble := _load(build, engine_class).trouble):
        return trouble
    try:
        check_sizes(build)
    except BrokenArtefact as error:
        return f"{build}: {error}"
    return ""


def _load(build: Build, engine_class: type[BuiltEngine]) -> _Loaded:
    if (known := _still_valid(build)) is not None:
        return known
    with _locks.setdefault(build.engine, threading.Lock()):
        if (known := _still_valid(build)) is not None:  # another thread was faster
            return known
        engine, trouble, is_library_missing = None, "", False
        written = written_at(build)
        try:
            engine = load_build(build, engine_class)
        except LibraryMissing:
            is_library_missing = True
        except BrokenArtefact as error:
            trouble = f"{build}: {error}"
            logger.error("an engine cannot be served: %s", trouble)
        else:
            logger.info("%s is served", build)
        found = _Loaded(build, written, engine, trouble, is_library_missing, time.monotonic())
        _loaded[build.engine] = found
        return found


def _still_valid(build: Build) -> _Loaded | None:
    known = _loaded_of(build)
    if known is None:
        return None
    if known.trouble and time.monotonic() - known.at > RETRY_SECONDS:
        return None
    return known


def _loaded_of(build: Build) -> _Loaded | None:
    known = _loaded.get(build.engine)
    if known is None or known.build != build or known.written_at != written_at(build):
        return None
    return known
