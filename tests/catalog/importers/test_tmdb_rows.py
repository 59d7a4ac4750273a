"""What one row of The Movies Dataset becomes."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.importers.rows import RawRow
from catalog.importers.schema import RejectedRow
from catalog.importers.tmdb import TMDB, parse_title
from catalog.records import CreditRecord, TitleRecord

PLAIN = {"id": "862", "adult": "False", "title": "Toy Story", "release_date": "1995-10-30"}


def parsed(**cells: str) -> tuple[TitleRecord, tuple[str, ...]]:
    """The record, and the warnings beside it."""
    row = parse_title(RawRow(2, PLAIN | cells))
    return row.record, row.warnings


def test_all_that_a_row_says_is_read() -> None:
    title, warnings = parsed(
        original_title="Toy Story",
        original_language="en",
        overview="Toys live.",
        tagline="To infinity",
        runtime="81.0",
        status="Post Production",
        imdb_id="tt0114709",
        movieId="1",
        genres="[{'id': 16, 'name': 'Animation'}, {'id': 35, 'name': 'Comedy'}]",
        production_countries="[{'iso_3166_1': 'US', 'name': 'United States of America'}]",
        production_companies="[{'name': 'Pixar', 'id': 3}]",
        belongs_to_collection="{'id': 1, 'name': 'Toy Story Collection', 'poster_path': None}",
        keywords="[{'id': 1, 'name': 'toy'}]",
        budget="30000000",
        revenue="373554033.0",
        vote_count="5415.0",
        vote_average="7.7",
        popularity="21.946943",
        cast="[{'id': 31, 'name': 'Tom Hanks', 'character': 'Woody (voice)', 'order': 0}]",
        crew="[{'id': 7879, 'name': 'John Lasseter', 'job': 'Director'},"
        " {'id': 12891, 'name': 'Joss Whedon', 'job': 'Screenplay'}]",
    )
    assert warnings == ()
    assert title == TitleRecord(
        source_id="862",
        kind="film",
        title="Toy Story",
        description="Toys live.",
        original_title="Toy Story",
        original_language="en",
        tagline="To infinity",
        release_year=1995,
        minutes=81,
        status="post_production",
        imdb_id="tt0114709",
        movielens_id=1,
        credits=(
            CreditRecord("John Lasseter", "director", 7879),
            CreditRecord("Tom Hanks", "actor", 31, "Woody (voice)"),
        ),
        genres=("Animation", "Comedy"),
        countries=("United States",),
        keywords=("toy",),
        companies=("Pixar",),
        collection="Toy Story Collection",
        release_date=date(1995, 10, 30),
        budget=30_000_000,
        revenue=373_554_033,
        vote_count=5415,
        vote_average=7.7,
        popularity=21.946943,
    )


def test_zero_means_unknown_where_nobody_can_mean_zero() -> None:
    title, warnings = parsed(
        budget="0", revenue="0.0", runtime="0.0", vote_count="0", vote_average="5.0", imdb_id="0"
    )
    assert (title.budget, title.revenue, title.minutes, title.imdb_id) == (None, None, None, "")
    assert (title.vote_count, title.vote_average) == (0, None), "nobody voted: there is no mean"
    assert warnings == ()


@pytest.mark.parametrize("text", ["-5", "1e400", "NaN", "inf", "9" * 30, "/a.jpg", "1,000", "٣"])
@pytest.mark.parametrize("column", ["budget", "revenue", "runtime", "vote_count", "popularity"])
def test_what_is_no_number_costs_that_cell_alone(column: str, text: str) -> None:
    title, warnings = parsed(**{column: text}, tagline="kept")
    assert title.tagline == "kept"
    assert getattr(title, {"runtime": "minutes"}.get(column, column)) is None
    assert len(warnings) == 1
    assert column in warnings[0]


@pytest.mark.parametrize("text", ["11", "-1", "NaN"])
def test_a_mean_beyond_its_scale_is_left_out(text: str) -> None:
    title, warnings = parsed(vote_count="10", vote_average=text)
    assert title.vote_average is None
    assert len(warnings) == 1


@pytest.mark.parametrize("text", ["1995-13-45", "yesterday", "1500-01-01", "99999-01-01"])
def test_an_impossible_date_is_left_out_with_a_warning(text: str) -> None:
    title, warnings = parsed(release_date=text)
    assert (title.release_date, title.release_year) == (None, None)
    assert warnings == (f"release_date “{text}” cannot be read",)


def test_without_a_release_date_there_is_none_and_no_warning() -> None:
    title, warnings = parsed(release_date="")
    assert (title.release_date, title.release_year, warnings) == (None, None, ())


@pytest.mark.parametrize(
    "cell",
    [
        "__import__('os').system('true')",
        "[{'id': 1, 'name': 'x'",
        "[" * 5_000,
        "True",
        "1.0",
        "'Drama'",
        "[1, None, 'x']",
        "[{'id': 1, 'name': 7}]",
        "[{'id': 1, 'name': ''}]",
        "[{'id': 1}]",
        "{1, 2}",
        "{'name': ['a']}",
    ],
)
@pytest.mark.parametrize("column", ["genres", "belongs_to_collection", "keywords", "cast", "crew"])
def test_a_broken_cell_costs_that_cell_alone(column: str, cell: str) -> None:
    title, warnings = parsed(**{column: cell}, production_companies="[{'name': 'Pixar', 'id': 3}]")
    assert title.companies == ("Pixar",)
    assert (title.genres, title.keywords, title.collection, title.credits) == ((), (), "", ())
    if not (column == "crew" and "{'id'" in cell):  # who does nothing there is no director
        assert warnings
        assert column in warnings[0]


def test_the_rest_of_a_cell_is_kept_where_one_thing_in_it_is_broken() -> None:
    title, warnings = parsed(genres="[{'id': 1, 'name': 'Drama'}, 7, {'id': 2, 'name': 'War'}]")
    assert title.genres == ("Drama", "War")
    assert len(warnings) == 1


def test_who_plays_two_characters_is_named_once_with_both() -> None:
    title, _ = parsed(
        cast="[{'id': 1, 'name': 'Ama', 'character': 'A', 'order': 1},"
        " {'id': 2, 'name': 'Bo', 'character': '', 'order': 0},"
        " {'id': 1, 'name': 'Ama', 'character': 'B', 'order': 2}]"
    )
    assert title.credits == (
        CreditRecord("Bo", "actor", 2),
        CreditRecord("Ama", "actor", 1, "A / B"),
    )


def test_a_person_with_an_id_that_is_none_is_known_by_name() -> None:
    title, _ = parsed(cast="[{'id': -3, 'name': 'Ama'}, {'id': True, 'name': 'Bo'}]")
    assert [credit.tmdb_id for credit in title.credits] == [None, None]


def test_names_are_cleaned_as_cells_are() -> None:
    title, _ = parsed(cast="[{'id': 1, 'name': ' Jos\\u00c3\\u00a9\\u200b  D. '}]")
    assert title.credits[0].name == "José D."


def test_an_overlong_name_is_left_out_with_a_warning() -> None:
    title, warnings = parsed(
        cast=repr([{"id": 1, "name": "x" * 201}]), keywords=repr([{"id": 1, "name": "y" * 101}])
    )
    assert (title.credits, title.keywords) == ((), ())
    assert len(warnings) == 2


def test_an_unknown_status_and_flag_are_the_usual_ones_with_a_warning() -> None:
    title, warnings = parsed(status="Lost", adult="maybe")
    assert (title.status, title.is_adult) == ("released", False)
    assert len(warnings) == 2
    assert parsed(status="Rumored", adult="True") == (
        TitleRecord(
            source_id="862",
            kind="film",
            title="Toy Story",
            release_year=1995,
            release_date=date(1995, 10, 30),
            status="rumored",
            is_adult=True,
        ),
        (),
    )


def test_the_links_give_an_id_of_imdb_where_the_film_has_none() -> None:
    assert parsed(imdbId="0114709")[0].imdb_id == "tt0114709"
    assert parsed(imdbId="9999999", imdb_id="tt0114709")[0].imdb_id == "tt0114709"
    title, warnings = parsed(imdb_id="nm0000158", imdbId="0114709")
    assert title.imdb_id == "tt0114709"
    assert len(warnings) == 1


@pytest.mark.parametrize("text", ["No overview found.", "N/A", "no overview"])
def test_words_for_no_overview_are_none(text: str) -> None:
    assert parsed(overview=text)[0].description == ""


@pytest.mark.parametrize("text", ["True", "None", "9", "1984", "nan", "Face/Off", "M*A*S*H?", "#1"])
def test_titles_that_look_like_something_else_stay_what_they_are(text: str) -> None:
    assert parsed(title=text)[0].title == text


@pytest.mark.parametrize(
    ("cells", "reason"),
    [
        ({"id": ""}, "id is empty"),
        ({"id": "tt1"}, "id “tt1” is no number"),
        ({"id": "-1"}, "id “-1” is no number"),
        ({"title": ""}, "title is empty"),
        ({"title": "x" * 501}, "title is longer than 500 characters"),
        (
            {"title": "", "release_date": "", "overview": "Soldiers force a captive"},
            "the row ends after its overview: this is the first half of one broken in two",
        ),
        (
            {"id": "1997-08-20", "adult": " - Written by Ørnås"},
            "id “1997-08-20” is no number: this is the second half of a row that is broken in two",
        ),
    ],
)
def test_a_row_that_cannot_be_a_title_is_rejected_with_its_reason(
    cells: dict[str, str], reason: str
) -> None:
    with pytest.raises(RejectedRow) as caught:
        parsed(**cells)
    assert str(caught.value) == reason


columns = sorted({*TMDB.columns.values(), "cast", "crew", "keywords", "movieId", "imdbId"})


@given(st.dictionaries(st.sampled_from(columns), st.text() | st.text("[]{}'\":, 0-9.Nonetru")))
def test_any_cells_make_a_title_that_fits_the_catalogue_or_are_rejected(
    cells: dict[str, str],
) -> None:
    try:
        title = parse_title(RawRow(2, PLAIN | cells)).record
    except RejectedRow:
        return
    assert 0 < len(title.title) <= 500
    assert title.budget is None or title.budget > 0
    assert title.vote_average is None or 0 <= title.vote_average <= 10
    assert TitleRecord.from_json(title.to_json()) == title
