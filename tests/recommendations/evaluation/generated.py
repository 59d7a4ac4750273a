"""Ratings whose structure is known: people of a few tastes, who rate titles of their taste higher,
and watch one thing after another."""

from pathlib import Path

import numpy as np

from recommendations.collaborative.data import Ratings, Titles, ratings_of

TASTES = 4


def generated_ratings(
    *, people: int = 120, titles: int = 160, each: int = 30, seed: int = 0
) -> Ratings:
    """Title i is of taste i % 4; low numbers are popular; person p likes taste p % 4."""
    draw = np.random.default_rng(seed)
    taste = np.arange(titles) % TASTES
    chance = 1 / (np.arange(titles) + 10)
    quality = draw.normal(0, 0.3, titles)
    rows: list[tuple[int, int, float, int]] = []
    for person in range(people):
        is_own = taste == person % TASTES
        weights = chance * np.where(is_own, 8, 1)
        chosen = draw.choice(titles, size=each, replace=False, p=weights / weights.sum())
        generosity = draw.normal(0, 0.3)
        for place, title in enumerate(chosen):
            stars = 3.0 + generosity + quality[title] + (1.0 if is_own[title] else -0.5)
            stars += draw.normal(0, 0.3)
            rounded = float(np.clip(np.round(2 * stars) / 2, 0.5, 5.0))
            rows.append((person + 1, int(title) + 1, rounded, 1_000_000 * person + 60 * place))
    table = np.array(rows)
    ratings = ratings_of(
        table[:, 0].astype(np.int64),
        table[:, 1].astype(np.int64),
        table[:, 2],
        table[:, 3].astype(np.int64),
    )
    of_taste = (ratings.title_ids - 1) % TASTES
    about = Titles(
        genres=np.eye(TASTES, dtype=bool)[of_taste],
        years=(1980 + ratings.title_ids % 40).astype(np.float32),
        genre_names=[f"taste {number}" for number in range(TASTES)],
    )
    return Ratings(
        ratings.people,
        ratings.titles,
        ratings.values,
        ratings.times,
        ratings.person_ids,
        ratings.title_ids,
        about,
    )


def write_movielens(folder: Path, ratings: Ratings) -> Path:
    """The same as a folder in MovieLens' form."""
    folder.mkdir(parents=True, exist_ok=True)
    lines = ["userId,movieId,rating,timestamp"]
    lines += [
        f"{ratings.person_ids[person]},{ratings.title_ids[title]},{value:g},{time}"
        for person, title, value, time in zip(
            ratings.people, ratings.titles, ratings.values, ratings.times, strict=True
        )
    ]
    (folder / "ratings.csv").write_text("\n".join(lines) + "\n")
    about = ratings.about
    assert about is not None
    lines = ["movieId,title,genres"]
    for title, genres, year in zip(ratings.title_ids, about.genres, about.years, strict=True):
        names = "|".join(np.array(about.genre_names)[genres])
        lines.append(f'{title},"Title {title}, The ({year:.0f})",{names}')
    (folder / "movies.csv").write_text("\n".join(lines) + "\n")
    return folder
