"""One title of several records."""

from datetime import date

import pytest

from catalog.composition import compose
from catalog.records import CreditRecord, TitleRecord


def netflix(**said: object) -> TitleRecord:
    values = {"source_id": "s1", "kind": "film", "title": "Jaws", "description": "A shark."}
    return TitleRecord(**values | said)  # type: ignore[arg-type]


def tmdb(**said: object) -> TitleRecord:
    values = {"source_id": "578", "kind": "film", "title": "JAWS", "description": "An insatiable…"}
    return TitleRecord(**values | said)  # type: ignore[arg-type]


def director(name: str, tmdb_id: int | None = None) -> CreditRecord:
    return CreditRecord(name, "director", tmdb_id)


def actor(name: str, tmdb_id: int | None = None, character: str = "") -> CreditRecord:
    return CreditRecord(name, "actor", tmdb_id, character)


class TestFields:
    def test_of_one_record_are_its_own(self):
        assert compose([netflix(budget=7)]) == netflix(budget=7)

    def test_of_no_record_there_are_none(self):
        with pytest.raises(ValueError, match="at least"):
            compose([])

    def test_are_the_first_records_where_it_says_something(self):
        title = compose([netflix(release_year=1975), tmdb(release_year=1974, tagline="Don’t.")])
        assert (title.source_id, title.title, title.description) == ("s1", "Jaws", "A shark.")
        assert (title.release_year, title.tagline) == (1975, "Don’t.")

    def test_are_filled_by_the_next_that_does(self):
        day = date(1975, 6, 18)
        title = compose([netflix(), tmdb(release_date=day, budget=7_000_000), tmdb(budget=9)])
        assert (title.release_date, title.budget) == (day, 7_000_000)

    def test_votes_and_their_mean_are_one_records(self):
        title = compose([tmdb(vote_average=8.0, vote_count=3), tmdb(vote_count=2628)])
        assert (title.vote_count, title.vote_average) == (3, 8.0)
        title = compose([tmdb(vote_count=3), tmdb(vote_count=2628, vote_average=7.5)])
        assert (title.vote_count, title.vote_average) == (3, None)

    def test_a_film_has_no_seasons_of_a_series(self):
        title = compose([netflix(), tmdb(kind="series", minutes=40, seasons=3), tmdb(minutes=124)])
        assert (title.kind, title.minutes, title.seasons) == ("film", 124, None)

    def test_what_a_platform_shows_is_released_whatever_another_has_heard(self):
        assert compose([tmdb(status="rumored"), netflix()]).status == "released"
        assert compose([tmdb(status="rumored"), tmdb(status="planned")]).status == "rumored"

    def test_what_one_calls_adult_is_adult(self):
        assert compose([netflix(), tmdb(is_adult=True)]).is_adult

    @pytest.mark.parametrize("name", ["genres", "countries", "keywords", "companies"])
    def test_that_are_lists_are_united_in_order(self, name: str):
        title = compose([netflix(**{name: ("b", "a")}), tmdb(**{name: ("c", "a")})])
        assert getattr(title, name) == ("b", "a", "c")


class TestCredits:
    def test_of_the_record_that_knows_ids_come_first(self):
        known = (director("Steven Spielberg", 488), actor("Roy Scheider", 6355, "Brody"))
        title = compose([netflix(credits=(actor("Ada"),)), tmdb(credits=known)])
        assert title.credits == (*known, actor("Ada"))

    def test_name_nobody_twice_in_a_role_however_it_is_spelt(self):
        known = (actor("Penélope Cruz", 955), director("Robert Downey Jr.", 3223))
        named = (actor("PENELOPE CRUZ"), director("Penélope Cruz"), director("Robert Downey, Jr."))
        title = compose([netflix(credits=named), tmdb(credits=known)])
        assert title.credits == (*known, director("Penélope Cruz"))

    def test_keep_two_people_of_one_name_that_a_record_tells_apart(self):
        two = (actor("Vera Lynn", 1), actor("Vera Lynn", 2))
        assert compose([netflix(credits=(actor("Vera Lynn"),)), tmdb(credits=two)]).credits == two

    def test_do_not_depend_on_which_record_came_first(self):
        known, named = (actor("Roy Scheider", 6355),), (actor("Robert Shaw"),)
        records = [tmdb(credits=known), netflix(credits=named)]
        assert compose(records).credits == compose(records[::-1]).credits
