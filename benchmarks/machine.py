"""On what and with what it was measured."""

import os
import platform
import re
import subprocess
from importlib.metadata import version
from pathlib import Path
from typing import Any

from benchmarks.catalogues import source
from benchmarks.servers import ROOT

PACKAGES = ("django", "celery", "psycopg", "pgvector", "torch", "transformers", "gunicorn")


def describe_machine() -> dict[str, Any]:
    cpus = Path("/proc/cpuinfo").read_text()
    model = re.search(r"^model name\s*: (.*)$", cpus, re.MULTILINE)
    flags = re.search(r"^flags\s*: (.*)$", cpus, re.MULTILINE)
    pages = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    return {
        "processor": model[1] if model else platform.processor(),
        "cores": len(os.sched_getaffinity(0)),
        "multiplies_bf16": bool(flags and re.search(r"avx512_bf16|amx_bf16", flags[1])),
        "memory_gb": round(pages / 2**30, 1),
        "system": f"{platform.system()} {platform.release()}",
        "python": platform.python_version(),
        "load_at_start": round(os.getloadavg()[0], 2),
    }


def describe_versions() -> dict[str, str]:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT current_setting('server_version'), extversion FROM pg_extension"
            " WHERE extname = 'vector'"
        )
        postgres, vector = cursor.fetchone()
    versions = {name: version(name) for name in PACKAGES}
    return versions | {"postgres": postgres, "pgvector extension": vector}


def describe_project() -> dict[str, Any]:
    from catalog.embeddings.encoder import current_model

    return {
        "commit": _git("rev-parse", "HEAD"),
        "uncommitted_changes": bool(_git("status", "--porcelain", "--untracked-files=no")),
        "model": current_model(),
        "catalogue": source().name if source().is_relative_to(ROOT) else f"Kaggle {source().name}",
    }


def _git(*arguments: str) -> str:
    """Empty where this is no checkout, or git is not installed."""
    try:
        finished = subprocess.run(
            ["git", *arguments], cwd=ROOT, capture_output=True, text=True, check=False
        )
    except FileNotFoundError:
        return ""
    return finished.stdout.strip()
