"""`manage.py download_model`, against a hub of this machine's own: the real client, real HTTP."""

import hashlib
import http.server
import json
import os
import shutil
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.conf import settings

MINI = Path(settings.BASE_DIR) / "catalog/embeddings/movieclip-mini"
COMMIT = "0123456789abcdef0123456789abcdef01234567"
NAME = "somebody/small-clip"


class Hub(http.server.ThreadingHTTPServer):
    """The part of the hub's API that a download uses: information, listing, files."""

    def __init__(self, files: Path) -> None:
        super().__init__(("127.0.0.1", 0), HubRequest)
        self.files = files
        self.fetched: list[str] = []

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"


class HubRequest(http.server.BaseHTTPRequestHandler):
    server: Hub

    def do_HEAD(self) -> None:
        self.do_GET()

    def do_GET(self) -> None:
        path = urlsplit(self.path).path
        names = sorted(file.name for file in self.server.files.iterdir())
        if path.startswith(f"/api/models/{NAME}/tree/"):
            listing = [self._entry(name) for name in names]
            self._answer(json.dumps(listing).encode(), "application/json")
        elif path == f"/api/models/{NAME}" or path.startswith(f"/api/models/{NAME}/revision/"):
            siblings = [{"rfilename": name} for name in names]
            model = {"id": NAME, "modelId": NAME, "sha": COMMIT, "siblings": siblings}
            self._answer(json.dumps(model).encode(), "application/json")
        elif path.startswith(f"/{NAME}/resolve/"):
            name = path.rpartition("/")[2]
            if self.command == "GET":
                self.server.fetched.append(name)
            self._answer((self.server.files / name).read_bytes(), "application/octet-stream")
        else:
            self._answer(b"{}", "application/json", status=404, error="RepoNotFound")

    def _entry(self, name: str) -> dict[str, object]:
        content = (self.server.files / name).read_bytes()
        digest = hashlib.sha1(content).hexdigest()
        return {"type": "file", "path": name, "size": len(content), "oid": digest}

    def _answer(self, body: bytes, kind: str, *, status: int = 200, error: str = "") -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("ETag", f'"{hashlib.sha1(body).hexdigest()}"')
        self.send_header("X-Repo-Commit", COMMIT)
        if error:
            self.send_header("X-Error-Code", error)
        self.end_headers()
        if self.command == "GET":
            self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        pass


@pytest.fixture
def hub(tmp_path: Path) -> Iterator[Hub]:
    """A hub with one model, the bundled one, among files that nobody here needs."""
    files = tmp_path / "hub"
    shutil.copytree(MINI, files)
    for unneeded in ("tf_model.h5", "flax_model.msgpack", "pytorch_model.bin"):
        (files / unneeded).write_bytes(b"for other libraries")
    with Hub(files) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server
        server.shutdown()


Run = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture
def run(tmp_path: Path) -> Run:
    """The command in a process of its own, in the environment that compose.yml gives."""

    def start(*arguments: str, hub: str, **more: str) -> "subprocess.CompletedProcess[str]":
        environment = {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "config.settings",
            "HF_ENDPOINT": hub,
            "HF_HOME": str(tmp_path / "models"),
            "HF_HUB_OFFLINE": "1",
            "HF_HUB_DISABLE_TELEMETRY": "1",
            "HF_HUB_DISABLE_PROGRESS_BARS": "1",
            **more,
        }
        return subprocess.run(
            [sys.executable, "manage.py", "download_model", *arguments],
            cwd=settings.BASE_DIR,
            env=environment,
            capture_output=True,
            text=True,
            timeout=120,
        )

    return start


@pytest.fixture
def closed_port() -> str:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return f"http://127.0.0.1:{probe.getsockname()[1]}"


def complaint(finished: "subprocess.CompletedProcess[str]") -> str:
    """The one line that a command that fails writes to standard error."""
    assert finished.returncode == 1, finished.stdout + finished.stderr
    lines = finished.stderr.strip().splitlines()
    assert len(lines) == 1, finished.stderr
    return lines[0]


def test_a_model_is_fetched_once_and_then_found_offline(
    run: Run, hub: Hub, closed_port: str
) -> None:
    first = run(NAME, hub=hub.url)
    assert first.returncode == 0, first.stderr
    assert f"{NAME} was fetched and works" in first.stdout
    needed = {file.name for file in MINI.iterdir()} - {"README.md"}
    assert set(hub.fetched) == needed  # safetensors alone, no weights of other libraries

    again = run(NAME, hub=closed_port)
    assert again.returncode == 0, again.stderr
    assert "nothing to fetch" in again.stdout


def test_without_an_argument_the_model_of_the_settings_is_fetched(run: Run, hub: Hub) -> None:
    finished = run(hub=hub.url, CLIP_MODEL=NAME)
    assert finished.returncode == 0, finished.stderr
    assert f"{NAME} was fetched and works" in finished.stdout


def test_a_model_that_was_fetched_in_part_is_completed(run: Run, hub: Hub, tmp_path: Path) -> None:
    assert run(NAME, hub=hub.url).returncode == 0
    snapshot = next((tmp_path / "models").glob("hub/models--*/snapshots/*"))
    weights = snapshot / "model.safetensors"
    weights.resolve().unlink()
    weights.unlink()
    finished = run(NAME, hub=hub.url)
    assert finished.returncode == 0, finished.stderr
    assert weights.stat().st_size == (MINI / "model.safetensors").stat().st_size


def test_a_folder_needs_no_hub(run: Run, closed_port: str) -> None:
    finished = run(str(MINI), hub=closed_port)
    assert finished.returncode == 0, finished.stderr
    assert "nothing to fetch" in finished.stdout


def test_a_hub_out_of_reach_is_said_in_one_line(run: Run, closed_port: str) -> None:
    message = complaint(run(NAME, hub=closed_port))
    assert NAME in message
    assert closed_port in message


def test_a_model_that_the_hub_does_not_have_is_said_in_one_line(run: Run, hub: Hub) -> None:
    assert "has no public model nobody/nothing" in complaint(run("nobody/nothing", hub=hub.url))


def test_what_is_no_name_of_a_model_is_said_in_one_line(run: Run, hub: Hub) -> None:
    message = complaint(run("a/b/c d", hub=hub.url))
    assert message.endswith("'a/b/c d' is neither a folder nor the name of a model")


def test_a_folder_that_is_not_there_is_said_in_one_line(run: Run, hub: Hub) -> None:
    assert "there is no folder /no/such/model" in complaint(run("/no/such/model", hub=hub.url))


def test_a_model_of_other_dimensions_is_refused(run: Run, hub: Hub) -> None:
    from transformers import CLIPTextConfig, CLIPTextModelWithProjection

    wider = CLIPTextConfig.from_pretrained(MINI, projection_dim=768, num_hidden_layers=1)
    CLIPTextModelWithProjection(wider).save_pretrained(hub.files)
    message = complaint(run(NAME, hub=hub.url))
    assert f"{NAME} was fetched, but:" in message
    assert "768 dimensions" in message


def test_a_model_of_another_kind_is_refused(run: Run, hub: Hub) -> None:
    config = hub.files / "config.json"
    config.write_text(json.dumps(json.loads(config.read_text()) | {"model_type": "bert"}))
    assert "is no CLIP model" in complaint(run(NAME, hub=hub.url))


def test_a_model_without_weights_is_refused_before_anything_is_fetched(run: Run, hub: Hub) -> None:
    for weights in ("model.safetensors", "pytorch_model.bin"):
        (hub.files / weights).unlink()
    assert "has neither model.safetensors nor pytorch_model.bin" in complaint(
        run(NAME, hub=hub.url)
    )
    assert hub.fetched == []
