"""Files of requests."""

import json
from pathlib import Path

import pytest

from catalog.embeddings.training import TrainingRefused
from catalog.embeddings.training.requests import clean_request, read_requests

GOOD = {"query_id": "a", "tmdb_id": "862", "short_query": "toys", "long_query": "Toys live."}


def read(path: Path, **films: int):
    return read_requests([path], {"tmdb:862": 7, "imdb:tt0114709": 7, **films}, role="x")[0]


def written(folder: Path, *lines: object) -> Path:
    path = folder / "requests.jsonl"
    texts = [line if isinstance(line, str) else json.dumps(line) for line in lines]
    path.write_text("\n".join(texts))
    return path


@pytest.mark.parametrize(
    ("typed", "cleaned"),
    [
        ("[TOMT][MOVIE][90s] A toy that talks", "A toy that talks"),
        ("[tomt] [movie 1990s-2000s] toys", "toys"),
        ("TOMT: toys, asked by u/somebody of r/tipofmytongue", "toys, asked by of"),
        ("Toys. Thanks in advance!!", "Toys."),
        ("A son's [deleted] toy", "A son's toy"),
        ("A girl [who is a vampire] bites", "A girl [who is a vampire] bites"),
        ("See https://imgur.com/x for it", "See for it"),
    ],
)
def test_marks_of_the_forum_are_no_words_about_a_film(typed: str, cleaned: str):
    assert clean_request(typed) == cleaned


def test_a_film_is_known_by_any_of_its_ids(tmp_path: Path):
    by_imdb = {
        "query_id": "b",
        "imdb_url": "https://www.imdb.com/title/tt0114709/",
        "short_query": "x",
    }
    by_show = {"query_id": "c", "show_id": "s1", "title": "Dick Johnson", "short_query": "x"}
    unknown = {"query_id": "d", "tmdb_id": "1", "short_query": "x"}
    path = written(tmp_path, GOOD, by_imdb, by_show, unknown)
    found = read(path, **{"show:s1:dickjohnson": 9})
    assert [request.film for request in found] == [7, 7, 9, None]


def test_an_id_may_be_a_number(tmp_path: Path):
    [request] = read(written(tmp_path, {**GOOD, "tmdb_id": 862}))
    assert request.film == 7


def test_a_show_id_of_another_file_is_not_taken_for_the_film(tmp_path: Path):
    hulu = {"query_id": "c", "show_id": "s1", "title": "Silent Night", "short_query": "x"}
    assert read(written(tmp_path, hulu), **{"show:s1:dickjohnson": 9})[0].film is None


def test_a_request_of_two_files_counts_once_with_its_film(tmp_path: Path):
    unknown = {**GOOD, "tmdb_id": "0"}
    assert [r.film for r in read(written(tmp_path, unknown, GOOD))] == [7]
    assert [r.film for r in read(written(tmp_path, GOOD, unknown))] == [7]


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("{", "line 2: is not JSON"),
        ("[" * 100_000, "line 2: is nested too deeply$"),
        ("[1]", "line 2: is no JSON object"),
        ({"short_query": "x"}, "line 2: has no query_id"),
        ({"query_id": 5, "short_query": "x"}, "line 2: query_id is no text"),
        ({"query_id": "x", "short_query": None}, "line 2: short_query is no text"),
        (
            {"query_id": "x", "short_query": "a\0b"},
            "line 2: short_query has characters that are no",
        ),
        (
            '{"query_id": "x", "long_query": "\\ud800"}',
            "line 2: long_query has characters that are",
        ),
        ({**GOOD, "tmdb_id": {"id": 862}}, "line 2: tmdb_id is no text"),
        ({**GOOD, "tmdb_id": True}, "line 2: tmdb_id is no text"),
        ({**GOOD, "tmdb_id": None}, "line 2: tmdb_id is no text"),
        ({**GOOD, "imdb_url": ["tt0114709"]}, "line 2: imdb_url is no text"),
        ({"query_id": "x"}, "line 2: has neither short_query nor long_query"),
        ("x" * 1_000_001, "line 2: is longer than 1,000,000 bytes"),
    ],
)
def test_a_line_that_is_no_request_is_named(tmp_path: Path, line: object, message: str):
    with pytest.raises(TrainingRefused, match=message):
        read(written(tmp_path, GOOD, line))


def test_a_file_without_requests_is_named(tmp_path: Path):
    with pytest.raises(TrainingRefused, match=r"requests\.jsonl: holds no request"):
        read(written(tmp_path, "", ""))


def test_a_file_that_is_no_text_is_named(tmp_path: Path):
    path = tmp_path / "requests.jsonl"
    path.write_bytes(b"\x80\xff\x00")
    with pytest.raises(TrainingRefused, match=r"requests\.jsonl, line 1: is not UTF-8"):
        read(path)
