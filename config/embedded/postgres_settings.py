"""The whole configuration of the embedded Postgres, written anew at each start."""

import os
from pathlib import Path

SETTINGS = """\
# Written anew at each start: change config/embedded/postgres_settings.py instead.
listen_addresses = ''
unix_socket_directories = '{sockets}'
unix_socket_permissions = 0700
max_connections = 100

# A laptop's share, not a server's; the HNSW index of 45,000 titles, which takes 118 MB, fits
shared_buffers = 256MB
effective_cache_size = 1GB
work_mem = 16MB
# An HNSW index is built several times faster if it fits
maintenance_work_mem = 256MB
autovacuum_work_mem = 64MB
max_wal_size = 512MB
random_page_cost = 1.1
jit = off
dynamic_shared_memory_type = {shared_memory}

timezone = 'UTC'
log_timezone = 'UTC'
datestyle = 'iso, mdy'
default_text_search_config = 'pg_catalog.english'
log_checkpoints = off
# An error is told without the statement, and without the row: both hold what people typed
log_min_error_statement = panic
log_error_verbosity = terse
log_line_prefix = '%m [%p] '
"""


def settings_file(sockets: Path) -> str:
    return SETTINGS.format(sockets=sockets, shared_memory=_shared_memory())


def _shared_memory() -> str:
    """Containers often have 64 MB in /dev/shm, less than a parallel index build asks for."""
    try:
        status = os.statvfs("/dev/shm")  # noqa: S108 - only measured
    except OSError:
        return "mmap"
    return "posix" if status.f_bavail * status.f_frsize > 512 * 2**20 else "mmap"
