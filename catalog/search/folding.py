"""A text as cues are looked for in it: lower case, without accents, place by place as typed."""

import unicodedata

_QUOTES = {"’": "'", "‘": "'", "´": "'", "“": '"', "”": '"', "–": "-", "—": "-"}


def folded(text: str) -> str:
    """As long as `text`, so that what is found in one is cut from the other."""
    return "".join(map(_folded, text))


def _folded(character: str) -> str:
    if character.isascii():
        return character.lower()
    bare = unicodedata.normalize("NFKD", _QUOTES.get(character, character))[0].lower()
    return bare if len(bare) == 1 else character
