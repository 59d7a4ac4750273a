"""How the web process runs: `gunicorn --config config/gunicorn.py`.

One process with threads by default: a second one would load the encoder a second time.
"""

import contextlib
import gc
import logging.config
import os
import shutil
import sys
import tempfile
import threading
from pathlib import Path
from typing import Any

from gunicorn import glogging  # type: ignore[import-untyped]
from gunicorn.http import message  # type: ignore[import-untyped]

from config.logs import logging_configuration
from config.slow_clients import TimedSocket

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


class logger_class(glogging.Logger):
    """Lines as everywhere. No access log: the site writes a line for each request by itself
    (access_log.py), without what the visitor typed."""

    def setup(self, cfg: Any) -> None:
        super().setup(cfg)
        logging.config.dictConfig(logging_configuration(os.environ))
        logging.captureWarnings(True)


def on_starting(server: Any) -> None:
    """A setting that is missing ends it here, with one line; later it is a trace in each worker."""
    from django.core.exceptions import ImproperlyConfigured

    try:
        import config.settings  # noqa: F401
    except ImproperlyConfigured as error:
        sys.exit(f"gunicorn: {error}")
    if workers > 1:
        # Where the workers add up their metrics; prometheus_client looks for it when imported.
        os.environ["PROMETHEUS_MULTIPROC_DIR"] = tempfile.mkdtemp(prefix="movieclip-metrics-")


def pre_fork(server: Any, worker: Any) -> None:
    """Number the workers from 0 on: the successor of one that ended gets its number."""
    taken = {each.number for each in server.WORKERS.values()}
    worker.number = min(set(range(len(taken) + 1)) - taken)


def post_fork(server: Any, worker: Any) -> None:
    """Count on in the predecessor's files: one set for each process id would grow for ever."""
    if workers > 1:
        from prometheus_client import values

        values.ValueClass = values.MultiProcessValue(process_identifier=lambda: worker.number)


def on_exit(server: Any) -> None:
    if workers > 1:
        shutil.rmtree(os.environ["PROMETHEUS_MULTIPROC_DIR"], ignore_errors=True)


def pre_request(worker: Any, request: Any) -> None:
    """Bound the time for the request's body; its head has been read."""
    request.unreader.sock = TimedSocket(request.unreader.sock)


def post_request(worker: Any, request: Any, environ: Any, response: Any) -> None:
    request.unreader.sock = request.unreader.sock.plain


def post_worker_init(worker: Any) -> None:
    """Load the encoder in the background; until it is there, searches use keywords."""
    # A thread that comes back from Postgres or the cache, twenty times a page, waits so long for
    # one that is making another page: with Python's 5 ms the slowest pages take half as long again.
    sys.setswitchinterval(0.0005)
    threading.Thread(target=_settle, name="settling", daemon=True).start()


def _settle() -> None:
    """Have the garbage collector leave alone what stays for good, four hundred thousand objects of
    torch for the most part: to look through them takes a fifth of a second, and all threads wait.
    """
    from catalog.embeddings.encoder import EncoderUnavailable
    from catalog.embeddings.query import warm_up

    with contextlib.suppress(EncoderUnavailable):
        warm_up(wait_seconds=120)
    gc.collect()
    gc.freeze()
