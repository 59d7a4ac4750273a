"""The page of what is recommended, and what one may say about it."""

from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from catalog.fragments import asks_for_fragment
from catalog.lookup import NothingFound
from recommendations.for_you import recommend
from recommendations.forms import WishesForm

SHOWN = 24


@require_safe
def for_you(request: HttpRequest) -> HttpResponse:
    """The whole page, or its list alone where HTMX asks for it."""
    form = WishesForm(request.GET)
    context: dict[str, Any] = {"form": form}
    try:
        start = form.chosen()
        context["start"] = start
        context["for_you"] = recommend(request.user, count=SHOWN, wishes=form.wishes(start))
        address = form.address(id=start.pk if start else None)
    except NothingFound as error:
        context["nearest"] = error.nearest
        address = form.address(id=None)
    # Links and forms of the list start from what was understood.
    request.GET = QueryDict(address.removeprefix("?"))
    is_fragment = asks_for_fragment(request)
    template = "_for_you.html" if is_fragment else "for_you.html"
    response = render(request, f"recommendations/{template}", context)
    response["Vary"] = "HX-Request, Cookie"
    if is_fragment:
        response["HX-Push-Url"] = reverse("recommendations:for_you") + address
    return response
