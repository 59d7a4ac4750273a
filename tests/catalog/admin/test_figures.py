"""Dates, votes and money on a title's page in the admin."""

from datetime import date

import pytest
from django.contrib.admin.models import LogEntry
from django.test import Client

from catalog.models import Figures, Movie
from catalog.version import catalogue_version
from tests.catalog.admin.title_forms import LIST, form_data
from tests.catalog.factories import MovieFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def movie() -> Movie:
    return MovieFactory.create(title="Jaws")


def save(client: Client, movie: Movie, **typed: object):
    """Save the title with these figures typed, and the others as they are in the table."""
    known = Figures.objects.filter(movie=movie).first()
    fields = ["release_date", "budget", "revenue", "vote_count", "vote_average", "popularity"]
    values = {name: getattr(known, name, None) for name in fields} | typed
    figures = {
        f"figures-0-{name}": "" if value is None else value for name, value in values.items()
    }
    data = form_data(movie) | figures
    data |= {"figures-TOTAL_FORMS": 1, "figures-INITIAL_FORMS": 1 if known else 0}
    return client.post(f"{LIST}{movie.pk}/change/", data | {"figures-0-movie": movie.pk})


def test_are_added_to_a_title_that_had_none(curator: Client, movie: Movie):
    typed = {"release_date": "1975-06-20", "budget": 7_000_000, "revenue": 470_654_000}
    response = save(curator, movie, **typed, vote_count=2_628, vote_average="7.5")
    assert response.status_code == 302, response.context["errors"]
    figures = Figures.objects.get()
    assert figures.release_date == date(1975, 6, 20)
    assert figures.return_ratio == pytest.approx(67.236, abs=0.001)
    assert figures.popularity is None


def test_a_title_without_any_gets_no_row(curator: Client, movie: Movie):
    assert save(curator, movie).status_code == 302
    assert not Figures.objects.exists()


def test_that_are_emptied_leave_no_row_behind(curator: Client, movie: Movie):
    Figures.objects.create(movie=movie, budget=5_000)
    assert save(curator, movie, budget=None).status_code == 302
    assert not Figures.objects.exists()
    assert "Deleted figures “Jaws" in LogEntry.objects.get().get_change_message()


def test_a_change_is_in_the_history_and_renews_what_was_counted(
    curator: Client, movie: Movie, django_capture_on_commit_callbacks
):
    Figures.objects.create(movie=movie, budget=5_000)
    before = catalogue_version()
    with django_capture_on_commit_callbacks(execute=True):
        save(curator, movie, budget=6_000)
    assert catalogue_version() != before
    assert "Changed Budget for figures" in LogEntry.objects.get().get_change_message()


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("budget", "0"),
        ("budget", "-1"),
        ("budget", "1.5"),
        ("budget", str(2**63)),
        ("revenue", "0"),
        ("revenue", "much"),
        ("vote_count", "-1"),
        ("vote_count", str(2**31)),
        ("vote_average", "10.1"),
        ("vote_average", "-0.1"),
        ("vote_average", "nan"),
        ("popularity", "-1"),
        ("popularity", "inf"),
        ("popularity", "1e400"),
        ("release_date", "31.02.1975"),
        ("release_date", "1066-10-14"),
        ("release_date", "2999-01-01"),
    ],
)
def test_bad_input_is_refused_at_its_field(curator: Client, movie: Movie, field: str, value: str):
    response = save(curator, movie, **{field: value})
    assert response.status_code == 200
    formsets = {f.formset.prefix: f.formset for f in response.context["inline_admin_formsets"]}
    assert list(formsets["figures"].errors[0]) == [field]
    assert not Figures.objects.exists()


@pytest.mark.parametrize(
    ("money", "said"),
    [
        ({"budget": 2_000, "revenue": 5_000}, "counted"),
        ({"budget": 2_000}, "budget or revenue is not known"),
        ({"budget": 1, "revenue": 5_000}, "below 1,000 dollars is implausible"),
    ],
)
def test_the_page_says_whether_statistics_count_them(
    curator: Client, movie: Movie, money: dict[str, int], said: str
):
    Figures.objects.create(movie=movie, **money)
    page = curator.get(f"{LIST}{movie.pk}/change/").content.decode()
    assert said in page
    assert ("2.50" in page) == (said == "counted")
