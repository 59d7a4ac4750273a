"""The question that another app answers: which films are like a title."""

from django.http import HttpRequest

from catalog.api.answers import TitleAnswer
from catalog.api.questions import about_title
from catalog.lookup import find_title


def get_recomendacion(
    request: HttpRequest, titulo: str, *, year: int | None = None, id: int | None = None
) -> TitleAnswer:
    """The title that is meant. The page's template asks the app that recommends what is like it, as
    the API's operation of this name does. Raises NothingFound."""
    return TitleAnswer(**about_title(find_title(titulo, year=year, pk=id)), mensaje=None)
