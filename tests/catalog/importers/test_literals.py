"""Cells in Python's syntax: what `ast.literal_eval` makes of them, faster, and never run."""

import ast
import warnings
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from catalog.importers.literals import BrokenLiteral, read_literal

leaves = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text()
    | st.text("'\"\\ n{},:[]\t\r\n\0N")
)
values = st.recursive(
    leaves, lambda inner: st.lists(inner) | st.dictionaries(leaves, inner) | st.tuples(inner)
)
# Such pieces in any order: nearly JSON, nearly Python, or neither.
pieces = st.sampled_from([
    *"'\"\\{}[], :-+10._\n\t()#xé", "None", "True", "null", "nan", "NaN", "Infinity", "007",
    "1e400", "b'x'", "'x'", '"y"', "N{BULLET}", "\ud800", "{'a': 1}", "[{'a': 'b', 'c': None}]",
])  # fmt: skip


def outcome(read, text: str) -> str:
    """The value's own spelling, which tells 1 from True and 1.0; or that there is none."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            return repr(read(text))
        except (ValueError, SyntaxError, TypeError, MemoryError, RecursionError):
            return "broken"


@given(values)
def test_every_value_that_python_writes_is_read_as_python_reads_it(value: object) -> None:
    assert outcome(read_literal, repr(value)) == outcome(ast.literal_eval, repr(value))


@given(st.lists(pieces).map("".join))
@example("['a' 'b']")
@example("[{'a': ': None'}]")
@example("{'a': 'x', 'b': nan}")
@example("'''a'''")
@example("[" * 150 + "]" * 150)
@example("[" * 300 + "]" * 300)
@example("1" * 5_000)
@example("['\\x']")
def test_any_text_is_read_or_refused_as_python_does(text: str) -> None:
    assert outcome(read_literal, text) == outcome(ast.literal_eval, text)


@pytest.mark.parametrize(
    "code",
    [
        "__import__('os').system('touch {file}')",
        "[__import__('os').system('touch {file}')]",
        "[{{'name': open('{file}', 'w')}}]",
        "(lambda: open('{file}', 'w'))()",
        "f\"{{open('{file}', 'w')}}\"",
    ],
)
def test_code_in_a_cell_is_refused_and_never_run(tmp_path: Path, code: str) -> None:
    file = tmp_path / "written"
    with pytest.raises(BrokenLiteral):
        read_literal(code.format(file=file))
    assert not file.exists()


@pytest.mark.parametrize(
    "cell",
    ["[" * 60_000, "{'a': " * 20_000, "'" * 100_001, "[{'a': '" + "x" * 100_000, "-" * 90_000],
)
def test_a_huge_or_deeply_nested_cell_is_refused_at_once(cell: str) -> None:
    with pytest.raises(BrokenLiteral):
        read_literal(cell)
