"""One spelling for comparing, one for addresses."""

import unicodedata

from django.utils.text import slugify


def normalised_name(name: str) -> str:
    """Lower case, without accents or punctuation, single spaces: what a typo is measured against.

    A name that is nothing but punctuation (`$`, `???`) is kept as it is.
    """
    decomposed = unicodedata.normalize("NFKD", name.casefold())
    bare = "".join(c for c in decomposed if not unicodedata.combining(c))
    words = "".join(c if c.isalnum() else " " for c in bare).split()
    return " ".join(words) or " ".join(bare.split())


def title_slug(title: str) -> str:
    """Readable end of a title's address; never empty, cut at a word."""
    slug = slugify(title, allow_unicode=True)
    if len(slug) > 80:
        slug = slug[:80].rsplit("-", 1)[0]
    return slug or "title"
