"""Names in one cell."""

import pytest

from catalog.importers.names import split_names


@pytest.mark.parametrize(
    ("cell", "names"),
    [
        ("United States, India", ("United States", "India")),
        ("United States,", ("United States",)),
        (", France,  Algeria, ,", ("France", "Algeria")),
        ("Ama, AMA, Khosi, ama", ("Ama", "Khosi")),
        ("Sammy Davis, Jr., Dean Martin", ("Sammy Davis Jr.", "Dean Martin")),
        ("Louis Ferrigno,  Jr.", ("Louis Ferrigno Jr.",)),
        ("Ken Griffey, Sr., Loudon Wainwright, III", ("Ken Griffey Sr.", "Loudon Wainwright III")),
        ("Robert Downey Jr., Robert Downey, Jr.", ("Robert Downey Jr.",)),
        ("Jack Lee, JR, V", ("Jack Lee", "JR", "V")),
        ("Jr., Dean Martin", ("Jr.", "Dean Martin")),
        ("", ()),
    ],
)
def test_names_are_split_at_commas_and_named_once(cell: str, names: tuple[str, ...]) -> None:
    assert split_names(cell) == names
