"""Catalogues that engines are built on, without a database."""

from dataclasses import dataclass
from math import nan

import numpy as np

from recommendations.engines.catalogue import CatalogueData


@dataclass(frozen=True)
class Title:
    pk: int
    text: str = ""
    genres: tuple[str, ...] = ()
    year: float = nan
    popularity: float = nan
    kind: str = "film"


def catalogue_of(*titles: Title) -> CatalogueData:
    return CatalogueData(
        title_ids=np.array([title.pk for title in titles], dtype=np.int64),
        kinds=[title.kind for title in titles],
        texts=[title.text for title in titles],
        genres=[title.genres for title in titles],
        years=np.array([title.year for title in titles], dtype=np.float32),
        popularity=np.array([title.popularity for title in titles], dtype=np.float32),
        version="one",
    )


SEA = catalogue_of(
    Title(3, "a shark hunts swimmers", ("Horror",), 1975, 40.0),
    Title(5, "a shark hunts divers", ("Horror",), 1979, 30.0),
    Title(8, "divers find a sunken ship", ("Adventure",), 1978, 20.0),
    Title(13, "a wedding in the rain", ("Romance",), 1994, 10.0),
    Title(21, "the wedding of a shark", ("Comedy", "Romance"), 1999, 1.0, "series"),
    Title(34),
)
"""Six titles, of the last of which nothing is known."""

GENRES = [f"Genre {letter}" for letter in "ABCDEFGHIJKLMNOP"]


def generated_catalogue(count: int, *, seed: int = 0) -> CatalogueData:
    """As a real one: one to four genres, of which some are frequent, and mostly recent years; so
    that many titles are equal in both."""
    rng = np.random.default_rng(seed)
    frequency = 1 / np.arange(1, len(GENRES) + 1)
    titles = []
    for row in range(count):
        chosen = rng.choice(
            GENRES, size=rng.integers(1, 5), replace=False, p=frequency / frequency.sum()
        )
        words = " ".join(f"word{number}" for number in rng.zipf(1.3, size=12) % 5_000)
        titles.append(
            Title(
                pk=2 * row + 1,
                text=words,
                genres=tuple(sorted(chosen.tolist())),
                year=float(2020 - int(rng.exponential(20)) % 100),
                popularity=float(rng.exponential(5)),
                kind="series" if row % 10 == 0 else "film",
            )
        )
    return catalogue_of(*titles)
