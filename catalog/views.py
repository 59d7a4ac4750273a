"""Pages of the catalogue: search and browse, a title, how far the embedding is."""

from dataclasses import dataclass, field
from typing import Any

from django.core.paginator import Page, Paginator
from django.http import HttpRequest, HttpResponse, QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from catalog.browse import browse_titles
from catalog.chips import Chip, chips_of
from catalog.embeddings.coverage import count_coverage
from catalog.forms import SearchForm
from catalog.fragments import asks_for_fragment
from catalog.metrics import timed
from catalog.models import Credit, FormerTitle, Job, Movie
from catalog.search import Hit, search_titles
from catalog.search.completion import complete
from catalog.search.facets import count_choices, count_decades
from catalog.search.reasons import Reason, reasons_for
from catalog.search.suggestions import Suggestions, suggest
from catalog.similar import others_of_collection
from catalog.troubles import current_troubles

PAGE_SIZE = 24

# By the browser alone: who takes back a letter is not to wait.
COMPLETIONS_KEPT_SECONDS = 60


@dataclass(frozen=True, slots=True)
class Card:
    """A title in a list, and why it is there."""

    movie: Movie
    hit: Hit | None = None
    reason: Reason | None = None


@dataclass(frozen=True, slots=True)
class Results:
    page: Page[Any]
    cards: list[Card]
    by_meaning: bool = True
    """See `Ranking.by_meaning`."""
    is_close_enough: bool = True
    """See `Ranking.is_close_enough`; of what is not, nothing is shown unless it is asked for."""
    suggestions: Suggestions | None = None
    chips: list[Chip] = field(default_factory=list)
    understood: dict[str, Any] = field(default_factory=lambda: {"like": None, "ignore": None})
    """What of the address the request bears out: another is not repeated."""


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """The whole page, or its results alone where HTMX asks for them."""
    form = SearchForm(request.GET)
    results = _search_results(request, form) or _browse_results(request, form)
    number = results.page.number
    address = form.address(page=number if number > 1 else None, **results.understood)
    # Every link of the page starts from these: two dozen of them repeat what was cut off or not
    # understood otherwise, and the next request would send it again.
    request.GET = QueryDict(address.removeprefix("?"))
    with timed("facets"):
        facets = count_choices(form.filters)
        decades = [] if form.text else count_decades(form.filters)
    context = {
        "form": form,
        "results": results,
        "page": results.page,
        "cards": results.cards,
        "chips": results.chips,
        "facets": facets,
        "decades": decades,
        **_what_is_going_on(request),
    }
    context["coverage"] = count_coverage() if _is_embedding(context["jobs"]) else None
    if not results.page.paginator.count:
        context["is_catalogue_empty"] = not Movie.objects.published().exists()
    is_fragment = asks_for_fragment(request)
    template = "catalog/_search_update.html" if is_fragment else "catalog/search.html"
    with timed("render"):
        response = render(request, template, context)
    patch_vary_headers(response, ["HX-Request"])
    if is_fragment:
        response["HX-Push-Url"] = reverse("catalog:search") + address
    return response


def _search_results(request: HttpRequest, form: SearchForm) -> Results | None:
    """None where nothing is asked for."""
    if not form.text and form.like_id is None:
        return None
    ranking = search_titles(form.text, form.filters, ignored=form.ignored, like=form.like_id)
    if not form.text and ranking.request.like is None:
        return None
    is_shown = ranking.is_close_enough or form.wants_least_bad
    hits = ranking.hits if is_shown else []
    page = Paginator(hits, PAGE_SIZE).get_page(request.GET.get("page"))
    ids = [hit.movie_id for hit in page]
    with timed("cards"):
        # Filtered anew, since a ranking is kept for a while. Cards with a reason show no genres.
        movies = form.filters.apply().for_cards().prefetch_related(None).in_bulk(ids)
    with timed("reasons"):
        descriptions = {pk: movie.description for pk, movie in movies.items()}
        reasons = reasons_for(ranking.request.text, ranking.asked, descriptions)
    cards = [
        Card(movies[hit.movie_id], hit, reasons[hit.movie_id])
        for hit in page
        if hit.movie_id in movies
    ]
    return Results(
        page,
        cards,
        by_meaning=ranking.by_meaning,
        is_close_enough=ranking.is_close_enough,
        suggestions=None if hits else suggest(ranking.request.text),
        chips=chips_of(ranking.request, form),
        understood={
            "like": form.like_id and ranking.request.like,
            "ignore": ",".join(ranking.request.ignored),
        },
    )


def _browse_results(request: HttpRequest, form: SearchForm) -> Results:
    movies = browse_titles(form.filters, sort=form.order).for_cards()
    page = Paginator(movies, PAGE_SIZE).get_page(request.GET.get("page"))
    return Results(page, [Card(movie) for movie in page])


@require_safe
@cache_control(private=True, max_age=COMPLETIONS_KEPT_SECONDS)
def completions(request: HttpRequest) -> HttpResponse:
    """Fragment: titles and people that what is typed may become."""
    context = {"completions": complete(request.GET.get("q", ""))}
    return render(request, "catalog/_completions.html", context)


@require_safe
def title(request: HttpRequest, pk: int, slug: str) -> HttpResponseBase:
    movie = Movie.objects.published().for_page().with_facts().filter(pk=pk).first()
    if movie is None:
        former = FormerTitle.objects.filter(movie__is_published=True).select_related("movie")
        return redirect(get_object_or_404(former, pk=pk).movie, permanent=True)
    if slug != movie.slug:
        return redirect(movie, permanent=True)
    context = {
        "movie": movie,
        "directors": movie.credited(Credit.Role.DIRECTOR),
        "cast": movie.credited(Credit.Role.ACTOR),
        "figures": getattr(movie, "figures", None),
        "collection_titles": others_of_collection(movie),
        "open_graph_type": "video.movie" if movie.kind == Movie.Kind.FILM else "video.tv_show",
    }
    return render(request, "catalog/title.html", context)


@require_safe
def progress(request: HttpRequest) -> HttpResponse:
    """Fragment: the jobs that are running, and for the staff what is away; it asks for itself
    again, soon while there are any."""
    return render(request, "catalog/_progress.html", _what_is_going_on(request))


def _what_is_going_on(request: HttpRequest) -> dict[str, Any]:
    return {
        "jobs": list(Job.objects.running()[:3]),
        "troubles": current_troubles() if request.user.is_staff else [],
    }


def _is_embedding(jobs: list[Job]) -> bool:
    return any(job.kind == Job.Kind.EMBED for job in jobs)
