"""One spelling of a film's name, by which records of different catalogues find each other."""

from catalog.names import normalised_name

# As titles are numbered. A film that is called "I" or "X" is not.
_NUMERALS = {"ii": "2", "iii": "3", "iv": "4", "vi": "6", "vii": "7", "viii": "8", "ix": "9"}


def film_name(title: str) -> str:
    """As `normalised_name`; `&` is the word, and a number is in figures: Balto II, Balto 2."""
    words = normalised_name(title.replace("&", " and ")).split()
    return " ".join(_NUMERALS.get(word, word) for word in words)
