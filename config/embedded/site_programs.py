"""The programs that make up the site, as command lines."""

import sys
from collections.abc import Mapping
from pathlib import Path

from config.embedded.web_address import WebAddress

# For root Celery has a warning of its own; a site in one terminal is no place for it.
CELERY = [
    *(sys.executable, "-W", "ignore:You're running the worker with superuser"),
    *("-m", "celery", "--quiet", "-A", "config"),
]


def site_programs(
    address: WebAddress, var: Path, environment: Mapping[str, str]
) -> dict[str, list[str]]:
    web = [
        *(sys.executable, "-m", "gunicorn", "--config", "config/gunicorn.py"),
        *("--bind", address.for_gunicorn),
        *("--graceful-timeout", "5"),
    ]
    worker = [
        *(*CELERY, "worker"),
        *("--concurrency", environment.get("CELERY_CONCURRENCY", "1")),
        # One worker has nobody to talk to, and fails at it noisily when the broker is away.
        *("--without-gossip", "--without-mingle"),
    ]
    beat = [*CELERY, "beat", "--schedule", str(var / "beat-schedule")]
    return {"web": web, "worker": worker, "beat": beat}
