"""What somebody did, title by title."""

from dataclasses import dataclass

from django.db.models import F

from catalog.models import Credit, Movie, Person

# No person has so many; a catalogue that files thousands of titles under "Various" may.
MOST_CREDITS = 2_000


@dataclass(frozen=True, slots=True)
class Part:
    """What somebody did for one title."""

    movie_id: int
    year: int | None
    is_for_everybody: bool
    """As `MovieQuerySet.for_everybody`: neither adult nor unreleased."""
    is_director: bool = False
    is_actor: bool = False
    character: str = ""

    def is_in(self, role: str) -> bool:
        return self.is_director if role == Credit.Role.DIRECTOR else self.is_actor


@dataclass(frozen=True, slots=True)
class Filmography:
    parts: list[Part]
    """Of published titles, newest first, unknown years last."""

    def shown(self, *, everything: bool) -> "Filmography":
        """Without adult and unreleased titles, unless everything is wanted."""
        return Filmography([p for p in self.parts if everything or p.is_for_everybody])

    def in_role(self, role: str) -> list[Part]:
        """All parts for a `role` of ""."""
        return [part for part in self.parts if not role or part.is_in(role)]

    @property
    def roles(self) -> list[tuple[str, int]]:
        """What the person is known as, each role with its number of titles."""
        counted = [(role, len(self.in_role(role))) for role in Credit.Role.values]
        return [(role, count) for role, count in counted if count]

    @property
    def years(self) -> tuple[int, int] | None:
        """From the oldest to the newest title."""
        years = [part.year for part in self.parts if part.year]
        return (min(years), max(years)) if years else None


def filmography_of(person: Person) -> Filmography:
    """One query, of at most MOST_CREDITS rows."""
    rows = (
        Credit.objects.filter(person=person, movie__is_published=True)
        .order_by(
            F("movie__release_year").desc(nulls_last=True),
            F("movie__figures__release_date").desc(nulls_last=True),
            "-movie_id",
        )
        .values_list(
            "movie_id",
            "movie__release_year",
            "movie__is_adult",
            "movie__status",
            "role",
            "character",
        )[:MOST_CREDITS]
    )
    parts: dict[int, Part] = {}
    for movie_id, year, is_adult, status, role, character in rows:
        before = parts.get(movie_id)
        parts[movie_id] = Part(
            movie_id,
            year,
            is_for_everybody=not is_adult and status == Movie.Status.RELEASED,
            is_director=role == Credit.Role.DIRECTOR or bool(before and before.is_director),
            is_actor=role == Credit.Role.ACTOR or bool(before and before.is_actor),
            character=character or (before.character if before else ""),
        )
    return Filmography(list(parts.values()))
