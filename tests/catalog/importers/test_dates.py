"""Dates in the styles that catalogues use."""

import locale
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.importers.dates import read_date


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("September 25, 2021", date(2021, 9, 25)),
        ("August 4, 2017", date(2017, 8, 4)),
        ("Sept. 5 2017", date(2017, 9, 5)),
        ("MAY 1, 2020", date(2020, 5, 1)),
        ("25-Sep-21", date(2021, 9, 25)),
        ("9-May-2021", date(2021, 5, 9)),
        ("25 September 2021", date(2021, 9, 25)),
        ("1-Jan-69", date(1969, 1, 1)),
        ("2021-09-25", date(2021, 9, 25)),
        ("2021-09-25 00:00:00", date(2021, 9, 25)),
        ("2021-09-25T10:30:00Z", date(2021, 9, 25)),
        ("9/25/2021", date(2021, 9, 25)),
        ("25/9/2021", date(2021, 9, 25)),
        ("5/5/2021", date(2021, 5, 5)),
        ("4.5.2021", date(2021, 5, 4)),
        ("February 29, 2020", date(2020, 2, 29)),
    ],
)
def test_dates_are_read_in_the_usual_styles(text: str, day: date) -> None:
    assert read_date(text) == day


@pytest.mark.parametrize(
    "text",
    ["4/5/2021", "February 30, 2021", "13/13/2021", "Ma 1, 2020", "Foo 1, 2020", "2021", "soon",
     "0-Sep-21", "september", "25-Sep-021", "٢٥-Sep-21", "0000-01-01"],
)  # fmt: skip
def test_what_is_no_date_or_could_be_two_is_none(text: str) -> None:
    assert read_date(text) is None


@given(st.dates(date(1969, 1, 1), date(2068, 12, 31)))
def test_every_date_is_read_back_from_each_style(day: date) -> None:
    assert read_date(day.isoformat()) == day
    assert read_date(f"{day:%d-%b-%y}") == day
    assert read_date(f"{day:%B} {day.day}, {day.year}") == day


@given(st.text())
def test_reading_a_date_never_fails(text: str) -> None:
    read_date(text)


def test_dates_do_not_depend_on_the_locale() -> None:
    before = locale.setlocale(locale.LC_TIME)
    foreign = [name for name in ("de_DE.UTF-8", "fr_FR.UTF-8", "tr_TR.UTF-8") if _has(name)]
    try:
        for name in foreign or ["C"]:
            locale.setlocale(locale.LC_TIME, name)
            assert read_date("May 1, 2020") == date(2020, 5, 1)
    finally:
        locale.setlocale(locale.LC_TIME, before)


def _has(name: str) -> bool:
    before = locale.setlocale(locale.LC_TIME)
    try:
        locale.setlocale(locale.LC_TIME, name)
    except locale.Error:
        return False
    locale.setlocale(locale.LC_TIME, before)
    return True
