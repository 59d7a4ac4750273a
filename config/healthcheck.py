"""Does the web process of this container answer? Exit code 0 or 1, and one line.

`python -I config/healthcheck.py`, not `-m`: the package would load Celery and Django every time.
Asks /healthz as a visitor would, so ALLOWED_HOSTS is needed.
"""

import http.client
import os
import sys

TIMEOUT_SECONDS = 5


def main() -> int:
    port = int(os.environ.get("PORT") or 8000)
    host = _host_header(os.environ.get("ALLOWED_HOSTS", ""))
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=TIMEOUT_SECONDS)
    try:
        connection.request("GET", "/healthz", headers={"Host": host, "Connection": "close"})
        status = connection.getresponse().status
    except (OSError, http.client.HTTPException) as error:
        print(f"unhealthy: nothing answers on port {port}: {type(error).__name__}: {error}")
        return 1
    finally:
        connection.close()
    if status != http.HTTPStatus.OK:
        print(f"unhealthy: /healthz answered {status} to the host name {host}")
        return 1
    print("healthy")
    return 0


def _host_header(allowed_hosts: str) -> str:
    """A name that Django accepts: `.example.org` stands for the bare domain too, `*` for any."""
    first = allowed_hosts.split(",")[0].strip()
    return "localhost" if first in ("", "*") else first.removeprefix(".")


if __name__ == "__main__":
    sys.exit(main())
