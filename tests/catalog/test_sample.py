"""The sample catalogue: what a newcomer sees first."""

from collections import Counter

import pytest
from django.conf import settings

from catalog.importers.netflix import COLUMNS, REQUIRED, parse_title
from catalog.importers.rows import RawRow, read_rows
from catalog.importers.schema import ParsedRow
from catalog.records import TitleRecord

SAMPLE = settings.BASE_DIR / "catalog/sample/netflix_titles.csv"


@pytest.fixture(scope="module")
def rows() -> list[ParsedRow]:
    rows = list(read_rows(SAMPLE, columns=COLUMNS, required=REQUIRED))
    assert all(isinstance(row, RawRow) for row in rows)
    return [parse_title(row) for row in rows if isinstance(row, RawRow)]


@pytest.fixture(scope="module")
def titles(rows: list[ParsedRow]) -> list[TitleRecord]:
    return [row.record for row in rows]


def test_every_row_is_read_without_a_warning(rows: list[ParsedRow]):
    assert 280 <= len(rows) <= 330
    assert [row.record.title for row in rows if row.warnings] == []


def test_ids_and_works_are_unique(titles: list[TitleRecord]):
    assert len({title.source_id for title in titles}) == len(titles)
    assert len({(t.title, t.release_year, t.kind) for t in titles}) == len(titles)


def test_all_decades_from_the_twenties_and_many_countries_and_genres_are_there(
    titles: list[TitleRecord],
):
    decades = Counter((title.release_year or 0) // 10 * 10 for title in titles)
    assert all(decades[decade] >= 10 for decade in range(1920, 2030, 10))
    assert len({country for title in titles for country in title.countries}) >= 30
    assert len({genre for title in titles for genre in title.genres}) >= 35
    assert Counter(title.kind for title in titles)["series"] >= 70


def test_no_two_descriptions_begin_alike(titles: list[TitleRecord]):
    beginnings = Counter(tuple(title.description.lower().split()[:4]) for title in titles)
    assert [words for words, count in beginnings.items() if count > 1] == []


def test_descriptions_are_one_to_three_sentences(titles: list[TitleRecord]):
    assert all(60 <= len(title.description) <= 400 for title in titles)
