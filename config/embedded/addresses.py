"""Where the embedded servers keep their files and sockets. Computes; starts nothing."""

import hashlib
import os
import re
import secrets
from pathlib import Path
from urllib.parse import quote

from config.embedded.account import Account
from config.embedded.folders import make_passable

DATABASE = "movieclip"
ROLE = "movieclip"
POSTGRES_PORT = 5432  # no TCP port: part of the socket's file name

# Who owns what we find there is checked before use (folders.py). Not the temporary folder that the
# environment names: a cron job and a terminal must agree.
SHORT = Path("/tmp")  # noqa: S108
LASTING = Path("/var/tmp")  # noqa: S108

# sun_path holds 108 bytes on Linux and 104 on macOS, with the closing zero.
LONGEST_SOCKET_PATH = 100
# What neither a URL, nor a Postgres setting, nor Valkey's argument parser gives a meaning.
PLAIN_PATH = re.compile(r"[A-Za-z0-9/._-]+")


def embedded_environment(var: Path) -> dict[str, str]:
    """The settings of a process that was given no DATABASE_URL.

    Makes and reads `var/secret_key`; all else is computed from the path alone.
    """
    # django-environ takes the socket's folder from the path, and only from a second slash on.
    database = f"postgres://{ROLE}@:{POSTGRES_PORT}/{quote(str(postgres_sockets(var)))}/{DATABASE}"
    return {
        "DATABASE_URL": database,
        "REDIS_URL": f"redis+socket://{valkey_socket(var, 'broker')}?virtual_host=0",
        "CACHE_URL": f"unix://{valkey_socket(var, 'cache')}?db=0",
        "SECRET_KEY": secret_key(var),
        "ALLOWED_HOSTS": "localhost,127.0.0.1,[::1]",
        "SITE_HTTPS": "False",
    }


def postgres_home(var: Path) -> Path:
    """The folder with Postgres' data, log and configuration.

    Inside var, unless root runs the server as an account that cannot get there; then a folder
    of root's that it can.
    """
    if relocation_note(var).exists() or not Account.for_servers().can_reach(var):
        return LASTING / f"movieclip-{_digest(var)}"
    return var / "postgres"


def relocation_note(var: Path) -> Path:
    """The file in var that says that the database is elsewhere, and where."""
    return var / "postgres-is-elsewhere.txt"


def postgres_sockets(var: Path) -> Path:
    folder = postgres_home(var) / "run"
    if _fits(folder / f".s.PGSQL.{POSTGRES_PORT}.lock"):
        return folder
    return SHORT / f"movieclip-{_digest(var)}-postgres"


def valkey_sockets(var: Path) -> Path:
    folder = var / "run"
    if _fits(folder / "broker.sock"):
        return folder
    return SHORT / f"movieclip-{_digest(var)}"


def valkey_socket(var: Path, instance: str) -> Path:
    return valkey_sockets(var) / f"{instance}.sock"


def secret_key(var: Path) -> str:
    """Django's secret key, made once even if many processes ask for the first one together."""
    path = var / "secret_key"
    if not path.exists():
        make_passable(var)
        draft = path.with_name(f"secret_key.{secrets.token_hex(8)}")
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.write(secrets.token_urlsafe(50))
        try:
            os.link(draft, path)  # unlike a rename, fails if another process was first
        except FileExistsError:
            pass
        finally:
            draft.unlink()
    return path.read_text()


def _fits(socket: Path) -> bool:
    return len(os.fsencode(socket)) <= LONGEST_SOCKET_PATH and bool(
        PLAIN_PATH.fullmatch(str(socket))
    )


def _digest(var: Path) -> str:
    return hashlib.blake2b(os.fsencode(var.resolve()), digest_size=6).hexdigest()
