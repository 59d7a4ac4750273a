"""The mix: which parts are in it, and what each counts."""

import json
from typing import ClassVar

import pytest

from recommendations.engines.base import Engine, Neighbour, NotServed, Text
from recommendations.engines.blend import (
    DEPTH,
    PARTS,
    PEOPLE,
    WEIGHTS_FILE,
    Blend,
    mix,
    shipped_weights,
    table_of,
)


class Named:
    """An engine that names what it was given, whatever it is asked about."""

    name: ClassVar[str] = "named"
    label: ClassVar[Text] = "named"

    def __init__(self, *pairs: tuple[int, float]) -> None:
        self.neighbours = [Neighbour(*pair) for pair in pairs]
        self.asked: list[tuple[int, int, str, tuple[int, ...]]] = []

    def nearest(self, title_id, count, *, kind="", leave_out=()):
        self.asked.append((title_id, count, kind, tuple(leave_out)))
        return self.neighbours[:count]


def blend_of(weights: dict[str, float], **engines: Engine) -> Blend:
    def part(name: str) -> Engine:
        if name not in engines:
            raise NotServed(f"{name} is not built")
        return engines[name]

    return Blend(part, weights=weights)


def ids(neighbours: list[Neighbour]) -> list[int]:
    return [neighbour.title_id for neighbour in neighbours]


def test_a_title_that_two_parts_name_is_ahead_of_those_that_one_names():
    blend = blend_of(
        {"clip": 1.0, "tfidf": 1.0},
        clip=Named((1, 0.9), (2, 0.8)),
        tfidf=Named((3, 0.5), (2, 0.4)),
    )
    assert ids(blend.nearest(7, 3)) == [2, 1, 3]


def test_what_people_like_counts_as_it_is_and_fades_where_few_told():
    others = Named((2, 0.9))
    weights = {PEOPLE: 1.0, "clip": 0.1}
    known = blend_of(weights, collaborative=Named((1, 0.4)), clip=others)
    hardly = blend_of(weights, collaborative=Named((1, 0.01)), clip=others)
    assert ids(known.nearest(7, 2)) == [1, 2]
    assert ids(hardly.nearest(7, 2)) == [2, 1]


def test_units_of_the_other_parts_do_not_matter():
    lists = {"clip": [Neighbour(1, 0.9), Neighbour(2, 0.3)], "knn": [Neighbour(3, 1.0)]}
    larger = {**lists, "clip": [Neighbour(1, 900.0), Neighbour(2, 300.0)]}
    weights = {"clip": 1.0, "knn": 0.5}
    assert mix(lists, weights, count=3) == mix(larger, weights, count=3)


def test_the_last_of_a_whole_list_counts_nothing_and_the_first_counts_one():
    whole = [Neighbour(title_id, 1 - title_id / 1_000) for title_id in range(1, DEPTH + 1)]
    found, table = table_of({"clip": whole}, ["clip"])
    assert found.tolist() == list(range(1, DEPTH + 1))
    assert table[0, 0] == pytest.approx(1.0)
    assert table[-1, 0] == pytest.approx(0.0)


def test_a_list_of_equals_counts_alike():
    _found, table = table_of({"knn": [Neighbour(pk, 0.5) for pk in range(DEPTH)]}, ["knn"])
    assert table[:, 0].tolist() == [1.0] * DEPTH


def test_of_equal_titles_the_lower_id_comes_first():
    lists = {"clip": [Neighbour(9, 0.5)], "knn": [Neighbour(4, 3.0)]}
    assert ids(mix(lists, {"clip": 1.0, "knn": 1.0}, count=2)) == [4, 9]


def test_a_part_that_has_no_answer_is_left_out_and_named():
    blend = blend_of({"clip": 1.0, "knn": 1.0}, clip=Named((1, 0.9)))
    mixed = blend.mixed(7, 5)
    assert ids(mixed.neighbours) == [1]
    assert mixed.served == ("clip",)
    assert mixed.left_out == {"knn": "knn is not built"}


def test_of_one_part_alone_it_is_that_part_s_own_list():
    weights = {PEOPLE: 1.0, "clip": 0.01, "tfidf": 0.01}
    blend = blend_of(weights, collaborative=Named(), clip=Named((1, 0.9), (2, 0.8)))
    mixed = blend.mixed(7, 5)
    assert mixed.served == ("clip",)
    assert mixed.neighbours == [Neighbour(1, 0.9), Neighbour(2, 0.8)]


def test_a_short_list_is_the_beginning_of_a_long_one():
    titles = range(1, 201)
    blend = blend_of(
        {PEOPLE: 1.0, "clip": 0.5, "tfidf": 0.5},
        collaborative=Named(*((pk, 1 / (10 + pk)) for pk in titles)),
        clip=Named(*((201 - pk, 1 - pk / 1_000) for pk in titles)),
        tfidf=Named(*((1 + 7 * pk % 200, 1 / (1 + pk)) for pk in titles)),
    )
    whole = blend.nearest(999, 200)
    assert sorted(ids(whole)) == list(titles)
    for count in (10, DEPTH, DEPTH + 10, 120):
        assert blend.nearest(999, count) == whole[:count]
    scores = [each.score for each in whole]
    assert scores == sorted(scores, reverse=True)


def test_without_any_part_it_is_not_served():
    with pytest.raises(NotServed, match="clip is not built"):
        blend_of({"clip": 1.0}).nearest(7, 5)


def test_a_part_without_weight_is_not_asked():
    unused = Named((1, 0.9))
    blend_of({"clip": 1.0, "knn": 0.0}, clip=Named((2, 0.9)), knn=unused).nearest(7, 5)
    assert unused.asked == []


def test_parts_are_asked_for_the_same_kind_without_the_same_titles():
    part = Named((1, 0.9))
    blend_of({"clip": 1.0}, clip=part).nearest(7, DEPTH + 5, kind="series", leave_out=[3])
    assert part.asked == [(7, DEPTH + 5, "series", (3,))]


def test_the_shipped_weights_say_where_they_come_from():
    told = json.loads(WEIGHTS_FILE.read_text())
    assert set(shipped_weights()) == set(PARTS)
    assert shipped_weights()[PEOPLE] == 1.0
    assert all(weight >= 0 for weight in shipped_weights().values())
    assert list(told["provenance"]["data"]) == ["ml-latest-small"]
    assert list(told["provenance"]["apart from"]) == ["ml-2016-671-users"]
    assert "--apart-from ml-2016-671-users" in told["provenance"]["command"]
