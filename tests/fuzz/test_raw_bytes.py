"""Bytes that no browser sends, to the web process itself: refused, and the site goes on."""

import socket
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from tests.config.web import Web, get, running_web
from tests.fuzz.test_every_address import EXAMPLES

pytestmark = pytest.mark.django_db

SECONDS = 20  # for an answer; also what counts as a hang

# Gunicorn's own words for what no server must know: a version, a way to send a body.
NOT_IMPLEMENTED = {501, 505}

BROKEN_ESCAPES = b"GET /?q=%zz&q=%&genre=%ff%fe&year_from=%C3%28 HTTP/1.1\r\n"
RAW_BYTES = "GET /?q=🦈\udcff HTTP/1.1\r\n".encode("utf-8", "surrogateescape")


@pytest.fixture(scope="module")
def web(tmp_path_factory: pytest.TempPathFactory, django_db_setup: None) -> Iterator[Web]:
    with running_web(tmp_path_factory.mktemp("web")) as running:
        yield running


lines = st.one_of(
    st.sampled_from([b"GET / HTTP/1.1", b"POST /favorites/1/ HTTP/1.1", b"GET /%00%ff/ HTTP/1.1"]),
    st.sampled_from([b"GET http://[::1/ HTTP/1.1", b"GET //\\evil HTTP/1.1", b"* * *", b""]),
    st.binary(max_size=40).map(lambda path: b"GET /" + path + b" HTTP/1.1"),
    st.binary(max_size=60),
)
headers = st.one_of(
    st.sampled_from([b"Content-Length: -1", b"Content-Length: 5", b"Content-Length: x", b": x"]),
    st.sampled_from([b"Transfer-Encoding: chunked", b"Transfer-Encoding: nonsense", b"Expect: x"]),
    st.sampled_from(
        [b"Host: \xff", b"Host: a b", b"Cookie: sessionid=\xff", b"Content-Type: \x01"]
    ),
    st.tuples(
        st.sampled_from([b"HX-Current-URL", b"Referer", b"Accept-Language", b"X-Forwarded-For"]),
        st.binary(max_size=30),
    ).map(b": ".join),
    st.binary(max_size=30),
)


@settings(
    max_examples=8 * EXAMPLES,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=list(HealthCheck),
)
@given(
    line=lines.map(lambda line: line + b"\r\n"),
    more=st.lists(headers, max_size=3),
    body=st.binary(max_size=60),
)
@example(line=BROKEN_ESCAPES, more=[], body=b"")
@example(line=RAW_BYTES, more=[], body=b"")
@example(line=b"GET /titles/" + b"9" * 5_000 + b"-x/ HTTP/1.1\r\n", more=[], body=b"")
@example(line=b"GET / HTTP/1.1\r\n", more=[b"Cookie: " + b"a=b; " * 20_000], body=b"")
@example(line=b"POST / HTTP/1.1\r\n", more=[b"Transfer-Encoding: chunked"], body=b"zz\r\nab")
@example(line=b"GET / HTTP/9.9\r\n", more=[], body=b"")
def test_garbage_as_a_request(web: Web, line: bytes, more: list[bytes], body: bytes):
    status = _answer(web, line + b"\r\n".join([b"Host: 127.0.0.1", *more, b"", body]))
    assert status < 500 or status in NOT_IMPLEMENTED
    assert get(f"{web.address}/healthz")[0] == 200
    assert not any("Traceback" in line for line in web.lines)


def test_escapes_that_escape_nothing_get_a_page(web: Web):
    assert _answer(web, BROKEN_ESCAPES + b"Host: 127.0.0.1\r\n\r\n") == 200


def _answer(web: Web, request: bytes) -> int:
    """Status of the answer; 0 where the connection was closed without one."""
    address = urlsplit(web.address)
    with socket.create_connection((address.hostname, address.port), timeout=SECONDS) as connection:
        try:
            connection.sendall(request)
            connection.shutdown(socket.SHUT_WR)
            head = connection.recv(4_096)
        except ConnectionError:
            return 0
    words = head.split(b"\r\n")[0].split()
    return int(words[1]) if len(words) > 1 else 0
