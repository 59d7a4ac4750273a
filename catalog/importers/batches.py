"""Writes parsed titles to the catalogue, a batch a transaction.

A record is known by platform and id. It is written where its content differs from what it said
the last time, so a second run writes nothing, and a run that was killed is finished by the next.
"""

import dataclasses
import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from catalog.denormalise import people_text, terms_text
from catalog.importers.netflix import ParsedTitle
from catalog.models import Country, Credit, Genre, Movie, Person, Source

BATCH_SIZE = 500

Named = TypeVar("Named", Genre, Country, Person)

# What a record says of the title itself, in the columns of Movie.
COPIED_FIELDS = (
    "kind",
    "title",
    "description",
    "release_year",
    "date_added",
    "age_rating",
    "minutes",
    "seasons",
)
DERIVED_FIELDS = ("title_key", "slug", "text_hash", "people_text", "terms_text")


@dataclass(slots=True)
class BatchResult:
    created: list[int] = field(default_factory=list)  # ids of titles
    updated: list[int] = field(default_factory=list)
    unchanged: int = 0

    @property
    def written(self) -> list[int]:
        return self.created + self.updated


@dataclass(slots=True)
class PlannedBatch:
    """What an import would do with some records; nothing of it is written yet."""

    new: list[ParsedTitle] = field(default_factory=list)
    changed: list[tuple[ParsedTitle, Source]] = field(default_factory=list)
    unchanged: int = 0


def plan_batch(titles: Iterable[ParsedTitle], *, platform: str) -> PlannedBatch:
    """Compare records, no two of one id, with what the platform's records said before."""
    by_id = {title.source_id: title for title in titles}
    known = {
        source.source_id: source
        for source in Source.objects.filter(platform=platform, source_id__in=by_id)
        .select_related("movie")
        .defer("movie__embedding", "movie__search_document")
    }
    plan = PlannedBatch()
    for source_id, title in by_id.items():
        source = known.get(source_id)
        if source is None:
            plan.new.append(title)
        elif source.content_hash != content_hash(title):
            plan.changed.append((title, source))
        else:
            plan.unchanged += 1
    return plan


def write_batch(titles: Sequence[ParsedTitle], *, platform: str) -> BatchResult:
    """Create and update titles with their terms, credits and sources, all or none of them."""
    try:
        return _write(titles, platform=platform)
    except IntegrityError:
        # A curator has merged or deleted a title, or deleted a genre, between our look at it and
        # our writing: a second look sees that.
        return _write(titles, platform=platform)


@transaction.atomic
def _write(titles: Sequence[ParsedTitle], *, platform: str) -> BatchResult:
    plan = plan_batch(titles, platform=platform)
    result = BatchResult(unchanged=plan.unchanged)
    pairs: list[tuple[ParsedTitle, Movie]] = []
    if plan.new:
        movies = Movie.objects.bulk_create(_filled(Movie(), title) for title in plan.new)
        Source.objects.bulk_create(
            _source_of(title, movie, platform)
            for title, movie in zip(plan.new, movies, strict=True)
        )
        pairs += zip(plan.new, movies, strict=True)
        result.created = [movie.pk for movie in movies]
    if plan.changed:
        _lock(source.movie_id for _, source in plan.changed)
        # A title that was merged has several records: the last one is heard.
        heard = {source.movie_id: (title, source.movie) for title, source in plan.changed}
        changed, renewed = [], []
        for title, movie in heard.values():
            old_text = movie.text_hash
            changed.append(_filled(movie, title))
            if movie.text_hash != old_text:
                renewed.append(movie.pk)
        for title, source in plan.changed:
            source.date_added, source.content_hash = title.date_added, content_hash(title)
        Movie.objects.bulk_update(
            changed, [*COPIED_FIELDS, *DERIVED_FIELDS, "updated_at"], batch_size=100
        )
        # A text that is new has not failed yet.
        Movie.objects.filter(pk__in=renewed).update(embedding_error="", embedding_attempts=0)
        Source.objects.bulk_update(
            [source for _, source in plan.changed], ["date_added", "content_hash"]
        )
        _clear_relations(changed)
        pairs += heard.values()
        result.updated = [source.movie_id for _, source in plan.changed]
    _write_relations(pairs)
    connection.check_constraints()  # now, and not at the end of the caller's transaction
    return result


def content_hash(title: ParsedTitle) -> str:
    """Identity of all that a record says; its warnings are not part of it."""
    said = dataclasses.asdict(title)
    del said["warnings"]
    return hashlib.sha256(json.dumps(said, default=str).encode()).hexdigest()[:32]


def _filled(movie: Movie, title: ParsedTitle) -> Movie:
    for name in COPIED_FIELDS:
        setattr(movie, name, getattr(title, name))
    movie.people_text = people_text([*title.directors, *title.cast])
    movie.terms_text = terms_text(title.genres, title.countries)
    movie.derive_fields()
    movie.updated_at = timezone.now()
    return movie


def _lock(movie_ids: Iterable[int]) -> None:
    """In the order of the ids, as the workers do: any other order could deadlock with theirs."""
    len(Movie.objects.filter(pk__in=movie_ids).locked().values_list("pk"))


def _source_of(title: ParsedTitle, movie: Movie, platform: str) -> Source:
    return Source(
        movie=movie,
        platform=platform,
        source_id=title.source_id,
        date_added=title.date_added,
        content_hash=content_hash(title),
    )


def _clear_relations(movies: Sequence[Movie]) -> None:
    for through in (Movie.genres.through, Movie.countries.through, Credit):
        through._default_manager.filter(movie__in=movies).delete()


def _write_relations(pairs: Sequence[tuple[ParsedTitle, Movie]]) -> None:
    titles = [title for title, _ in pairs]
    genres = _ids_by_name(Genre, (name for title in titles for name in title.genres))
    countries = _ids_by_name(Country, (name for title in titles for name in title.countries))
    people = _ids_by_name(
        Person, (name for title in titles for name in (*title.directors, *title.cast))
    )
    Movie.genres.through._default_manager.bulk_create(
        Movie.genres.through(movie_id=movie.pk, genre_id=genres[name])
        for title, movie in pairs
        for name in title.genres
    )
    Movie.countries.through._default_manager.bulk_create(
        Movie.countries.through(movie_id=movie.pk, country_id=countries[name])
        for title, movie in pairs
        for name in title.countries
    )
    Credit.objects.bulk_create(
        Credit(movie_id=movie.pk, person_id=people[name], role=role, position=position)
        for title, movie in pairs
        for role, names in (
            (Credit.Role.DIRECTOR, title.directors),
            (Credit.Role.ACTOR, title.cast),
        )
        for position, name in enumerate(names)
    )


def _ids_by_name(model: type[Named], names: Iterable[str]) -> dict[str, int]:
    """Ids of the rows with these names, made where missing; sorted, so that two imports that run
    at once wait for each other instead of deadlocking."""
    wanted = sorted(set(names))
    manager = model._default_manager
    known: dict[str, int] = dict(manager.filter(name__in=wanted).values_list("name", "pk"))
    if missing := [name for name in wanted if name not in known]:
        manager.bulk_create([model(name=name) for name in missing], ignore_conflicts=True)
        known |= dict(manager.filter(name__in=missing).values_list("name", "pk"))
    return known
