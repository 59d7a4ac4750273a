"""What one row of a catalogue in the Netflix schema becomes."""

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.importers.netflix import (
    COLUMNS,
    REQUIRED,
    parse_title,
)
from catalog.importers.rows import RawRow, UnreadableFile, read_rows
from catalog.importers.schema import ParsedRow, RejectedRow
from catalog.records import CreditRecord, TitleRecord


def parsed(**cells: str) -> tuple[TitleRecord, tuple[str, ...]]:
    """The record, and the warnings beside it."""
    plain = {"show_id": "s1", "type": "Movie", "title": "Dark", "description": "x"}
    row = parse_title(RawRow(2, plain | cells))
    return row.record, row.warnings


def people(title: TitleRecord, role: str) -> tuple[str, ...]:
    return tuple(credit.name for credit in title.credits if credit.role == role)


# Lists, dates and years


def test_people_countries_and_genres_keep_their_order() -> None:
    title, _ = parsed(director="B, A", cast="D, C", country="F, E", listed_in="H, G")
    assert people(title, "director") == ("B", "A")
    assert people(title, "actor") == ("D", "C")
    assert title.countries == ("F", "E")
    assert title.genres == ("H", "G")


def test_an_overlong_name_is_left_out_with_a_warning() -> None:
    title, warnings = parsed(cast=f"Ama, {'x' * 201}")
    assert people(title, "actor") == ("Ama",)
    assert "cast" in warnings[0]


def test_a_question_mark_in_a_name_is_kept_and_reported_as_a_lost_letter() -> None:
    title, warnings = parsed(cast="Petr Van?k")
    assert people(title, "actor") == ("Petr Van?k",)
    assert warnings == ("cast “Petr Van?k” has lost letters",)


@pytest.mark.parametrize("text", ["4/5/2021", "soon", "February 30, 2021", "1-Jan-1500"])
def test_an_unreadable_date_is_left_out_with_a_warning(text: str) -> None:
    title, warnings = parsed(date_added=text)
    assert title.date_added is None
    assert warnings == (f"date_added “{text}” cannot be read",)


@pytest.mark.parametrize(("text", "year"), [("2021", 2021), ("2021.0", 2021), ("1870", 1870)])
def test_years_are_read(text: str, year: int) -> None:
    assert parsed(release_year=text)[0].release_year == year


@pytest.mark.parametrize("text", ["20x1", "1869", "2101", "2019-2021", "21", "٢٠٢١"])
def test_an_unreadable_or_impossible_year_is_left_out_with_a_warning(text: str) -> None:
    title, warnings = parsed(release_year=text)
    assert title.release_year is None
    assert warnings == (f"release_year “{text}” cannot be read",)


# Durations, ratings, kinds


@pytest.mark.parametrize(
    ("text", "minutes"),
    [("90 min", 90), ("312 MIN", 312), ("90min", 90), ("45 minutes", 45), ("1h 30m", 90),
     ("2 hours", 120)],
)  # fmt: skip
def test_a_films_duration_is_minutes(text: str, minutes: int) -> None:
    title, warnings = parsed(duration=text)
    assert (title.minutes, title.seasons, warnings) == (minutes, None, ())


@pytest.mark.parametrize(("text", "seasons"), [("1 Season", 1), ("12 seasons", 12)])
def test_a_series_duration_is_seasons(text: str, seasons: int) -> None:
    title, warnings = parsed(type="TV Show", duration=text)
    assert (title.minutes, title.seasons, warnings) == (None, seasons, ())


@pytest.mark.parametrize("text", ["90", "0 min", "99999 min", "0 Seasons", "long", "-5 min", "min"])
def test_an_unreadable_duration_is_left_out_with_a_warning(text: str) -> None:
    title, warnings = parsed(duration=text)
    assert (title.minutes, title.seasons) == (None, None)
    assert warnings == (f"duration “{text}” cannot be read",)


def test_a_duration_in_the_rating_column_moves_to_an_empty_duration() -> None:
    title, warnings = parsed(rating="74 min", duration="")
    assert (title.age_rating, title.minutes) == ("", 74)
    assert warnings == ("rating “74 min” is a duration",)


def test_a_duration_in_the_rating_column_does_not_replace_another() -> None:
    title, warnings = parsed(rating="74 min", duration="90 min")
    assert (title.age_rating, title.minutes) == ("", 90)
    assert len(warnings) == 1


@pytest.mark.parametrize(
    ("text", "rating"),
    [("pg-13", "PG-13"), ("TV-Y7-FV", "TV-Y7-FV"), ("Not Rated", "NR"), ("NR", "NR"), ("UR", "UR"),
     ("UNRATED", "UR"), ("AGES_16_", "16+"), ("16", "16"), ("A", "A"), ("nan", ""),
     ("x" * 20, "X" * 20)],
)  # fmt: skip
def test_ratings_are_brought_to_one_spelling(text: str, rating: str) -> None:
    title, warnings = parsed(rating=text)
    assert (title.age_rating, warnings) == (rating, ())


@pytest.mark.parametrize("text", ["x" * 21, "ß" * 11])
def test_a_rating_that_is_too_long_is_left_out_with_a_warning(text: str) -> None:
    title, warnings = parsed(rating=text)
    assert title.age_rating == ""
    assert "longer than 20" in warnings[0]


@pytest.mark.parametrize(
    ("text", "kind"),
    [("Movie", "film"), ("Movies", "film"), ("FILM", "film"), ("TV Show", "series"),
     ("tv_show", "series"), ("tv", "series"), ("Series", "series"), ("Mini-Series", "series")],
)  # fmt: skip
def test_kinds_are_recognised_in_their_spellings(text: str, kind: str) -> None:
    title, warnings = parsed(type=text)
    assert (title.kind, warnings) == (kind, ())


@pytest.mark.parametrize("stated", ["", "Documentary"])
@pytest.mark.parametrize(("duration", "kind"), [("90 min", "film"), ("2 Seasons", "series")])
def test_an_unknown_kind_follows_from_the_duration(stated: str, duration: str, kind: str) -> None:
    title, warnings = parsed(type=stated, duration=duration)
    assert title.kind == kind
    assert "because of the duration" in warnings[0]


@pytest.mark.parametrize("stated", ["", "Documentary"])
def test_without_kind_and_duration_a_row_is_rejected(stated: str) -> None:
    with pytest.raises(RejectedRow, match="type"):
        parsed(type=stated)


def test_what_has_seasons_is_a_series_whatever_its_type_says() -> None:
    title, warnings = parsed(type="Movie", duration="2 Seasons")
    assert (title.kind, title.seasons) == ("series", 2)
    assert len(warnings) == 1


# Ids, titles, descriptions


@pytest.mark.parametrize("text", ["1922", "9", "True", "nan", "1e5", "$", "007"])
def test_titles_that_look_like_values_stay_what_they_are(text: str) -> None:
    assert parsed(title=text)[0].title == text


@pytest.mark.parametrize("text", ["22-Jul", "Feb-09"])
def test_a_title_that_a_spreadsheet_took_for_a_date_is_kept_with_a_warning(text: str) -> None:
    title, warnings = parsed(title=text)
    assert title.title == text
    assert "spreadsheet" in warnings[0]


@pytest.mark.parametrize(
    ("cells", "reason"),
    [
        ({"show_id": ""}, "show_id is empty"),
        ({"show_id": "x" * 51}, "show_id is longer than 50 characters"),
        ({"title": ""}, "title is empty"),
        ({"title": "x" * 501}, "title is longer than 500 characters"),
        ({"description": "x" * 20_001}, "description is longer than 20,000 characters"),
    ],
)
def test_a_row_that_cannot_be_a_title_is_rejected_with_its_reason(
    cells: dict[str, str], reason: str
) -> None:
    with pytest.raises(RejectedRow) as caught:
        parsed(**cells)
    assert str(caught.value) == reason


def test_a_title_without_description_is_accepted() -> None:
    title, warnings = parsed(description="")
    assert (title.description, warnings) == ("", ())


def test_columns_that_a_file_lacks_are_empty() -> None:
    title, _ = parsed()
    assert title == TitleRecord(source_id="s1", kind="film", title="Dark", description="x")


def test_the_readers_warnings_are_kept() -> None:
    row = RawRow(2, {"show_id": "1", "type": "tv", "title": "Dark"}, ("title is cut",))
    assert parse_title(row).warnings == ("title is cut",)


@given(st.dictionaries(st.sampled_from(sorted(set(COLUMNS.values()))), st.text()))
def test_any_cells_make_a_title_that_fits_the_catalogue_or_are_rejected(
    cells: dict[str, str],
) -> None:
    try:
        title = parse_title(RawRow(2, cells)).record
    except RejectedRow:
        return
    assert 0 < len(title.title) <= 500
    assert 0 < len(title.source_id) <= 50
    assert len(title.age_rating) <= 20
    assert title.seasons is None or (title.kind == "series" and 0 < title.seasons <= 32_767)
    assert title.minutes is None or 0 < title.minutes <= 32_767


@pytest.mark.parametrize("absent", REQUIRED)
def test_a_file_without_a_required_column_is_refused(tmp_path: Path, absent: str) -> None:
    path = tmp_path / "titles.csv"
    path.write_text(",".join(name for name in REQUIRED if name != absent) + "\n1,2\n")
    with pytest.raises(UnreadableFile, match=f"no column {absent}"):
        read_rows(path, columns=COLUMNS, required=REQUIRED)


def test_the_schemas_of_other_platforms_are_read(tmp_path: Path) -> None:
    path = tmp_path / "amazon.csv"
    path.write_text(
        "show_id,show_type,title,director,cast,countries,date_added,release_year,rating,duration,"
        "categories,description\n"
        's1,Movie,The Grand Seduction,Don McKellar,"Brendan Gleeson, Taylor Kitsch",Canada,'
        '"March 30, 2021",2014,,113 min,"Comedy, Drama",A small fishing village.\n'
    )
    (row,) = read_rows(path, columns=COLUMNS, required=REQUIRED)
    assert isinstance(row, RawRow)
    assert parse_title(row) == ParsedRow(
        2,
        TitleRecord(
            source_id="s1",
            kind="film",
            title="The Grand Seduction",
            credits=(
                CreditRecord("Don McKellar", "director"),
                CreditRecord("Brendan Gleeson", "actor"),
                CreditRecord("Taylor Kitsch", "actor"),
            ),
            countries=("Canada",),
            genres=("Comedy", "Drama"),
            date_added=date(2021, 3, 30),
            release_year=2014,
            minutes=113,
            description="A small fishing village.",
        ),
    )


def test_a_country_has_one_spelling_whoever_names_it() -> None:
    title, _ = parsed(country="United States of America, United States, Russian Federation")
    assert title.countries == ("United States", "Russia")
