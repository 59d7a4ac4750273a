"""The plain way: the CSVs read into frames that are held in memory, and each question asked of all
rows, as the published systems do it. Their arithmetic too: an unknown return counts as zero.
"""

import ast
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

MONEY = ["budget", "revenue"]
NUMBERS = [*MONEY, "runtime", "vote_count", "vote_average", "popularity"]
SIMILAR = 5
MOST_PRODUCTIVE = 15


class Frames:
    def __init__(self, folder: Path, rows: int | None) -> None:
        """Of the first `rows` films, or all."""
        films = pd.read_csv(folder / "movies_metadata.csv", dtype=str, nrows=rows)
        films["id"] = pd.to_numeric(films["id"], errors="coerce")
        films = films.dropna(subset=["id", "title"]).drop_duplicates("id")
        credits = pd.read_csv(folder / "credits.csv", nrows=rows).drop_duplicates("id")
        films = films.merge(credits, on="id", how="left")
        for column in NUMBERS:
            films[column] = pd.to_numeric(films[column], errors="coerce")
        films["release_date"] = pd.to_datetime(films["release_date"], errors="coerce")
        earned = films["revenue"] / films["budget"].where(films["budget"] > 0)
        films["return"] = earned.fillna(0)
        films["cast"] = films["cast"].map(_names)
        films["directors"] = films["crew"].map(_directors)
        for column in ("genres", "production_countries"):
            films[column] = films[column].map(_names)
        self.films = films.drop(columns="crew")
        self.vectors = np.zeros((0, 0), dtype=np.float32)

    # The seven questions ------------------------------------------------------------------------

    def cantidad_filmaciones_mes(self, month: int) -> int:
        return int((self.films["release_date"].dt.month == month).sum())

    def cantidad_filmaciones_dia(self, weekday: int) -> int:
        return int((self.films["release_date"].dt.dayofweek + 1 == weekday).sum())

    def score_titulo(self, title: str) -> list[Any]:
        return self._titled(title)[["title", "release_date", "popularity"]].values.tolist()

    def votos_titulo(self, title: str) -> list[Any]:
        return self._titled(title)[["title", "vote_count", "vote_average"]].values.tolist()

    def get_actor(self, name: str) -> list[float]:
        returns = self._of(name, "cast")["return"]
        return [len(returns), returns.sum(), returns.mean()]

    def get_director(self, name: str) -> list[Any]:
        films = self._of(name, "directors")
        profit = films["revenue"] - films["budget"]
        columns = films[["title", "release_date", "return", *MONEY]].assign(profit=profit)
        return [films["return"].sum(), columns.values.tolist()]

    def get_recomendacion(self, row: int) -> list[int]:
        """Rows of the five nearest, by all vectors."""
        closeness = self.vectors @ self.vectors[row]
        closeness[row] = -1
        return [int(number) for number in np.argsort(-closeness)[:SIMILAR]]

    def _titled(self, title: str) -> pd.DataFrame:
        return self.films[self.films["title"].str.lower() == title.lower()]

    def _of(self, name: str, column: str) -> pd.DataFrame:
        return self.films[self.films[column].map(lambda names: name in names)]

    # What the page of insights shows ------------------------------------------------------------

    def insights(self, _argument: Any = None) -> dict[str, Any]:
        films, dates = self.films, self.films["release_date"]
        decade = dates.dt.year // 10 * 10
        genres = films.assign(decade=decade).explode("genres")
        known = films[(films["budget"] > 0) & (films["revenue"] > 0)]
        numbers = films[NUMBERS]
        return {
            "months": dates.dt.month.value_counts().to_dict(),
            "weekdays": dates.dt.dayofweek.value_counts().to_dict(),
            "years": dates.dt.year.value_counts().to_dict(),
            "decades": decade.value_counts().to_dict(),
            "genres": genres.groupby(["decade", "genres"]).size().tolist(),
            "countries": films["production_countries"].explode().value_counts().head(15).tolist(),
            "ratings": np.histogram(films["vote_average"].dropna(), bins=20)[0].tolist(),
            "votes": np.histogram(np.log10(films["vote_count"] + 1).dropna())[0].tolist(),
            "directors": _most_frequent(films["directors"]),
            "actors": _most_frequent(films["cast"]),
            "cost": np.log10(known[MONEY]).values.tolist(),
            "missing": films.isna().sum().tolist(),
            "quartiles": numbers.quantile([0.25, 0.5, 0.75]).values.tolist(),
            "pearson": numbers.corr().values.tolist(),
            "spearman": numbers.rank().corr().values.tolist(),
        }


def _names(cell: Any) -> list[str]:
    things = _literal(cell)
    return [str(thing.get("name")) for thing in things if isinstance(thing, dict)]


def _directors(cell: Any) -> list[str]:
    things = _literal(cell)
    return [str(thing.get("name")) for thing in things if thing.get("job") == "Director"]


def _literal(cell: Any) -> list[Any]:
    if not isinstance(cell, str):
        return []
    try:
        value = ast.literal_eval(cell)
    except (SyntaxError, ValueError):
        return []
    return value if isinstance(value, list) else []


def _most_frequent(names: pd.Series) -> list[int]:
    return names.explode().value_counts().head(MOST_PRODUCTIVE).tolist()
