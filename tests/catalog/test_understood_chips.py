"""What was understood stands above the results as chips, and each can be taken away."""

from urllib.parse import parse_qs, urlencode

import pytest
from django.test import Client

from catalog.models import Movie
from tests.catalog.factories import MovieFactory

HTMX = {"HX-Request": "true"}


@pytest.fixture
def films(db: None) -> None:
    for year in (1985, 1986, 1995):
        MovieFactory.create(title=f"Film of {year}", release_year=year)


def chips(client: Client, address: str) -> dict[str, str]:
    """Label → address without it."""
    return {chip.cue.label: chip.address for chip in client.get(address).context["chips"]}


def test_each_cue_is_a_link_that_takes_it_away(client: Client, films: None):
    labels = chips(client, "/?q=80s+films")
    assert list(labels) == ["1980s", "Film"]
    page = client.get("/?q=80s+films").content.decode()
    assert 'aria-label="Understood from your words"' in page
    assert 'href="/?q=80s+films&amp;ignore=years-1980-1989"' in page.replace('href="?', 'href="/?')
    assert list(chips(client, "/" + labels["1980s"])) == ["Film"]


def test_what_was_taken_away_stays_so_on_the_next_page(client: Client, db: None):
    MovieFactory.create_batch(30)
    response = client.get("/?q=films+of+the+80s+title+number&ignore=years")
    pager = response.content.decode().split('rel="next"')[1].split(">")[0]
    assert "ignore=years-1980-1989" in pager
    assert 'name="ignore"' in response.content.decode()


@pytest.mark.parametrize(
    "ignore", ["genre-western", "", ",,,", "x" * 600, "<b>", "years-1990-1999"]
)
def test_what_the_request_does_not_say_is_not_repeated(client: Client, films: None, ignore: str):
    response = client.get("/", {"q": "80s films", "ignore": ignore}, headers=HTMX)
    assert response.status_code == 200
    assert "ignore" not in parse_qs(response["HX-Push-Url"].partition("?")[2])
    assert len(response.context["chips"]) == 2


def test_a_request_without_cues_has_no_chips(client: Client, films: None):
    assert chips(client, "/?q=sharks") == chips(client, "/") == {}


def test_of_two_parts_in_another_script_one_is_taken_away(client: Client, films: None):
    for title in ("Матрица", "Сталкер"):
        MovieFactory.create(title=title)
    address = "/?" + urlencode({"q": "фильм, not Матрица, not Сталкер"})
    labels = chips(client, address)
    assert {"not: Матрица", "not: Сталкер"} <= labels.keys()
    left = chips(client, "/" + labels["not: Матрица"])
    assert "not: Сталкер" in left
    assert "not: Матрица" not in left


@pytest.mark.parametrize("others", [50, 5_000])
def test_however_many_were_taken_away_the_first_stay_so(client: Client, films: None, others: int):
    taken = ",".join(["years-1980-1989", *(f"genre-number-{n}" for n in range(others))])
    assert list(chips(client, "/?" + urlencode({"q": "80s films", "ignore": taken}))) == ["Film"]


def test_labels_are_escaped(client: Client, catalogue: dict[str, Movie]):
    page = client.get("/", {"q": "a shark, not the one <script>alert(1)</script>"}).content.decode()
    assert "<script>alert(1)" not in page


def test_a_title_goes_with_words_from_its_page(client: Client, catalogue: dict[str, Movie]):
    jaws = catalogue["Jaws"]
    form = client.get(jaws.get_absolute_url()).content.decode().split('class="more-like"')[1]
    assert f'name="like" value="{jaws.pk}"' in form
    response = client.get(f"/?like={jaws.pk}&q=clever")
    assert list(chips(client, f"/?like={jaws.pk}&q=clever").items()) == [("like Jaws", "?q=clever")]
    assert next(card.movie.title for card in response.context["cards"]) == "Deep Blue"


def test_a_title_alone_finds_what_is_like_it(client: Client, catalogue: dict[str, Movie]):
    response = client.get("/", {"like": catalogue["Jaws"].pk})
    titles = [card.movie.title for card in response.context["cards"]]
    assert "Deep Blue" in titles[:2]
    assert "Jaws" not in titles


@pytest.mark.parametrize("like", ["0", "-1", "x", "9" * 30, "4611686018427387904", "123456789"])
def test_a_title_that_is_not_there_is_forgotten(client: Client, films: None, like: str):
    response = client.get("/", {"like": like}, headers=HTMX)
    assert response.status_code == 200
    assert "like" not in response["HX-Push-Url"]
    assert len(response.context["cards"]) == 3


def test_a_title_that_was_not_read_yet_has_no_such_form(client: Client, db: None):
    movie = MovieFactory.create()
    assert "more-like" not in client.get(movie.get_absolute_url()).content.decode()
