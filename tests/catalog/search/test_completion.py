"""What a name may become while it is typed: right at once, and by indexes alone."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from catalog.models import Movie, Person
from catalog.people.popularity import count_credits
from catalog.search.completion import LONGEST, complete
from tests.catalog.factories import CreditFactory, FiguresFactory, MovieFactory, PersonFactory

pytestmark = pytest.mark.django_db


def titles(text: str) -> list[str]:
    return [movie.title for movie in complete(text).titles]


def people(text: str) -> list[str]:
    return [person.name for person in complete(text).people]


def voted(title: str, votes: int) -> Movie:
    movie = MovieFactory.create(title=title)
    FiguresFactory.create(movie=movie, vote_count=votes)
    return movie


def credited(name: str, *, titles: int = 1, **fields: object) -> Person:
    person = PersonFactory.create(name=name)
    CreditFactory.create_batch(titles, person=person, **fields)
    return person


class TestTitles:
    @pytest.mark.parametrize("text", ["am", "AMÉ", "le fab", "fabuleux destin d'am", "POULAIN "])
    def test_any_word_of_a_title_may_begin_so(self, text: str):
        voted("Le Fabuleux Destin d'Amélie Poulain", 10)
        voted("Jaws", 10)
        assert titles(text) == ["Le Fabuleux Destin d'Amélie Poulain"]

    def test_not_its_middle(self):
        voted("Jaws", 10)
        assert titles("aws") == []

    def test_the_most_voted_come_first_and_those_without_votes_last(self):
        MovieFactory.create(title="Jamón")
        voted("Jackals", 2)
        voted("The Jackal", 30)
        assert titles("ja") == ["The Jackal", "Jackals", "Jamón"]

    def test_a_title_that_is_the_whole_text_comes_before_all(self):
        voted("It Follows", 3_000)
        voted("It", 5)
        assert titles("it") == ["It", "It Follows"]

    def test_there_are_at_most_eight(self):
        MovieFactory.create_batch(5, title="Jackal")
        for votes in range(1, 6):
            voted("Jack", votes)
        assert len(titles("ja")) == 8

    @pytest.mark.parametrize(
        "hidden", [{"is_published": False}, {"is_adult": True}, {"status": "planned"}]
    )
    def test_those_that_not_everybody_may_see_never_come(self, hidden: dict[str, object]):
        FiguresFactory.create(movie=MovieFactory.create(title="Jaws", **hidden), vote_count=9)
        MovieFactory.create(title="Jaws", **hidden)
        assert titles("jaw") == titles("jaws") == []

    @pytest.mark.parametrize("wildcard", ["j%s", "ja_s", r"ja\s", "%%", "__"])
    def test_wildcards_are_letters_like_others(self, wildcard: str):
        voted("Jaws", 9)
        assert titles(wildcard) == []


class TestPeople:
    def test_the_most_credited_come_first_at_most_four(self):
        for count, name in enumerate(["Tom Ades", "Tomás", "Ann Tomlin", "tom lee", "Tom Hanks"]):
            credited(name, titles=count + 1)
        count_credits()
        assert people("to") == ["Tom Hanks", "tom lee", "Ann Tomlin", "Tomás"]

    def test_they_are_there_before_anybody_has_counted(self):
        credited("Penélope Cruz")
        assert people("penelope c") == ["Penélope Cruz"]

    def test_who_is_on_hidden_titles_alone_is_not_there(self):
        credited("Ada", movie=MovieFactory.create(is_published=False))
        PersonFactory.create(name="Adam")
        assert people("ad") == []


@pytest.mark.parametrize("text", ["", "j", " j ", "?!", "¡¡", "\0\0", "\ud800a", "ja" * LONGEST])
def test_too_little_too_much_and_nothing_at_all_complete_to_nothing(text: str):
    voted("Jaws", 9)
    credited("Ja Rule")
    assert len(complete(text)) == 0


def test_nothing_is_read_from_one_end_to_the_other():
    for number in range(3):
        voted(f"Jack {number}", number)
        credited(f"Jack {number}")
    with connection.cursor() as cursor, CaptureQueriesContext(connection) as queries:
        # Of six rows Postgres would read all rather than open an index.
        cursor.execute("SET LOCAL enable_seqscan = off")
        complete("jack 1")
    plans = []
    with connection.cursor() as cursor:
        for query in queries.captured_queries[1:]:
            cursor.execute(f"EXPLAIN {query['sql']}")
            plans += [line for (line,) in cursor.fetchall()]
    assert not [line for line in plans if "Seq Scan" in line]
