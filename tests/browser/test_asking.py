"""`/api/`: a question is asked and answered where it stands, with JavaScript and without."""

import re
from datetime import date

import pytest
from playwright.sync_api import Locator, Page, expect

from catalog.models import Figures, Movie, Person
from tests.catalog.factories import MovieFactory


@pytest.fixture(autouse=True)
def figures(titles: dict[str, Movie]) -> None:
    person = Person.objects.create(name="Ana Díaz")
    for movie, budget in ((titles["Jaws"], 7_000_000), (MovieFactory.create(title="Jaws"), None)):
        movie.credits.create(person=person, role="director")
        Figures.objects.create(
            movie=movie,
            release_date=date(1975, 6, 20),
            budget=budget,
            revenue=470_000_000,
            vote_count=2_628 if budget else 3,
            vote_average=7.5,
            popularity=19.726,
        )


def question(page: Page, text: str) -> Locator:
    return page.get_by_role("region", name=text, exact=True)


def answer(page: Page, text: str) -> Locator:
    return question(page, text).get_by_role("region", name="Answer")


def test_the_example_is_answered_in_place_and_the_address_follows(page: Page):
    page.goto("/api/")
    page.evaluate("window.loadedOnce = true")
    votes = "How many votes does a title have, and what is their mean?"
    expect(answer(page, votes)).to_be_hidden()
    question(page, votes).get_by_label("Title").fill("jaws")
    question(page, votes).get_by_role("button").click()
    expect(answer(page, votes)).to_contain_text("Jaws has 2,628 votes, and their mean is 7.5")
    expect(page).to_have_url(re.compile(r"/api/\?ask=votos_titulo&about=jaws$"))
    expect(page.locator("#announcement")).to_contain_text("2,628 votes")
    assert page.evaluate("window.loadedOnce") is True
    page.reload()
    expect(answer(page, votes)).to_contain_text("2,628 votes")
    expect(question(page, votes).get_by_label("Title")).to_have_value("jaws")


def test_of_two_titles_with_one_name_the_other_is_chosen(page: Page):
    page.goto("/api/?ask=votos_titulo&about=Jaws")
    page.get_by_text("Another has this name").click()
    page.locator(".others").get_by_role("link").click()
    expect(page.locator("#answer-votos_titulo")).to_contain_text("fewer than 2,000")


def test_the_address_for_programs_gives_the_same_answer(page: Page):
    page.goto("/api/?ask=get_director&about=ana+diaz")
    shown = page.locator("#answer-get_director")
    expect(shown).to_contain_text("67.14")
    address = shown.get_by_role("link", name=re.compile("^GET ")).get_attribute("href")
    assert address is not None
    told = page.request.get(address).json()
    assert (told["director"], told["n"], told["sin_datos"]) == ("Ana Díaz", 1, 1)


def test_without_javascript_the_page_comes_back_with_the_answer(plain_page: Page):
    page = plain_page
    page.goto("/api/")
    month = "How many films came out in a month?"
    question(page, month).get_by_label("Month").select_option("June")
    question(page, month).get_by_role("button").click()
    expect(answer(page, month)).to_contain_text("2 films came out in June")
    expect(question(page, month).get_by_label("Month")).to_have_value("June")

    popular = "How popular is a title?"
    question(page, popular).get_by_label("Title").fill("Jawz")
    question(page, popular).get_by_role("button").click()
    expect(answer(page, popular)).to_contain_text("Nothing here is called “Jawz”.")
    answer(page, popular).get_by_role("link", name="Jaws").first.click()
    expect(answer(page, popular)).to_contain_text("Jaws has a popularity of 19.73.")
