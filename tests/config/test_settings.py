"""The settings of a served site: what they ask for, and that they are safe."""

import os
import secrets
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SERVED = {
    "DATABASE_URL": "postgres://check:check@localhost/check",
    "REDIS_URL": "redis://localhost:6379/0",
    "CACHE_URL": "redis://localhost:6379/1",
    "ALLOWED_HOSTS": "films.example.org",
    "SECRET_KEY": secrets.token_urlsafe(50),
}


def manage(*command: str, **environment: str) -> "subprocess.CompletedProcess[str]":
    """A management command with this environment and nothing of the test run's."""
    return subprocess.run(
        [sys.executable, "manage.py", *command],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"], **environment},
        capture_output=True,
        text=True,
        timeout=60,
    )


def setting(name: str, **environment: str) -> str:
    finished = manage("shell", "-v0", "-c", f"print(repr(settings.{name}))", **environment)
    assert finished.returncode == 0, finished.stderr
    return finished.stdout.strip()


@pytest.mark.parametrize("missing", ["SECRET_KEY", "ALLOWED_HOSTS", "REDIS_URL", "CACHE_URL"])
def test_a_served_site_does_not_start_without(missing: str) -> None:
    environment = {name: value for name, value in SERVED.items() if name != missing}
    finished = manage("check", **environment)
    assert finished.returncode == 1
    assert finished.stderr.strip().splitlines() == [
        f"manage.py: Set the {missing} environment variable"
    ]


def test_a_served_site_passes_every_check_of_a_deployment() -> None:
    finished = manage("check", "--deploy", "--fail-level", "WARNING", **SERVED)
    assert finished.returncode == 0, finished.stderr
    assert "no issues" in finished.stdout


def test_without_an_environment_the_servers_are_those_in_the_var_folder(tmp_path: Path) -> None:
    var = tmp_path / "var"
    var.mkdir()
    finished = manage("check", MOVIECLIP_VAR=str(var))
    assert finished.returncode == 0, finished.stderr
    assert setting("EMBEDDED", MOVIECLIP_VAR=str(var)) == "True"
    assert (var / "secret_key").stat().st_mode & 0o077 == 0


def test_a_site_serves_https_unless_it_is_told_otherwise() -> None:
    names = ["SECURE_SSL_REDIRECT", "SESSION_COOKIE_SECURE", "CSRF_COOKIE_SECURE"]
    values = f"[{', '.join(f'settings.{name}' for name in names)}]"
    for given, expected in (({}, True), ({"SITE_HTTPS": "False"}, False)):
        finished = manage("shell", "-v0", "-c", f"print({values})", **SERVED, **given)
        assert finished.stdout.strip() == str([expected] * 3)


def test_the_word_of_a_proxy_counts_only_where_there_is_one() -> None:
    assert setting("SECURE_PROXY_SSL_HEADER", **SERVED) == "None"
    assert "X_FORWARDED_PROTO" in setting(
        "SECURE_PROXY_SSL_HEADER", **SERVED, TRUSTED_PROXY_COUNT="1"
    )


def test_a_file_meant_for_compose_does_not_reach_a_site_beside_it() -> None:
    # `cp .env.example .env` and then `make demo`, in one folder.
    assert "read_env" not in (ROOT / "config/settings.py").read_text()


def test_the_settings_load_without_torch_and_transformers() -> None:
    code = "import sys, django; django.setup(); print({'torch', 'transformers'} & set(sys.modules))"
    finished = subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"], "DJANGO_SETTINGS_MODULE": "config.settings", **SERVED},
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert finished.stdout.strip() == "set()", finished.stderr
