"""A browser as far as the server can tell: one kept connection, cookies, HTMX's headers."""

import http.client
import time
from collections.abc import Mapping
from dataclasses import dataclass
from http.cookies import SimpleCookie
from urllib.parse import urlencode

from benchmarks.phases import HEADER
from config.embedded.web_address import WebAddress

TIMEOUT_SECONDS = 60


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    milliseconds: float
    """From the first byte sent to the last byte read."""
    phases: dict[str, float]
    """What the server says of itself, see `timed_site`."""


class Browser:
    def __init__(self, address: WebAddress, cookies: Mapping[str, str]) -> None:
        self._connection = http.client.HTTPConnection(
            address.host, address.port, timeout=TIMEOUT_SECONDS
        )
        self._cookies = dict(cookies)

    def get(self, path: str, *, htmx: bool = False, **fields: str) -> Answer:
        address = f"{path}?{urlencode(fields)}" if fields else path
        return self._answer("GET", address, headers={"HX-Request": "true"} if htmx else {})

    def post(self, path: str, **fields: str) -> Answer:
        """As HTMX posts: with the token that the page's cookie holds."""
        headers = {
            "HX-Request": "true",
            "X-CSRFToken": self._cookies.get("csrftoken", ""),
            "Content-Type": "application/x-www-form-urlencoded",
        }
        return self._answer("POST", path, headers=headers, body=urlencode(fields))

    def close(self) -> None:
        self._connection.close()

    def _answer(
        self, method: str, address: str, *, headers: dict[str, str], body: str | None = None
    ) -> Answer:
        """Status 0 where the connection broke."""
        cookies = "; ".join(f"{name}={value}" for name, value in self._cookies.items())
        begin = time.perf_counter()
        try:
            self._connection.request(method, address, body, {**headers, "Cookie": cookies})
            response = self._connection.getresponse()
            response.read()
        except (OSError, http.client.HTTPException):
            self._connection.close()
            return Answer(0, 1000 * (time.perf_counter() - begin), {})
        milliseconds = 1000 * (time.perf_counter() - begin)
        for value in response.headers.get_all("Set-Cookie", []):
            self._cookies |= {name: item.value for name, item in SimpleCookie(value).items()}
        return Answer(response.status, milliseconds, _phases(response.headers.get(HEADER, "")))


def _phases(header: str) -> dict[str, float]:
    pairs = (entry.split(";dur=") for entry in header.split(", ") if entry)
    return {name: float(value) for name, value in pairs}
