"""Six of the seven questions; the last one, which titles are like another, belongs to the app that
recommends. Names of paths and fields are those of the systems that first answered them, so that
their clients find them here."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest
from django.utils.formats import number_format
from django.utils.translation import gettext, ngettext
from ninja import Router

from catalog.api.answers import (
    ActorAnswer,
    DirectorAnswer,
    FilmOfPerson,
    MonthAnswer,
    OtherPerson,
    OtherTitle,
    ScoreAnswer,
    VotesAnswer,
    WeekdayAnswer,
)
from catalog.api.calendar_words import MONTH_WORDS, WEEKDAY_WORDS
from catalog.api.examples import EXAMPLES
from catalog.api.parameters import (
    ACTOR,
    DIRECTOR,
    ID,
    INCLUDE_UNKNOWN,
    MONTH,
    TITLE,
    WEEKDAY,
    YEAR,
    TrueOrFalse,
    WholeNumber,
)
from catalog.lookup import FoundPerson, FoundTitle, find_person, find_title
from catalog.models import Credit, Figures, Movie
from catalog.statistics.questions import films_released_in_month, films_released_on_weekday
from catalog.statistics.returns import Returns, returns_of

LEAST_VOTES = 2_000
"""Below so many, a mean is said to say nothing."""

MOST_FILMS = 300

TAG = "The seven questions"
"""The heading that they stand under in the documentation."""

router = Router(tags=[TAG])


def question(path: str, answer: Any, summary: str) -> Callable[[Any], Any]:
    """GET, and HEAD, which the schema need not repeat."""

    def register(function: Any) -> Any:
        example = EXAMPLES[function.__name__]
        router.api_operation(["HEAD"], path, response=answer, include_in_schema=False)(function)
        return router.get(
            path,
            response=answer,
            summary=summary,
            operation_id=function.__name__,
            openapi_extra={
                "responses": {200: {"content": {"application/json": {"example": example}}}}
            },
        )(function)

    return register


@question("/cantidad_filmaciones_mes/{mes}", MonthAnswer, "Films released in a month")
def cantidad_filmaciones_mes(request: HttpRequest, mes: str = MONTH) -> MonthAnswer:
    """How many films came out in this month, of all years together."""
    number = MONTH_WORDS.number(mes)
    return MonthAnswer(
        mes=MONTH_WORDS.name(number), numero=number, peliculas=films_released_in_month(number)
    )


@question("/cantidad_filmaciones_dia/{dia}", WeekdayAnswer, "Films released on a weekday")
def cantidad_filmaciones_dia(request: HttpRequest, dia: str = WEEKDAY) -> WeekdayAnswer:
    """How many films came out on this day of the week, of all years together."""
    number = WEEKDAY_WORDS.number(dia)
    return WeekdayAnswer(
        dia=WEEKDAY_WORDS.name(number),
        numero=number,
        peliculas=films_released_on_weekday(number),
    )


@question("/score_titulo/{path:titulo}", ScoreAnswer, "Year and popularity of a title")
def score_titulo(
    request: HttpRequest,
    titulo: str = TITLE,
    year: WholeNumber = YEAR,
    id: WholeNumber = ID,
) -> ScoreAnswer:
    """Of several titles with one name the most voted film is meant; `otros` has the others."""
    found = find_title(titulo, year=year, pk=id)
    figures = _figures(found.movie)
    popularity = figures.popularity if figures else None
    message = None
    if popularity is None:
        message = gettext("How popular this title is, is not known.")
    return ScoreAnswer(**about_title(found), popularidad=popularity, mensaje=message)


@question("/votos_titulo/{path:titulo}", VotesAnswer, "Votes for a title")
def votos_titulo(
    request: HttpRequest,
    titulo: str = TITLE,
    year: WholeNumber = YEAR,
    id: WholeNumber = ID,
) -> VotesAnswer:
    """Number and mean of the votes. Of a title with fewer than 2,000 the mean is not told."""
    found = find_title(titulo, year=year, pk=id)
    figures = _figures(found.movie)
    votes = figures.vote_count if figures else None
    mean, message = None, None
    if figures is None or votes is None:
        message = gettext("How many votes this title has is not known.")
    elif votes < LEAST_VOTES:
        message = _too_few(votes)
    else:
        mean = figures.vote_average
    return VotesAnswer(
        **about_title(found), conteo_votos=votes, votos_promedio=mean, mensaje=message
    )


@question("/get_actor/{path:nombre}", ActorAnswer, "Films of an actor, and what they returned")
def get_actor(
    request: HttpRequest,
    nombre: str = ACTOR,
    id: WholeNumber = ID,
    incluir_desconocidos: TrueOrFalse = INCLUDE_UNKNOWN,
) -> ActorAnswer:
    """A film's return is what came in for each dollar that it cost. Total, mean and median are of
    the films whose budget and revenue are known and plausible; the others are counted apart."""
    found = find_person(nombre, role=Credit.Role.ACTOR, pk=id)
    returns = _returns(found, Credit.Role.ACTOR, incluir_desconocidos)
    return ActorAnswer(actor=found.person.name, **returns)


@question("/get_director/{path:nombre}", DirectorAnswer, "Films of a director, with their money")
def get_director(
    request: HttpRequest,
    nombre: str = DIRECTOR,
    id: WholeNumber = ID,
    incluir_desconocidos: TrueOrFalse = INCLUDE_UNKNOWN,
) -> DirectorAnswer:
    """As for an actor: what is unknown or implausible is counted apart, not as zero."""
    found = find_person(nombre, role=Credit.Role.DIRECTOR, pk=id)
    returns = _returns(found, Credit.Role.DIRECTOR, incluir_desconocidos)
    return DirectorAnswer(director=found.person.name, **returns)


def about_title(found: FoundTitle) -> dict[str, Any]:
    """What every answer about a title begins with; `mensaje` is left to it."""
    return {
        "id": found.movie.pk,
        "titulo": found.movie.title,
        "año_lanzamiento": found.movie.release_year,
        "otros": [
            OtherTitle(id=other.pk, titulo=other.name, año_lanzamiento=other.year)
            for other in found.others
        ],
        "otros_total": found.others_count,
    }


def _figures(movie: Movie) -> Figures | None:
    return getattr(movie, "figures", None)


def _too_few(votes: int) -> str:
    shown = {
        "votes": number_format(votes, force_grouping=True),
        "least": number_format(LEAST_VOTES, force_grouping=True),
    }
    return (
        ngettext(
            "This title has %(votes)s vote, fewer than %(least)s: too few for a mean.",
            "This title has %(votes)s votes, fewer than %(least)s: too few for a mean.",
            votes,
        )
        % shown
    )


def _returns(found: FoundPerson, role: str, include_unknown: bool) -> dict[str, Any]:
    returns = returns_of(found.person, role=role, include_unknown=include_unknown)
    message = None
    if not returns.n:
        message = gettext("Of none of these films are a revenue and a plausible budget known.")
    elif include_unknown:
        message = gettext("An unknown return counts as zero here, and every budget is believed.")
    return {
        "id": found.person.pk,
        "cantidad_peliculas": len(returns.films),
        "n": returns.n,
        "sin_datos": returns.left_out_unknown,
        "inverosimiles": returns.left_out_implausible,
        "retorno_total": returns.total,
        "retorno_promedio": returns.mean,
        "retorno_mediana": returns.median,
        "peliculas": _films(returns, include_unknown),
        "otros": [
            OtherPerson(id=other.pk, nombre=other.name, titulos=other.credits or 0)
            for other in found.others
        ],
        "otros_total": found.others_count,
        "mensaje": message,
    }


def _films(returns: Returns, include_unknown: bool) -> list[FilmOfPerson]:
    unknown = 0.0 if include_unknown else None
    return [
        FilmOfPerson(
            id=film.pk,
            titulo=film.title,
            año_lanzamiento=film.release_year,
            fecha_lanzamiento=film.release_date,
            retorno=unknown if film.return_ratio is None else film.return_ratio,
            presupuesto=film.budget,
            ingresos=film.revenue,
            ganancia=film.profit,
            inverosimil=film.is_implausible,
        )
        for film in returns.films[:MOST_FILMS]
    ]
