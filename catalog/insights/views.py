"""The page of insights."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_safe

from catalog.fragments import asks_for_fragment
from catalog.insights.collected import insights_of
from catalog.insights.forms import InsightsForm


@require_safe
def insights(request: HttpRequest) -> HttpResponse:
    """The whole page, or what its filter changes where HTMX asks for it."""
    form = InsightsForm(request.GET)
    numbers = insights_of(form.scope)
    context = {"form": form, "titles": numbers.titles, "sections": numbers.sections()}
    is_fragment = asks_for_fragment(request)
    template = "catalog/_insights.html" if is_fragment else "catalog/insights.html"
    response = render(request, template, context)
    patch_vary_headers(response, ["HX-Request"])
    if is_fragment:
        response["HX-Push-Url"] = reverse("catalog:insights") + form.address
    return response
