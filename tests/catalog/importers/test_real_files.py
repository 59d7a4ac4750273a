"""The real catalogues, clean and damaged, row by row."""

import re
from collections import Counter
from pathlib import Path

import pytest

from catalog.importers.netflix import COLUMNS, REQUIRED, parse_title
from catalog.importers.rows import BadRow, RawRow, read_rows
from catalog.records import TitleRecord

DATA = Path(__file__).parents[3].parent / "shared" / "data" / "netflix"

pytestmark = pytest.mark.skipif(not DATA.exists(), reason="shared data not present")


Warnings = dict[str, tuple[str, ...]]


def titles_of(path: Path) -> tuple[dict[str, TitleRecord], Warnings]:
    """Every title of a file none of whose rows may be refused, by id, and the warnings."""
    titles, warnings = {}, {}
    for row in read_rows(path, columns=COLUMNS, required=REQUIRED):
        assert isinstance(row, RawRow), row
        parsed = parse_title(row)
        title = parsed.record
        assert title.source_id not in titles
        titles[title.source_id] = title
        if parsed.warnings:
            warnings[title.source_id] = parsed.warnings
    return titles, warnings


def names(title: TitleRecord) -> set[str]:
    return {credit.name for credit in title.credits}


def test_the_netflix_file_is_read_completely() -> None:
    titles, warnings = titles_of(DATA / "netflix_titles.csv")
    assert len(titles) == 8_807
    assert Counter(title.kind for title in titles.values()) == {"film": 6_131, "series": 2_676}
    assert sum(title.date_added is None for title in titles.values()) == 10
    assert all(title.release_year for title in titles.values())
    assert all(title.minutes or title.seasons for title in titles.values())
    for moved, minutes in {"s5542": 74, "s5795": 84, "s5814": 66}.items():
        assert (titles[moved].minutes, titles[moved].age_rating) == (minutes, "")
    assert titles["s622"].title == "Legend of Exorcism"
    assert titles["s2999"].title == "SAINT SEIYA: Knights of the Zodiac"
    assert titles["s5970"].title == "Maj Rati Keteki"
    assert titles["s8420"].title == "The Memphis Belle: A Story of a Flying Fortress"
    assert titles["s194"].countries == ("South Korea",)
    assert "Louis Ferrigno Jr." in names(titles["s1516"])
    assert {title.title for title in titles.values()} >= {"1922", "9", "1994"}
    dates_for_titles = {"s5964": "Oct-01", "s5965": "Feb-09", "s5966": "22-Jul", "s5967": "15-Aug"}
    assert {key: titles[key].title for key in dates_for_titles} == dates_for_titles
    assert set(warnings) == {"s5542", "s5795", "s5814", *dates_for_titles}


def test_the_hulu_file_is_read_completely() -> None:
    titles, _ = titles_of(DATA / "hulu_titles.csv")
    assert len(titles) == 3_073
    assert Counter(title.kind for title in titles.values()) == {"film": 1_422, "series": 1_651}
    assert not any(credit.role == "actor" for t in titles.values() for credit in t.credits)
    assert sum(not title.description for title in titles.values()) == 4
    assert not any("min" in t.age_rating or "SEASON" in t.age_rating for t in titles.values())


@pytest.mark.parametrize(
    ("name", "retitled"),
    [
        ("renamed_columns_8807.csv", 0),
        ("latin1_26_columns_8809.csv", 4),  # 15 August became 15-Aug, 7:19 became 07:19
        ("crlf_dd-Mon-yy_dates_8807.csv", 6),  # the same, and one title was translated
    ],
)
def test_a_damaged_copy_gives_the_same_titles_but_for_what_its_spreadsheet_lost(
    name: str, retitled: int
) -> None:
    original, _ = titles_of(DATA / "netflix_titles.csv")
    damaged, _ = titles_of(DATA / "damaged" / name)
    differing = Counter(
        field
        for key, title in original.items()
        for field in TitleRecord.__slots__
        if getattr(title, field) != getattr(damaged[key], field)
    )
    assert differing == ({"title": retitled} if retitled else {})


def test_the_copy_with_26_columns_has_two_titles_that_somebody_added() -> None:
    titles, warnings = titles_of(DATA / "damaged" / "latin1_26_columns_8809.csv")
    assert len(titles) == 8_809
    assert titles["s8808"].title == "Parasyte: The Grey"
    serena = titles["s8809"]  # the one row in cp1252, with letters that cp1252 does not know
    assert (serena.title, serena.minutes, serena.age_rating) == ("Serena", 110, "A")
    assert {"Bodil Jørgensen", "Nataša Burger", "Petr Van?k"} <= names(serena)
    assert "lost letters" in warnings["s8809"][0]


def test_the_copy_with_semicolons_keeps_every_title_and_names_what_is_lost() -> None:
    titles, warnings = titles_of(DATA / "damaged" / "semicolon_corrupt_utf8_6234.csv")
    assert len(titles) == 6_234
    assert titles["80131374"].title == "Katarzyna Piasecka, Rafał Pacześ Seriously"
    assert titles["60023237"].title == "Y Tu Mamá Tambi"
    assert "title is cut in the middle of a character" in warnings["60023237"]
    assert warnings["81011096"][0] == "title has characters that cannot be read"
    assert 150 < len(warnings) < 250
    wrongly_decoded = re.compile("Ã[©¡³±¼¶]|â€™|â€œ")
    assert not [t for t in titles.values() if wrongly_decoded.search(str(t))]


def test_no_row_of_a_clean_file_is_called_damaged() -> None:
    for name in ("netflix_titles.csv", "hulu_titles.csv"):
        for row in read_rows(DATA / name, columns=COLUMNS, required=REQUIRED):
            assert not isinstance(row, BadRow)
            assert row.warnings == ()
