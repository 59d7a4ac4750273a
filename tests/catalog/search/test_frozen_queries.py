"""The frozen queries: well-formed, fair, and from nothing that anything learns from."""

import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

from catalog.evaluation.requests import read_requests
from catalog.importers.netflix import COLUMNS, REQUIRED, parse_title
from catalog.importers.rows import RawRow, read_rows
from catalog.names import normalised_name
from catalog.records import TitleRecord
from tests.conftest import REPOSITORY, SHARED_DATA

QUERIES = REPOSITORY / "tests/search_queries.jsonl"
SPANISH = REPOSITORY / "tests/spanish_requests.jsonl"
OFF_TOPIC = REPOSITORY / "tests/off_topic_queries.txt"
LEARNT = [settings.BASE_DIR / "catalog/search" / name for name in ("on_topic.txt", "off_topic.txt")]
REQUESTS = SHARED_DATA / "search-relevance"
NETFLIX = SHARED_DATA / "netflix/netflix_titles.csv"

LINES: list[dict[str, Any]] = [json.loads(line) for line in QUERIES.read_text().splitlines()]
# At least so many of each, and some from either catalogue.
CLASSES = {
    "exact_title": 20,
    "misspelt_title": 20,
    "title_with_year": 15,
    "person": 15,
    "person_with_genre": 15,
    "mood": 20,
    "plot_line": 40,
    "plot_paragraph": 20,
    "not_the_one": 30,
    "more_like": 15,
    "cue": 20,
    "spanish_title": 15,
    "spanish_person": 10,
    "spanish_genre": 10,
    "spanish_cues": 15,
    "plot_spanish": 20,
}
PLOTS = ("plot_line", "plot_paragraph", "plot_spanish")

needs_requests = pytest.mark.skipif(not REQUESTS.exists(), reason="../shared has no requests")


@pytest.fixture(
    scope="module",
    params=[
        "sample",
        pytest.param(
            "netflix",
            marks=pytest.mark.skipif(not NETFLIX.exists(), reason="../shared has no netflix"),
        ),
    ],
)
def catalogue(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="module")
def titles(catalogue: str) -> dict[str, TitleRecord]:
    """The catalogue's titles as the importer reads them, by id."""
    paths = {"sample": settings.BASE_DIR / "catalog/sample/netflix_titles.csv", "netflix": NETFLIX}
    rows = read_rows(paths[catalogue], columns=COLUMNS, required=REQUIRED)
    records = [parse_title(row).record for row in rows if isinstance(row, RawRow)]
    return {record.source_id: record for record in records}


@pytest.fixture(scope="module")
def lines(catalogue: str) -> list[dict[str, Any]]:
    return [line for line in LINES if line["catalogue"] == catalogue]


class TestQueries:
    def test_evaluate_search_reads_them(self):
        requests = read_requests(QUERIES)
        assert len(requests) == len(LINES) >= 320
        assert all(request.gold and request.texts["query"].strip() for request in requests)

    def test_every_class_is_asked_often_enough_and_of_both_catalogues(self):
        asked = Counter(line["class"] for line in LINES)
        assert asked.keys() == CLASSES.keys()
        assert all(asked[name] >= least for name, least in CLASSES.items())
        assert len({(line["class"], line["catalogue"]) for line in LINES}) == 2 * len(CLASSES)
        assert sum(line["catalogue"] == "sample" for line in LINES) >= 170

    def test_none_is_asked_twice(self):
        asked = Counter((line["catalogue"], normalised_name(line["query"])) for line in LINES)
        assert [query for query, times in asked.items() if times > 1] == []

    def test_spanish_is_marked_as_spanish(self):
        assert all((line["language"] == "es") == ("spanish" in line["class"]) for line in LINES)

    def test_whoever_is_excluded_or_named_is_no_answer(self):
        for line in LINES:
            others = {
                title["show_id"] for title in [*line.get("not", []), line.get("like")] if title
            }
            assert others or line["class"] not in ("not_the_one", "more_like"), line["query"]
            assert others.isdisjoint(title["show_id"] for title in line["gold"]), line["query"]

    def test_paragraphs_are_longer_than_the_window_of_clip(self):
        lengths = [len(line["query"].split()) for line in LINES if line["class"] == PLOTS[1]]
        assert min(lengths) >= 80
        assert max(lengths) <= 150

    @needs_requests
    def test_none_is_a_request_that_an_encoder_or_a_weight_has_seen(self):
        asked = {run: line["query"] for line in LINES for run in runs(line["query"], 8)}
        taken = {asked[run] for text in training_texts() for run in runs(text, 8) if run in asked}
        assert taken == set()


class TestAnswers:
    def test_every_title_is_in_its_catalogue(
        self, lines: list[dict[str, Any]], titles: dict[str, TitleRecord]
    ):
        for line in lines:
            for named in [*line["gold"], *line.get("not", []), *filter(None, [line.get("like")])]:
                record = titles[named["show_id"]]
                assert (named["title"], named["year"], named["kind"]) == (
                    record.title,
                    record.release_year,
                    record.kind,
                )

    def test_there_are_few_enough_for_two_pages(self, lines: list[dict[str, Any]]):
        assert all(1 <= len(line["gold"]) <= 15 for line in lines)
        assert all(len(line["gold"]) == len(ids_of(line["gold"])) for line in lines)

    def test_what_the_catalogue_can_decide_is_answered_by_all_that_fit(
        self, lines: list[dict[str, Any]], titles: dict[str, TitleRecord]
    ):
        decided = [line for line in lines if "where" in line]
        assert len(decided) >= 50
        for line in decided:
            fitting = {key for key, record in titles.items() if fits(record, **line["where"])}
            assert ids_of(line["gold"]) == fitting, line["query"]

    def test_an_exact_title_is_that_of_its_answers_and_of_no_other(
        self, lines: list[dict[str, Any]], titles: dict[str, TitleRecord]
    ):
        for line in of_class(lines, "exact_title"):
            name = normalised_name(line["query"])
            called = {key for key, title in titles.items() if normalised_name(title.title) == name}
            assert ids_of(line["gold"]) == called, line["query"]

    def test_a_misspelt_title_is_one_edit_from_right(self, lines: list[dict[str, Any]]):
        for line in of_class(lines, "misspelt_title"):
            title = line["gold"][0]["title"].lower()
            assert is_one_edit(line["query"].lower(), title), line["query"]

    def test_a_year_in_a_query_is_the_answer_s(self, lines: list[dict[str, Any]]):
        for line in of_class(lines, "title_with_year"):
            assert re.findall(r"\d{4}", line["query"]) == [str(line["gold"][0]["year"])]

    def test_plots_are_told_in_other_words_than_the_catalogue_s(
        self, lines: list[dict[str, Any]], titles: dict[str, TitleRecord]
    ):
        for line in of_class(lines, *PLOTS):
            for gold in line["gold"]:
                description = titles[gold["show_id"]].description
                copied = set(runs(line["query"], 5)).intersection(runs(description, 5))
                assert copied == set(), line["query"]

    def test_plots_do_not_give_the_title_away(self, lines: list[dict[str, Any]]):
        for line in of_class(lines, *PLOTS):
            words = f" {normalised_name(line['query'])} "
            named = [gold["title"] for gold in line["gold"]]
            given = [title for title in named if f" {normalised_name(title)} " in words]
            assert given == [], line["query"]


class TestOffTopic:
    def test_there_are_as_many_of_each_kind_as_reported(self):
        assert Counter(kind for kind, _ in off_topic()) == {
            "off_topic": 120,
            "gibberish": 80,
            "absent": 60,
        }
        assert len({text.casefold() for _, text in off_topic()}) == 260

    def test_neither_these_nor_the_queries_are_what_the_cut_off_is_fitted_on(self):
        learnt = {frozenset(words(line)) for path in LEARNT for line in text_lines(path)}
        asked = [text for _, text in off_topic()] + [line["query"] for line in LINES]
        assert [text for text in asked if words(text) and frozenset(words(text)) in learnt] == []

    def test_none_is_a_title(self, titles: dict[str, TitleRecord]):
        names = {normalised_name(title.title) for title in titles.values()} - {""}
        assert [text for _, text in off_topic() if normalised_name(text) in names] == []


class TestSpanishRequests:
    lines: list[dict[str, str]] = [json.loads(line) for line in SPANISH.read_text().splitlines()]

    def test_evaluate_search_reads_a_hundred(self):
        requests = read_requests(SPANISH)
        assert len(requests) == 100
        assert all(request.texts["short"] and not request.texts["long"] for request in requests)
        assert all(request.language == "es" for request in requests)

    @needs_requests
    def test_they_are_every_fourth_request_of_the_validation_set(self):
        original = [json.loads(line) for line in text_lines(REQUESTS / "tmdb_validation.jsonl")]
        chosen = [line for line in original if line["short_query"].strip()][::4][:100]
        for line, source in zip(self.lines, chosen, strict=True):
            same = ("query_id", "tmdb_id", "title")
            assert [line[name] for name in same] == [source[name] for name in same]
            assert line["short_query"] != source[line["translated"]]


def of_class(lines: list[dict[str, Any]], *names: str) -> Iterator[dict[str, Any]]:
    return (line for line in lines if line["class"] in names)


def ids_of(named: Iterable[dict[str, Any]]) -> set[str]:
    return {title["show_id"] for title in named}


def fits(
    title: TitleRecord,
    *,
    person: str = "",
    genres: Iterable[str] = (),
    also_genre: str = "",
    countries: Iterable[str] = (),
    years: tuple[int, int] = (0, 9999),
    kind: str = "",
) -> bool:
    """Whether a title has the person, one of the genres, one of the countries, and so on."""
    return (
        (not person or person in {credit.name for credit in title.credits})
        and (not genres or not set(genres).isdisjoint(title.genres))
        and (not also_genre or also_genre in title.genres)
        and (not countries or not set(countries).isdisjoint(title.countries))
        and years[0] <= (title.release_year or 0) <= years[1]
        and kind in ("", title.kind)
    )


def is_one_edit(typed: str, title: str) -> bool:
    """One letter more, less, changed, or two neighbours exchanged."""
    start = next(
        (place for place, (a, b) in enumerate(zip(typed, title, strict=False)) if a != b),
        min(len(typed), len(title)),
    )
    left, right = typed[start:], title[start:]
    swapped = right[1:2] + right[:1] + right[2:]
    return typed != title and (
        left[1:] == right or left == right[1:] or left[1:] == right[1:] or left == swapped
    )


def words(text: str) -> list[str]:
    return re.findall(r"\w+", text.lower())


def runs(text: str, length: int) -> Iterator[tuple[str, ...]]:
    spoken = words(text)
    places = range(len(spoken) - length + 1)
    return (tuple(spoken[place : place + length]) for place in places)


def text_lines(path: Path) -> list[str]:
    return path.read_text().splitlines()


def training_texts() -> Iterator[str]:
    for path in sorted(REQUESTS.glob("*.jsonl")):
        for line in map(json.loads, text_lines(path)):
            yield from (line["short_query"], line["long_query"])


def off_topic() -> list[tuple[str, str]]:
    """Kind and text of each line."""
    return [(kind, text) for kind, text in (line.split("\t") for line in text_lines(OFF_TOPIC))]
