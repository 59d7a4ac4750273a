"""Titles similar to a title, by the engine that the visitor chose."""

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_safe

from catalog.fragments import asks_for_fragment
from catalog.models import Movie
from recommendations.engines.choices import ENGINES
from recommendations.forms import SimilarForm
from recommendations.marks import hidden_ids
from recommendations.similar import similar_titles

CHOICES_ID = "similar-choices"
"""Of the form."""


@require_safe
def similar(request: HttpRequest, pk: int) -> HttpResponse:
    """A fragment of the title's page, or a page without HTMX. Without those that the visitor has
    seen or dismissed."""
    movie = get_object_or_404(Movie.objects.published().for_cards().prefetch_related(None), pk=pk)
    form = SimilarForm(request.GET)
    found = similar_titles(
        movie,
        engine=form.shown_engine,
        count=form.shown_number,
        leave_out=hidden_ids(request.user),
    )
    is_fragment = asks_for_fragment(request)
    address = reverse("recommendations:similar", args=[pk])
    # Links start from what was understood.
    request.GET = QueryDict(form.address().removeprefix("?"))
    context = {
        "movie": movie,
        "form": form,
        "form_id": CHOICES_ID,
        "found": found,
        "served_label": ENGINES[found.served].label if found.served else "",
        "address": address,
        "chosen": form.address(),
    }
    template = "_similar.html" if is_fragment else "similar.html"
    response = render(request, f"recommendations/{template}", context)
    patch_vary_headers(response, ["HX-Request", "HX-Current-URL", "HX-Trigger", "Cookie"])
    if is_fragment and request.htmx.trigger == CHOICES_ID:  # type: ignore[attr-defined]
        page = request.htmx.current_url_abs_path or ""  # type: ignore[attr-defined]
        shown_on = address if page.startswith(address) else movie.get_absolute_url()
        response["HX-Push-Url"] = shown_on + form.address()
    return response
