"""Files of requests: what a line may say, and what is said of a bad one."""

import json
from pathlib import Path
from typing import Any

import pytest

from catalog.evaluation.requests import Gold, UnusableRequests, read_requests
from tests.conftest import SHARED_DATA

LINE = {"query_id": "a", "tmdb_id": "578", "short_query": "shark", "long_query": "a shark eats"}


def written(path: Path, *lines: object) -> Path:
    texts = (line if isinstance(line, str) else json.dumps(line) for line in lines)
    path.write_text("".join(f"{text}\n" for text in texts), encoding="utf-8")
    return path


def refusal(path: Path, *lines: object) -> str:
    with pytest.raises(UnusableRequests) as refused:
        read_requests(written(path, *lines))
    return str(refused.value)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "plots.jsonl"


class TestReading:
    def test_two_texts_and_a_film_by_id(self, path: Path):
        [request] = read_requests(written(path, LINE))
        assert request.texts == {"short": "shark", "long": "a shark eats"}
        assert request.gold == (Gold(tmdb_id="578"),)
        assert request.lengths(None) == ["short", "long"]
        assert request.lengths("long") == ["long"]

    def test_one_text_is_asked_whatever_length_is_wanted(self, path: Path):
        [request] = read_requests(written(path, {"query_id": 1, "tmdb_id": 578, "query": "shark"}))
        assert request.query_id == "1"
        assert request.lengths("short") == ["query"]

    def test_several_films_by_name_and_films_that_must_not_come(self, path: Path):
        line = {
            "query_id": "a",
            "class": "not_the_one",
            "query": "shark films, not Jaws",
            "catalogue": "sample",
            "language": "en",
            "gold": [{"title": "Deep Blue", "year": 1999, "kind": "film", "show_id": "m1"}],
            "not": [{"title": "Jaws", "year": 1975}],
        }
        [request] = read_requests(written(path, line))
        [gold], [unwanted] = request.gold, request.unwanted
        assert (gold.title, gold.year, gold.kind) == ("Deep Blue", 1999, "film")
        assert (gold.show_id, gold.platform) == ("m1", "sample")
        assert unwanted.title == "Jaws"
        assert (request.request_class, request.catalogue) == ("not_the_one", "sample")

    @pytest.mark.parametrize(
        "address",
        ["https://www.imdb.com/title/tt0073195/", "https://www.imdb.com/title/0073195"],
    )
    def test_a_film_by_its_address_at_imdb(self, path: Path, address: str):
        line = {"query_id": "a", "imdb_url": address, "short_query": "shark"}
        [request] = read_requests(written(path, line))
        assert request.gold == (Gold(imdb_id="tt0073195"),)

    def test_blank_lines_and_a_byte_order_mark_are_passed_over(self, path: Path):
        path.write_bytes(b"\xef\xbb\xbf" + json.dumps(LINE).encode() + b"\n\n  \n")
        assert len(read_requests(path)) == 1

    def test_real_files(self):
        folder = SHARED_DATA / "search-relevance"
        if not folder.is_dir():
            pytest.skip(f"needs {folder}")
        counts = {path.stem: len(read_requests(path)) for path in folder.glob("*.jsonl")}
        assert counts["tmdb_validation"] == 470
        assert counts["requests_train"] == 7252


class TestBadLines:
    @pytest.mark.parametrize(
        ("change", "complaint"),
        [
            ({"query_id": ""}, "query_id: is missing"),
            ({"query_id": ["a"]}, "query_id: is no text"),
            ({"query_id": True}, "query_id: is no text"),
            ({"tmdb_id": ""}, "tmdb_id: is missing, and so are show_id, imdb_url and gold"),
            ({"tmdb_id": 5.5}, "tmdb_id: is no text"),
            ({"tmdb_id": "", "imdb_url": "https://x.org"}, "imdb_url: names no film"),
            ({"short_query": None}, "short_query: is no text"),
            ({"short_query": " ", "long_query": ""}, "short_query: is empty"),
            ({"short_query": "a\0b"}, "short_query: has characters that are no text"),
            ({"gold": []}, "gold: is empty"),
            ({"gold": "Jaws"}, "gold: is no list"),
            ({"gold": ["Jaws"]}, "gold: number 1 is no JSON object"),
            ({"gold": [{"title": "Jaws"}]}, "gold: number 1: title is not enough to tell a film"),
            ({"gold": [{"title": "Jaws", "year": "1975"}]}, "gold: number 1: year is no whole"),
            ({"not": [{}]}, "not: number 1: title is not enough"),
            ({"class": {}}, "class: is no text"),
        ],
    )
    def test_are_named_by_file_line_and_field(
        self, path: Path, change: dict[str, Any], complaint: str
    ):
        said = refusal(path, LINE, LINE | {"query_id": "b"} | change)
        assert said.startswith(f"{path}, line 2, {complaint}")
        assert said.endswith("1 bad line; nothing was measured")

    @pytest.mark.parametrize(
        ("line", "complaint"),
        [
            ("{", "line: is not JSON"),
            ("[1]", "line: is no JSON object"),
            ("[" * 100_000, "line: is nested too deeply\n"),
            (json.dumps(LINE | {"long_query": "x" * 1_000_001}), "line: is longer than 1,000,000"),
            (json.dumps({"query_id": "b", "tmdb_id": "1"}), "query: is missing"),
            ('{"query_id": "b", "tmdb_id": "1", "query": "\\ud800"}', "query: has characters"),
        ],
    )
    def test_of_any_kind(self, path: Path, line: str, complaint: str):
        assert f"line 2, {complaint}" in refusal(path, LINE, line, LINE | {"query_id": "c"})

    def test_that_are_not_utf_8(self, path: Path):
        path.write_bytes(b'{"query_id": "\xff"}\n')
        with pytest.raises(UnusableRequests, match="line 1, line: is not UTF-8"):
            read_requests(path)

    def test_an_id_that_comes_twice(self, path: Path):
        assert "line 3, query_id: is that of line 1 too" in refusal(path, LINE, "", LINE)

    def test_twenty_are_listed_and_all_are_counted(self, path: Path):
        said = refusal(path, *(["{"] * 50))
        assert said.count("is not JSON") == 20
        assert "50 bad lines; nothing was measured" in said

    def test_a_file_without_requests(self, path: Path):
        assert "has no requests" in refusal(path)

    def test_a_file_that_cannot_be_read(self, tmp_path: Path):
        for path in (tmp_path / "none.jsonl", tmp_path):
            with pytest.raises(UnusableRequests, match="cannot be read"):
                read_requests(path)
