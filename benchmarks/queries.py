"""What visitors might type: pieces of plots, titles, and titles misspelt."""

import random


def sample_queries(count: int) -> list[str]:
    """So many different queries, the same in every run over the same catalogue."""
    from catalog.models import Movie

    rows = list(
        Movie.objects.exclude(description="")
        .order_by("pk")
        .values_list("title", "description")[: 20 * count]
    )
    chance = random.Random(7)
    queries: dict[str, None] = {}
    while len(queries) < count:
        title, description = chance.choice(rows)
        shape = len(queries) % 5
        if shape == 0:
            query = title
        elif shape == 1:
            query = _misspelt(title, chance)
        else:
            words = description.split()
            length = chance.randint(4, 14)
            start = chance.randrange(max(1, len(words) - length))
            query = " ".join(words[start : start + length])
        queries[query] = None
    return list(queries)


def _misspelt(title: str, chance: random.Random) -> str:
    """Without one of its letters."""
    if len(title) < 4:
        return title
    place = chance.randrange(1, len(title) - 1)
    return title[:place] + title[place + 1 :]
