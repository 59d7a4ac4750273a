"""A heart pressed and the panel redrawn, as titles and people become more: where the time goes.

Titles beyond the Netflix file are mixtures of two real ones (`synthetic.py`); the trained model is
made of random neighbours, since its answers take the same time whatever they say. In this process,
without a web server: what a visitor waits for besides is measured by `visitors`.
"""

import json
import random
from typing import Any
from unittest.mock import patch

import numpy as np

from benchmarks.catalogues import NETFLIX_ROWS, import_catalogue
from benchmarks.phases import PARTS, Phases
from benchmarks.servers import empty_tables
from benchmarks.spread import spread
from benchmarks.synthetic import grow_catalogue
from benchmarks.workers import celery_worker, embed

SIZES = (45_000, 1_000_000)
PEOPLE = 100_000
FAVORITES = 10  # of each of them, and 20 of the visitor
VISITOR_FAVORITES = 20
ROUNDS = 30

# A full MovieLens has so many titles that anybody rated; their neighbours as they are trained.
MOST_RATED = 87_000
NEIGHBOURS = 300


def measure(*, quick: bool) -> dict[str, Any]:
    from catalog.models import Movie

    empty_tables()
    import_catalogue(1_000 if quick else NETFLIX_ROWS)
    ids = list(Movie.objects.order_by("pk").values_list("pk", flat=True))
    with celery_worker(2, first_titles=ids[:2]):
        embed(ids[2:])
    found: dict[str, Any] = {}
    for size in (len(ids), *((3_000,) if quick else SIZES)):
        if size > len(ids):
            grow_catalogue(size)
        _make_people(1_000 if quick else PEOPLE)
        found[f"{size}_titles"] = _press_and_redraw(5 if quick else ROUNDS)
        print(f"{size:,} titles: {json.dumps(found[f'{size}_titles'])}", flush=True)
    return found


def _make_people(people: int) -> None:
    """With favourites that some titles have many of and most have few, as it is among people."""
    from django.db import connection

    from catalog.models import Movie

    ids = list(Movie.objects.order_by("pk").values_list("pk", flat=True))
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE recommendations_favorite")
        cursor.execute(
            """
            INSERT INTO accounts_user (username, password, email, is_superuser, is_staff, is_active,
                first_name, last_name, date_joined)
            SELECT 'bench' || g, '!', '', false, false, true, '', '', now()
            FROM generate_series(1, %s) g ON CONFLICT DO NOTHING
            """,
            [people],
        )
        cursor.execute(
            """
            INSERT INTO recommendations_favorite (user_id, movie_id, created_at)
            SELECT id, (%s::bigint[])[1 + floor(%s * power(random(), 4))::int], now()
            FROM accounts_user, generate_series(1, %s)
            WHERE username LIKE 'bench%%' ON CONFLICT DO NOTHING
            """,
            [ids, len(ids), FAVORITES],
        )
        cursor.execute("ANALYZE recommendations_favorite")


def _model() -> Any:
    from catalog.models import Movie
    from recommendations.collaborative.ranking import RankingModel

    ids = np.array(
        Movie.objects.order_by("pk").values_list("pk", flat=True)[:MOST_RATED], dtype=np.int64
    )
    numbers = np.random.default_rng(1)
    kept = min(NEIGHBOURS, len(ids) - 1)
    # One from each of as many stretches: ascending, and none twice.
    stretch = len(ids) // kept
    neighbours = np.arange(kept) * stretch + numbers.integers(0, stretch, (len(ids), kept))
    return RankingModel(
        title_ids=ids,
        starts=np.arange(len(ids) + 1, dtype=np.int64) * kept,
        neighbours=neighbours.astype(np.int32).ravel(),
        weights=numbers.random(len(ids) * kept, dtype=np.float32) ** 8,
        popularity=numbers.random(len(ids), dtype=np.float32),
    )


def _press_and_redraw(rounds: int) -> dict[str, Any]:
    """Milliseconds of each part of both answers together, and how many queries they take."""
    from django.test import Client

    from accounts.models import User
    from catalog.models import Movie
    from recommendations.collaborative.serving import Served

    visitor, _is_new = User.objects.get_or_create(username="benchmark")
    visitor.favorites.all().delete()
    ids = list(Movie.objects.order_by("pk").values_list("pk", flat=True)[:NETFLIX_ROWS])
    chosen = random.Random(7).sample(ids, VISITOR_FAVORITES + rounds + 1)
    for pk in chosen[:VISITOR_FAVORITES]:
        visitor.favorites.create(movie_id=pk)
    client = Client(headers={"HX-Request": "true"}, SERVER_NAME="localhost")
    client.force_login(visitor)
    served = Served(ranking=_model(), version="benchmark")
    answers = []
    with patch("recommendations.for_you.served", lambda: served):
        for pk in chosen[VISITOR_FAVORITES:]:
            phases = Phases()
            with phases.measured():
                client.post(f"/favorites/{pk}/", {"action": "add"}, secure=True)
                client.get("/recommended/", secure=True)
            answers.append(phases)
    answers = answers[1:]  # the first loads what all later ones have
    parts = [*PARTS, "together"]
    taken = {
        part: [
            sum(each.milliseconds.values()) if part == "together" else each.milliseconds[part]
            for each in answers
        ]
        for part in parts
    }
    return {
        "queries": max(each.queries for each in answers) + 1,  # what is served is asked as well
        **{part: spread(times) for part, times in taken.items() if max(times) > 0.0},
    }
