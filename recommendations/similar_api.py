"""What is similar to a title, over HTTP: by its id, and by its name in the shapes that two
published systems gave their questions. `config/api.py` mounts them.

Whoever names an engine gets its answer or is told why there is none; another engine stands in only
for those who leave the choice to the site.
"""

from collections.abc import Callable
from typing import Annotated, Any

from django.http import HttpRequest, HttpResponse
from ninja import Field, Path, Query, Router, Schema
from pydantic import BeforeValidator, WithJsonSchema
from pydantic_core import PydanticCustomError

from catalog.api.answers import TitleAnswer
from catalog.api.parameters import ID, LARGEST_ID, TITLE, YEAR, WholeNumber
from catalog.api.problems import nothing_found
from catalog.api.questions import TAG as QUESTIONS_TAG
from catalog.api.questions import about_title
from catalog.lookup import LONGEST_NAME, NothingFound, find_title, find_title_as_spelt
from catalog.models import Movie
from recommendations.engines.choices import DEFAULT_ENGINE, ENGINES
from recommendations.similar import (
    FEWEST,
    MOST,
    STAND_INS,
    SimilarTitle,
    SimilarTitles,
    similar_titles,
)
from recommendations.similar_examples import EXAMPLES
from recommendations.similar_films import USUAL_FILMS, similar_films

USUAL_COUNT = 10

# As the published system calls its models.
PUBLISHED_NAMES = {"FAISS": "features", "ANNOY": "features-annoy"}

router = Router(tags=["Similar titles"])


class NotAnswered(Exception):
    """The engine that was asked for has no answer for this title now; the message is for people."""


class SimilarMovie(Schema):
    id: int
    title: str
    year: int | None
    score: float = Field(description="In the unit of the engine; a higher one is closer.")
    reason: str = Field(description="For people, in their language.")
    imdb_url: str | None


class SimilarAnswer(Schema):
    id: int
    title: str
    year: int | None
    engine: str = Field(description="That which answered.")
    n: int = Field(description="How many were asked for.")
    message: str | None = Field(
        description="Why another engine answered than usual, what the mix is without, or why there "
        "are fewer, if so."
    )
    similar: list[SimilarMovie] = Field(description="The best first.")


class SimilarFilm(Schema):
    id: int
    titulo: str
    año_lanzamiento: int | None
    similitud: float = Field(
        description="In the unit of the model, a higher one is closer; of `clip` the cosine of the "
        "two plots: 1 is the same."
    )
    motivo: str = Field(description="For people, in their language.")


class RecommendationAnswer(TitleAnswer):
    modelo: str = Field(description="The engine that answered; empty where none could.")
    recomendaciones: list[SimilarFilm] = Field(description="The most similar films, best first.")


class RecommendationQuestion(Schema):
    model: "EngineName" = Field(
        description="`FAISS` and `ANNOY` as the published system has them, or any of the engines."
    )
    n_recommendations: "StrictCount" = Field(description="How many titles.")
    movie_title: Annotated[str, Field(strict=True)] = Field(
        min_length=1,
        max_length=LONGEST_NAME,
        description="Case, accents and punctuation do not matter; a misspelt one is put right "
        "where it is clear which is meant.",
    )


class RecommendedMovies(Schema):
    model: str = Field(description="The engine that answered.")
    n_recommendations: int
    movie_id: int
    movie_title: str = Field(description="That which was meant.")
    year: int | None
    message: str | None
    recommendations: list[SimilarMovie] = Field(description="The best first.")


def _engine_name(value: Any) -> Any:
    if not isinstance(value, str):
        raise PydanticCustomError("one_of", "no text", {"names": ", ".join(ENGINES)})
    name = PUBLISHED_NAMES.get(value.upper(), value.lower())
    if name not in ENGINES:
        raise PydanticCustomError("one_of", "no engine", {"names": ", ".join(ENGINES)})
    return name


def _strict_count(value: Any) -> Any:
    """Of a JSON document: no text, no truth, and 5.0 is a whole number as its schemas have it."""
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if isinstance(value, bool) or not isinstance(value, int):
        raise PydanticCustomError("whole_number", "not a whole number")
    return value


_NAMES_SCHEMA = {"type": "string", "enum": [*ENGINES, *PUBLISHED_NAMES]}
EngineName = Annotated[str, BeforeValidator(_engine_name), WithJsonSchema(_NAMES_SCHEMA)]
# The validator last: of one before its limits pydantic's schemas say nothing.
StrictCount = Annotated[int, Field(ge=FEWEST, le=MOST), BeforeValidator(_strict_count)]
RecommendationQuestion.model_rebuild()

ENGINE: Any = Query(None, description="Chooses the engine; of itself the site chooses the best.")
NUMBER: Any = Query(USUAL_COUNT, ge=FEWEST, le=MOST, description="How many titles.")
NUMBER_OF_FILMS: Any = Query(USUAL_FILMS, ge=FEWEST, le=MOST, description="How many films.")
MOVIE: Any = Path(ge=1, le=LARGEST_ID, description="The id of a title.", example=1)


def operation(path: str, answer: Any, summary: str, **more: Any) -> Callable[[Any], Any]:
    """GET, and HEAD, which the schema need not repeat."""

    def register(function: Any) -> Any:
        router.api_operation(["HEAD"], path, response=answer, include_in_schema=False)(function)
        return router.get(
            path,
            response=answer,
            summary=summary,
            operation_id=function.__name__,
            openapi_extra=_example(function.__name__),
            **more,
        )(function)

    return register


def _example(name: str) -> dict[str, Any]:
    content = {"application/json": {"example": EXAMPLES[name]}}
    return {"responses": {200: {"content": content}}}


@operation("/movies/{id}/similar", SimilarAnswer, "Titles similar to a title")
def similar(
    request: HttpRequest,
    id: WholeNumber = MOVIE,
    engine: EngineName = ENGINE,
    n: WholeNumber = NUMBER,
) -> SimilarAnswer:
    """By the engine that is named, or by the best that can."""
    movie = Movie.objects.published().for_cards().prefetch_related(None).filter(pk=id).first()
    if movie is None:
        raise NothingFound([])
    found = similar_titles(
        movie,
        engine=engine or DEFAULT_ENGINE,
        count=n,
        stand_ins=() if engine else STAND_INS,
    )
    _insist(found)
    return SimilarAnswer(
        id=movie.pk,
        title=movie.title,
        year=movie.release_year,
        engine=found.served,
        n=n,
        message=found.message or None,
        similar=[_similar_movie(each) for each in found.titles],
    )


@operation(
    "/get_recomendacion/{path:titulo}",
    RecommendationAnswer,
    "Similar films",
    tags=[QUESTIONS_TAG],
)
def get_recomendacion(
    request: HttpRequest,
    titulo: str = TITLE,
    year: WholeNumber = YEAR,
    id: WholeNumber = ID,
    modelo: EngineName = ENGINE,
    n: WholeNumber = NUMBER_OF_FILMS,
) -> RecommendationAnswer:
    """Of several titles with one name the most voted film is meant; `otros` has the others."""
    title = find_title(titulo, year=year, pk=id)
    films = similar_films(title.movie, engine=modelo, count=n)
    if modelo:
        _insist(films.found)
    return RecommendationAnswer(
        **about_title(title),
        modelo=films.found.served,
        mensaje=films.message or None,
        recomendaciones=[
            SimilarFilm(
                id=each.movie.pk,
                titulo=each.movie.title,
                año_lanzamiento=each.movie.release_year,
                similitud=each.score,
                motivo=str(each.reason),
            )
            for each in films.found.titles
        ],
    )


@router.post(
    "/recommendation",
    response=RecommendedMovies,
    summary="Titles similar to a title, by the model of one's choice",
    operation_id="recommendation",
    openapi_extra=_example("recommendation"),
)
def recommendation(
    request: HttpRequest, response: HttpResponse, asked: RecommendationQuestion
) -> Any:
    """Nothing is changed by it, and nobody's session is read: pages of other sites may ask."""
    response["Cache-Control"] = "no-store"
    try:
        movie = find_title_as_spelt(asked.movie_title)
    except NothingFound as error:
        return nothing_found(request, error, asked=asked.movie_title)
    found = similar_titles(movie, engine=asked.model, count=asked.n_recommendations, stand_ins=())
    _insist(found)
    return RecommendedMovies(
        model=found.served,
        n_recommendations=asked.n_recommendations,
        movie_id=movie.pk,
        movie_title=movie.title,
        year=movie.release_year,
        message=found.message or None,
        recommendations=[_similar_movie(each) for each in found.titles],
    )


def _insist(found: SimilarTitles) -> None:
    """Raises NotAnswered where nothing could answer that was asked."""
    if not found.served:
        raise NotAnswered(found.refusal)


def _similar_movie(similar: SimilarTitle) -> SimilarMovie:
    movie = similar.movie
    return SimilarMovie(
        id=movie.pk,
        title=movie.title,
        year=movie.release_year,
        score=similar.score,
        reason=str(similar.reason),
        imdb_url=f"https://www.imdb.com/title/{movie.imdb_id}/" if movie.imdb_id else None,
    )
