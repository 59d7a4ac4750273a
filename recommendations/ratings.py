"""Ratings in half stars: read from a form, written, told to people."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from django.db import transaction
from django.utils.formats import localize
from django.utils.translation import gettext, ngettext

from recommendations.models import Rating
from recommendations.models.rating import FEWEST_HALF_STARS, MOST_HALF_STARS

VALUES = range(FEWEST_HALF_STARS, MOST_HALF_STARS + 1)
"""In half stars, as they are stored."""

_STARS = re.compile(r"[0-5](\.[05])?")


class NotARating(ValueError):
    """The message is for people."""


def parse_stars(text: str) -> int:
    """Half stars for a number of stars as forms send it: 7 for "3.5". Raises NotARating."""
    value = int(float(text) * 2) if _STARS.fullmatch(text) else 0
    if value not in VALUES:
        raise NotARating(
            gettext("A rating is between half a star and five stars, in steps of half a star.")
        )
    return value


def form_stars(value: int) -> str:
    """Of half stars, as forms send it: "3.5" in every language."""
    return str(value / 2)


def stars_number(value: int) -> str:
    """Of half stars, for people: "3.5", or "3,5" where a comma is used."""
    return str(localize(value // 2 if value % 2 == 0 else value / 2))


def stars_text(value: int) -> str:
    """Of half stars, for people: "3.5 stars"."""
    # gettext chooses its forms by whole numbers; a half is said in the plural, as in "1.5 stars".
    number = {"stars": stars_number(value)}
    return ngettext("%(stars)s star", "%(stars)s stars", 1 if value == 2 else 2) % number


@dataclass(frozen=True, slots=True)
class Choice:
    """One of the ten halves of stars that a rating is chosen from."""

    value: int
    stars: str
    """As forms send it."""
    label: str
    is_chosen: bool
    is_filled: bool

    @property
    def is_first_half(self) -> bool:
        return self.value % 2 == 1


def choices(rated: int | None) -> Iterator[Choice]:
    """All of them, `rated` half stars being the present rating."""
    for value in VALUES:
        yield Choice(
            value,
            stars=form_stars(value),
            label=stars_text(value),
            is_chosen=value == rated,
            is_filled=value <= (rated or 0),
        )


@transaction.atomic
def set_rating(*, user_id: int, movie_id: int, value: int) -> int | None:
    """The rating that was there before, in half stars. Raises IntegrityError where the title is
    gone meanwhile."""
    rating, is_new = Rating.objects.select_for_update().get_or_create(
        user_id=user_id, movie_id=movie_id, defaults={"value": value}
    )
    if is_new:
        return None
    before = rating.value
    if before != value:
        rating.value = value
        rating.save(update_fields=["value", "updated_at"])
    return before


@transaction.atomic
def remove_rating(*, user_id: int, movie_id: int) -> int | None:
    """The rating that was there, in half stars."""
    mine = Rating.objects.filter(user_id=user_id, movie_id=movie_id)
    before = mine.select_for_update().values_list("value", flat=True).first()
    if before is not None:
        mine.delete()
    return before
