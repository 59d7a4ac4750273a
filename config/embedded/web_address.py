"""The address of the site: is it free, and does the site answer there?"""

import errno
import http.client
import socket
from dataclasses import dataclass

from config.embedded.errors import EmbeddedServerError

ANY = {"0.0.0.0", "::", ""}  # noqa: S104 - names them, binds nothing


@dataclass(frozen=True)
class WebAddress:
    bind: str
    port: int

    @property
    def host(self) -> str:
        """What a visitor on this machine types."""
        if self.bind in ANY:
            return "localhost"
        return f"[{self.bind}]" if ":" in self.bind else self.bind

    @property
    def url(self) -> str:
        return f"http://{self.host}:{self.port}/"

    @property
    def for_gunicorn(self) -> str:
        return f"[{self.bind}]:{self.port}" if ":" in self.bind else f"{self.bind}:{self.port}"

    def require_free(self) -> None:
        """Raises EmbeddedServerError unless a server could listen here."""
        try:
            family, kind, protocol, _, address = socket.getaddrinfo(
                self.bind or None, self.port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
            )[0]
            with socket.socket(family, kind, protocol) as probe:
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                probe.bind(address)
                probe.listen(1)  # on Linux two sockets may bind with REUSEADDR, one may listen
        except OSError as error:
            if error.errno == errno.EADDRINUSE:
                raise EmbeddedServerError(
                    f"Port {self.port} is taken by another program: choose one with --port."
                ) from None
            if error.errno == errno.EACCES:
                raise EmbeddedServerError(
                    f"Port {self.port} is kept for root: choose one above 1023 with --port."
                ) from None
            raise EmbeddedServerError(
                f"Nothing can listen on {self.bind}: {error.strerror} (--bind, --port)."
            ) from None

    def answers(self) -> bool:
        """Whether /healthz answers 200 to a request of HTTP."""
        connection = http.client.HTTPConnection(self.host.strip("[]"), self.port, timeout=5)
        try:
            connection.request("GET", "/healthz", headers={"Connection": "close"})
            return connection.getresponse().status == 200
        except (OSError, http.client.HTTPException):
            return False
        finally:
            connection.close()
