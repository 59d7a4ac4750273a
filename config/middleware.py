"""Errors that Django answers with an empty page get one of the site's own."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from catalog.api.problems import problem
from config.errors import is_for_api


def explain_method_not_allowed(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if response.status_code != 405:
            return response
        if is_for_api(request):
            page = problem(405)
        elif not response.content:
            page = render(request, "405.html", status=405)
        else:
            return response
        page["Allow"] = response["Allow"]
        return page

    return middleware
