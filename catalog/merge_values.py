"""What each of two titles says that become one, and taking it from the one or the other."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.core.exceptions import ObjectDoesNotExist
from django.db.models import Field

from catalog.models import Figures, Movie

FIGURES = "figures."

# What is chosen from one title or the other. A length belongs to a kind: films have no seasons; a
# mean belongs to its votes.
CHOICES: Mapping[str, tuple[str, ...]] = {
    "title": ("title",),
    "kind": ("kind", "minutes", "seasons"),
    "original_title": ("original_title",),
    "original_language": ("original_language",),
    "tagline": ("tagline",),
    "description": ("description",),
    "release_year": ("release_year",),
    "release_date": ("figures.release_date",),
    "age_rating": ("age_rating",),
    "date_added": ("date_added",),
    "collection": ("collection",),
    "budget": ("figures.budget",),
    "revenue": ("figures.revenue",),
    "vote_count": ("figures.vote_count", "figures.vote_average"),
    "popularity": ("figures.popularity",),
    "imdb_id": ("imdb_id",),
    "movielens_id": ("movielens_id",),
    "status": ("status",),
    "is_adult": ("is_adult",),
    "is_published": ("is_published",),
}

# Never blank, or decided by `fill_blanks` otherwise.
_NOT_FILLED = {"title", "kind", "status", "is_adult", "is_published"}
FILLED_FIELDS = [
    "minutes",
    "seasons",
    "status",
    "is_adult",
    *(
        field
        for choice, fields in CHOICES.items()
        if choice not in _NOT_FILLED
        for field in fields
        if not field.startswith(FIGURES)
    ),
]


def chosen_values(movie: Movie, choice: str) -> list[Any]:
    """What the title says, in the order of the choice's fields; read it with its `figures`."""
    return [_value(movie, field) for field in CHOICES[choice]]


def model_field(choice: str) -> "Field[Any, Any]":
    """That which gives the choice its name."""
    name = CHOICES[choice][0]
    model = Figures if name.startswith(FIGURES) else Movie
    field = model._meta.get_field(name.removeprefix(FIGURES))
    assert isinstance(field, Field)
    return field


def take_values(kept: Movie, merged: Movie, choices: Iterable[str]) -> None:
    """Set these on the one as the other has them; nothing is saved, its figures not either."""
    for choice in choices:
        for field, value in zip(CHOICES[choice], chosen_values(merged, choice), strict=True):
            _set(kept, field, value)


def fill_blanks(kept: Movie, merged: Movie) -> None:
    """Set what the one leaves blank and the other says, as `compose` does for records; nothing is
    saved."""
    blank = [
        choice
        for choice in CHOICES
        if choice not in _NOT_FILLED and not any(map(_is_said, chosen_values(kept, choice)))
    ]
    take_values(kept, merged, blank)
    if kept.kind == merged.kind and kept.minutes is None and kept.seasons is None:
        kept.minutes, kept.seasons = merged.minutes, merged.seasons
    if merged.status == Movie.Status.RELEASED:
        kept.status = merged.status
    kept.is_adult = kept.is_adult or merged.is_adult


def figures_of(movie: Movie) -> Figures | None:
    try:
        return movie.figures
    except ObjectDoesNotExist:
        return None


def _value(movie: Movie, field: str) -> Any:
    if not field.startswith(FIGURES):
        return getattr(movie, field)
    figures = figures_of(movie)
    return figures and getattr(figures, field.removeprefix(FIGURES))


def _set(movie: Movie, field: str, value: Any) -> None:
    if not field.startswith(FIGURES):
        setattr(movie, field, value)
        return
    figures = figures_of(movie)
    if figures is None:
        if value is None:
            return
        figures = Figures(movie=movie)
    setattr(figures, field.removeprefix(FIGURES), value)


def _is_said(value: Any) -> bool:
    return value not in (None, "")
