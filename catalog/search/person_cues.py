"""People whom a request names, found in one query by indexes."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from django.contrib.postgres.search import SearchQuery, SearchVector
from django.db.models import Count, Q

from catalog.models import Credit, Person
from catalog.models.people import NAME_CONFIGURATION
from catalog.names import normalised_name
from catalog.querysets import is_for_everybody
from catalog.search.cue_words import FILMS, MERE_WORDS, SERIES

LONGEST_SHORT_TEXT = 12  # words
MOST_NAME_WORDS = 4
MOST_NAMES = 60
MOST_PEOPLE = 300

# "Little Girl" is somebody's name too: without a word such as "with" before it, one is well known
# from so many titles on, and a surname with it counts from so many.
KNOWN_BY_NAME = 3
KNOWN_BY_SURNAME = 5

_DIRECTS = r"directed by|director|by|dirigid[ao]s? por|del director|de la directora|de"
_INTRODUCES = re.compile(
    rf"\b(?:(?P<directs>{_DIRECTS})|with|starring|stars|featuring|actor|actress|actriz"
    r"|protagonizad[ao]s? por|con)\s"
)
_ARTICLE = re.compile(r"\b(?:an?|the|una?|el|la|los|las)\s$")  # "a lost child"
_CAPITALISED = re.compile(
    r"\b[^\W\d_a-z][\w'.’-]+(?: (?:de|del|van|von|der|la|di|da|du|le))*"
    r"(?: [^\W\d_a-z][\w'.’-]*){1,2}"
)


@dataclass(frozen=True, slots=True)
class PersonFound:
    name: str
    ids: tuple[int, ...]
    start: int
    end: int
    is_well_known: bool = True
    """False for one who may not be meant: the name is written as other words are, and rare here."""


@dataclass(frozen=True, slots=True)
class _Mention:
    key: str
    start: int
    end: int
    is_introduced: bool = False
    as_director: bool = False
    as_surname: bool = False


def find_people(typed: str, text: str) -> list[PersonFound]:
    """Whom `typed`, which `text` is the folded form of, names: the longest names, none twice."""
    mentions = list(_mentions(typed, text))[:MOST_NAMES]
    if not mentions:
        return []
    people = _people(mentions)
    found: list[PersonFound] = []
    for mention in sorted(mentions, key=lambda one: (one.start - one.end, one.start)):
        if all(mention.end <= other.start or mention.start >= other.end for other in found):
            chosen = _chosen(mention, people)
            is_well_known = mention.is_introduced or sum(map(_credits, chosen)) >= KNOWN_BY_NAME
            if chosen and (is_well_known or not _ARTICLE.search(text[: mention.start])):
                found.append(
                    PersonFound(
                        chosen[0].name,
                        tuple(sorted(person.pk for person in chosen)),
                        mention.start,
                        mention.end,
                        is_well_known,
                    )
                )
    return sorted(found, key=lambda one: one.start)


def _mentions(typed: str, text: str) -> Iterator[_Mention]:
    """What may be a name: in a short text any two to four words, and one behind "by" or "with"; in
    a long one only what is written with capitals."""
    words = list(re.finditer(r"[^\W_][\w'.’-]*", text))
    if len(words) > LONGEST_SHORT_TEXT:
        for match in _CAPITALISED.finditer(typed):
            yield _Mention(normalised_name(match[0]), *match.span())
        return
    introduced = {match.end(): match for match in _INTRODUCES.finditer(text)}
    for first, word in enumerate(words):
        introduction = introduced.get(word.start())
        for last in range(first, min(first + MOST_NAME_WORDS, len(words))):
            start, end = word.start(), words[last].end()
            if word[0] in _NO_NAMES or words[last][0] in _NO_NAMES:
                continue
            mention = _Mention(
                normalised_name(typed[start:end]),
                start,
                end,
                is_introduced=introduction is not None,
                as_director=bool(introduction and introduction["directs"]),
                as_surname=last == first,
            )
            # A surname has to be introduced, and to look like a name: "with Hanks", "by hitchcock".
            if not mention.as_surname or (
                introduction
                and (typed[start].isupper() or introduction["directs"] not in (None, "de"))
                and not typed[end + 1 : end + 2].isupper()
            ):
                yield mention


_NO_NAMES = MERE_WORDS | set(FILMS) | set(SERIES)


def _people(mentions: list[_Mention]) -> list[Person]:
    """Who may be meant, those of most credits first; with `directed` and `credited`. Who is on
    titles alone that are not for everybody is unknown here."""
    names = Q(name_key__in={mention.key for mention in mentions})
    surnames = {mention.key for mention in mentions if mention.as_surname and mention.key.isalnum()}
    if surnames:
        query = SearchQuery(
            " | ".join(sorted(surnames)), config=NAME_CONFIGURATION, search_type="raw"
        )
        names |= Q(name_words=query)
    is_shown = is_for_everybody("credits__movie__")
    return list(
        Person.objects.alias(name_words=SearchVector("name", config=NAME_CONFIGURATION))
        .filter(names)
        .annotate(
            credited=Count("credits", filter=is_shown),
            directed=Count("credits", filter=is_shown & Q(credits__role=Credit.Role.DIRECTOR)),
        )
        .filter(credited__gt=0)
        .order_by("-credited", "pk")[:MOST_PEOPLE]
    )


def _credits(person: Person) -> int:
    credited: int = person.credited  # type: ignore[attr-defined]
    return credited


def _chosen(mention: _Mention, people: list[Person]) -> list[Person]:
    """All of that full name, or the best known of that surname."""

    def credits_of(person: Person) -> int:
        # Whoever says "de" or "by" and a full name may mean an actor.
        by_role = mention.as_director and mention.as_surname
        return person.directed if by_role else _credits(person)  # type: ignore[attr-defined]

    of_that_name = [person for person in people if person.name_key == mention.key]
    known = sum(map(credits_of, of_that_name))
    if of_that_name and known >= (KNOWN_BY_SURNAME if mention.as_surname else 1):
        return of_that_name
    if mention.as_surname:
        of_that_surname = [
            person
            for person in people
            if person.name_key.endswith(" " + mention.key)
            and credits_of(person) >= KNOWN_BY_SURNAME
        ]
        return sorted(of_that_surname, key=lambda person: -credits_of(person))[:1]
    return []
