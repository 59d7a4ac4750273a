"""The image without Docker: its commands, run with the environment that compose.yml gives."""

import contextlib
import os
import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Sequence
from pathlib import Path

import psycopg
import pytest
from django.conf import settings

from tests.config.deployment import (
    FILLED_IN,
    ROOT,
    compose,
    copy_build_context,
    dockerfile,
    final_stage,
    image_health_command,
)
from tests.config.image import (
    DATABASE,
    PATIENCE,
    Image,
    Process,
    link_packages,
    requirements,
    shell,
)


@pytest.fixture(scope="module")
def image(tmp_path_factory: pytest.TempPathFactory, django_db_setup: None) -> Iterator[Image]:
    """Built, with an empty database beside it."""
    built = Image(tmp_path_factory.mktemp("image"))
    for folder in ("models", "uploads", "tmp"):
        (built.root / folder).mkdir()
    link_packages(built.root / "venv")
    copy_build_context(built.app)
    for instruction in dockerfile():
        if instruction.name == "RUN" and "manage.py" in instruction.argument:
            command = ["sh", "-c", built.inside(instruction.argument)]
            subprocess.run(command, cwd=built.app, env={"PATH": "/usr/bin:/bin"}, check=True)
    server = settings.DATABASES["default"]
    with psycopg.connect(
        host=server["HOST"],
        port=server["PORT"],
        user=server["USER"],
        dbname="postgres",
        autocommit=True,
    ) as connection:
        connection.execute(f"DROP DATABASE IF EXISTS {DATABASE} WITH (FORCE)")
        connection.execute(f"CREATE DATABASE {DATABASE}")
        yield built
        connection.execute(f"DROP DATABASE {DATABASE} WITH (FORCE)")


@pytest.fixture(scope="module")
def migrated(image: Image) -> Image:
    command = compose()["services"]["migrate"]["command"]
    finished = image.run(command, "migrate")
    assert finished.returncode == 0, finished.stderr
    assert "Applying catalog.0001_initial... OK" in finished.stdout
    return image


@pytest.fixture
def port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture
def web(migrated: Image, port: int) -> Iterator[Process]:
    process = Process(migrated, final_stage("CMD")[-1].words, "web", PORT=str(port))
    deadline = time.monotonic() + PATIENCE
    while migrated.run(image_health_command(), "web", PORT=str(port)).returncode != 0:
        assert time.monotonic() < deadline, process.output
    yield process
    process.kill()


def get(port: int, path: str, **headers: str) -> tuple[int, str]:
    """A request as it comes from a proxy with TLS; status and body."""
    as_from_proxy = {"Host": FILLED_IN["ALLOWED_HOSTS"], "X-Forwarded-Proto": "https"}
    request = urllib.request.Request(
        f"http://127.0.0.1:{port}{path}", headers=as_from_proxy | headers
    )
    try:
        with DIRECT.open(request, timeout=PATIENCE) as response:
            return response.status, response.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode()


class NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_: object, **__: object) -> None:
        return None


DIRECT = urllib.request.build_opener(urllib.request.ProxyHandler({}), NoRedirect)


def files_below(folder: Path) -> dict[Path, float]:
    return {path: path.stat().st_mtime for path in folder.rglob("*")}


def test_the_pinned_packages_need_no_other() -> None:
    installs = [each.argument for each in dockerfile() if "pip" in each.argument]
    assert any(argument.endswith("install -r /requirements/ml.txt") for argument in installs)
    # What the Dockerfile runs, where everything is there and nothing can be fetched: pip still
    # compares each version and each package that another one asks for.
    finished = subprocess.run(
        [
            *(sys.executable, "-m", "pip", "install", "--dry-run", "--no-index"),
            *("-r", str(ROOT / "requirements/ml.txt")),
        ],
        capture_output=True,
        text=True,
    )
    assert finished.returncode == 0, finished.stderr
    asked_for = {
        re.split(r"[ =\[(<>~!]", line.removeprefix("Requirement already satisfied: "))[0]
        for line in finished.stdout.splitlines()
        if line.startswith("Requirement already satisfied")
    }
    assert normal(asked_for) == normal(requirements("requirements/base.txt", "requirements/ml.txt"))


def normal(names: Sequence[str] | set[str]) -> set[str]:
    return {re.sub(r"[-_.]+", "-", name).lower() for name in names}


def test_the_database_can_be_backed_up_from_inside_the_image(migrated: Image) -> None:
    backup = "/tmp/films.dump"
    finished = migrated.run(["/venv/bin/python", "manage.py", "backup", backup], "worker")
    assert finished.returncode == 0, finished.stderr
    assert "readable from end to end" in finished.stdout
    again = migrated.run(["/venv/bin/python", "manage.py", "restore", backup], "worker")
    assert again.returncode == 1
    assert "not empty" in again.stderr


def test_torch_is_installed_first_and_for_the_cpu() -> None:
    installs = [each.argument for each in dockerfile() if "pip" in each.argument]
    commands = [each for each in installs if " install " in each]
    assert "grep '^torch=='" in commands[0]
    assert "--index-url https://download.pytorch.org/whl/cpu" in commands[0]
    assert re.search(r"^torch==\S+$", (ROOT / "requirements/ml.txt").read_text(), re.MULTILINE)


def test_the_image_holds_the_site_and_neither_secrets_nor_tests(image: Image) -> None:
    present = {path.name for path in image.app.iterdir()}
    assert {"manage.py", "config", "catalog", "templates", "staticfiles"} <= present
    left_out = {".git", ".env", ".env.example", ".venv", "var", "tests", "benchmarks", "docs"}
    assert not present & left_out
    assert (image.app / "catalog/embeddings/movieclip-mini/model.safetensors").is_file()
    assert list((image.app / "staticfiles").glob("css/site.*.css.gz"))


@pytest.mark.parametrize("given", ["", "1b" * 20])
def test_figures_and_trainings_name_the_code_that_the_image_has(image: Image, given: str) -> None:
    code = "from catalog.evaluation.provenance import code_version; print(code_version())"
    command = ["/venv/bin/python", "manage.py", "shell", "--no-imports", "-c", code]
    finished = image.run(command, "worker", SOURCE_COMMIT=given)
    assert finished.returncode == 0, finished.stderr
    assert re.fullmatch(given or r"sources:[0-9a-f]{16}", finished.stdout.strip())


def test_migrating_again_changes_nothing(migrated: Image) -> None:
    finished = migrated.run(compose()["services"]["migrate"]["command"], "migrate")
    assert finished.returncode == 0, finished.stderr
    assert "No migrations to apply" in finished.stdout


def test_the_web_process_is_healthy_and_serves_the_site(
    migrated: Image, web: Process, port: int
) -> None:
    health = migrated.run(image_health_command(), "web", PORT=str(port))
    assert (health.returncode, health.stdout) == (0, "healthy\n")

    # No proxy of ours is declared, so this came by HTTP whatever its headers say.
    assert get(port, "/")[0] == 301
    web.stop()
    behind_proxy = {"PORT": str(port), "TRUSTED_PROXY_COUNT": "1"}
    again = Process(migrated, final_stage("CMD")[-1].words, "web", **behind_proxy)
    try:
        # The model that compose.yml names is not on this machine: said at once, not by a visitor.
        again.wait_for("search has keywords only")
        status, page = get(port, "/")
        assert status == 200
        style = re.search(r'href="(/static/css/site\.\w+\.css)"', page)
        assert style
        assert get(port, style[1])[0] == 200
        assert get(port, "/", Host="elsewhere.example.com")[0] == 400
        assert "Traceback" not in again.output, again.output
    finally:
        again.kill()


def test_a_model_that_arrives_is_used_without_a_restart(migrated: Image, port: int) -> None:
    more = {
        "PORT": str(port),
        "TRUSTED_PROXY_COUNT": "1",
        "CLIP_MODEL": migrated.inside("/models/m"),
    }
    without_model = "search by words alone"
    process = Process(migrated, final_stage("CMD")[-1].words, "web", **more)
    try:
        process.wait_for("search has keywords only")
        status, page = get(port, "/?q=a+heist+in+space")
        assert status == 200
        assert "match your words alone" in page
        assert without_model in process.output
        shutil.copytree(
            migrated.app / "catalog/embeddings/movieclip-mini", migrated.root / "models/m"
        )
        deadline = time.monotonic() + PATIENCE
        # The catalogue is empty, so the page cannot show it: the log stops to complain.
        complaints = -1
        while process.output.count(without_model) > complaints:
            assert time.monotonic() < deadline, process.output
            complaints = process.output.count(without_model)
            assert get(port, f"/?q=a+heist+in+space+{complaints}")[0] == 200
            time.sleep(0.5)  # its lines take a moment to arrive
        assert get(port, "/readyz")[0] == 200
    finally:
        process.kill()


def test_the_web_process_ends_when_it_is_told_and_is_unhealthy_then(
    migrated: Image, web: Process, port: int
) -> None:
    assert web.stop() == 0
    health = migrated.run(image_health_command(), "web", PORT=str(port))
    assert health.returncode == 1
    assert health.stdout.startswith(f"unhealthy: nothing answers on port {port}")
    assert len(health.stdout.splitlines()) == 1


@pytest.mark.parametrize("hosts", [".example.org", "*", "a.example.org,b.example.org"])
def test_the_health_check_knows_every_way_to_write_allowed_hosts(
    hosts: str, migrated: Image, port: int
) -> None:
    more = {"PORT": str(port), "ALLOWED_HOSTS": hosts}
    process = Process(migrated, final_stage("CMD")[-1].words, "web", **more)
    try:
        process.wait_for("Booting worker")
        deadline = time.monotonic() + PATIENCE
        while (health := migrated.run(image_health_command(), "web", **more)).returncode != 0:
            assert "nothing answers" in health.stdout
            assert time.monotonic() < deadline
    finally:
        process.kill()


def test_a_site_that_refuses_its_own_name_is_unhealthy(
    migrated: Image, web: Process, port: int
) -> None:
    more = {"PORT": str(port), "ALLOWED_HOSTS": "another.example.org"}
    health = migrated.run(image_health_command(), "web", **more)
    assert health.returncode == 1
    assert "answered 400" in health.stdout


def test_the_health_check_needs_nothing_that_is_installed(image: Image, port: int) -> None:
    python, isolated, *rest = image_health_command()
    finished = image.run([python, isolated, "-S", *rest], "web", PORT=str(port))
    assert finished.stdout.startswith("unhealthy: nothing answers"), finished.stderr


def test_the_worker_runs_without_its_model_and_says_so(migrated: Image) -> None:
    service = compose()["services"]["worker"]
    worker = Process(migrated, service["command"], "worker")
    try:
        worker.wait_for("openai/clip-vit-base-patch32 is not on this machine")
        worker.wait_for("ready.")
        health = migrated.run(shell(service["healthcheck"]), "worker")
        assert health.returncode == 0, health.stderr
        assert worker.stop() == 0
        assert "Traceback" not in worker.output
    finally:
        worker.kill()
    assert migrated.run(shell(service["healthcheck"]), "worker").returncode != 0


def test_the_worker_names_its_model(migrated: Image) -> None:
    command = compose()["services"]["worker"]["command"]
    model = "catalog/embeddings/movieclip-mini"
    worker = Process(migrated, command, "worker", CLIP_MODEL=model)
    try:
        worker.wait_for("titles are embedded with movieclip-mini@")
        assert worker.stop() == 0
    finally:
        worker.kill()


def test_the_scheduler_runs_and_its_health_check_notices_when_it_stands_still(
    migrated: Image,
) -> None:
    service = compose()["services"]["beat"]
    beat = Process(migrated, service["command"], "beat")
    alive = migrated.root / "tmp/beat.alive"
    try:
        beat.wait_for("beat: Starting")
        deadline = time.monotonic() + PATIENCE
        while not alive.exists():
            assert time.monotonic() < deadline
            time.sleep(0.1)
        assert migrated.run(shell(service["healthcheck"]), "beat").returncode == 0
        assert beat.stop() == 0
    finally:
        beat.kill()
    long_ago = time.time() - 3600
    os.utime(alive, (long_ago, long_ago))
    assert migrated.run(shell(service["healthcheck"]), "beat").returncode != 0


def test_nothing_is_written_into_the_image(migrated: Image, port: int) -> None:
    before = files_below(migrated.app)
    commands = {
        "web": final_stage("CMD")[-1].words,
        "worker": compose()["services"]["worker"]["command"],
        "beat": compose()["services"]["beat"]["command"],
    }
    signs_of_life = {"web": "Booting worker", "worker": "ready.", "beat": "beat: Starting"}
    processes = {
        name: Process(migrated, command, name, **({"PORT": str(port)} if name == "web" else {}))
        for name, command in commands.items()
    }
    with contextlib.ExitStack() as stack:
        for name, process in processes.items():
            stack.callback(process.kill)
            process.wait_for(signs_of_life[name])
        for process in processes.values():
            assert process.stop() == 0, process.output
    assert files_below(migrated.app) == before
    home = Path(migrated.environment("web")["HOME"])
    assert not (home / ".gunicorn").exists()
