"""What visitors might type: pieces of plots, titles, and titles misspelt."""

import random
from collections.abc import Iterator

SHAPES = 5  # a title, a misspelt one, and three pieces of plots


def sample_queries(count: int) -> list[str]:
    """So many different queries, the same in every run over the same catalogue."""
    rows = _titles_and_plots(20 * count)
    chance = random.Random(7)
    queries: dict[str, None] = {}
    while len(queries) < count:
        queries[_query(rows, len(queries) % SHAPES, chance)] = None
    return list(queries)


def endless_queries(seed: int) -> Iterator[str]:
    """Queries without an end, no two alike; the same ones for a seed over the same catalogue."""
    rows = _titles_and_plots()
    chance = random.Random(seed)
    asked = set()
    number = 0
    while True:
        query = _query(rows, number % SHAPES, chance)
        number += 1
        if query not in asked:
            asked.add(query)
            yield query


def _titles_and_plots(most: int | None = None) -> list[tuple[str, str]]:
    from catalog.models import Movie

    described = Movie.objects.exclude(description="").order_by("pk")
    return list(described.values_list("title", "description")[:most])


def _query(rows: list[tuple[str, str]], shape: int, chance: random.Random) -> str:
    title, description = chance.choice(rows)
    if shape == 0:
        return title
    if shape == 1:
        return _misspelt(title, chance)
    words = description.split()
    length = chance.randint(4, 14)
    start = chance.randrange(max(1, len(words) - length))
    return " ".join(words[start : start + length])


def _misspelt(title: str, chance: random.Random) -> str:
    """Without one of its letters."""
    if len(title) < 4:
        return title
    place = chance.randrange(1, len(title) - 1)
    return title[:place] + title[place + 1 :]
