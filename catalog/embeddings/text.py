"""What goes into a title's vector, and how a change of it is noticed."""

import hashlib


def embedding_text(*, title: str, terms: str, description: str) -> str:
    """The text that stands for a title: genres and countries, then the description.

    Measured with movieclip-mini on the validation requests for Netflix titles (56 short, 62 long;
    share whose film is among the first ten of 8,807): description alone .196 / .113, with genres
    .196 / .145, with genres and countries .196 / .161, with title and genres .179 / .097; these of
    the first weights. By the second ones, on the 909 validation texts for films of TMDB (among the
    16,516 titles with a description of the database of then; The Movies Dataset by itself has
    16,492): genres and countries .130 / .172, genres and keywords .141 / .168, no difference that
    the requests can tell (± .016): as a text of their own they tell more (title_vectors.py). Titles
    are the keyword half's work. A title without a description is known by its name and terms.
    """
    if not description:
        return ". ".join(filter(None, [title, terms]))
    return ". ".join(filter(None, [terms, description]))


def text_hash(text: str, keywords: str = "") -> str:
    """Identity of the texts that a vector was made from; 128 bits, hexadecimal."""
    # Of one without keywords as it was before these counted: it needs no new vector.
    both = f"{text}\n{keywords}" if keywords else text
    return hashlib.sha256(both.encode()).hexdigest()[:32]
