"""What a curator may type to find a title."""

from django.contrib.postgres.search import SearchQuery
from django.db.models import Q

from catalog.models.movie import SEARCH_CONFIGURATION
from catalog.names import normalised_name

LONGEST = 200  # letters; Postgres refuses a word of more than 2,046 bytes
SHORTEST_PART = 3  # what is shorter has no trigram, unless it begins a word
LARGEST_ID = 2**63 - 1


def matches_title(text: str) -> Q:
    """A part of the name, whatever its case and accents; words of the people's names, or their
    beginnings; the id. Each alternative has an index of its own."""
    text = text.strip()[:LONGEST]
    key = normalised_name(text)
    if not key:
        return Q(pk=None)
    if len(key) < SHORTEST_PART:
        alternatives = Q(title_key__startswith=key) | Q(title_key__contains=f" {key}")
    else:
        alternatives = Q(title_key__contains=key)
    if words := [word for word in key.split() if word.isalnum()]:
        people = " & ".join(f"{word}:*B" for word in words)  # B: the weight of `people_text`
        alternatives |= Q(
            search_document=SearchQuery(people, config=SEARCH_CONFIGURATION, search_type="raw")
        )
    if text.isascii() and text.isdecimal() and int(text) <= LARGEST_ID:
        alternatives |= Q(pk=int(text))
    return alternatives
