import http.server
import socket
import threading

import pytest

from config.embedded.errors import EmbeddedServerError
from config.embedded.web_address import WebAddress


class Healthy(http.server.BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(200 if self.path == "/healthz" else 404)
        self.end_headers()


def test_a_taken_port_is_named_together_with_the_option_that_helps() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(EmbeddedServerError, match=rf"Port {port} is taken.*--port"):
            WebAddress("127.0.0.1", port).require_free()
    WebAddress("127.0.0.1", port).require_free()


def test_an_address_that_is_not_of_this_machine_is_named() -> None:
    with pytest.raises(EmbeddedServerError, match=r"192\.0\.2\.1.*--bind"):
        WebAddress("192.0.2.1", 8000).require_free()


def test_a_site_answers_once_its_health_page_does() -> None:
    with http.server.HTTPServer(("127.0.0.1", 0), Healthy) as server:
        address = WebAddress("127.0.0.1", server.server_port)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        assert address.answers()
        server.shutdown()
    assert not address.answers()


@pytest.mark.parametrize(
    ("bind", "url", "for_gunicorn"),
    [
        ("127.0.0.1", "http://127.0.0.1:8000/", "127.0.0.1:8000"),
        ("0.0.0.0", "http://localhost:8000/", "0.0.0.0:8000"),
        ("::1", "http://[::1]:8000/", "[::1]:8000"),
    ],
)
def test_visitors_and_gunicorn_get_the_address_in_their_own_spelling(
    bind: str, url: str, for_gunicorn: str
) -> None:
    address = WebAddress(bind, 8000)
    assert (address.url, address.for_gunicorn) == (url, for_gunicorn)
