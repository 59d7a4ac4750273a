"""The engines side by side, for one title."""

from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from catalog.ask.examples import examples
from catalog.fragments import asks_for_fragment
from catalog.lookup import NothingFound
from recommendations.comparison import compare as compare_engines
from recommendations.forms import CompareForm
from recommendations.marks import hidden_ids


@require_safe
def compare(request: HttpRequest) -> HttpResponse:
    """The whole page, or its answer alone where HTMX asks for it. Without titles that the visitor
    has seen or dismissed."""
    form = CompareForm(request.GET)
    context: dict[str, Any] = {"form": form}
    address = form.address()
    try:
        if movie := form.chosen():
            context["movie"] = movie
            context["comparison"] = compare_engines(
                movie, count=form.shown_number, leave_out=hidden_ids(request.user)
            )
        address = form.address(id=movie.pk if movie else None)
    except NothingFound as error:
        context["nearest"] = error.nearest
        address = form.address(id=None)
    # Links start from what was understood.
    request.GET = QueryDict(address.removeprefix("?"))
    is_fragment = asks_for_fragment(request)
    if not is_fragment:
        context["example"] = examples().get("get_recomendacion", "")
    template = "_compared.html" if is_fragment else "compare.html"
    response = render(request, f"recommendations/{template}", context)
    response["Vary"] = "HX-Request, Cookie"
    if is_fragment:
        response["HX-Push-Url"] = reverse("recommendations:compare") + address
    return response
