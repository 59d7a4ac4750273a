"""Faults as problem documents (RFC 9457), in the language of the reader.

Like the error pages of the site, they need nothing of what may be at fault.
"""

import json
from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext, gettext_noop
from ninja import Field, Schema

from catalog.lookup import Candidate, NothingFound

MEDIA_TYPE = "application/problem+json"

# A kind of its own says what a program cannot see from the status.
NOTHING_FOUND = "urn:problem-type:movieclip:nothing-found"
NOT_UNDERSTOOD = "urn:problem-type:movieclip:not-understood"
KINDS = {404: NOTHING_FOUND, 422: NOT_UNDERSTOOD}

TITLES = {
    400: gettext_noop("The request was not understood"),
    401: gettext_noop("The token is not valid"),
    403: gettext_noop("Not allowed"),
    404: gettext_noop("Not found"),
    405: gettext_noop("This method is not allowed here"),
    409: gettext_noop("This cannot be answered now"),
    411: gettext_noop("The length of the request is missing"),
    413: gettext_noop("The request is too large"),
    422: gettext_noop("A value was not understood"),
    429: gettext_noop("Too many requests"),
    500: gettext_noop("Something went wrong here"),
    503: gettext_noop("The database is away for a moment"),
}


class Suggestion(Schema):
    id: int
    nombre: str
    año: int | None = Field(description="Year of release of a title; null for all else.")


class Misunderstanding(Schema):
    parametro: str = Field(description="Name of the parameter.")
    mensaje: str


class Problem(Schema):
    """What went wrong (RFC 9457)."""

    type: str = Field(description="A URI of this kind of problem, or `about:blank`.")
    title: str
    status: int
    detail: str | None = None
    sugerencias: list[Suggestion] | None = Field(
        None, description="The nearest names, at most three, where nothing has the one asked for."
    )
    errores: list[Misunderstanding] | None = Field(
        None, description="The values that were not understood."
    )


def problem(status: int, *, kind: str = "about:blank", **more: Any) -> HttpResponse:
    """`more` is what this problem says besides its title: fields of `Problem`."""
    document = {"type": kind, "title": gettext(TITLES[status]), "status": status, **more}
    response = HttpResponse(
        json.dumps(document, ensure_ascii=False), status=status, content_type=MEDIA_TYPE
    )
    response["Cache-Control"] = "no-store"
    return response


def nothing_found(
    request: HttpRequest, error: NothingFound, *, asked: str | None = None
) -> HttpResponse:
    """404 with the nearest names. What was `asked` for stands in the address, or else is given."""
    if asked is None:
        # Whom it is about comes before what, where an address says both.
        *_, asked = request.resolver_match.kwargs.values() if request.resolver_match else [""]
    detail = gettext("Nothing here fits “%(name)s”.") % {"name": asked[:200]}
    if error.nearest:
        names = ", ".join(_shown(candidate) for candidate in error.nearest)
        detail += " " + gettext("The nearest: %(names)s.") % {"names": names}
    suggestions = [
        {"id": candidate.pk, "nombre": candidate.name, "año": candidate.year}
        for candidate in error.nearest
    ]
    return problem(404, kind=NOTHING_FOUND, detail=detail, sugerencias=suggestions)


def not_understood(errors: Sequence[dict[str, Any]]) -> HttpResponse:
    """422 for what pydantic refused, in words of our own: its are English."""
    told = [{"parametro": str(error["loc"][-1]), "mensaje": _why(error)} for error in errors]
    detail = " ".join(f"{one['parametro']}: {one['mensaje']}" for one in told)
    return problem(422, kind=NOT_UNDERSTOOD, detail=detail, errores=told)


def _why(error: dict[str, Any]) -> str:
    limits = error.get("ctx", {})
    match error["type"]:
        case "greater_than_equal":
            return gettext("At least %(limit)s is expected.") % {"limit": limits["ge"]}
        case "less_than_equal":
            return gettext("At most %(limit)s is expected.") % {"limit": limits["le"]}
        case "whole_number":
            return gettext("A whole number is expected.")
        case "one_of":
            return gettext("One of these is expected: %(names)s.") % {"names": limits["names"]}
        case "string_too_short":
            return gettext("Something is expected here.")
        case "missing":
            return gettext("This is missing.")
        case "true_or_false":
            return gettext("“true” or “false” is expected.")
    return gettext("This value was not understood.")


def _shown(candidate: Candidate) -> str:
    return f"{candidate.name} ({candidate.year})" if candidate.year else candidate.name
