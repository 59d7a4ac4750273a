"""What lies in an artefact's folder, and by what it is known again: `manifest.json`."""

import json
from pathlib import Path
from typing import Any

from catalog.file_digest import sha256_of
from recommendations.collaborative.artefact import BrokenArtefact

MANIFEST = "manifest.json"
FORMAT = 1
# Taken from each file, since processes have it mapped: nobody cuts one short by mistake.
MAY_WRITE = 0o222

Stamps = dict[str, tuple[int, int]]
"""Name of a file → its bytes, and when it was last written, in nanoseconds."""


def write_manifest(folder: Path, *, kind: str, facts: dict[str, Any]) -> int:
    """Describe all files of a folder that is otherwise whole, and make them read-only; return their
    size in bytes."""
    files: dict[str, dict[str, Any]] = {
        name: {"bytes": path.stat().st_size, "sha256": sha256_of(path)}
        for name, path in _files(folder).items()
    }
    manifest = {"format": FORMAT, "kind": kind, **facts, "files": files}
    (folder / MANIFEST).write_text(json.dumps(manifest, indent=1, ensure_ascii=False) + "\n")
    for path in (folder / name for name in (*files, MANIFEST)):
        path.chmod(path.stat().st_mode & ~MAY_WRITE)
    return sum(file["bytes"] for file in files.values())


def check_manifest(folder: Path, *, kind: str) -> dict[str, Any]:
    """The manifest of a folder in which every file is as it was written; else BrokenArtefact.

    Reads each file once: a bit that has turned would else be served as an opinion.
    """
    path = folder / MANIFEST
    try:
        manifest = json.loads(path.read_text(encoding="utf-8"))
        if manifest["format"] != FORMAT:
            raise BrokenArtefact(f"{path} is of format {manifest['format']}, not {FORMAT}")
        if manifest["kind"] != kind:
            raise BrokenArtefact(f"{path} is of a model for {manifest['kind']}, not for {kind}")
        files = _files(folder)
        for name, told in manifest["files"].items():
            if name not in files:
                raise BrokenArtefact(f"{folder / name} is not there")
            _check_file(files[name], told)
    except FileNotFoundError as error:
        raise BrokenArtefact(f"{error.filename} is not there") from error
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise BrokenArtefact(f"{path} cannot be read: {error}") from error
    return manifest


def file_stamps(folder: Path) -> Stamps:
    """Of all files of a folder, its manifest included: by them a change is noticed without a file
    being read. Empty for a folder that is not there."""
    try:
        found = {path: path.stat() for path in folder.rglob("*") if path.is_file()}
    except OSError:  # it is being deleted
        return {}
    return {
        path.relative_to(folder).as_posix(): (stat.st_size, stat.st_mtime_ns)
        for path, stat in found.items()
    }


def _files(folder: Path) -> dict[str, Path]:
    """By name below the folder. Only these are read, whatever a manifest names."""
    return {
        path.relative_to(folder).as_posix(): path
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name != MANIFEST
    }


def _check_file(path: Path, told: dict[str, Any]) -> None:
    size = path.stat().st_size
    if size != told["bytes"]:
        raise BrokenArtefact(f"{path} has {size} bytes, not {told['bytes']}")
    if sha256_of(path) != told["sha256"]:
        raise BrokenArtefact(f"{path} is not as it was written: its SHA-256 differs")
