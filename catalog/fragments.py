"""Whether HTMX asks for a part of a page."""

from django.http import HttpRequest


def asks_for_fragment(request: HttpRequest) -> bool:
    """Whether the answer is put into the page: not where HTMX follows a link for the browser."""
    return bool(request.htmx and not request.htmx.boosted)  # type: ignore[attr-defined]
