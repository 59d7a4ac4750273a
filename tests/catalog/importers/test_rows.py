"""The reader of CSV files: what it makes of any file that somebody may hand in."""

import codecs
import csv
import io
import os
import re
import tracemalloc
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from catalog.importers.cells import clean_text
from catalog.importers.lines import MAX_RECORD_CHARACTERS, MAX_RECORD_LINES
from catalog.importers.rows import BadRow, RawRow, UnreadableFile, read_rows
from catalog.spreadsheets import undefused

COLUMNS = {
    "show_id": "show_id",
    "id": "show_id",
    "title": "title",
    "name": "title",
    "description": "description",
}
HEADER = ["show_id", "title", "description"]


@pytest.fixture
def csv_file(tmp_path: Path) -> Path:
    return tmp_path / "titles.csv"


def rows_of(path: Path, content: bytes | str | None = None) -> list[RawRow | BadRow]:
    if isinstance(content, str):
        content = content.encode()
    if content is not None:
        path.write_bytes(content)
    return list(read_rows(path, columns=COLUMNS, required=("title", "description")))


def cells_of(path: Path, content: bytes | str) -> list[list[str]]:
    """The cells of every row, none of which may be bad."""
    rows = rows_of(path, content)
    assert all(isinstance(row, RawRow) for row in rows), rows
    return [list(row.cells.values()) for row in rows if isinstance(row, RawRow)]


def refusal_of(path: Path) -> str:
    with pytest.raises(UnreadableFile) as caught:
        rows_of(path)
    message = str(caught.value)
    assert str(path) in message
    assert "\n" not in message
    return message


# Files


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    assert "no such file" in refusal_of(tmp_path / "absent.csv")


def test_a_folder_is_refused(tmp_path: Path) -> None:
    assert "folder" in refusal_of(tmp_path)


def test_a_file_without_permission_is_refused(csv_file: Path) -> None:
    csv_file.write_text("title,description\n")
    csv_file.chmod(0)
    user = os.geteuid()
    try:
        if user == 0:  # root may read anything, so become nobody for the moment
            os.seteuid(65534)
        message = refusal_of(csv_file)
    finally:
        os.seteuid(user)
    assert "permission" in message


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "empty"),
        (b"\n\r\n  \n", "empty"),
        (b"\n" * 2_000, "empty"),
        (codecs.BOM_UTF8, "empty"),
        (b"PK\x03\x04rest", "zip"),
        (b"\x1f\x8b\x08rest", "gzip"),
        (b"\x89PNG\r\n\x1a\n", "PNG"),
        (b"PAR1rest", "Parquet"),
        (b"title,description\0\n", "binary"),
        (b"show_id,title\ns1,Dark\n", "no column description; found: show_id, title"),
        (b"a;b\n1;2\n", "no column title, description; found: a, b"),
        (b"<html><body>Not found</body></html>", "no column"),
        (b"x" * 3 * MAX_RECORD_CHARACTERS, "too long"),
    ],
)
def test_what_is_no_csv_text_is_refused_with_its_reason(
    csv_file: Path, content: bytes, reason: str
) -> None:
    csv_file.write_bytes(content)
    assert reason in refusal_of(csv_file)


def test_a_file_is_refused_before_any_row_is_asked_for(csv_file: Path) -> None:
    csv_file.write_text("nothing,known\n")
    with pytest.raises(UnreadableFile):
        read_rows(csv_file, columns=COLUMNS, required=("title",))


def test_a_header_alone_has_no_rows(csv_file: Path) -> None:
    assert rows_of(csv_file, "title,description") == []


# Headers and separators


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_the_separator_is_found_in_the_header(csv_file: Path, separator: str) -> None:
    text = f"show_id{separator}title{separator}description\n1{separator}A, B; C{separator}x\n"
    if separator in ",;":
        text = text.replace("A, B; C", '"A, B; C"')
    assert cells_of(csv_file, text) == [["1", "A, B; C", "x"]]


def test_a_separator_line_of_excel_is_passed_over(csv_file: Path) -> None:
    assert cells_of(csv_file, "sep=;\ntitle;description\nDark;x\n") == [["Dark", "x"]]


@pytest.mark.parametrize(
    "header",
    [' Show ID ,"TITLE",Description', "'show-id','title','description'", "ID,Name,DESCRIPTION"],
)
def test_header_cells_may_have_blanks_capitals_quotes_and_other_names(
    csv_file: Path, header: str
) -> None:
    (row,) = rows_of(csv_file, f"{header}\n1,Dark,x\n")
    assert isinstance(row, RawRow)
    assert row.cells == {"show_id": "1", "title": "Dark", "description": "x"}


def test_of_a_repeated_column_the_first_filled_cell_counts(csv_file: Path) -> None:
    rows = cells_of(csv_file, "title,title,description\nDark,Other,x\n,Other,x\n")
    assert rows == [["Dark", "x"], ["Other", "x"]]


def test_a_column_with_its_own_name_counts_before_another_spelling(csv_file: Path) -> None:
    (row,) = rows_of(csv_file, "id,show_id,title,description\n7,s1,Dark,x\n")
    assert isinstance(row, RawRow)
    assert row.cells["show_id"] == "s1"


def test_unknown_and_unnamed_columns_are_left_out(csv_file: Path) -> None:
    text = ",title,budget,description,,,\n0,Dark,12,x,,,\n1,1899,13,y\n"
    assert cells_of(csv_file, text) == [["Dark", "x"], ["1899", "y"]]


def test_blank_rows_are_passed_over(csv_file: Path) -> None:
    text = "title,description\n\n,\n  \n \u200b , \nDark,x\n\n"
    (row,) = rows_of(csv_file, text)
    assert row.line == 6


# Encodings and characters


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1252"]
)
def test_usual_encodings_are_recognised(csv_file: Path, encoding: str) -> None:
    text = "title,description\nAmélie,“Señor” – naïve…\n"
    mark = {"utf-16-le": codecs.BOM_UTF16_LE, "utf-16-be": codecs.BOM_UTF16_BE}.get(encoding, b"")
    content = mark + text.encode(encoding)
    assert cells_of(csv_file, content) == [["Amélie", "“Señor” – naïve…"]]


def test_encodings_may_differ_from_line_to_line_and_within_a_line(csv_file: Path) -> None:
    content = "title,description\nAmélie,".encode() + "Señor\nCafé,“naïve”\n".encode("cp1252")
    assert cells_of(csv_file, content) == [["Amélie", "Señor"], ["Café", "“naïve”"]]


def test_bytes_that_no_encoding_knows_are_removed_with_a_warning(csv_file: Path) -> None:
    (row,) = rows_of(csv_file, b"title,description\nDa\x81rk,x\n")
    assert isinstance(row, RawRow)
    assert row.cells["title"] == "Dark"
    assert row.warnings == ("title has characters that cannot be read",)


def test_text_that_was_decoded_wrongly_once_is_repaired(csv_file: Path) -> None:
    twice = "title,description\nJosé’s,Łukasz „Lotek”\n".encode().decode("sloppy-windows-1252")
    assert cells_of(csv_file, twice) == [["José’s", "Łukasz „Lotek”"]]


def test_a_cell_cut_inside_a_character_loses_the_half_and_says_so(csv_file: Path) -> None:
    (row,) = rows_of(csv_file, b"title,description\nY Tu Mam\xc3\x83\xc2\xa1 Tambi\xc3\x83\xc2,x\n")
    assert isinstance(row, RawRow)
    assert row.cells["title"] == "Y Tu Mamá Tambi"
    assert row.warnings == ("title is cut in the middle of a character",)


# Records


def test_a_quoted_cell_may_hold_line_breaks_separators_and_quotes(csv_file: Path) -> None:
    text = 'title,description\r\n"One, ""two""\r\nthree",x\r\nDark,y\r\n'
    rows = rows_of(csv_file, text)
    assert [row.line for row in rows] == [2, 4]
    assert rows[0] == RawRow(2, {"title": 'One, "two" three', "description": "x"})


def test_too_few_and_too_many_cells_make_a_bad_row(csv_file: Path) -> None:
    short, long, good = rows_of(
        csv_file, "show_id,title,description\n1,Dark\n2,Dark,x,y\n3,Dark,x,, ,\n"
    )
    assert short == BadRow(2, "the row has 2 cells, the header 3", "1,Dark")
    assert long == BadRow(3, "the row has 4 cells, the header 3", "2,Dark,x,y")
    assert isinstance(good, RawRow)


def test_content_under_trailing_unnamed_columns_makes_a_bad_row(csv_file: Path) -> None:
    """A comma that nobody quoted moves what follows it to the right."""
    (row,) = rows_of(csv_file, "title,description,,\nDark,one, two,\n")
    assert isinstance(row, BadRow)


def test_nul_bytes_behind_the_head_make_a_bad_row(csv_file: Path) -> None:
    filler = "Dark,x\n" * 3_000
    rows = rows_of(csv_file, f"title,description\n{filler}Da\0rk,x\nDark,x\n")
    assert [type(row) for row in rows[-2:]] == [BadRow, RawRow]
    assert "NUL" in rows[-2].reason  # type: ignore[union-attr]
    assert len(rows) == 3_002


@pytest.mark.parametrize("broken", ['Dark,"never closed', '"never closed,x'])
@pytest.mark.parametrize("following", ["Dark,x", 'Dark,"x, y"', '"Dark","x ""y"" z"'])
def test_a_quote_that_is_never_closed_costs_one_row(
    csv_file: Path, broken: str, following: str
) -> None:
    lines = ["title,description", following, broken, *[following] * 3 * MAX_RECORD_LINES]
    rows = rows_of(csv_file, "\n".join(lines))
    assert [(row.line, row.raw) for row in rows if isinstance(row, BadRow)] == [(3, broken)]
    assert [row.line for row in rows] == list(range(2, len(lines) + 1))


def test_quotes_that_nobody_doubled_are_read_with_a_warning(csv_file: Path) -> None:
    (row,) = rows_of(csv_file, 'title,description\nDark,"He said "no" to it"\n')
    assert isinstance(row, RawRow)
    assert row.cells["title"] == "Dark"
    assert "no" in row.cells["description"]
    assert row.warnings == ("a quote inside a cell is not doubled",)


def test_a_row_of_too_many_lines_is_bad_and_reading_goes_on(csv_file: Path) -> None:
    breaks = "\n" * (MAX_RECORD_LINES + 1)
    rows = rows_of(csv_file, f'title,description\nDark,"{breaks}x"\nDark,x\n')
    assert isinstance(rows[0], BadRow)
    assert "lines" in rows[0].reason
    assert rows[-1] == RawRow(MAX_RECORD_LINES + 4, {"title": "Dark", "description": "x"})


@pytest.mark.parametrize("length", [200_000, 2 * MAX_RECORD_CHARACTERS + 5])
def test_an_overlong_cell_makes_a_bad_row_and_reading_goes_on(csv_file: Path, length: int) -> None:
    bad, good = rows_of(csv_file, f"title,description\nDark,{'x' * length}\nDark,x\n")
    assert isinstance(bad, BadRow)
    assert "longer than" in bad.reason
    assert len(bad.raw) <= 500
    assert good == RawRow(3, {"title": "Dark", "description": "x"})


# Properties

LETTERS = st.characters(exclude_categories=["Cs"], exclude_characters="\0")
# Letters whose cp1252 bytes are never the continuation of a UTF-8 sequence.
CP1252_LETTERS = st.sampled_from("abcXYZ 019.,;\t|\"'\nÀÉÑÖßàéïñöüÿ")
UNICODE_FILES = st.tuples(
    st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "utf-32"]),
    st.lists(st.lists(st.text(LETTERS, max_size=40), min_size=3, max_size=3), max_size=8),
)
CP1252_FILES = st.tuples(
    st.just("cp1252"),
    st.lists(st.lists(st.text(CP1252_LETTERS, max_size=40), min_size=3, max_size=3), max_size=8),
)


@settings(max_examples=300, deadline=None)
@example(file=("utf-8", [["", "", "'="]]), separator=",", line_end="\n")
@given(
    file=UNICODE_FILES | CP1252_FILES,
    separator=st.sampled_from([",", ";", "\t", "|"]),
    line_end=st.sampled_from(["\n", "\r\n", "\r"]),
)
def test_whatever_a_csv_writer_wrote_comes_back(
    tmp_path_factory: pytest.TempPathFactory,
    file: tuple[str, list[list[str]]],
    separator: str,
    line_end: str,
) -> None:
    encoding, rows = file
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=separator, lineterminator=line_end, quoting=csv.QUOTE_ALL)
    writer.writerow(HEADER)
    expected = []
    for row in rows:
        # Line breaks inside cells count too, as in any editor.
        line = len(re.findall("\r\n|\r|\n", text.getvalue())) + 1
        writer.writerow(row)
        # What stands behind an apostrophe that a spreadsheet needs comes back without it.
        if any(clean := [undefused(clean_text(cell)) for cell in row]):
            expected.append((line, clean))
    path = tmp_path_factory.mktemp("csv") / "titles.csv"
    found = rows_of(path, text.getvalue().encode(encoding))
    assert [
        (row.line, list(row.cells.values())) if isinstance(row, RawRow) else row for row in found
    ] == expected


@settings(max_examples=300, deadline=None)
@given(
    beginning=st.sampled_from([b"", b"title,description\n", codecs.BOM_UTF16_LE, codecs.BOM_UTF8]),
    content=st.binary(max_size=400) | st.text('",\n\rab', max_size=400).map(str.encode),
)
def test_arbitrary_bytes_are_read_or_refused_and_nothing_else(
    tmp_path_factory: pytest.TempPathFactory, beginning: bytes, content: bytes
) -> None:
    path = tmp_path_factory.mktemp("csv") / "titles.csv"
    try:
        rows = rows_of(path, beginning + content)
    except UnreadableFile:
        return
    numbers = [row.line for row in rows]
    assert numbers == sorted(set(numbers))


# Memory


def write_rows(path: Path, count: int) -> None:
    with path.open("w") as file:
        file.write("show_id,title,description\n")
        for number in range(count):
            file.write(f's{number},"Title, {number}",{"words of a description " * 8}\n')


def peak_of_reading(path: Path) -> int:
    tracemalloc.start()
    try:
        assert sum(1 for _ in read_rows(path, columns=COLUMNS, required=("title",))) > 0
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def test_memory_does_not_grow_with_the_file(csv_file: Path) -> None:
    write_rows(csv_file, 2_000)
    small = peak_of_reading(csv_file)
    write_rows(csv_file, 40_000)
    assert peak_of_reading(csv_file) < 1.5 * small


def test_an_endless_line_is_not_held_in_memory(csv_file: Path) -> None:
    csv_file.write_text("title,description\n" + "x" * 30_000_000 + "\nDark,x\n")
    assert peak_of_reading(csv_file) < 12_000_000
