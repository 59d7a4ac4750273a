"""A site with one of everything, and a way to ask it that leaves no trace."""

import re
import signal
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import cached_property
from types import FrameType
from typing import Any
from urllib.parse import quote

from django.apps import apps
from django.contrib.auth.models import Group
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.http import HttpResponse
from django.test import Client

from accounts.models import ApiToken, User
from catalog.models import Country, Credit, Genre, Job, Movie, Person
from recommendations.models import Favorite, Mark, Rating
from tests.accounts.factories import UserFactory
from tests.catalog.factories import MovieFactory
from tests.conftest import make_catalogue
from tests.fuzz.addresses import Address
from tests.fuzz.forms import Form, forms_of

VISITORS = ("nobody", "visitor", "staff")
PATIENCE = 30  # seconds; an answer that takes so long counts as none


class World:
    def __init__(self, sessions: dict[str, str]) -> None:
        """`sessions` by visitor; "nobody" has none."""
        self._sessions = sessions
        self._forms: dict[tuple[str, str], list[Form]] = {}

    def ask(
        self,
        who: str,
        method: str,
        path: str,
        *,
        query: str = "",
        body: bytes = b"",
        environ: Mapping[str, Any] | None = None,
    ) -> HttpResponse:
        """The answer, its stream read; what it changed in the database is undone.

        Raises what a view let through, which a visitor would see as a 500.
        """
        client = Client(SERVER_NAME="localhost")
        if session := self._sessions.get(who):
            client.cookies["sessionid"] = session
        with _undone(), _not_hanging(f"{method} {path}?{query}"):
            environ = {**(environ or {}), "QUERY_STRING": query}
            response: Any = client.generic(method, path, body, **environ)
            if getattr(response, "streaming", False):
                b"".join(response)
        return response

    def forms(self, who: str, address: Address) -> list[Form]:
        """The forms of the page at `address`, if there is one for this visitor."""
        key = (who, address.name)
        if key not in self._forms:
            response = self.ask(who, "GET", address.filled(self.existing(address)))
            is_page = "html" in response.headers.get("Content-Type", "")
            self._forms[key] = forms_of(response.content.decode()) if is_page else []
        return self._forms[key]

    def existing(self, address: Address) -> dict[str, str]:
        """Values for the path under which something stands; "1" where nothing can."""
        known = {
            "app_label": "catalog",
            "section": "titles",
            "slug": self.movie.slug,
            "first": str(self.movie.pk),
            "second": str(self.movie.pk + 1),
            "content_type_id": str(ContentType.objects.get_for_model(Movie).pk),
            "uidb36": "1",
            "key": "set-password",
            "url": "catalog",
            "titulo": quote(self.movie.title),
            "nombre": "Ada",
            "movie_title": quote(self.movie.title),
            "user_id": "me",
            "mes": "1",
            "dia": "1",
        }
        if address.name == "catalog:person":
            person = Person.objects.get(name="Ada")
            return {"pk": str(person.pk), "slug": person.slug}
        of_this_model = str(self._first(address.name))
        return {name: known.get(name, of_this_model) for name in address.values}

    @cached_property
    def movie(self) -> Movie:
        return Movie.objects.earliest("pk")

    @cached_property
    def _models(self) -> dict[str, Any]:
        """By the name that they have in addresses of the admin."""
        models = {f"{m._meta.app_label}_{m._meta.model_name}": m for m in apps.get_models()}
        return models | {"auth_user": User}  # the page for its password keeps Django's own name

    def _first(self, name: str) -> int:
        """Primary key of the first object of the model that the address is about."""
        if "token" in name:
            return ApiToken.objects.earliest("pk").pk
        admin = re.match(r"admin:([a-z]+_[a-z]+)_", name)
        first = self._models.get(admin[1] if admin else "", Movie).objects.order_by("pk").first()
        return first.pk if first else 1


def make_world() -> World:
    """Needs a database, and leaves what it makes to a rollback of its caller."""
    movies = list(make_catalogue().values())
    person = Person.objects.create(name="Ada")
    for movie in movies[:3]:
        movie.genres.add(Genre.objects.get_or_create(name="Drama")[0])
        movie.countries.add(Country.objects.get_or_create(name="Spain")[0])
        Credit.objects.create(movie=movie, person=person, role="actor")
    MovieFactory.create(title="Hidden", is_published=False)
    Job.objects.create(kind="embed", label="fuzz", total=2)
    Group.objects.get_or_create(name="Fuzz")
    sessions = {}
    for name, is_staff in (("visitor", False), ("staff", True)):
        user = UserFactory.create(username=name, is_staff=is_staff, is_superuser=is_staff)
        ApiToken.objects.create(user=user, name="fuzz", hash=name, prefix="fuzz")
        Favorite.objects.create(user=user, movie=movies[0])
        Rating.objects.create(user=user, movie=movies[0], value=7)
        for kind in Mark.Kind:
            Mark.objects.create(user=user, movie=movies[0], kind=kind)
        client = Client()
        client.force_login(user)
        sessions[name] = client.cookies["sessionid"].value
    return World(sessions)


@contextmanager
def _undone() -> Iterator[None]:
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@contextmanager
def _not_hanging(what: str) -> Iterator[None]:
    def give_up(number: int, frame: FrameType | None) -> None:
        raise TimeoutError(f"no answer within {PATIENCE} s: {what[:500]}")

    before = signal.signal(signal.SIGALRM, give_up)
    signal.alarm(PATIENCE)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)
