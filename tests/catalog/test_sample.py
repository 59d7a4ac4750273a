"""The sample catalogue: what a newcomer sees first."""

from collections import Counter

import pytest
from django.conf import settings

from catalog.importers.netflix import COLUMNS, REQUIRED, ParsedTitle, parse_title
from catalog.importers.rows import RawRow, read_rows

SAMPLE = settings.BASE_DIR / "catalog/sample/netflix_titles.csv"


@pytest.fixture(scope="module")
def titles() -> list[ParsedTitle]:
    rows = list(read_rows(SAMPLE, columns=COLUMNS, required=REQUIRED))
    assert all(isinstance(row, RawRow) for row in rows)
    return [parse_title(row) for row in rows if isinstance(row, RawRow)]


def test_every_row_is_read_without_a_warning(titles: list[ParsedTitle]):
    assert 280 <= len(titles) <= 330
    assert [title.title for title in titles if title.warnings] == []


def test_ids_and_works_are_unique(titles: list[ParsedTitle]):
    assert len({title.source_id for title in titles}) == len(titles)
    assert len({(t.title, t.release_year, t.kind) for t in titles}) == len(titles)


def test_all_decades_from_the_twenties_and_many_countries_and_genres_are_there(
    titles: list[ParsedTitle],
):
    decades = Counter((title.release_year or 0) // 10 * 10 for title in titles)
    assert all(decades[decade] >= 10 for decade in range(1920, 2030, 10))
    assert len({country for title in titles for country in title.countries}) >= 30
    assert len({genre for title in titles for genre in title.genres}) >= 35
    assert Counter(title.kind for title in titles)["series"] >= 70


def test_no_two_descriptions_begin_alike(titles: list[ParsedTitle]):
    beginnings = Counter(tuple(title.description.lower().split()[:4]) for title in titles)
    assert [words for words, count in beginnings.items() if count > 1] == []


def test_descriptions_are_one_to_three_sentences(titles: list[ParsedTitle]):
    assert all(60 <= len(title.description) <= 400 for title in titles)
