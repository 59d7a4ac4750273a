"""Every address of the site, from the resolver: a page that is added is fuzzed with the rest."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver
from django.urls.resolvers import RegexPattern, RoutePattern

# A regular expression says nothing of how to fill it. By its own words → a template of the path.
REGULAR_EXPRESSIONS = {
    r"^(?P<app_label>...)/$": "<app_label>/",
    r"(?P<url>.*)$": "<url>",
    r"^confirm-email/(?P<key>[-:\w]+)/$": "confirm-email/<key>/",
    r"^password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$": (
        "password/reset/key/<uidb36>-<key>/"
    ),
}


@dataclass(frozen=True, slots=True)
class Address:
    name: str
    template: str
    """The path with `<name>` for each of its values."""
    values: tuple[str, ...]

    def __str__(self) -> str:
        return f"/{self.template}"

    def filled(self, values: Mapping[str, str]) -> str:
        path = self.template
        for name in self.values:
            path = path.replace(f"<{name}>", values[name])
        return f"/{path}"


def site_addresses() -> list[Address]:
    """Raises LookupError for a pattern that nobody has said how to fill."""
    return list(_below(get_resolver().url_patterns, "", ""))


def _below(patterns: Sequence[Any], prefix: str, namespace: str) -> Iterator[Address]:
    for pattern in patterns:
        template, values = _template(pattern.pattern)
        if isinstance(pattern, URLResolver):
            inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            yield from _below(pattern.url_patterns, prefix + template, inner)
        elif isinstance(pattern, URLPattern):
            yield Address(f"{namespace}{pattern.name}", prefix + template, values)


def _template(pattern: Any) -> tuple[str, tuple[str, ...]]:
    if isinstance(pattern, RoutePattern):
        # <int:pk> → <pk>
        return re.sub(r"<(?:\w+:)?(\w+)>", r"<\1>", str(pattern)), tuple(pattern.converters)
    assert isinstance(pattern, RegexPattern)
    # The admin lists the apps that have pages in it.
    expression = re.sub(r"(?<=\(\?P<app_label>)[a-z|_]+", "...", str(pattern))
    if expression in ("", "^/"):
        return "", ()
    if expression not in REGULAR_EXPRESSIONS:
        raise LookupError(f"tests/fuzz/addresses.py does not know {expression}")
    template = REGULAR_EXPRESSIONS[expression]
    return template, tuple(pattern.regex.groupindex)
