"""An answer to each question about similar titles, as the documentation shows it: of The Movies
Dataset, with raters of MovieLens."""

from typing import Any

EXAMPLES: dict[str, dict[str, Any]] = {
    "similar": {
        "id": 1,
        "title": "Toy Story",
        "year": 1995,
        "engine": "tfidf",
        "n": 2,
        "message": None,
        "similar": [
            {
                "id": 15336,
                "title": "Toy Story 3",
                "year": 2010,
                "score": 0.4336707293987274,
                "reason": "Both about: toy, toy comes to life, Buzz; "
                "In both: Animation, Comedy, Family",
                "imdb_url": "https://www.imdb.com/title/tt0435761/",
            },
            {
                "id": 2995,
                "title": "Toy Story 2",
                "year": 1999,
                "score": 0.42803460359573364,
                "reason": "Both about: toy comes to life, friendship, Lightyear; "
                "In both: Animation, Comedy, Family; Same director: John Lasseter",
                "imdb_url": "https://www.imdb.com/title/tt0120363/",
            },
        ],
    },
    "get_recomendacion": {
        "id": 1,
        "titulo": "Toy Story",
        "año_lanzamiento": 1995,
        "otros": [],
        "otros_total": 0,
        "mensaje": None,
        "modelo": "clip",
        "recomendaciones": [
            {
                "id": 15336,
                "titulo": "Toy Story 3",
                "año_lanzamiento": 2010,
                "similitud": 0.8823828837415181,
                "motivo": "88% close in meaning; Both about: toy, toy comes to life, Buzz; "
                "In both: Animation, Comedy, Family",
            },
            {
                "id": 2995,
                "titulo": "Toy Story 2",
                "año_lanzamiento": 1999,
                "similitud": 0.8718930039533433,
                "motivo": "87% close in meaning; Same director: John Lasseter; "
                "Both about: toy comes to life, friendship, Lightyear",
            },
        ],
    },
    "recommendation": {
        "model": "features",
        "n_recommendations": 2,
        "movie_id": 1,
        "movie_title": "Toy Story",
        "year": 1995,
        "message": None,
        "recommendations": [
            {
                "id": 727,
                "title": "A Close Shave",
                "year": 1995,
                "score": 1.0,
                "reason": "In both: Animation, Comedy, Family; Of the same year",
                "imdb_url": "https://www.imdb.com/title/tt0112691/",
            },
            {
                "id": 1109,
                "title": "The Wrong Trousers",
                "year": 1993,
                "score": 1.0,
                "reason": "In both: Animation, Comedy, Family; Of the same decade",
                "imdb_url": "https://www.imdb.com/title/tt0108598/",
            },
        ],
    },
}
