"""Whether two records of one name and about one year are of one film, by their people."""

from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import Enum

from catalog.models import SourcePair
from catalog.names import normalised_name
from catalog.records import TitleRecord

# Tuned on records of Netflix, Hulu and TMDB that are not among those the rule is measured on.
LIKE_NAMES = 0.85  # of 1: Nikkhil Advani and Nikhil Advani, Sang-soo and Sang-su
ENOUGH_ACTORS = 3  # no two films of one name and about one year share so many
FAR_IN_LENGTH = 10  # minutes; a platform that cuts or pads a film seldom does it by more


class Agreement(Enum):
    """A name for what is said of the two; CONTRADICTION comes with a reason."""

    SAME = "same people"
    NOTHING = "nothing known of both speaks for or against"
    CONTRADICTION = "they contradict each other"


@dataclass(frozen=True, slots=True)
class Facts:
    """What is compared; names are normalised, None or empty means unknown."""

    release_year: int
    directors: tuple[str, ...]
    actors: frozenset[str]
    minutes: int | None

    @classmethod
    def of(cls, record: TitleRecord) -> "Facts":
        names: dict[str, list[str]] = {"director": [], "actor": []}
        for credit in record.credits:
            names[credit.role].append(normalised_name(credit.name))
        return cls(
            release_year=record.release_year or 0,
            directors=tuple(names["director"]),
            actors=frozenset(names["actor"]),
            minutes=record.minutes,
        )


def agreement(one: Facts, other: Facts) -> tuple[Agreement, SourcePair.Reason]:
    """What the facts say, and the reason that a curator is given if they have to decide."""
    if _share_a_director(one, other):
        return Agreement.SAME, SourcePair.Reason.CERTAIN
    shared = len(one.actors & other.actors)
    fewer = min(len(one.actors), len(other.actors))
    if shared >= ENOUGH_ACTORS or (shared and 2 * shared >= fewer):
        return Agreement.SAME, SourcePair.Reason.CERTAIN
    if one.directors and other.directors:
        return Agreement.CONTRADICTION, SourcePair.Reason.DIRECTORS
    if shared:
        return Agreement.SAME, SourcePair.Reason.CERTAIN
    if fewer >= ENOUGH_ACTORS:
        return Agreement.CONTRADICTION, SourcePair.Reason.ACTORS
    if one.release_year != other.release_year and _differ_in_length(one, other):
        return Agreement.CONTRADICTION, SourcePair.Reason.LENGTH
    return Agreement.NOTHING, SourcePair.Reason.CERTAIN


def _share_a_director(one: Facts, other: Facts) -> bool:
    return any(are_alike(name, another) for name in one.directors for another in other.directors)


def are_alike(name: str, other: str) -> bool:
    """Whether two normalised names may be one person's, given that both directed a film of one
    name and year: in any order (Yeon Sang-ho), with initials (J. A. Bayona), with a name more or
    less (Cary Joji Fukunaga) or in another spelling."""
    words, others = name.split(), other.split()
    if set(words) == set(others):
        return True
    shared = len(set(words) & set(others))
    if shared >= 2 and shared == min(len(set(words)), len(set(others))):
        return True
    if words[-1] == others[-1] and words[0][0] == others[0][0]:
        return True
    ordered = " ".join(sorted(words)), " ".join(sorted(others))
    return SequenceMatcher(None, *ordered, autojunk=False).ratio() >= LIKE_NAMES


def _differ_in_length(one: Facts, other: Facts) -> bool:
    if not (one.minutes and other.minutes):
        return False
    return abs(one.minutes - other.minutes) > FAR_IN_LENGTH
