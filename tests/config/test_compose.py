"""compose.yml and .env.example, held against the code that they start."""

import re
from itertools import pairwise
from typing import Any

import pytest
from celery.bin.celery import celery as celery_command_line
from django.core.management import get_commands
from django.db import connection

from config import gunicorn
from tests.config.deployment import (
    FILLED_IN,
    ROOT,
    MissingVariable,
    compose,
    compose_variables,
    example_variables,
    final_stage,
    image_environment,
)

SERVICES: dict[str, dict[str, Any]] = compose()["services"]
ONCE = {"migrate"}
LONG_RUNNING = set(SERVICES) - ONCE
OURS = {name for name, service in SERVICES.items() if "build" in service}
THEIRS = set(SERVICES) - OURS

SETTINGS = (ROOT / "config/settings.py").read_text()
# Every way in which the settings ask the environment.
READ_BY_SETTINGS = set(re.findall(r'env(?:iron\.get)?(?:\.\w+)?\(\s*"([A-Z_]+)"', SETTINGS))
READ_BY_SETTINGS |= set(
    re.findall(r'environment\.get\("([A-Z_]+)"\)', (ROOT / "config/logs.py").read_text())
)
READ_BY_GUNICORN = {"PORT", "WEB_CONCURRENCY"}
READ_BY_LIBRARIES = {
    "OMP_NUM_THREADS",
    "OMP_WAIT_POLICY",
    "TOKENIZERS_PARALLELISM",
    "HF_HUB_OFFLINE",
}


def words(service: str) -> list[str]:
    return [str(word) for word in SERVICES[service].get("command", [])]


def test_the_services_are_those_that_the_site_consists_of() -> None:
    assert set(SERVICES) == {"postgres", "redis", "cache", "migrate", "web", "worker", "beat"}
    assert {"postgres", "redis", "cache"} == THEIRS


@pytest.mark.parametrize("service", sorted(OURS - {"web"}))
def test_the_command_of_each_of_our_services_names_something_that_exists(service: str) -> None:
    command = words(service)
    if command[0] == "python":
        assert (ROOT / command[1]).is_file()
        assert command[2] in get_commands()
    else:
        assert command[:4] == ["celery", "--quiet", "-A", "config"]
        arguments = celery_command_line.commands[command[4]].params
        known = {option for argument in arguments for option in argument.opts}
        assert {word for word in command[5:] if word.startswith("-")} <= known


def test_web_runs_the_command_of_the_image_with_the_settings_of_gunicorn_kept_here() -> None:
    assert words("web") == []
    command = final_stage("CMD")[-1].words
    assert command == ["gunicorn", "--config", "config/gunicorn.py"]
    assert (ROOT / command[2]).is_file()
    assert gunicorn.wsgi_app == "config.wsgi:application"


def test_everything_that_compose_sets_is_read_by_something() -> None:
    read = READ_BY_SETTINGS | READ_BY_GUNICORN | READ_BY_LIBRARIES
    for service in OURS:
        assert set(SERVICES[service]["environment"]) <= read, service


def test_every_setting_can_be_set_but_the_one_that_no_served_site_may_have() -> None:
    given = set(SERVICES["web"]["environment"]) | set(image_environment())
    assert READ_BY_SETTINGS - given == {"DEBUG"}


def test_the_example_file_holds_every_variable_that_compose_asks_for_and_no_other() -> None:
    assert set(example_variables()) == compose_variables()


def test_the_example_file_becomes_a_working_one_when_the_two_secrets_are_filled_in() -> None:
    example = example_variables()
    empty = {name for name, value in example.items() if not value}
    assert empty == {
        "SECRET_KEY",
        "SECRET_KEY_FALLBACKS",
        "POSTGRES_PASSWORD",
        "CSRF_TRUSTED_ORIGINS",
        "EMAIL_FROM",
        "METRICS_TOKEN",
        "MLFLOW_TRACKING_URI",
        "SOURCE_COMMIT",
    }
    secrets = {"SECRET_KEY": "x" * 64, "POSTGRES_PASSWORD": "y" * 64}
    web = compose(example | secrets)["services"]["web"]
    assert web["environment"]["ALLOWED_HOSTS"] == "localhost"
    assert web["environment"]["SITE_HTTPS"] == "False"


def test_the_defaults_of_compose_and_of_the_example_file_differ_in_https_alone() -> None:
    # Who forgets the line gets the safe one; who copies the example sees a page on localhost.
    by_example = compose(example_variables() | FILLED_IN)["services"]["web"]["environment"]
    by_default = SERVICES["web"]["environment"]
    different = {name for name in by_default if by_default[name] != by_example[name]}
    assert different == {"SITE_HTTPS"}
    assert by_default["SITE_HTTPS"] == "True"


@pytest.mark.parametrize("name", ["SECRET_KEY", "POSTGRES_PASSWORD", "ALLOWED_HOSTS"])
def test_compose_refuses_to_start_without(name: str) -> None:
    with pytest.raises(MissingVariable, match=name):
        compose({key: value for key, value in FILLED_IN.items() if key != name})


def test_no_secret_is_written_down() -> None:
    other = {name: f"another-{value}" for name, value in FILLED_IN.items()}
    for name, service in compose(other)["services"].items():
        for key, value in service.get("environment", {}).items():
            if value and re.search("SECRET|PASSWORD|TOKEN$", key):
                assert value.startswith("another-"), f"{key} of {name}"
            if credentials := re.search(r"://\w*:([^@]*)@", str(value)):
                assert credentials[1].startswith("another-"), f"{key} of {name}"


def test_every_setting_of_the_site_is_explained_to_operators() -> None:
    settings = (ROOT / "docs/operations.md").read_text().partition("## Settings\n")[2]
    rows = re.findall(r"^\| `(\w+)` \|", settings, re.MULTILINE)
    explained = set(rows)
    assert len(rows) == len(explained)
    assert READ_BY_SETTINGS | READ_BY_GUNICORN | compose_variables() <= explained
    everything = READ_BY_SETTINGS | READ_BY_GUNICORN | READ_BY_LIBRARIES | compose_variables()
    assert explained - everything <= {"HF_HOME", "HF_TOKEN"}  # huggingface_hub's


def test_postgres_has_a_pgvector_that_does_not_corrupt_its_indexes() -> None:
    image = SERVICES["postgres"]["image"]
    match = re.fullmatch(r"pgvector/pgvector:(\d+)\.(\d+)\.(\d+)-pg(\d+)(-\w+)?", image)
    assert match, image
    version, postgres = tuple(map(int, match.groups()[:3])), int(match[4])
    assert version >= (0, 8, 4)
    assert postgres in (17, 18)
    # From 18 on the image keeps its files one folder higher.
    target = "/var/lib/postgresql" if postgres >= 18 else "/var/lib/postgresql/data"
    assert SERVICES["postgres"]["volumes"] == [f"database:{target}"]


@pytest.mark.django_db
def test_postgres_knows_every_setting_that_it_is_started_with() -> None:
    settings = [word.split("=")[0] for word in words("postgres")[1:] if word != "-c"]
    with connection.cursor() as cursor:
        cursor.execute("SELECT name FROM pg_settings WHERE name = ANY(%s)", [settings])
        assert {name for (name,) in cursor.fetchall()} == set(settings)


def test_the_images_of_others_are_pinned() -> None:
    for name in THEIRS:
        assert re.search(r":\d+\.\d+", SERVICES[name]["image"]), name


def test_the_broker_keeps_what_is_queued_and_the_cache_forgets() -> None:
    broker, cache = (dict(pairwise(words(name))) for name in ("redis", "cache"))
    assert broker["--appendonly"] == "yes"
    assert broker["--maxmemory-policy"] == "noeviction"
    assert cache["--appendonly"] == "no"
    assert cache["--save"] == ""
    assert cache["--maxmemory-policy"] == "allkeys-lru"
    assert "--maxmemory" in cache
    web = SERVICES["web"]["environment"]
    assert web["REDIS_URL"].startswith("redis://redis:")
    assert web["CACHE_URL"].startswith("redis://cache:")


def test_what_must_outlive_a_container_lies_in_a_named_volume() -> None:
    mounted = {
        name: {volume.split(":")[0] for volume in service.get("volumes", [])}
        for name, service in SERVICES.items()
    }
    assert mounted["postgres"] == {"database"}
    assert mounted["redis"] == {"broker"}
    assert mounted["web"] == mounted["worker"] == {"models", "uploads"}
    assert set(compose()["volumes"]) == set.union(*mounted.values())
    image = image_environment()
    expected = [f"models:{image['HF_HOME']}", f"uploads:{image['UPLOAD_FOLDER']}"]
    assert SERVICES["web"]["volumes"] == SERVICES["worker"]["volumes"] == expected


def test_the_commit_that_is_named_as_the_image_is_built_is_known_in_it() -> None:
    commit = "1b" * 20
    built = compose(FILLED_IN | {"SOURCE_COMMIT": commit})["services"]
    for name in OURS:
        assert image_environment(built[name]["build"]["args"])["SOURCE_COMMIT"] == commit
    assert image_environment(SERVICES["web"]["build"]["args"])["SOURCE_COMMIT"] == ""


def test_nobody_is_root() -> None:
    user = final_stage("USER")[-1].argument.split(":")[0]
    assert int(user) > 0
    for name in OURS:
        assert "user" not in SERVICES[name]
    for name in THEIRS:
        assert SERVICES[name]["user"] not in ("", "root", "0")


@pytest.mark.parametrize("service", sorted(SERVICES))
def test_nothing_can_be_written_but_what_is_named(service: str) -> None:
    assert SERVICES[service]["read_only"] is True
    assert SERVICES[service]["cap_drop"] == ["ALL"]
    assert "privileged" not in SERVICES[service]


@pytest.mark.parametrize("service", sorted(LONG_RUNNING))
def test_what_runs_on_is_checked_and_started_again(service: str) -> None:
    assert SERVICES[service]["restart"] == "unless-stopped"
    if service == "web":
        assert final_stage("HEALTHCHECK")
        assert "healthcheck" not in SERVICES[service]
    else:
        check = SERVICES[service]["healthcheck"]
        assert check["test"][0] in ("CMD", "CMD-SHELL")
        assert check["interval"]
        assert check["timeout"]


def test_the_migration_runs_once() -> None:
    assert SERVICES["migrate"]["restart"] == "no"
    assert SERVICES["migrate"]["healthcheck"] == {"disable": True}


def test_each_service_waits_for_what_it_needs() -> None:
    for name in OURS - ONCE:
        conditions = {
            needed: how["condition"] for needed, how in SERVICES[name]["depends_on"].items()
        }
        assert conditions == {
            "postgres": "service_healthy",
            "redis": "service_healthy",
            "cache": "service_healthy",
            "migrate": "service_completed_successfully",
        }
    assert SERVICES["migrate"]["depends_on"] == {"postgres": {"condition": "service_healthy"}}


def test_only_the_site_is_reached_from_outside_and_only_from_this_machine() -> None:
    published = {name: service["ports"] for name, service in SERVICES.items() if "ports" in service}
    assert published == {"web": ["127.0.0.1:8000:8000"]}
    assert SERVICES["web"]["environment"]["PORT"] == "8000"
    assert final_stage("EXPOSE")[-1].argument == "8000"


def test_a_request_in_progress_may_end_before_the_container_is_killed() -> None:
    seconds = int(SERVICES["web"]["stop_grace_period"].removesuffix("s"))
    assert gunicorn.graceful_timeout < seconds
