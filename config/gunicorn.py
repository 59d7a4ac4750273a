"""How the web process runs: `gunicorn --config config/gunicorn.py`.

One process with threads by default: a second one would load the encoder a second time.
"""

import os
from pathlib import Path
from typing import Any

from gunicorn.http import message  # type: ignore[import-untyped]

wsgi_app = "config.wsgi:application"
bind = f"0.0.0.0:{os.environ.get('PORT') or 8000}"

worker_class = "gthread"
threads = 8
workers = int(os.environ.get("WEB_CONCURRENCY") or 1)

timeout = 60
graceful_timeout = 20  # less than stop_grace_period in compose.yml
keepalive = 30  # longer than a proxy holds its connections idle, or it meets closed ones

# A search for 10,000 emoji is an address of 120,000 bytes, and HTMX and the browser repeat it in a
# header (HX-Current-URL, Referer). The alternative to gunicorn's ceiling of 8,190 bytes is no limit
# at all (0), which would let one client fill the memory; so the ceiling is raised instead. Safe: a
# request's head is read by one of the threads, so at most eight are held at a time, of at most 8 MB
# each, where 64 headers of full length came.
limit_request_line = limit_request_field_size = message.MAX_REQUEST_LINE = 128 * 1024
limit_request_fields = 64

# A lock that is held or a slow query may not take the threads one by one. For this process alone:
# migrations, imports and workers run as long as they must.
raw_env = [
    f"DATABASE_STATEMENT_TIMEOUT={os.environ.get('DATABASE_STATEMENT_TIMEOUT') or '15s'}",
]

# Bounds whatever a library leaks. Several processes do not start anew at the same moment.
max_requests = 20_000
max_requests_jitter = 2_000

# The workers' sign of life is a file; on a disk under load writing it can take too long.
worker_tmp_dir = "/dev/shm" if Path("/dev/shm").is_dir() else None  # noqa: S108

# Whose word on the visitor's scheme counts, TRUSTED_PROXY_COUNT says, and Django heeds it.
forwarded_allow_ips = ""

# By default a socket in the home folder, one for all gunicorns of a user.
control_socket_disable = True


def post_worker_init(worker: Any) -> None:
    """Load the encoder in the background; until it is there, searches use keywords."""
    from catalog.embeddings.query import warm_up

    warm_up()
