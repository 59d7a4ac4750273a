"""Hearts and other buttons that are pressed while their title is merged, deleted or embedded."""

from collections.abc import Callable
from threading import Thread
from types import ModuleType
from unittest import mock

import pytest
from django.db import connection, transaction
from django.db.models.sql import DeleteQuery
from django.test import Client

from accounts.models import User
from catalog.merge import merge_titles
from catalog.models import Movie
from recommendations.models import Favorite
from recommendations.views import heart, marks, stars
from tests.accounts.factories import UserFactory
from tests.catalog.factories import MovieFactory

pytestmark = pytest.mark.django_db(transaction=True)

HTMX = {"HX-Request": "true"}


@pytest.fixture
def member() -> tuple[Client, User]:
    user = UserFactory.create()
    client = Client()
    client.force_login(user)
    return client, user


def in_thread(act: Callable[[], object]) -> None:
    def act_and_leave() -> None:
        try:
            act()
        finally:
            connection.close()

    thread = Thread(target=act_and_leave)
    thread.start()
    thread.join(10)
    assert not thread.is_alive(), "it waits for a lock"


@pytest.mark.parametrize("what", ["deleted", "merged"])
@pytest.mark.parametrize("headers", [HTMX, {}])
@pytest.mark.parametrize(
    ("module", "address", "fields"),
    [
        (heart, "/favorites/{pk}/", {"action": "add"}),
        (stars, "/ratings/{pk}/", {"stars": "4.5"}),
        (marks, "/marks/{pk}/", {"mark": "seen"}),
    ],
    ids=["heart", "rating", "mark"],
)
def test_a_title_that_goes_while_its_button_is_pressed_is_not_found(
    member: tuple[Client, User],
    what: str,
    headers: dict[str, str],
    module: ModuleType,
    address: str,
    fields: dict[str, str],
):
    client, user = member
    movie, other = MovieFactory.create_batch(2)
    found = module.get_object_or_404

    def find_and_lose(*args, **kwargs):
        result = found(*args, **kwargs)
        if what == "deleted":
            in_thread(Movie.objects.get(pk=movie.pk).delete)
        else:
            in_thread(lambda: merge_titles(keep_id=other.pk, merge_id=movie.pk))
        return result

    with mock.patch.object(module, "get_object_or_404", find_and_lose):
        response = client.post(address.format(pk=movie.pk), fields, headers=headers)
    assert response.status_code == 404
    for rows in (user.favorites, user.ratings, user.marks):
        assert not rows.exists()


def test_a_title_that_somebody_makes_a_favourite_while_it_is_deleted_goes(
    member: tuple[Client, User], admin_client: Client
):
    """The favourite comes when Django has deleted what goes along, and not yet the title: without
    the lock, the deletion would fail for it."""
    client, _user = member
    movie = MovieFactory.create()
    hearts: list[Thread] = []
    codes: list[int] = []
    delete = DeleteQuery.delete_batch

    def press() -> None:
        try:
            codes.append(client.post(f"/favorites/{movie.pk}/", {"action": "add"}).status_code)
        finally:
            connection.close()

    def press_and_delete(self, *args, **kwargs):
        if self.model is Movie:
            hearts.append(Thread(target=press))
            hearts[0].start()
            hearts[0].join(0.5)
        return delete(self, *args, **kwargs)

    with mock.patch.object(DeleteQuery, "delete_batch", press_and_delete):
        page = admin_client.post(f"/admin/catalog/movie/{movie.pk}/delete/", {"post": "yes"})
    hearts[0].join(10)
    assert (page.status_code, codes) == (302, [404])
    assert not Movie.objects.exists()
    assert not Favorite.objects.exists()


def test_a_heart_does_not_wait_for_the_one_who_writes_its_title(member: tuple[Client, User]):
    client, user = member
    movie = MovieFactory.create()
    with transaction.atomic():
        list(Movie.objects.locked())
        Movie.objects.update(description="Another text.")
        in_thread(lambda: client.post(f"/favorites/{movie.pk}/", {"action": "add"}))
        assert Favorite.objects.filter(user=user).exists()
