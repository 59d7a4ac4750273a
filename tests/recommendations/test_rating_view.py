"""Stars: giving, changing, removing and undoing them."""

import re
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client

from accounts.models import User
from catalog.models import Movie
from recommendations.models import Rating
from tests.accounts.factories import UserFactory
from tests.catalog.factories import MovieFactory

HTMX = {"HX-Request": "true"}


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


def rate(client: Client, movie: Movie, stars: str, **fields):
    return client.post(f"/ratings/{movie.pk}/", {"stars": stars, **fields}, headers=HTMX)


def undo_of(response) -> str:
    """What the undo button of the answer would send."""
    found = re.search(r'name="stars" value="([^"]*)" aria-label="Undo', response.content.decode())
    assert found
    return found[1]


@pytest.mark.parametrize(
    ("stars", "value", "text"),
    [
        ("0.5", 1, "0.5 stars"),
        ("1", 2, "1 star."),
        ("1.0", 2, "1 star."),
        ("3.5", 7, "3.5 stars"),
        ("5.0", 10, "5 stars"),
    ],
)
def test_half_stars_are_stored_and_told(
    member: Client, user: User, jaws: Movie, stars: str, value: int, text: str
):
    response = rate(member, jaws, stars)
    assert user.ratings.get().value == value
    assert user.ratings.get().stars == value / 2
    assert text in response.content.decode()
    assert "ratingsChanged" in response["HX-Trigger"]


def test_a_rating_is_changed_and_each_change_can_be_undone(member: Client, user: User, jaws: Movie):
    assert undo_of(rate(member, jaws, "3.5")) == "", "there was none"
    changed = rate(member, jaws, "4.0")
    assert user.ratings.get().value == 8
    undone = rate(member, jaws, undo_of(changed), undo="1")
    assert user.ratings.get().value == 7
    assert b"Undo" not in undone.content
    assert b'hx-swap-oob="true"' in undone.content, "the stars on the page follow"


def test_removing_can_be_undone_and_removing_twice_is_no_error(
    member: Client, user: User, jaws: Movie
):
    rate(member, jaws, "2.5")
    removed = rate(member, jaws, "")
    assert not user.ratings.exists()
    assert undo_of(removed) == "2.5"
    assert b"It was not rated." in rate(member, jaws, "").content


def test_the_same_rating_again_offers_nothing_to_undo(member: Client, jaws: Movie):
    rate(member, jaws, "2.5")
    assert b"Undo" not in rate(member, jaws, "2.5").content


def test_two_tabs_never_undo_each_other(member: Client, user: User, jaws: Movie):
    # The second tab still shows no rating; its press says what it wants all the same.
    rate(member, jaws, "4.0")
    rate(member, jaws, "4.0")
    assert user.ratings.get().value == 8


@pytest.mark.parametrize(
    "stars",
    ["7", "0", "5.5", "-1", "3.25", "good", "1e0", "nan", "٣", " 3", "3.5\n", "\x00", "9" * 5_000],
)
@pytest.mark.parametrize("headers", [HTMX, {}])
def test_what_is_no_rating_is_refused_with_a_reason_and_nothing_is_stored(
    member: Client, user: User, jaws: Movie, stars: str, headers: dict[str, str]
):
    response = member.post(f"/ratings/{jaws.pk}/", {"stars": stars}, headers=headers)
    assert response.status_code == 400
    assert "between half a star and five stars" in response.content.decode()
    assert not user.ratings.exists()


def test_a_form_without_stars_removes_nothing(member: Client, user: User, jaws: Movie):
    rate(member, jaws, "2.5")
    assert member.post(f"/ratings/{jaws.pk}/").status_code == 400
    assert user.ratings.get().value == 5


@pytest.mark.parametrize("value", [0, 11])
def test_the_table_itself_refuses_other_values(user: User, jaws: Movie, value: int):
    with pytest.raises(IntegrityError), transaction.atomic():
        Rating.objects.create(user=user, movie=jaws, value=value)


def test_a_title_that_is_hidden_or_not_there_is_404(member: Client, user: User):
    hidden = MovieFactory.create(is_published=False)
    assert rate(member, hidden, "4.0").status_code == 404
    assert member.get(f"/ratings/{hidden.pk}/").status_code == 404
    assert member.post("/ratings/999999/", {"stars": "4"}).status_code == 404
    assert not user.ratings.exists()


def test_nobody_s_press_leads_to_the_log_in(client: Client, jaws: Movie):
    assert client.post(f"/ratings/{jaws.pk}/", {"stars": "4"})["Location"].startswith(
        "/accounts/login/"
    )
    assert rate(client, jaws, "4")["HX-Redirect"].startswith("/accounts/login/")
    assert client.get(f"/ratings/{jaws.pk}/")["Location"].startswith("/accounts/login/")
    assert not Rating.objects.exists()


def test_without_javascript_the_visitor_comes_back_and_may_undo(member: Client, jaws: Movie):
    response = member.post(f"/ratings/{jaws.pk}/", {"stars": "4", "next": "/?q=shark"}, follow=True)
    assert response.redirect_chain == [("/?q=shark", 302)]
    page = response.content.decode()
    assert f'Jaws: Your rating: 4 stars. <a href="/ratings/{jaws.pk}/">Undo</a>' in page


def test_the_page_leads_back_to_where_one_came_from_and_nowhere_else(member: Client, jaws: Movie):
    page = member.get(f"/ratings/{jaws.pk}/", {"next": "/?q=shark"}).content.decode()
    assert 'name="next" value="/?q=shark"' in page
    foreign = member.get(f"/ratings/{jaws.pk}/", {"next": "https://evil.example/"})
    assert "evil.example" not in foreign.content.decode()


def test_a_title_s_name_is_no_markup_in_messages(member: Client):
    movie = MovieFactory.create(title="<b>Bold</b>")
    page = member.post(f"/ratings/{movie.pk}/", {"stars": "4", "next": "/"}, follow=True)
    assert "<b>Bold" not in page.content.decode()


def test_the_stars_open_and_close_in_place(member: Client, jaws: Movie):
    rate(member, jaws, "3.5")
    opened = member.get(f"/ratings/{jaws.pk}/", headers=HTMX).content.decode()
    assert "<html" not in opened
    assert len(re.findall(r'name="stars" value="\d\.\d"', opened)) == 10
    assert re.search(r'value="3\.5" aria-pressed="true"', opened)
    assert opened.count('aria-pressed="true"') == 1
    closed = member.get(f"/ratings/{jaws.pk}/?closed=1", headers=HTMX).content.decode()
    assert "<button" not in closed
    assert "Your rating of Jaws: 3.5 stars. Change it" in closed


def test_a_half_is_told_with_a_comma_in_spanish_and_sent_with_a_point(member: Client, jaws: Movie):
    rate(member, jaws, "3.5")
    spanish = HTMX | {"Accept-Language": "es"}
    page = member.get(f"/ratings/{jaws.pk}/", headers=spanish).content.decode()
    assert 'value="3.5"' in page
    assert "3,5 " in page


def test_the_token_is_needed(user: User, jaws: Movie):
    client = Client(enforce_csrf_checks=True)
    client.force_login(user)
    assert rate(client, jaws, "4").status_code == 403
    assert not Rating.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_many_presses_at_once_make_one_rating():
    user, movie = UserFactory.create(), MovieFactory.create()

    def press(number: int) -> int:
        client = Client()
        client.force_login(user)
        try:
            return rate(client, movie, str(1 + number % 5)).status_code
        finally:
            connection.close()

    with ThreadPoolExecutor(max_workers=5) as pool:
        codes = list(pool.map(press, range(20)))
    assert set(codes) == {200}
    assert Rating.objects.count() == 1
