"""Pages of people: who there is, and one of them."""

from typing import Any

from django.core.paginator import Page, Paginator
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.cache import patch_vary_headers
from django.utils.encoding import escape_uri_path
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from catalog.fragments import asks_for_fragment
from catalog.models import Credit, Movie, Person
from catalog.people.cards import cards_of
from catalog.people.collaborators import collaborators_of
from catalog.people.filmography import Filmography, Part, filmography_of
from catalog.people.search import LONGEST_NAME, find_people
from catalog.statistics.returns import Returns, returns_of

PAGE_SIZE = 24
TITLES_IN_SUMMARY = 3


@require_safe
def people(request: HttpRequest) -> HttpResponse:
    """The whole page, or who was found alone where HTMX asks for them."""
    # Postgres has no NUL in a text.
    text = " ".join(request.GET.get("q", "").replace("\0", " ").split())[:LONGEST_NAME]
    found = find_people(text)
    page: Page[Any] = Paginator(found.ids, PAGE_SIZE).get_page(request.GET.get("page"))
    _keep_in_address(request, q=text, page=page.number)
    context = {"text": text, "found": found, "page": page, "cards": cards_of(list(page))}
    return _page_or_fragment(request, "people", context)


@require_safe
def person(request: HttpRequest, pk: int, slug: str) -> HttpResponseBase:
    """Somebody, or where HTMX asks for it the filmography alone; nobody whom no published title
    names."""
    somebody = get_object_or_404(Person, pk=pk)
    published = filmography_of(somebody)
    if not published.parts:
        raise Http404
    if slug != somebody.slug:
        return redirect(somebody, permanent=True)
    everything = request.GET.get("everything") == "1"
    shown = published.shown(everything=everything)
    role = request.GET.get("role", "")
    role = role if role in dict(shown.roles) else ""
    page: Page[Any] = Paginator(shown.in_role(role), PAGE_SIZE).get_page(request.GET.get("page"))
    _keep_in_address(request, role=role, everything=everything, page=page.number)
    parts = _with_titles(page)
    context = {
        "person": somebody,
        "roles": _labelled(shown),
        "role": role,
        "everything": everything,
        "restricted": sum(not part.is_for_everybody for part in published.parts),
        "page": page,
        "parts": parts,
    }
    if not asks_for_fragment(request):
        context |= _what_surrounds_it(somebody, published)
        context["summary"] = _summary(somebody, [movie for part, movie in parts])
    return _page_or_fragment(request, "person", context)


def _with_titles(parts: Page[Any]) -> list[tuple[Part, Movie]]:
    movies = Movie.objects.for_cards().prefetch_related(None)
    found = movies.in_bulk([part.movie_id for part in parts])
    return [(part, found[part.movie_id]) for part in parts if part.movie_id in found]


def _what_surrounds_it(somebody: Person, published: Filmography) -> dict[str, Any]:
    usual = published.shown(everything=False)
    known = usual if usual.parts else published
    returns: list[tuple[str, Returns]] = [
        (role, returns_of(somebody, role=role)) for role, count in published.roles
    ]
    return {
        "known_as": _labelled(known),
        "years": known.years,
        "titles_count": len(known.parts),
        "is_for_everybody": bool(usual.parts),
        "returns": [(role, sums) for role, sums in returns if sums.n],
        "collaborators": collaborators_of(somebody, [part.movie_id for part in usual.parts]),
    }


def _summary(somebody: Person, movies: list[Movie]) -> str:
    """For search engines, and for other sites that link here."""
    titles = ", ".join(str(movie) for movie in movies[:TITLES_IN_SUMMARY])
    if not titles:
        return somebody.name
    return _("Films and series by and with %(name)s: %(titles)s.") % {
        "name": somebody.name,
        "titles": titles,
    }


def _labelled(filmography: Filmography) -> list[tuple[str, Any, int]]:
    """Each role as the address, the page and the count have it."""
    return [(role, Credit.Role(role).label, count) for role, count in filmography.roles]


def _keep_in_address(request: HttpRequest, *, page: int, **said: str | bool) -> None:
    """Every link of the page starts from its address: without what nobody understood."""
    known = {name: "1" if value is True else value for name, value in said.items() if value}
    if page > 1:
        known["page"] = str(page)
    request.GET = QueryDict(urlencode(known))


def _page_or_fragment(request: HttpRequest, name: str, context: dict[str, Any]) -> HttpResponse:
    is_fragment = asks_for_fragment(request)
    response = render(request, f"catalog/{'_' * is_fragment}{name}.html", context)
    patch_vary_headers(response, ["HX-Request"])
    if is_fragment:
        query = request.GET.urlencode()
        response["HX-Push-Url"] = escape_uri_path(request.path) + (f"?{query}" if query else "")
    return response
