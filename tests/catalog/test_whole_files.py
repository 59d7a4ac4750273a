"""No reader meets half a file, and one that was there stays where a new one cannot be written."""

import errno
import json
import os
from pathlib import Path

import pytest
from django.core.management import CommandError

from catalog.models import Movie
from catalog.whole_files import write_whole

FITTED = "what was fitted before\n"


@pytest.fixture
def full_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    """As a disk that takes no more: what was written is not there for good."""

    def sync(descriptor: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "fsync", sync)


@pytest.fixture
def requests(tmp_path: Path, catalogue: dict[str, Movie]) -> Path:
    path = tmp_path / "requests.jsonl"
    lines = [
        {
            "query_id": str(number),
            "short_query": f"that one, {name}",
            "long_query": f"{movie.description} I saw that as a child.",
            "gold": [{"title": movie.title, "year": movie.release_year}],
        }
        for number, (name, movie) in enumerate(catalogue.items())
    ]
    path.write_text("".join(json.dumps(line) + "\n" for line in lines))
    return path


def test_a_text_replaces_what_was_there(tmp_path: Path):
    path = tmp_path / "fitted.json"
    for text in (FITTED, "á new one\n"):
        write_whole(path, text)
        assert path.read_text() == text
    assert [one.name for one in tmp_path.iterdir()] == ["fitted.json"]


def test_what_is_no_file_is_not_replaced_by_one(tmp_path: Path):
    (tmp_path / "folder").mkdir()
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(OSError, match=r"is a folder.*/folder"):
        write_whole(tmp_path / "folder", FITTED)
    with pytest.raises(OSError, match=r"is no ordinary file.*/pipe"):
        write_whole(tmp_path / "pipe", FITTED)
    assert (tmp_path / "pipe").is_fifo()


@pytest.mark.parametrize(
    "command", ["fit_cutoff", "fit_weights", "fit_request_words", "measure_typical_title"]
)
def test_what_cannot_be_written_leaves_what_was_fitted_before(
    full_disk: None, requests: Path, tmp_path: Path, manage, command: str
):
    output = tmp_path / "fitted.json"
    output.write_text(FITTED)
    read = [] if command == "measure_typical_title" else [requests]
    with pytest.raises(CommandError, match=r"No space left on device.*fitted\.json"):
        manage(command, *read, "--output", output)
    assert output.read_text() == FITTED
    assert sorted(one.name for one in tmp_path.iterdir()) == ["fitted.json", "requests.jsonl"]
