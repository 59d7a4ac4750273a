"""What was confirmed of a history is kept."""

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from catalog.models import Movie
from recommendations.importers.history import proposal
from recommendations.models import Mark, Rating
from tests.accounts.factories import UserFactory
from tests.catalog.factories import FiguresFactory, MovieFactory
from tests.catalog.records import film, imported
from tests.recommendations.importers.history.files import (
    DIARY,
    IMDB,
    NETFLIX,
    RATINGS,
    WATCHED,
    keep,
    send,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def user(client: Client) -> User:
    user = UserFactory.create()
    client.force_login(user)
    return user


@pytest.fixture
def jaws(db: None) -> Movie:
    return MovieFactory.create(title="Jaws", release_year=1975, imdb_id="tt0073195")


@pytest.fixture
def show(db: None) -> Movie:
    return MovieFactory.create(title="Breaking Bad", release_year=2008, kind="series")


class TestKeeping:
    def test_letterboxd_ratings_become_ratings_with_their_day(
        self, client: Client, user: User, jaws: Movie
    ):
        page = keep(client, send(client, RATINGS))
        assert "Your history is here: 1 new rating" in page.text
        assert page.redirect_chain[-1][0] == reverse("recommendations:ratings")
        rating = Rating.objects.get()
        assert (rating.user, rating.movie, rating.value) == (user, jaws, 9)
        assert rating.created_at.date() == date(2021, 3, 4)
        assert not Mark.objects.exists()

    def test_watched_films_are_seen_and_off_the_watchlist(
        self, client: Client, user: User, jaws: Movie
    ):
        Mark.objects.create(user=user, movie=jaws, kind=Mark.Kind.WATCHLIST)
        page = keep(client, send(client, WATCHED))
        assert "1 title newly marked as seen" in page.text
        mark = Mark.objects.get()
        assert (mark.kind, mark.created_at.date()) == ("seen", date(2021, 3, 4))
        assert not Rating.objects.exists()

    def test_of_a_diary_the_last_rating_counts(self, client: Client, user: User, jaws: Movie):
        keep(client, send(client, DIARY))
        assert Rating.objects.get().value == 8
        assert Mark.objects.get().kind == "seen"

    def test_a_watchlist_is_not_taken_for_what_was_watched(
        self, client: Client, user: User, jaws: Movie
    ):
        keep(client, send(client, WATCHED, name="watchlist.csv"))
        assert Mark.objects.get().kind == "watchlist"

    def test_imdb_points_are_half_stars_and_ids_count_more_than_names(
        self, client: Client, user: User, jaws: Movie
    ):
        MovieFactory.create(title="Der weiße Hai", release_year=1975)
        page = send(client, IMDB)
        assert "IMDb ratings, 2 rows" in page.text
        assert "this is neither a film nor a series, but: “TV Episode”" in page.text
        keep(client, page)
        assert (Rating.objects.get().movie, Rating.objects.get().value) == (jaws, 9)

    def test_netflix_episodes_count_as_the_show_once(
        self, client: Client, user: User, jaws: Movie, show: Movie
    ):
        page = send(client, NETFLIX)
        assert "2 titles were found" in page.text
        assert "Mission: Unknown" in page.text
        keep(client, page)
        assert set(Mark.objects.values_list("movie", "kind")) == {
            (jaws.pk, "seen"),
            (show.pk, "seen"),
        }
        assert Mark.objects.get(movie=show).created_at.date() == date(2021, 1, 25)

    def test_of_several_titles_of_one_name_it_is_that_on_netflix(
        self, client: Client, user: User, jaws: Movie
    ):
        FiguresFactory.create(movie=jaws, vote_count=9_000)
        wanted = imported(film("Jaws", 2016), "netflix").movie
        keep(client, send(client, "Title,Date\nJaws,2/3/21\n"))
        assert Mark.objects.get().movie == wanted

    @pytest.mark.parametrize(
        ("dates", "day"),
        [
            (["3/2/21", "24/1/21"], date(2021, 2, 3)),
            (["3/2/21", "1/24/21"], date(2021, 3, 2)),
            (["2021-02-03"], date(2021, 2, 3)),
            (["no day"], None),
        ],
    )
    def test_one_date_tells_how_all_are_written(
        self, client: Client, user: User, jaws: Movie, dates: list[str], day: date | None
    ):
        rows = [f"Jaws,{dates[0]}", *(f"Other,{each}" for each in dates[1:])]
        page = send(client, "\n".join(["Title,Date", *rows]))
        assert [item.on for item in page.context["proposal"].items] == [day]

    def test_a_rating_that_is_there_stays_unless_it_is_to_be_replaced(
        self, client: Client, user: User, jaws: Movie
    ):
        Rating.objects.create(user=user, movie=jaws, value=4)
        assert "0 new ratings" in keep(client, send(client, RATINGS)).text
        assert Rating.objects.get().value == 4
        assert "1 rating replaced" in keep(client, send(client, RATINGS), replace="on").text
        assert Rating.objects.get().value == 9

    def test_twice_is_as_once(self, client: Client, user: User, jaws: Movie):
        page = send(client, DIARY)
        keep(client, page)
        assert "0 new ratings, 0 titles newly marked as seen" in keep(client, page).text
        assert (Rating.objects.count(), Mark.objects.count()) == (1, 1)

    def test_what_was_hidden_since_the_preview_is_left_out(
        self, client: Client, user: User, jaws: Movie
    ):
        page = send(client, RATINGS)
        Movie.objects.update(is_published=False)
        assert "0 new ratings" in keep(client, page).text
        assert not Rating.objects.exists()


class TestConsent:
    @pytest.mark.parametrize("text", ["", "nonsense", "a:b:c"])
    def test_what_was_not_shown_is_not_kept(self, client: Client, user: User, text: str):
        answer = client.post(
            reverse("recommendations:keep_history"), {"proposal": text}, follow=True
        )
        assert "This is not the preview that you were shown" in answer.text
        assert not Rating.objects.exists()

    def test_a_preview_is_of_one_person(self, client: Client, user: User, jaws: Movie):
        page = send(client, RATINGS)
        client.force_login(UserFactory.create())
        assert "This is not the preview that you were shown" in keep(client, page).text
        assert not Rating.objects.exists()

    def test_an_old_preview_is_not_kept(
        self, client: Client, user: User, jaws: Movie, monkeypatch: pytest.MonkeyPatch
    ):
        page = send(client, RATINGS)
        monkeypatch.setattr(proposal, "VALID_SECONDS", -1)
        assert "This preview is a day old" in keep(client, page).text

    def test_keeping_is_by_post_alone(self, client: Client, user: User):
        assert client.get(reverse("recommendations:keep_history")).status_code == 405
