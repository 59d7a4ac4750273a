"""A history of elsewhere: sent, looked at, kept."""

from datetime import UTC, datetime
from types import SimpleNamespace

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from accounts.models import User
from catalog.models import Movie
from recommendations.importers.history import formats, proposal
from recommendations.models import Mark, Rating
from tests.accounts.factories import UserFactory
from tests.catalog.factories import MovieFactory
from tests.recommendations.importers.history.files import (
    ADDRESS,
    DIARY,
    IMDB,
    NETFLIX,
    RATINGS,
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
def today(monkeypatch: pytest.MonkeyPatch) -> None:
    """4 March 2021 for whoever judges dates of a file."""
    noon = datetime(2021, 3, 4, 12, tzinfo=UTC)
    monkeypatch.setattr(formats, "timezone", SimpleNamespace(now=lambda: noon))


@pytest.fixture
def jaws(db: None) -> Movie:
    return MovieFactory.create(title="Jaws", release_year=1975, imdb_id="tt0073195")


class TestPreview:
    def test_tells_what_was_matched_and_what_not_and_keeps_nothing(
        self, client: Client, user: User, jaws: Movie
    ):
        page = send(client, RATINGS)
        assert "Letterboxd ratings, 2 rows. Nothing of it is kept yet." in page.text
        assert "One title was found" in page.text
        assert f'<a href="{jaws.get_absolute_url()}">Jaws</a>' in page.text
        assert "1975 · film · 4.5 stars · 4 March 2021" in page.text
        assert "One title was not found" in page.text
        assert "Unheard Of" in page.text
        assert not Rating.objects.exists()
        assert not Mark.objects.exists()

    def test_says_which_ratings_would_stay(self, client: Client, user: User, jaws: Movie):
        Rating.objects.create(user=user, movie=jaws, value=4)
        page = send(client, RATINGS)
        assert "One of them you have rated otherwise here" in page.text
        assert "you gave 2 stars here" in page.text

    def test_costs_the_same_queries_for_many_titles(
        self, client: Client, user: User, django_assert_max_num_queries
    ):
        movies = MovieFactory.create_batch(60)
        rows = [f"2021-01-01,{m.title},{m.release_year},u,4" for m in movies]
        text = "\n".join(["Date,Name,Year,Letterboxd URI,Rating", *rows])
        with django_assert_max_num_queries(8):
            assert "60 titles were found" in send(client, text).text

    def test_lists_two_hundred_and_counts_the_others(self, client: Client, user: User):
        rows = [f"2021-01-01,Nothing {n},1999,u,4" for n in range(250)]
        text = "\n".join(["Date,Name,Year,Letterboxd URI,Rating", *rows])
        page = send(client, text)
        assert "250 titles were not found" in page.text
        assert "And 50 more." in page.text
        assert "None of it is a title of this catalogue." in page.text

    def test_hidden_titles_are_not_told_of(self, client: Client, user: User, jaws: Movie):
        Movie.objects.update(is_published=False)
        assert "One title was found" not in send(client, RATINGS).text

    def test_cells_are_shown_as_text(self, client: Client, user: User):
        row = '2021-01-01,"<script>alert(1)</script>",1999,u,4'
        page = send(client, f"Date,Name,Year,Letterboxd URI,Rating\n{row}\n")
        assert "<script>alert(1)" not in page.text
        assert "&lt;script&gt;alert(1)" in page.text


class TestYears:
    @pytest.mark.parametrize(("years", "found"), [([1975], 1), ([1976], 1), ([1977], 0)])
    def test_a_year_more_or_less_is_the_same_film(
        self, client: Client, user: User, years: list[int], found: int
    ):
        for year in years:
            MovieFactory.create(title="Jaws", release_year=year)
        assert len(send(client, RATINGS).context["proposal"].items) == found

    def test_of_two_films_of_one_name_and_year_neither_is_guessed(self, client: Client, user: User):
        MovieFactory.create_batch(2, title="Jaws", release_year=1975)
        assert send(client, RATINGS).context["proposal"].items == []


BAD_FILES = {
    "another header": (b"a,b,c\n1,2,3\n", "this is none of the files that are known"),
    "no rows": (b"Title,Date\n", "there is no row below the header"),
    "empty": (b"", "The submitted file is empty"),
    "an archive": (b"PK\x03\x04 letterboxd.zip", "is a zip archive"),
    "binary": (b"Title,Date\n\0\0\0", "is binary"),
}


class TestBadInput:
    @pytest.mark.parametrize("kind", BAD_FILES)
    def test_a_file_of_no_use_is_explained(self, client: Client, user: User, kind: str):
        content, reason = BAD_FILES[kind]
        page = send(client, content)
        assert page.status_code == 200
        assert reason in page.text
        assert "/tmp/" not in page.text

    @pytest.mark.parametrize("stars", ["7", "good", "-1", "0", "4.25", "1e9"])
    def test_a_rating_that_is_none_is_refused_with_its_row(
        self, client: Client, user: User, jaws: Movie, stars: str
    ):
        text = f"Date,Name,Year,Letterboxd URI,Rating\n2021-01-01,Jaws,1975,u,{stars}\n"
        page = send(client, text)
        assert "One row cannot be used" in page.text
        assert "line 2: rating" in page.text

    @pytest.mark.parametrize(
        ("date", "said"),
        [
            ("0001-01-01", "is before 1990"),
            ("1989-12-31", "is before 1990"),
            ("9999-12-31", "is in the future"),
            ("2021-03-06", "is in the future"),
        ],
    )
    def test_a_date_on_which_nobody_can_have_rated_is_refused_with_its_row(
        self, client: Client, user: User, jaws: Movie, today: None, date: str, said: str
    ):
        page = send(client, IMDB.replace("2020-01-02", date, 1))
        assert page.context["proposal"].items == []
        assert f"line 2: date “{date}” {said}" in page.text

    @pytest.mark.parametrize("date", ["1990-10-17", "2021-03-05", ""])
    def test_a_date_until_tomorrow_is_one_and_none_is_needed(
        self, client: Client, user: User, jaws: Movie, today: None, date: str
    ):
        page = send(client, IMDB.replace("2020-01-02", date, 1))
        assert [item.movie_id for item in page.context["proposal"].items] == [jaws.pk]

    def test_a_diary_goes_back_further_than_the_web(self, client: Client, user: User, jaws: Movie):
        long_ago = DIARY.replace("2021-03-01", "1975-08-01")
        assert send(client, long_ago).context["proposal"].rejected == []
        assert "is before 1900" in send(client, DIARY.replace("2021-03-01", "1875-08-01")).text

    def test_more_rows_than_anybody_has_are_refused(
        self, client: Client, user: User, monkeypatch: pytest.MonkeyPatch
    ):
        monkeypatch.setattr(proposal, "MAX_ROWS", 3)
        assert "has more than 3 rows" in send(client, NETFLIX).text

    def test_a_file_that_is_too_large_is_refused(self, client: Client, user: User):
        large = b"Title,Date\n" + b"Jaws,2/3/21\n" * ((settings.HISTORY_MAX_MB << 20) // 12)
        assert "The file is larger than 4" in send(client, large).text
        assert send(client, large * 2).status_code == 413

    def test_nobody_else_may_send_as_much(self, client: Client, db: None):
        assert send(client, b"x" * (2 << 20)).status_code == 413

    def test_no_file_at_all(self, client: Client, user: User):
        assert "This field is required" in client.post(ADDRESS).text

    def test_a_preview_of_thirty_thousand_titles_fits_into_a_form(self):
        items = [proposal.Item(10**6 + n * 7, n % 10 + 1, True, False, None) for n in range(30_000)]
        text = proposal.signed(items, user_id=1)
        assert len(text) < settings.DATA_UPLOAD_MAX_MEMORY_SIZE * 0.8
        assert proposal.unsigned(text, user_id=1) == items


class TestWho:
    def test_visitors_log_in_first(self, client: Client):
        assert client.get(ADDRESS).status_code == 302
        assert client.post(reverse("recommendations:keep_history")).status_code == 302

    def test_the_account_page_leads_there(self, client: Client, user: User):
        assert ADDRESS in client.get(reverse("accounts:home")).text


class TestHowOften:
    @pytest.fixture(autouse=True)
    def limit(self, settings: Settings) -> None:
        settings.ACCOUNT_RATE_LIMITS = {
            "import_history": "2/10m/user",
            "keep_history": "1/10m/user",
        }

    def test_who_sends_files_without_end_is_told_to_wait(self, client: Client, user: User):
        assert [send(client, RATINGS).status_code for _ in range(3)] == [200, 200, 429]
        assert "Please wait a few minutes" in send(client, RATINGS).text

    @pytest.mark.parametrize("method", ["get", "head"])
    def test_the_form_itself_costs_nothing(self, client: Client, user: User, method: str):
        assert {getattr(client, method)(ADDRESS).status_code for _ in range(4)} == {200}
        assert send(client, RATINGS).status_code == 200

    def test_the_last_preview_can_still_be_kept(self, client: Client, user: User, jaws: Movie):
        last = [send(client, RATINGS) for _ in range(2)][-1]
        assert send(client, RATINGS).status_code == 429
        assert keep(client, last).status_code == 200
        assert Rating.objects.count() == 1

    def test_keeping_has_a_limit_of_its_own(self, client: Client, user: User, jaws: Movie):
        preview = send(client, RATINGS)
        assert keep(client, preview).status_code == 200
        assert keep(client, preview).status_code == 429
        assert Rating.objects.count() == 1

    def test_each_has_a_rate_of_their_own(self, client: Client, user: User):
        for _ in range(3):
            send(client, RATINGS)
        client.force_login(UserFactory.create())
        assert send(client, RATINGS).status_code == 200
