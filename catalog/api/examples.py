"""An answer to each question, as the documentation shows it: of The Movies Dataset."""

from typing import Any

_TOY_STORY = {
    "id": 1,
    "titulo": "Toy Story",
    "año_lanzamiento": 1995,
    "otros": [],
    "otros_total": 0,
    "mensaje": None,
}

EXAMPLES: dict[str, dict[str, Any]] = {
    "cantidad_filmaciones_mes": {"mes": "January", "numero": 1, "peliculas": 5909},
    "cantidad_filmaciones_dia": {"dia": "Friday", "numero": 5, "peliculas": 13902},
    "score_titulo": {**_TOY_STORY, "popularidad": 21.946943},
    "votos_titulo": {**_TOY_STORY, "conteo_votos": 5415, "votos_promedio": 7.7},
    "get_actor": {
        "id": 42786,
        "actor": "Lawrence Makoare",
        "cantidad_peliculas": 3,
        "n": 3,
        "sin_datos": 0,
        "inverosimiles": 0,
        "retorno_total": 24.35813451718469,
        "retorno_promedio": 8.119378172394898,
        "retorno_mediana": 9.369552301075268,
        "peliculas": [
            {
                "id": 6995,
                "titulo": "The Lord of the Rings: The Return of the King",
                "año_lanzamiento": 2003,
                "fecha_lanzamiento": "2003-12-01",
                "retorno": 11.903074244680852,
                "presupuesto": 94_000_000,
                "ingresos": 1_118_888_979,
                "ganancia": 1_024_888_979,
                "inverosimil": False,
            },
            {
                "id": 5730,
                "titulo": "Die Another Day",
                "año_lanzamiento": 2002,
                "fecha_lanzamiento": "2002-11-17",
                "retorno": 3.0855079714285716,
                "presupuesto": 140_000_000,
                "ingresos": 431_971_116,
                "ganancia": 291_971_116,
                "inverosimil": False,
            },
            {
                "id": 4859,
                "titulo": "The Lord of the Rings: The Fellowship of the Ring",
                "año_lanzamiento": 2001,
                "fecha_lanzamiento": "2001-12-18",
                "retorno": 9.369552301075268,
                "presupuesto": 93_000_000,
                "ingresos": 871_368_364,
                "ganancia": 778_368_364,
                "inverosimil": False,
            },
        ],
        "otros": [],
        "otros_total": 0,
        "mensaje": None,
    },
    "get_director": {
        "id": 3,
        "director": "Tom Hanks",
        "cantidad_peliculas": 3,
        "n": 1,
        "sin_datos": 2,
        "inverosimiles": 0,
        "retorno_total": 1.2053458333333333,
        "retorno_promedio": 1.2053458333333333,
        "retorno_mediana": 1.2053458333333333,
        "peliculas": [
            {
                "id": 17278,
                "titulo": "Larry Crowne",
                "año_lanzamiento": 2011,
                "fecha_lanzamiento": "2011-06-30",
                "retorno": 1.2053458333333333,
                "presupuesto": 30_000_000,
                "ingresos": 36_160_375,
                "ganancia": 6_160_375,
                "inverosimil": False,
            },
            {
                "id": 43089,
                "titulo": "Band of Brothers",
                "año_lanzamiento": 2001,
                "fecha_lanzamiento": "2001-09-09",
                "retorno": None,
                "presupuesto": 125_000_000,
                "ingresos": None,
                "ganancia": None,
                "inverosimil": False,
            },
            {
                "id": 1012,
                "titulo": "That Thing You Do!",
                "año_lanzamiento": 1996,
                "fecha_lanzamiento": "1996-10-04",
                "retorno": None,
                "presupuesto": None,
                "ingresos": 34_585_416,
                "ganancia": None,
                "inverosimil": False,
            },
        ],
        "otros": [],
        "otros_total": 0,
        "mensaje": None,
    },
}

# What the problems say besides their kind, title and status.
PROBLEM_EXAMPLES: dict[int, dict[str, Any]] = {
    404: {
        "detail": "Nothing here fits “toy stori”. "
        "The nearest: Toy Story (1995), Toy Story 3 (2010), Toy Story 2 (1999).",
        "sugerencias": [
            {"id": 1, "nombre": "Toy Story", "año": 1995},
            {"id": 15336, "nombre": "Toy Story 3", "año": 2010},
            {"id": 2995, "nombre": "Toy Story 2", "año": 1999},
        ],
    },
    422: {
        "detail": "id: A whole number is expected.",
        "errores": [{"parametro": "id", "mensaje": "A whole number is expected."}],
    },
    409: {"detail": "The engine “words (TF-IDF)” has not been built yet."},
    429: {"detail": "Go on in 40 seconds."},
}
