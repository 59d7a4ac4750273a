"""Of which state of the code a figure or a model is."""

import hashlib
import re
from functools import cache
from pathlib import Path

from django.apps import apps
from django.conf import settings

_COMMIT = re.compile(r"[0-9a-f]{40}")
# What no commit begins with: nobody takes the one for the other.
_SOURCES = "sources:"
_DIGITS = 16
_SHOWN_DIGITS = 12
# The code, and what stands beside it: weights, words, cut-offs.
_SUFFIXES = {".py", ".json", ".txt"}


def code_version() -> str:
    """The commit, 40 hexadecimal digits; where none is known, `sources:` and a digest of the apps'
    files: it tells one state of the code from another, not which of the history it is."""
    return current_commit() or _SOURCES + _digest_of_sources()[:_DIGITS]


def shown_version(version: str) -> str:
    """Short enough for a table: a commit's first digits, any other version as it is."""
    return version[:_SHOWN_DIGITS] if _COMMIT.fullmatch(version) else version


def current_commit() -> str:
    """What an image was built from (`SOURCE_COMMIT`), else what the checkout is at, be it a linked
    worktree of another; "" where neither is known."""
    if _COMMIT.fullmatch(settings.SOURCE_COMMIT):
        return settings.SOURCE_COMMIT
    try:
        return _commit_of(Path(settings.BASE_DIR))
    except (OSError, ValueError):
        return ""


def _commit_of(checkout: Path) -> str:
    """Of the form of .git: gitrepository-layout(5). Raises OSError and ValueError."""
    own = checkout / ".git"
    if own.is_file():  # of a linked worktree or a submodule
        own = checkout / own.read_text().removeprefix("gitdir:").strip()
    # Worktrees have their own HEAD; branches are in the repository that they share.
    link = own / "commondir"
    shared = own / link.read_text().strip() if link.is_file() else own
    head = (own / "HEAD").read_text().strip()
    if head.startswith("ref: "):
        head = _commit_of_branch(head.removeprefix("ref: "), shared)
    return head if _COMMIT.fullmatch(head) else ""


def _commit_of_branch(name: str, repository: Path) -> str:
    if (repository / name).is_file():
        return (repository / name).read_text().strip()
    packed = (repository / "packed-refs").read_text()
    found = re.search(rf"^([0-9a-f]{{40}}) {re.escape(name)}$", packed, re.MULTILINE)
    return found[1] if found else ""


@cache
def _digest_of_sources() -> str:
    """SHA-256, in hexadecimal, of the names and contents of the files of our own apps."""
    base = Path(settings.BASE_DIR)
    packages = [Path(app.path) for app in apps.get_app_configs()]
    digest = hashlib.sha256()
    for package in sorted(path for path in packages if path.parent == base):
        for path in sorted(package.rglob("*")):
            if path.suffix in _SUFFIXES and path.is_file():
                content = hashlib.sha256(path.read_bytes()).hexdigest()
                digest.update(f"{path.relative_to(base).as_posix()} {content}\n".encode())
    return digest.hexdigest()
