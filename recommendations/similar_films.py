"""One of the seven questions: which films are like a title? The API and the page at /api/ answer it
alike; the page leaves out what its visitor has seen or dismissed."""

from collections.abc import Collection
from dataclasses import dataclass

from django.utils.translation import gettext

from catalog.models import Movie
from recommendations.engines.choices import DEFAULT_ENGINE
from recommendations.similar import STAND_INS, SimilarTitles, similar_titles

USUAL_FILMS = 5


@dataclass(frozen=True, slots=True)
class SimilarFilms:
    found: SimilarTitles
    message: str
    """What else is to be said of them; "" where there is nothing."""


def similar_films(
    movie: Movie,
    *,
    engine: str | None = None,
    count: int = USUAL_FILMS,
    leave_out: Collection[int] = (),
) -> SimilarFilms:
    """Films alone, whatever `movie` is, by the engine that is named or else by the best that can.
    `leave_out` are ids. Raises KeyError for an engine that there is none of."""
    found = similar_titles(
        movie,
        engine=engine or DEFAULT_ENGINE,
        count=count,
        kind=Movie.Kind.FILM,
        leave_out=leave_out,
        stand_ins=() if engine else STAND_INS,
    )
    return SimilarFilms(found, _message(movie, found))


def _message(movie: Movie, found: SimilarTitles) -> str:
    if found.titles:
        return found.message
    if not movie.is_embedded:
        return gettext("The plot of this title has not been read yet: ask again later.")
    return gettext("There is no film yet to compare this title with.")
