"""Of which state of the code a figure is."""

import re
from pathlib import Path

from django.conf import settings

_COMMIT = re.compile(r"[0-9a-f]{40}")


def current_commit() -> str:
    """What the checkout is at; "" where this is none, as in an image."""
    git = Path(settings.BASE_DIR) / ".git"
    try:
        head = (git / "HEAD").read_text().strip()
        if not head.startswith("ref: "):
            return head if _COMMIT.fullmatch(head) else ""
        name = head.removeprefix("ref: ")
        if (git / name).is_file():
            return (git / name).read_text().strip()
        packed = (git / "packed-refs").read_text()
    except (OSError, ValueError):
        return ""
    found = re.search(rf"^([0-9a-f]{{40}}) {re.escape(name)}$", packed, re.MULTILINE)
    return found[1] if found else ""
