"""What goes into a title's vector, and how a change of it is noticed."""

import hashlib


def embedding_text(*, title: str, terms: str, description: str) -> str:
    """The text that stands for a title: genres and countries, then the description.

    Measured with movieclip-mini on the validation requests for Netflix titles (56 short, 62 long;
    share whose film is among the first ten of 8,807): description alone .196 / .113, with genres
    .196 / .145, with genres and countries .196 / .161, with title and genres .179 / .097. Titles
    are the keyword half's work. A title without a description is known by its name and terms.
    """
    if not description:
        return ". ".join(filter(None, [title, terms]))
    return ". ".join(filter(None, [terms, description]))


def text_hash(text: str) -> str:
    """Identity of the text that a vector was made from; 128 bits, hexadecimal."""
    return hashlib.sha256(text.encode()).hexdigest()[:32]
