"""The titles that a name may become while somebody types it into a page's field."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from catalog.search.completion import complete
from recommendations.forms import AddressForm, CompareForm, PredictForm, WishesForm
from recommendations.map.forms import MapForm

# By the browser alone: who takes back a letter is not to wait.
KEPT_SECONDS = 60

PAGES: dict[str, type[AddressForm]] = {
    "compare": CompareForm,
    "for_you": WishesForm,
    "map": MapForm,
    "predict": PredictForm,
}


@require_safe
@cache_control(private=True, max_age=KEPT_SECONDS)
def title_choices(request: HttpRequest, page: str) -> HttpResponse:
    """Fragment: each leads to `page` (a key of PAGES) with that title, all else as it is there."""
    form = PAGES[page](request.GET)
    address = reverse(f"recommendations:{page}")
    choices: list[dict[str, Any]] = [
        {
            "movie": movie,
            "address": address + form.address(title=movie.title, id=movie.pk),
        }
        for movie in complete(request.GET.get("q", "")).titles
    ]
    return render(request, "recommendations/_title_choices.html", {"choices": choices})
