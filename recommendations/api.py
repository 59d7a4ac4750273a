"""Predicted ratings and recommendations over HTTP, in the names that the published system gave its
paths and fields, so that its clients find them here. `config/api.py` mounts them.

What is about raters may be kept by everybody; what is about a user of the site by nobody.
"""

from collections.abc import Callable
from typing import Annotated, Any

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from ninja import Field, Path, Query, Router, Schema
from pydantic import BeforeValidator, WithJsonSchema
from pydantic_core import PydanticCustomError

from catalog.api.parameters import TITLE, WholeNumber
from catalog.lookup import find_title
from catalog.models import Movie
from catalog.version import catalogue_version
from recommendations.collaborative.serving import served
from recommendations.for_you import Wishes, recommend_from
from recommendations.history import Person, history_of
from recommendations.models import Rater
from recommendations.people import find_person
from recommendations.predict import predict_rating

MOST_RECOMMENDED = 100
MOST_TITLES = 1_000
COUNT_CACHE_SECONDS = 60

router = Router(tags=["Recommendations"])


class PredictedAnswer(Schema):
    user: str = Field(description="As it was asked for.")
    movie: str
    predicted_rating: float | None = Field(
        description="In stars, from 0.5 to 5; null where no rating can be expected."
    )


class DetailedPredictedAnswer(PredictedAnswer):
    movie_id: int
    year: int | None
    deviation: float | None = Field(
        description="Two predictions of three are at most so many stars off."
    )
    given_rating: float | None = Field(
        description="What they gave it, which is left out of the prediction."
    )
    version: str = Field(description="Of the models; empty without any.")


class RecommendedAnswer(Schema):
    user: str = Field(description="As it was asked for.")
    top_n: int
    recommendations: list[str] = Field(description="Titles, the best first.")


class TitleReference(Schema):
    id: int
    title: str
    year: int | None


class RecommendedTitle(TitleReference):
    score: float = Field(description="To compare within this answer.")
    reason: str = Field(description="close, liked_together, popular, well_rated or new.")
    because_of: list[TitleReference] = Field(
        description="The liked titles with the largest part in the score, at most two."
    )


class DetailedRecommendedAnswer(Schema):
    user: str
    top_n: int
    recommendations: list[RecommendedTitle]
    version: str = Field(description="Of the models; empty where they had no part.")


class HealthAnswer(Schema):
    status: str
    model_loaded: bool
    total_movies: int
    total_users: int = Field(description="Raters; accounts of this site are not counted.")


def _yes_or_no(value: Any) -> Any:
    if isinstance(value, str):
        if value not in ("1", "0", "true", "false"):
            raise PydanticCustomError("true_or_false", "neither true nor false")
        return value in ("1", "true")
    return value


YesOrNo = Annotated[
    bool, BeforeValidator(_yes_or_no), WithJsonSchema({"enum": [True, False, 1, 0]})
]

USER: Any = Path(
    description="The number of a rater, of the first data set that has it (`12`) or of another "
    "(`ml-latest-small:12`); `me`, or the name of your account, with a token or a session.",
    example="1",
)
DETAIL: Any = Query(False, description="`1`: with ids, reasons and the version of the models.")
TOP_N: Any = Query(10, ge=1, le=MOST_RECOMMENDED, description="How many titles.")
LIMIT: Any = Query(100, ge=1, le=MOST_TITLES, description="How many titles.")


def operation(path: str, answer: Any, summary: str) -> Callable[[Any], Any]:
    """GET, and HEAD, which the schema need not repeat."""

    def register(function: Any) -> Any:
        router.api_operation(["HEAD"], path, response=answer, include_in_schema=False)(function)
        return router.get(path, response=answer, summary=summary, operation_id=function.__name__)(
            function
        )

    return register


@operation(
    "/predict/{user_id}/{path:movie_title}",
    DetailedPredictedAnswer | PredictedAnswer,
    "The rating that somebody would give a title",
)
def predict(
    request: HttpRequest,
    response: HttpResponse,
    user_id: str = USER,
    movie_title: str = TITLE,
    detail: YesOrNo = DETAIL,
) -> PredictedAnswer:
    """Of several titles with one name the most voted film is meant."""
    person = _person(request, response, user_id)
    movie = find_title(movie_title).movie
    models = served()
    predicted = predict_rating(history_of(person), movie.pk, models)
    answer: dict[str, Any] = {
        "user": user_id,
        "movie": movie.title,
        "predicted_rating": round(predicted.stars, 2) if predicted else None,
    }
    if not detail:
        return PredictedAnswer(**answer)
    return DetailedPredictedAnswer(
        **answer,
        movie_id=movie.pk,
        year=movie.release_year,
        deviation=round(predicted.deviation, 2) if predicted else None,
        given_rating=predicted.given if predicted else None,
        version=models.version,
    )


@operation(
    "/recommend/{user_id}",
    DetailedRecommendedAnswer | RecommendedAnswer,
    "What is recommended to somebody",
)
def recommend(
    request: HttpRequest,
    response: HttpResponse,
    user_id: str = USER,
    top_n: WholeNumber = TOP_N,
    detail: YesOrNo = DETAIL,
) -> DetailedRecommendedAnswer | RecommendedAnswer:
    """Nothing that they know, have seen or dismissed. Who has told nothing gets what is popular."""
    person = _person(request, response, user_id)
    found = recommend_from(history_of(person), count=top_n, wishes=Wishes())
    if not detail:
        titles = [each.movie.title for each in found.recommendations]
        return RecommendedAnswer(user=user_id, top_n=top_n, recommendations=titles)
    recommended = [
        RecommendedTitle(
            **_reference(each.movie).dict(),
            score=each.score,
            reason=each.why.value,
            because_of=[_reference(movie) for movie in each.because_of],
        )
        for each in found.recommendations
    ]
    return DetailedRecommendedAnswer(
        user=user_id, top_n=top_n, recommendations=recommended, version=found.version
    )


@operation("/health", HealthAnswer, "Whether a model is served, and of how much")
def health(request: HttpRequest, response: HttpResponse) -> HealthAnswer:
    """Whether the site is ready for visitors is told by /readyz."""
    response["Cache-Control"] = "no-store"
    models = served()
    key = f"api-health:{catalogue_version()}"
    counts: tuple[int, int] | None = cache.get(key)
    if counts is None:
        counts = Movie.objects.for_everybody().count(), Rater.objects.count()
        cache.set(key, counts, COUNT_CACHE_SECONDS)
    movies, raters = counts
    return HealthAnswer(
        status="ok",
        model_loaded=models.ranking is not None or models.rating is not None,
        total_movies=movies,
        total_users=raters,
    )


@operation("/movies", list[TitleReference] | list[str], "Titles, in the order of their names")
def movies(
    request: HttpRequest, limit: WholeNumber = LIMIT, detail: YesOrNo = DETAIL
) -> list[TitleReference] | list[str]:
    """The first of them, to begin with."""
    titles = (
        Movie.objects.for_everybody()
        .order_by("title_key", "pk")
        .only("title", "title_key", "release_year")[:limit]
    )
    if detail:
        return [_reference(movie) for movie in titles]
    return [movie.title for movie in titles]


def _person(request: HttpRequest, response: HttpResponse, user_id: str) -> Person:
    """Raises UnknownPerson and NotYours."""
    person = find_person(user_id, asking=_asking(request))
    if not isinstance(person, Rater):
        response["Cache-Control"] = "private, no-store"
    return person


def _asking(request: HttpRequest) -> AbstractBaseUser | AnonymousUser:
    """Of the token, where one was sent; else of the session."""
    token_user = getattr(request, "auth", None)
    return token_user if isinstance(token_user, AbstractBaseUser) else request.user


def _reference(movie: Movie) -> TitleReference:
    return TitleReference(id=movie.pk, title=movie.title, year=movie.release_year)
