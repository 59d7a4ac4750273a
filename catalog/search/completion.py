"""Titles and people that a name may become while somebody types it."""

from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Length

from catalog.models import Credit, Movie, Person
from catalog.models.movie import TITLE_KEY_LENGTH
from catalog.names import has_letters, normalised_name
from catalog.querysets import MovieQuerySet

SHORTEST = 2
MOST_TITLES = 8
MOST_PEOPLE = 4

# Nobody types as much of a name: what is longer is a plot.
LONGEST = 60

# So many are read for MOST_PEOPLE: some may be on hidden titles alone.
READ_PEOPLE = 12


@dataclass(frozen=True, slots=True)
class Completions:
    titles: list[Movie]
    people: list[Person]

    def __len__(self) -> int:
        return len(self.titles) + len(self.people)


def complete(text: str) -> Completions:
    """Titles and people with a word that begins as `text` does, accents and case aside, the best
    known first. Nothing for less than SHORTEST letters, and for more than a name has."""
    key = normalised_name(text[: LONGEST + 1].replace("\0", " "))
    if not SHORTEST <= len(key) <= min(LONGEST, TITLE_KEY_LENGTH) or not has_letters(key):
        return Completions([], [])
    return Completions(_titles(key), _people(key))


def _titles(key: str) -> list[Movie]:
    """Two queries, as an order by votes over both kinds of titles could use no index: of "th",
    which 20,000 titles have, the most voted are found by walking down the votes."""
    named = (
        Movie.objects.for_everybody()
        .filter(_has_word_like("title_key", key))
        .only("title", "slug", "release_year", "kind")
    )
    exact = list(_by_votes(named.filter(title_key=key))[:MOST_TITLES])
    titles = exact + list(_by_votes(named.exclude(title_key=key))[: MOST_TITLES - len(exact)])
    if len(titles) < MOST_TITLES:
        unvoted = named.exclude(pk__in=[movie.pk for movie in titles]).order_by(
            Length("title_key"), "pk"
        )
        titles += unvoted[: MOST_TITLES - len(titles)]
    return titles


def _by_votes(named: MovieQuerySet) -> MovieQuerySet:
    return named.filter(figures__vote_count__gt=0).order_by("-figures__vote_count", "pk")


def _people(key: str) -> list[Person]:
    known = Person.objects.filter(_has_word_like("name_key", key)).order_by("-credit_count", "pk")
    ids = list(known.values_list("pk", flat=True)[:READ_PEOPLE])
    shown = Exists(Credit.objects.for_everybody().filter(person=OuterRef("pk")))
    people = Person.objects.filter(shown, pk__in=ids).only("name").in_bulk()
    return [people[pk] for pk in ids if pk in people][:MOST_PEOPLE]


def _has_word_like(field: str, key: str) -> Q:
    """Both halves are looked up in the trigrams of the names."""
    return Q(**{f"{field}__startswith": key}) | Q(**{f"{field}__contains": f" {key}"})
