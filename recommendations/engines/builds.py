"""Where built engines lie: each build in a numbered folder, which has its name when it is whole."""

import hashlib
import json
import shutil
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import numpy as np
from django.conf import settings
from django.utils import timezone

from recommendations.collaborative.artefact import BrokenArtefact
from recommendations.collaborative.manifest import MANIFEST, check_manifest, write_manifest
from recommendations.engines.base import BuiltEngine
from recommendations.engines.catalogue import CatalogueData

# The one that is served and the one before it: a process may be reading that one still.
KEPT = 2


@dataclass(frozen=True, slots=True)
class Build:
    engine: str
    number: int
    """One more than that of the build before."""

    def __str__(self) -> str:
        return f"{self.engine} {self.number}"

    @property
    def folder(self) -> Path:
        return _folder(self.engine) / str(self.number)


@dataclass(frozen=True, slots=True)
class BuildFacts:
    """What the manifest of a build tells."""

    built_at: datetime
    titles: int
    size: int
    """Bytes on disk, most of which are mapped into memory and shared by all processes."""
    seconds: float
    """The building took, without reading the catalogue."""
    version: str
    """of the catalogue"""
    data_hash: str
    parameters: dict[str, Any]


def current_build(engine: str) -> Build | None:
    """The newest; None where there is none yet. Reads the names in one folder."""
    return max(_builds(engine), key=lambda build: build.number, default=None)


def facts_of(build: Build) -> BuildFacts:
    """Raises BrokenArtefact. The files are not looked at: `load_build` does that."""
    path = build.folder / MANIFEST
    try:
        told = json.loads(path.read_text(encoding="utf-8"))
        return BuildFacts(
            built_at=datetime.fromisoformat(told["built_at"]),
            titles=told["titles"],
            size=sum(file["bytes"] for file in told["files"].values()),
            seconds=told["seconds"],
            version=told["catalogue_version"],
            data_hash=told["data_sha256"],
            parameters=told["parameters"],
        )
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise BrokenArtefact(f"{path} cannot be read: {error}") from error


def written_at(build: Build) -> int:
    """Nanoseconds; 0 where it has no manifest. Numbers come again where a folder was emptied."""
    try:
        return (build.folder / MANIFEST).stat().st_mtime_ns
    except OSError:
        return 0


def check_sizes(build: Build) -> None:
    """Raises BrokenArtefact for a build whose manifest cannot be read, or that lacks a file or a
    part of one. Their content is not looked at: `load_build` does that."""
    facts_of(build)
    path = build.folder / MANIFEST
    try:
        for name, told in json.loads(path.read_text(encoding="utf-8"))["files"].items():
            size = (build.folder / name).stat().st_size
            if size != told["bytes"]:
                raise BrokenArtefact(f"{name} has {size} bytes, not {told['bytes']}")
    except (OSError, ValueError) as error:
        raise BrokenArtefact(f"{build.folder} cannot be read: {error}") from error


def write_build(engine: BuiltEngine, catalogue: CatalogueData, *, seconds: float) -> Build:
    """Keep an engine as the build that is served from now on, and clear old ones away. One process
    at a time (`building`). Raises OSError; what was served before stays then."""
    newest = current_build(engine.name)
    build = Build(engine.name, newest.number + 1 if newest else 1)
    unfinished = build.folder.with_name(f".{build.number}.unfinished")
    shutil.rmtree(unfinished, ignore_errors=True)  # of a build that was killed
    try:
        unfinished.mkdir(parents=True)
        engine.save(unfinished)
        facts = {
            "titles": len(engine.title_ids),
            "titles_sha256": _ids_hash(engine.title_ids),
            "catalogue_version": catalogue.version,
            "data_sha256": engine.data_hash(catalogue),
            "parameters": dict(engine.parameters),
            "built_at": timezone.now().isoformat(),
            "seconds": round(seconds, 3),
        }
        write_manifest(unfinished, kind=engine.name, facts=facts)
        unfinished.rename(build.folder)
    except BaseException:
        shutil.rmtree(unfinished, ignore_errors=True)
        raise
    _clear_old(engine.name)
    return build


def load_build(build: Build, engine_class: type[BuiltEngine]) -> BuiltEngine:
    """Raises BrokenArtefact for a build that is not as it was written, or whose titles are not
    those of its manifest in their order, and LibraryMissing."""
    manifest = check_manifest(build.folder, kind=build.engine)
    try:
        engine = engine_class.load(build.folder)
        if _ids_hash(engine.title_ids) != manifest["titles_sha256"]:
            raise BrokenArtefact(f"{build.folder}: its titles are not those of its manifest")
    except (OSError, ValueError, KeyError, TypeError, IndexError) as error:
        # Whatever a file of another version makes of the code that reads it: pages go on.
        raise BrokenArtefact(f"{build.folder}: {type(error).__name__}: {error}") from error
    return engine


def _folder(engine: str) -> Path:
    return Path(settings.RECOMMENDER_FOLDER) / "engines" / engine


def _builds(engine: str) -> list[Build]:
    try:
        names = [entry.name for entry in _folder(engine).iterdir()]
    except (FileNotFoundError, NotADirectoryError):
        return []
    return [Build(engine, int(name)) for name in names if name.isascii() and name.isdigit()]


def _clear_old(engine: str) -> None:
    """Processes that have one mapped go on with what they have."""
    for build in sorted(_builds(engine), key=lambda build: build.number)[:-KEPT]:
        shutil.rmtree(build.folder, ignore_errors=True)
    for unfinished in _folder(engine).glob(".*.unfinished"):
        shutil.rmtree(unfinished, ignore_errors=True)


def _ids_hash(title_ids: np.ndarray) -> str:
    return hashlib.sha256(np.ascontiguousarray(title_ids, dtype="<i8").data).hexdigest()
