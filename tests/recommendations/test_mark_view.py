"""Seen, not interested, watchlist: pressing, undoing, and what they hide."""

import re

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from accounts.models import User
from catalog.models import Movie
from recommendations.marks import hidden_ids
from recommendations.models import Mark
from tests.accounts.factories import UserFactory
from tests.catalog.factories import MovieFactory

HTMX = {"HX-Request": "true"}
KINDS = ["seen", "dismissed", "watchlist"]


@pytest.fixture
def user(db: None) -> User:
    return UserFactory.create()


@pytest.fixture
def member(client: Client, user: User) -> Client:
    client.force_login(user)
    return client


@pytest.fixture
def jaws(db: None) -> Movie:
    return MovieFactory.create(title="Jaws")


def press(client: Client, movie: Movie, **fields):
    return client.post(f"/marks/{movie.pk}/", fields, headers=HTMX)


def kinds_of(user: User) -> set[str]:
    return set(user.marks.values_list("kind", flat=True))


def undo_of(response) -> dict[str, list[str]]:
    """What the undo button of the answer would send."""
    form = response.content.decode().partition('class="toast"')[2]
    fields: dict[str, list[str]] = {}
    for name, value in re.findall(r'name="(\w+)" value="(\w+)"', form):
        fields.setdefault(name, []).append(value)
    return fields


@pytest.mark.parametrize("kind", KINDS)
def test_a_mark_is_set_told_and_undone(member: Client, user: User, jaws: Movie, kind: str):
    response = press(member, jaws, mark=kind)
    assert kinds_of(user) == {kind}
    assert "marksChanged" in response["HX-Trigger"]
    assert f'name="unmark" value="{kind}" aria-pressed="true"' in response.content.decode()
    undone = press(member, jaws, **undo_of(response))
    assert kinds_of(user) == set()
    assert b"Undo" not in undone.content


@pytest.mark.parametrize("kind", KINDS)
def test_removing_can_be_undone_too(member: Client, user: User, jaws: Movie, kind: str):
    user.marks.create(movie=jaws, kind=kind)
    press(member, jaws, **undo_of(press(member, jaws, unmark=kind)))
    assert kinds_of(user) == {kind}


@pytest.mark.parametrize("kind", KINDS)
def test_twice_is_no_error_and_offers_nothing_to_undo(
    member: Client, user: User, jaws: Movie, kind: str
):
    for action in ("mark", "unmark"):
        press(member, jaws, **{action: kind})
        again = press(member, jaws, **{action: kind})
        assert again.status_code == 200
        assert b"Undo" not in again.content


@pytest.mark.parametrize("kind", ["seen", "dismissed"])
def test_what_is_seen_or_dismissed_leaves_the_watchlist_and_undoing_puts_it_back(
    member: Client, user: User, jaws: Movie, kind: str
):
    press(member, jaws, mark="watchlist")
    response = press(member, jaws, mark=kind)
    assert kinds_of(user) == {kind}
    press(member, jaws, **undo_of(response))
    assert kinds_of(user) == {"watchlist"}


def test_whoever_wants_to_see_it_is_not_uninterested(member: Client, user: User, jaws: Movie):
    press(member, jaws, mark="dismissed")
    press(member, jaws, mark="watchlist")
    assert kinds_of(user) == {"watchlist"}


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"mark": ""},
        {"mark": "hated"},
        {"unmark": "\x00"},
        {"unmark": "seen", "restore": "hated"},
        {"mark": "seen" * 1_000},
    ],
)
def test_another_mark_is_refused(member: Client, user: User, jaws: Movie, fields: dict[str, str]):
    assert press(member, jaws, **fields).status_code == 400
    assert not user.marks.exists()


def test_the_table_itself_refuses_other_kinds(user: User, jaws: Movie):
    with pytest.raises(IntegrityError), transaction.atomic():
        Mark.objects.create(user=user, movie=jaws, kind="hated")


def test_a_title_that_is_hidden_or_not_there_is_404(member: Client, user: User):
    hidden = MovieFactory.create(is_published=False)
    assert press(member, hidden, mark="seen").status_code == 404
    assert member.post("/marks/999999/", {"mark": "seen"}).status_code == 404
    assert not user.marks.exists()


def test_nobody_s_press_leads_to_the_log_in(client: Client, jaws: Movie):
    assert press(client, jaws, mark="seen")["HX-Redirect"].startswith("/accounts/login/")
    assert client.get(f"/marks/{jaws.pk}/").status_code == 405
    assert not Mark.objects.exists()


def test_without_javascript_the_visitor_comes_back_and_may_undo(member: Client, jaws: Movie):
    response = member.post(f"/marks/{jaws.pk}/", {"mark": "seen", "next": "/?q=a"}, follow=True)
    assert response.redirect_chain == [("/?q=a", 302)]
    page = response.content.decode()
    assert f'Jaws: Marked as seen. <a href="/ratings/{jaws.pk}/">Undo</a>' in page
    page = member.get(f"/ratings/{jaws.pk}/").content.decode()
    assert 'name="unmark" value="seen"' in page


def test_seen_and_dismissed_titles_are_hidden_and_those_of_others_are_not(
    user: User, jaws: Movie, client: Client
):
    seen, dismissed, wanted = MovieFactory.create_batch(3)
    for movie, kind in ((seen, "seen"), (dismissed, "dismissed"), (wanted, "watchlist")):
        user.marks.create(movie=movie, kind=kind)
    UserFactory.create().marks.create(movie=jaws, kind="seen")
    assert hidden_ids(user) == {seen.pk, dismissed.pk}
    assert hidden_ids(client.get("/").wsgi_request.user) == set()


@pytest.mark.parametrize("kind", ["seen", "dismissed"])
def test_they_never_come_back_among_similar_titles(
    member: Client, user: User, catalogue: dict[str, Movie], kind: str
):
    jaws, address = catalogue["Jaws"], f"/titles/{catalogue['Jaws'].pk}/similar/"

    def similar(client: Client) -> list[Movie]:
        return [each.movie for each in client.get(address).context["found"].titles]

    nearest = similar(member)[0]
    press(member, nearest, mark=kind)
    again = similar(member)
    assert nearest not in again
    assert again, "the next one takes its place"
    assert jaws not in again
    assert nearest in similar(Client()), "others see it"


@pytest.mark.parametrize("kind", ["seen", "dismissed"])
@pytest.mark.parametrize("likes", [["Jaws"], []])
def test_they_never_come_back_in_the_panel(
    member: Client, user: User, catalogue: dict[str, Movie], kind: str, likes: list[str]
):
    for name in likes:
        user.favorites.create(movie=catalogue[name])
    shown = [each.movie for each in member.get("/recommended/").context["panel"].recommendations]
    press(member, shown[0], mark=kind)
    again = [each.movie for each in member.get("/recommended/").context["panel"].recommendations]
    assert again
    assert shown[0] not in again
