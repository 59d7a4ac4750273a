"""Requests that name a title, exactly or with one slip of the finger, drawn from the catalogue."""

import string
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
from django.db.models import Count

from catalog.evaluation.competitors import chosen_titles
from catalog.names import has_letters, normalised_name

# Of shorter names one letter more or less makes another word, which nobody could put right.
SHORTEST_MISSPELT = 4

Line = dict[str, Any]


def title_requests(*, number: int, catalogue: Sequence[str], seed: int) -> Iterator[Line]:
    """Lines for `evaluate_search`: of each of `number` titles, drawn by `seed`, its exact name and,
    where it is long enough, the same with one edit. Only names that one title alone has are drawn,
    so that each request has one answer."""
    titles = chosen_titles(catalogue)
    shared = titles.values("title_key").annotate(n=Count("pk")).filter(n__gt=1)
    rows = list(
        titles.filter(release_year__isnull=False)
        .exclude(title_key__in=shared.values("title_key"))
        .order_by("pk")
        .values_list("pk", "title", "release_year", "kind")
    )
    chance = np.random.default_rng(seed)
    for place in chance.permutation(len(rows))[:number]:
        pk, title, year, kind = rows[place]
        key = normalised_name(title)
        if not has_letters(key):
            continue
        gold = [{"title": title, "year": year, "kind": kind}]
        yield _line(f"exact-{pk}", "exact_title", title, gold)
        if len(key) >= SHORTEST_MISSPELT:
            yield _line(f"misspelt-{pk}", "misspelt_title", misspelt(title, chance), gold)


def misspelt(title: str, chance: np.random.Generator) -> str:
    """`title` with one of its letters left out, followed by a wrong one, replaced, or swapped with
    the next. Never the same name again."""
    places = [place for place, letter in enumerate(title) if letter.isalnum()]
    while True:
        place = int(chance.choice(places))
        before, letter, after = title[:place], title[place], title[place + 1 :]
        other = str(chance.choice(list(string.ascii_lowercase)))
        slips = [
            before + after,
            before + letter + other + after,
            before + other + after,
            before + after[:1] + letter + after[1:],
        ]
        slip = slips[int(chance.integers(len(slips)))]
        if normalised_name(slip) != normalised_name(title) and has_letters(slip):
            return slip


def _line(query_id: str, request_class: str, query: str, gold: list[Line]) -> Line:
    return {"query_id": query_id, "class": request_class, "query": query, "gold": gold}
