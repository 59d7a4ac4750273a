"""How well the cut-off tells requests from texts that ask for no film."""

from pathlib import Path

import numpy as np
import pytest

from catalog.evaluation import off_topic
from catalog.evaluation.off_topic import (
    OffTopic,
    area_under_the_curve,
    measure_cutoff,
    read_off_topic,
)
from catalog.evaluation.requests import UnusableRequests

SCORES = {
    "a shark": 2.0,
    "a clone": 1.0,
    "a ghost": -0.5,
    "asdkjh": -2.0,
    "lasagne": -1.0,
    "weather": 1.5,
    "a film of next year": 0.5,
}


@pytest.fixture(autouse=True)
def scores(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(off_topic, "score", SCORES.get)


def measured(*texts: OffTopic) -> dict[str, object]:
    told: list[int] = []
    figures = measure_cutoff(
        ["a shark", "a clone", "a ghost"], texts, on_progress=lambda: told.append(1)
    )
    assert figures is not None
    assert len(told) == 3 + len(texts)
    return figures


def test_the_area_is_the_chance_that_a_request_scores_higher():
    above, below = np.array([2.0, 1.0, np.inf]), np.array([1.0, 0.0])
    assert area_under_the_curve(above, below) == pytest.approx(5.5 / 6)


def test_false_empties_are_of_requests_and_empty_pages_of_each_kind():
    figures = measured(
        OffTopic("gibberish", "asdkjh"),
        OffTopic("off_topic", "lasagne"),
        OffTopic("off_topic", "weather"),
    )
    assert figures["false empties"] == pytest.approx(1 / 3, abs=1e-3)
    assert figures["empty pages"] == {"gibberish": 1.0, "off_topic": 0.5}
    assert figures["area under the curve"] == pytest.approx(7 / 9, abs=1e-3)


def test_requests_for_films_that_are_nowhere_are_no_part_of_the_area():
    with_them = measured(OffTopic("gibberish", "asdkjh"), OffTopic("absent", "a film of next year"))
    assert with_them["area under the curve"] == 1.0
    assert with_them["empty pages"] == {"gibberish": 1.0, "absent": 0.0}


def test_nothing_is_measured_where_nothing_is_cut_off(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(off_topic, "score", lambda text: None)
    assert measure_cutoff(["a shark"], [], on_progress=lambda: None) is None


def test_a_file_has_a_kind_a_tab_and_a_text_in_each_line(tmp_path: Path):
    path = tmp_path / "off_topic.txt"
    path.write_text("off_topic\tboil an egg\n\ngibberish\tqwe rty\n")
    assert read_off_topic(path) == [
        OffTopic("off_topic", "boil an egg"),
        OffTopic("gibberish", "qwe rty"),
    ]


@pytest.mark.parametrize(
    ("content", "complaint"),
    [
        (b"no tab here\n", "line 1, line: is no kind, a tab and a text"),
        (b"a\tb\na\t \n", "line 2, line: is no kind, a tab and a text"),
        (b"a\t\xff\n", "line 1, line: is not UTF-8"),
        (b"\n", "has no texts"),
    ],
)
def test_a_bad_line_is_named(tmp_path: Path, content: bytes, complaint: str):
    path = tmp_path / "off_topic.txt"
    path.write_bytes(content)
    with pytest.raises(UnusableRequests, match=complaint):
        read_off_topic(path)


def test_a_file_that_cannot_be_read_is_named(tmp_path: Path):
    with pytest.raises(UnusableRequests, match="cannot be read"):
        read_off_topic(tmp_path)
