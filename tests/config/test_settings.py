"""The settings of a served site: what they ask for, and that they are safe."""

import ast
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


def python(*arguments: str, **environment: str) -> "subprocess.CompletedProcess[str]":
    """Python with this environment and nothing of the test run's."""
    return subprocess.run(
        [sys.executable, *arguments],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"], "DJANGO_SETTINGS_MODULE": "config.settings"} | environment,
        capture_output=True,
        text=True,
        timeout=60,
    )


def setting(name: str, **environment: str) -> str:
    code = f"from django.conf import settings; print(repr(settings.{name}))"
    finished = python("-c", code, **environment)
    assert finished.returncode == 0, finished.stderr
    return finished.stdout.strip()


@pytest.mark.parametrize("missing", ["SECRET_KEY", "ALLOWED_HOSTS", "REDIS_URL", "CACHE_URL"])
def test_a_served_site_does_not_start_without(missing: str) -> None:
    environment = {name: value for name, value in SERVED.items() if name != missing}
    finished = python("manage.py", "check", **environment)
    assert finished.returncode == 1
    assert finished.stderr.strip().splitlines() == [
        f"manage.py: Set the {missing} environment variable"
    ]


WEAK = [
    "",
    "short",
    "x" * 64,
    "ab" * 32,
    "django-insecure-k3j5h2k3j5h2k3j5h2k3j5h2k3j5h2k3j5h2k3j5h2",
    "change-me-change-me-change-me-change-me-change-me-change-me",
    "an-example-of-a-secret-that-stands-in-some-documentation-1",
]


@pytest.mark.parametrize("weak", WEAK)
@pytest.mark.parametrize("name", ["SECRET_KEY", "METRICS_TOKEN"])
def test_a_secret_that_is_none_is_refused_with_one_line_that_does_not_repeat_it(
    name: str, weak: str
) -> None:
    if name == "METRICS_TOKEN" and not weak:
        pytest.skip("without one, staff alone see the metrics")
    finished = python("manage.py", "check", **SERVED | {name: weak})
    assert finished.returncode == 1
    [line] = finished.stderr.strip().splitlines()
    assert line.startswith(f"manage.py: {name} is ")
    assert not weak or weak not in line


@pytest.mark.parametrize("program", ["worker", "beat"])
def test_a_worker_and_a_scheduler_without_a_secret_end_with_one_line(program: str) -> None:
    environment = {name: value for name, value in SERVED.items() if name != "SECRET_KEY"}
    finished = python("-m", "celery", "--quiet", "-A", "config", program, **environment)
    assert finished.returncode != 0
    assert "Set the SECRET_KEY environment variable" in finished.stderr.splitlines()[-1]
    assert "Traceback" not in finished.stderr


def test_a_served_site_passes_every_check_of_a_deployment() -> None:
    finished = python("manage.py", "check", "--deploy", "--fail-level", "WARNING", **SERVED)
    assert finished.returncode == 0, finished.stderr
    assert "no issues" in finished.stdout


def test_without_an_environment_the_servers_are_those_in_the_var_folder(tmp_path: Path) -> None:
    var = tmp_path / "var"
    var.mkdir()
    finished = python("manage.py", "check", MOVIECLIP_VAR=str(var))
    assert finished.returncode == 0, finished.stderr
    assert setting("EMBEDDED", MOVIECLIP_VAR=str(var)) == "True"
    assert (var / "secret_key").stat().st_mode & 0o077 == 0


@pytest.mark.parametrize(("given", "expected"), [({}, "True"), ({"SITE_HTTPS": "False"}, "False")])
@pytest.mark.parametrize(
    "name", ["SECURE_SSL_REDIRECT", "SESSION_COOKIE_SECURE", "CSRF_COOKIE_SECURE"]
)
def test_a_site_serves_https_unless_it_is_told_otherwise(
    name: str, given: dict[str, str], expected: str
) -> None:
    assert setting(name, **SERVED, **given) == expected


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
    finished = python("-c", code, **SERVED)
    assert finished.stdout.strip() == "set()", finished.stderr


def test_what_the_databases_address_asks_for_holds_beside_our_own() -> None:
    address = SERVED["DATABASE_URL"] + (
        "?sslmode=verify-full&sslrootcert=/etc/ca.pem&conn_max_age=7&connect_timeout=9"
        "&options=-c%20search_path%3Dfilms"
    )
    database = ast.literal_eval(
        setting("DATABASES['default']", **SERVED | {"DATABASE_URL": address})
    )
    options = database["OPTIONS"]
    assert options["sslmode"] == "verify-full"
    assert options["sslrootcert"] == "/etc/ca.pem"
    assert int(options["connect_timeout"]) == 9
    assert options["application_name"] == "movieclip"
    assert "-c search_path=films" in options["options"]
    assert "-c hnsw.ef_search=100" in options["options"]
    assert int(database["CONN_MAX_AGE"]) == 7


def test_only_a_process_that_is_told_so_gives_up_slow_queries() -> None:
    options = "DATABASES['default']['OPTIONS']['options']"
    assert "statement_timeout" not in setting(options, **SERVED)
    assert "-c statement_timeout=15s" in setting(
        options, **SERVED, DATABASE_STATEMENT_TIMEOUT="15s"
    )


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({}, (31_536_000, True, True)),
        ({"HSTS_SECONDS": "3600"}, (3600, True, True)),
        ({"HSTS_SUBDOMAINS": "False", "HSTS_PRELOAD": "False"}, (31_536_000, False, False)),
        ({"SITE_HTTPS": "False", "HSTS_SECONDS": "3600"}, (0, False, False)),
    ],
)
def test_the_operator_says_how_far_browsers_insist_on_https(
    given: dict[str, str], expected: tuple[int, bool, bool]
) -> None:
    names = ("SECONDS", "INCLUDE_SUBDOMAINS", "PRELOAD")
    code = "; ".join(
        ["from django.conf import settings as s", *(f"print(s.SECURE_HSTS_{n})" for n in names)]
    )
    finished = python("-c", code, **SERVED, **given)
    assert tuple(map(ast.literal_eval, finished.stdout.split())) == expected, finished.stderr
