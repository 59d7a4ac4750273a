"""Texts of several sorts in one file, as off_topic.txt and on_topic.txt are written."""

from pathlib import Path


def read_sorts(path: Path) -> dict[str, list[str]]:
    """Texts by the sort in brackets above them; blank lines and those with # count for nothing.

    Raises OSError and UnicodeDecodeError.
    """
    sorts: dict[str, list[str]] = {}
    sort = ""
    for line in path.read_text(encoding="utf-8").splitlines():
        if not line.strip() or line.startswith("#"):
            continue
        if line.startswith("["):
            sort = line.strip("[]")
        else:
            sorts.setdefault(sort, []).append(line)
    return sorts
