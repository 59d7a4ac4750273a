"""How each question is asked of the database: in how many queries, and by which of its indexes."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from catalog.models import Credit, Figures, Movie, Person

pytestmark = pytest.mark.django_db

ANSWERED = {
    # Kept until the catalogue changes: then one query, and none again.
    "/api/cantidad_filmaciones_mes/enero": 1,
    "/api/cantidad_filmaciones_dia/lunes": 0,
    "/api/score_titulo/film 7": 1,
    "/api/votos_titulo/film 7": 1,
    # The person, and the films.
    "/api/get_actor/person 7": 2,
    "/api/get_director/person 7": 2,
}
# Looked for once more, among the names that are spelt like it.
UNKNOWN = {
    "/api/score_titulo/flim 7": 2,
    "/api/get_actor/presom 7": 2,
    "/api/get_director/presom 7": 2,
}

MOVIES, PEOPLE = 1_000, 3_000


def make_rows() -> None:
    """As many credits of each film as The Movies Dataset has, and one busy person."""
    movies = [
        Movie(kind="film", title=f"Film {number}", **(embedded(number) if number < 30 else {}))
        for number in range(MOVIES)
    ]
    for movie in movies:
        movie.derive_fields()
    Movie.objects.bulk_create(movies)
    people = [Person(name=f"Person {number}", tmdb_id=number + 1) for number in range(PEOPLE)]
    for person in people:
        person.derive_fields()
    Person.objects.bulk_create(people)
    Figures.objects.bulk_create(
        Figures(movie=movie, budget=1_000, revenue=2_000, release_date="2001-05-04", vote_count=1)
        for movie in movies
    )
    credits = [
        Credit(movie=movie, person=people[(number * 13 + place) % PEOPLE], role="actor")
        for number, movie in enumerate(movies)
        for place in range(12)
    ]
    credits += [
        Credit(movie=movie, person=people[number // 5], role="director")
        for number, movie in enumerate(movies)
    ]
    credits += [Credit(movie=movie, person=people[-1], role="actor") for movie in movies[:200]]
    Credit.objects.bulk_create(credits, batch_size=5_000, ignore_conflicts=True)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def embedded(number: int) -> dict[str, Any]:
    vector = [1.0, number / MOVIES] + [0.0] * 510
    return {"embedding": vector, "embedding_model": "test", "embedding_hash": "x"}


def queries_of(client: Client, address: str, *, status: int) -> list[str]:
    with CaptureQueriesContext(connection) as queries:
        assert client.get(address).status_code == status
    return [query["sql"] for query in queries]


def plan_of(sql: str) -> str:
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN {sql}")
        return "\n".join(line for (line,) in cursor.fetchall())


def test_no_question_reads_all_credits_and_no_answer_all_people(client: Client):
    make_rows()
    for status, addresses in ((200, [*ANSWERED, "/api/get_actor/person 2999"]), (404, UNKNOWN)):
        for address in addresses:
            for sql in queries_of(client, address, status=status):
                plan = plan_of(sql)
                assert "Seq Scan on catalog_credit" not in plan, f"{address}\n{plan}"
                if status == 200:
                    assert "Seq Scan on catalog_person" not in plan, f"{address}\n{plan}"


def test_each_takes_as_many_queries_however_many_rows_there_are(client: Client):
    movie = Movie.objects.create(kind="film", title="Film 7", **embedded(0))
    other = Movie.objects.create(kind="film", title="Another", **embedded(1))
    person = Person.objects.create(name="Person 7")
    for role in Credit.Role:
        Credit.objects.create(movie=movie, person=person, role=role)
    assert counts(client) == ANSWERED | UNKNOWN
    Movie.objects.filter(pk__in=[movie.pk, other.pk]).delete()
    make_rows()
    # The calendar's answer is kept.
    assert counts(client) == ANSWERED | UNKNOWN | {"/api/cantidad_filmaciones_mes/enero": 0}


def counts(client: Client) -> dict[str, int]:
    return {
        address: len(queries_of(client, address, status=status))
        for status, addresses in ((200, ANSWERED), (404, UNKNOWN))
        for address in addresses
    }
