"""One spelling for comparing, one for addresses."""

import unicodedata

from django.utils.text import slugify

_PUNCTUATION = {code: " " for code in range(128) if not chr(code).isalnum()}


def normalised_name(name: str) -> str:
    """Lower case, without accents or punctuation, single spaces: what a typo is measured against.

    A name that is nothing but punctuation (`$`, `???`) is kept as it is.
    """
    bare = name.casefold()
    if bare.isascii():  # most names, five times as fast
        words = bare.translate(_PUNCTUATION).split()
    else:
        decomposed = unicodedata.normalize("NFKD", bare)
        bare = "".join(c for c in decomposed if not unicodedata.combining(c))
        words = "".join(c if c.isalnum() else " " for c in bare).split()
    return " ".join(words) or " ".join(bare.split())


def has_letters(name: str) -> bool:
    """Or digits. Without any there is nothing that could be spelt like another name; Postgres would
    compare it with every one of them."""
    return any(character.isalnum() for character in name)


def title_slug(title: str) -> str:
    """Readable end of a title's address; never empty, cut at a word."""
    slug = slugify(title, allow_unicode=True)
    if len(slug) > 80:
        slug = slug[:80].rsplit("-", 1)[0]
    return slug or "title"
