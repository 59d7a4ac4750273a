"""Names that stand in one cell, separated by commas."""

# Only as they are written in full: `JR` and `V` are artists, not suffixes.
_SUFFIXES = {"Jr", "Jr.", "Sr", "Sr.", "II", "III", "IV"}


def split_names(cell: str) -> tuple[str, ...]:
    """The names in order, each once whatever its case.

    `Sammy Davis, Jr.` is one name, and written without its comma, as catalogues mostly do.
    """
    names: list[str] = []
    for part in cell.split(","):
        name = part.strip()
        if name in _SUFFIXES and names:
            names[-1] += f" {name}"
        elif name:
            names.append(name)
    first_spellings: dict[str, str] = {}
    for name in names:
        first_spellings.setdefault(name.casefold(), name)
    return tuple(first_spellings.values())
