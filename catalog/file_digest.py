"""By what a file is known again, whatever it is called and wherever it lies."""

import hashlib
from pathlib import Path


def sha256_of(path: Path) -> str:
    """In hexadecimal digits, read in pieces. Raises OSError."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
