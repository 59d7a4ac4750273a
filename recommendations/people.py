"""Whom a recommendation is for, as an address names them, and who may ask about whom.

- `me`: whoever asks.
- `12`: the rater of that number, of the first data set that has one; `ml-latest-small:12`: of that
  data set. Raters are open data: anybody may ask about them.
- Anything else is the name of a user of the site, which `user:12` says where the name is a number.
  A user may ask about themselves, staff about everybody.
"""

import re

from django.contrib.auth import get_user_model
from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.utils.translation import gettext

from recommendations.history import Person
from recommendations.models import Rater

ME = "me"
USER_PREFIX = "user:"

_NUMBER = re.compile(r"(?:(?P<dataset>[^\0]+):)?(?P<number>[0-9]+)")
LARGEST_NUMBER = 2**31 - 1

# Longer is no user name, and no data set with a number.
LONGEST = 200


class UnknownPerson(LookupError):
    """Nobody is called that; the message is for people."""


class NotYours(Exception):
    """Who asks may not know; the message is for people. It is the same whether that user exists."""


def find_person(who: str, *, asking: AbstractBaseUser | AnonymousUser) -> Person:
    """Raises UnknownPerson and NotYours."""
    who = who.strip()[:LONGEST]
    if who == ME:
        if not asking.is_authenticated:
            raise NotYours(gettext("Log in, or send a token, to ask about yourself."))
        return asking
    if not who.startswith(USER_PREFIX) and (named := _NUMBER.fullmatch(who)):
        return _rater(int(named["number"]), named["dataset"])
    return _user(who.removeprefix(USER_PREFIX), asking)


def name_of(person: Person) -> str:
    """By which `find_person` finds them again, for those who may ask."""
    if isinstance(person, Rater):
        return f"{person.dataset}:{person.number}"
    return person.get_username()


def example_raters(count: int) -> list[Rater]:
    """A few to begin with: the first of the first data set."""
    return list(Rater.objects.order_by("dataset", "number")[:count])


def _rater(number: int, dataset: str | None) -> Rater:
    raters = Rater.objects.filter(number=min(number, LARGEST_NUMBER)).order_by("dataset")
    if dataset is not None:
        raters = raters.filter(dataset=dataset)
    rater = raters.first()
    if rater is None:
        raise UnknownPerson(gettext("There is no rater with this number."))
    return rater


def _user(name: str, asking: AbstractBaseUser | AnonymousUser) -> AbstractBaseUser:
    if asking.is_authenticated and asking.get_username() == name:
        return asking
    if not getattr(asking, "is_staff", False):
        raise NotYours(gettext("You may ask about raters, by their number, and about yourself."))
    users = get_user_model()._default_manager
    user = users.filter(username=name.replace("\0", ""), is_active=True).first()
    if user is None:
        raise UnknownPerson(gettext("There is no user of this name."))
    return user
