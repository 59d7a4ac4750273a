"""The API below /api/: how long an answer keeps, and how faults are told."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.cache import patch_cache_control, patch_vary_headers
from django.utils.translation import ngettext
from django.views.decorators.http import conditional_page
from ninja.errors import AuthenticationError, HttpError, Throttled, ValidationError
from ninja.openapi.docs import Swagger
from ninja.renderers import JSONRenderer

from catalog.api.problems import not_understood, nothing_found, problem
from catalog.api.questions import router
from catalog.lookup import NothingFound
from config.api_rates import PERIOD, OptionalToken
from config.api_schema import DocumentedAPI
from recommendations.api import router as recommendations_router
from recommendations.people import NotYours, UnknownPerson
from recommendations.similar_api import NotAnswered
from recommendations.similar_api import router as similar_router

# An import may change any answer; who asks again with its ETag is told so in a few bytes.
KEPT_SECONDS = 300

DESCRIPTION = f"""\
Seven questions about films, asked with GET; [the same without a program](/api/). What is \
recommended to somebody, and what they would rate a title; [the same to try](/predict/). And what \
is similar to a title, by the engine of your choice; [all of them side by side](/compare/).

Answers and problems are in English or Spanish, by `Accept-Language`. Money is in US dollars of \
the day. What is unknown is `null`, never zero. Problems are documents of RFC 9457.

Without a token {settings.API_REQUESTS_PER_MINUTE} requests a minute are answered for each \
address; with one of [your account](/account/), {settings.API_TOKEN_REQUESTS_PER_MINUTE} for each \
account. Who asks more often gets a 429 that says when to go on.
"""


class ReadableJSON(JSONRenderer):
    json_dumps_params = {"ensure_ascii": False}


def keep(answer: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Answers may be kept, by proxies too, and asked for again by their ETag, unless they say
    otherwise themselves."""

    @wraps(answer)
    def answer_to_keep(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = answer(request, *args, **kwargs)
        if response.status_code == 200 and not response.has_header("Cache-Control"):
            patch_cache_control(response, public=True, max_age=KEPT_SECONDS)
            # A browser's choice of language stands in a cookie.
            patch_vary_headers(response, ["Accept-Language", "Cookie"])
        return response

    kept: Callable[..., HttpResponse] = conditional_page(answer_to_keep)
    return kept


api = DocumentedAPI(
    title="MovieCLIP",
    version="1.0.0",
    description=DESCRIPTION,
    urls_namespace="api",
    renderer=ReadableJSON(),
    auth=OptionalToken(),
    docs=Swagger(settings={"tryItOutEnabled": True, "defaultModelsExpandDepth": 0}),
    docs_decorator=keep,
)
api.add_decorator(keep, mode="view")
api.add_router("", router)
api.add_router("", recommendations_router)
api.add_router("", similar_router)


@api.exception_handler(NothingFound)
def _nothing_found(request: HttpRequest, error: NothingFound) -> HttpResponse:
    return nothing_found(request, error)


@api.exception_handler(UnknownPerson)
def _unknown_person(request: HttpRequest, error: UnknownPerson) -> HttpResponse:
    return problem(404, detail=str(error))


@api.exception_handler(NotYours)
def _not_yours(request: HttpRequest, error: NotYours) -> HttpResponse:
    return problem(403, detail=str(error))


@api.exception_handler(NotAnswered)
def _not_answered(request: HttpRequest, error: NotAnswered) -> HttpResponse:
    return problem(409, detail=str(error))


@api.exception_handler(ValidationError)
def _not_understood(request: HttpRequest, error: ValidationError) -> HttpResponse:
    return not_understood(error.errors)


@api.exception_handler(Http404)
def _not_found(request: HttpRequest, error: Http404) -> HttpResponse:
    return problem(404)


@api.exception_handler(HttpError)
def _http_error(request: HttpRequest, error: HttpError) -> HttpResponse:
    return problem(error.status_code)


@api.exception_handler(AuthenticationError)
def _not_known(request: HttpRequest, error: AuthenticationError) -> HttpResponse:
    response = problem(401)
    response["WWW-Authenticate"] = "Bearer"
    return response


@api.exception_handler(Throttled)
def _too_many(request: HttpRequest, error: Throttled) -> HttpResponse:
    seconds = error.wait or PERIOD
    detail = ngettext("Go on in %(seconds)s second.", "Go on in %(seconds)s seconds.", seconds) % {
        "seconds": seconds
    }
    response = problem(429, detail=detail)
    response["Retry-After"] = str(seconds)
    return response
