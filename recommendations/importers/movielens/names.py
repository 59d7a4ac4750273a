"""The names of one film in MovieLens' spelling: `City of Lost Children, The (Cité des enfants
perdus, La) (1995)`."""

import re

from catalog.models.movie import TITLE_KEY_LENGTH
from catalog.names import normalised_name

_YEAR = re.compile(
    r"^(?P<name>.*\S)\s*\(\s*(?P<year>(?:18|19|20)\d\d)(?:\s*[-–]\s*(?:\d{4})?)?\s*\)$"
)
_OTHER_NAME = re.compile(r"\(([^()]*)\)")
_ALSO_KNOWN_AS = re.compile(r"^a\.?k\.?a\.?\s+", re.IGNORECASE)

# As MovieLens puts them behind the name that they belong to. Of more languages than it needs by
# much: a name that ends in one of them after a comma has it nowhere else.
_ARTICLE = re.compile(
    r"^(?P<rest>.+), (?P<article>the|an?|l'|l’|la|le|les|une?|des|el|los|las|una|unos|il|lo|i|gli|"
    r"un'|der|die|das|dem|den|ein|eine|de|het|een|det|en|ett|et|o|os|as|um|uma)$",
    re.IGNORECASE,
)


def split_title(text: str) -> tuple[str, int | None]:
    """The name and the year that stand in a cell; of a series its first. None where none stands."""
    match = _YEAR.match(text.strip())
    return (match["name"], int(match["year"])) if match else (text.strip(), None)


def title_keys(name: str) -> list[str]:
    """The keys (`Movie.title_key`) that the film may have in the catalogue, the likeliest first:
    of its name, of the others that stand behind it in brackets, and of the whole."""
    bare = _OTHER_NAME.sub(" ", name).strip()
    others = [_ALSO_KNOWN_AS.sub("", other.strip()) for other in _OTHER_NAME.findall(name)]
    keys: dict[str, None] = {}
    for each in filter(None, [bare, *others, name]):
        each = _article_first(each)
        for spelling in (each, each.replace("&", " and ")):
            if key := normalised_name(spelling)[:TITLE_KEY_LENGTH]:
                keys.setdefault(key)
    return list(keys)


def _article_first(name: str) -> str:
    match = _ARTICLE.match(" ".join(name.split()))
    if not match:
        return name
    article = match["article"]
    return (article if article.endswith(("'", "’")) else f"{article} ") + match["rest"]
