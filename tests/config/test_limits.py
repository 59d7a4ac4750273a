"""Requests that bring too much, or bring it too slowly, and what they cost the others."""

import http.client
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.conf import settings as site_settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from config import limits, slow_clients
from config.embedded.processes import PROC
from tests.accounts.factories import UserFactory
from tests.config.web import Web, get, running_web

MIB = 1 << 20
ADD = "/admin/catalog/importupload/add/"

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def web(tmp_path_factory: pytest.TempPathFactory, django_db_setup: None) -> Iterator[Web]:
    folder = tmp_path_factory.mktemp("web")
    with running_web(folder, TMPDIR=str(folder), UPLOAD_FOLDER=str(folder / "uploads")) as web:
        yield web


class Upload:
    """A request whose body is sent by hand."""

    def __init__(self, web: Web, path: str, *headers: str) -> None:
        address = urlsplit(web.address)
        self.socket = socket.create_connection((str(address.hostname), int(address.port or 0)))
        self.socket.settimeout(30)
        head = [f"POST {path} HTTP/1.1", f"Host: {address.hostname}", *headers, "", ""]
        self.socket.sendall("\r\n".join(head).encode())

    def send(self, megabytes: int) -> int:
        """Number of MiB that went out before the server had enough."""
        for sent in range(megabytes):
            try:
                self.socket.sendall(b"x" * MIB)
            except OSError:
                return sent
        return megabytes

    def answer(self) -> tuple[int, str]:
        response = http.client.HTTPResponse(self.socket)
        response.begin()
        return response.status, response.read().decode()


def memory_of(web: Web) -> int:
    """The most that a worker ever held, in MiB."""
    text = "".join((PROC / str(pid) / "status").read_text() for pid in web.workers())
    return max(int(line.split()[1]) for line in text.splitlines() if "VmHWM" in line) // 1024


def settled_memory_of(web: Web) -> int:
    """The same, once it grows no more: a worker loads the encoder behind its first answers."""
    before = -1
    while (now := memory_of(web)) != before:
        before = now
        time.sleep(1)
    return now


def files_of(web: Web) -> set[Path]:
    return {path for path in web.log.parent.rglob("*") if "static" not in path.parts}


class TestServed:
    @pytest.mark.parametrize("path", ["/", "/accounts/login/", "/admin/login/", ADD, "/nowhere/"])
    def test_two_hundred_megabytes_from_anybody_cost_neither_disk_nor_memory(
        self, web: Web, path: str
    ):
        get(web.address)
        before, files = settled_memory_of(web), files_of(web)
        with closing((upload := Upload(web, path, f"Content-Length: {200 * MIB}")).socket):
            sent = upload.send(200)
        assert sent < 200, "refused, not swallowed"
        assert memory_of(web) - before < 16
        assert files_of(web) == files
        assert get(web.address)[0] == 200

    @pytest.mark.parametrize("path", ["/", "/accounts/login/", ADD])
    def test_a_body_that_is_a_little_too_long_gets_its_page(self, web: Web, path: str):
        with closing((upload := Upload(web, path, f"Content-Length: {4 * MIB}")).socket):
            assert upload.send(4) == 4
            status, page = upload.answer()
        assert status == 413
        assert "More was sent than this page takes" in page

    def test_a_body_of_unknown_length_is_refused(self, web: Web):
        with closing((upload := Upload(web, "/", "Transfer-Encoding: chunked")).socket):
            upload.socket.sendall(b"5\r\nhello\r\n")
            assert upload.answer()[0] == 411

    @pytest.mark.parametrize(
        "headers",
        [
            ["Content-Length: 5", "Transfer-Encoding: chunked"],
            ["Content-Length: 5", "Content-Length: 500000000"],
            ["Content-Length: -1"],
            ["Content-Length: five"],
            ["Transfer-Encoding: chunked, identity"],
        ],
    )
    def test_two_lengths_or_none_that_can_be_read_are_refused(self, web: Web, headers: list[str]):
        with closing((upload := Upload(web, "/accounts/login/", *headers)).socket):
            upload.socket.sendall(b"hello")
            assert upload.answer()[0] == 400

    def test_others_are_answered_while_many_send_too_much(self, web: Web):
        get(web.address)
        stop = threading.Event()

        def storm() -> None:
            while not stop.is_set():
                with closing((upload := Upload(web, "/", f"Content-Length: {200 * MIB}")).socket):
                    upload.send(200)

        storms = [threading.Thread(target=storm) for _ in range(4)]
        for each in storms:
            each.start()
        try:
            assert {get(web.address)[0] for _ in range(20)} == {200}
        finally:
            stop.set()
            for each in storms:
                each.join()

    def test_bodies_that_never_come_give_the_threads_back(self, web: Web):
        headers = [
            "Content-Length: 100",
            "Content-Type: application/x-www-form-urlencoded",
            f"Cookie: csrftoken={'x' * 32}",  # without it Django refuses the form unread
        ]
        stalled = [Upload(web, "/accounts/login/", *headers) for _ in range(8)]
        time.sleep(0.2)  # all threads wait for them now
        assert get(web.address)[0] == 200
        for upload in stalled:
            assert upload.answer()[0] == 403
            upload.socket.close()


class TestPages:
    @pytest.fixture(autouse=True)
    def _small(self, settings, tmp_path: Path) -> None:
        settings.UPLOAD_MAX_MB = 2
        settings.UPLOAD_FOLDER = tmp_path / "uploads"

    def send(self, client: Client, size: int):
        file = SimpleUploadedFile("titles.csv", b"x" * size, content_type="text/csv")
        return client.post(ADD, {"file": file, "platform": "netflix"})

    def test_staff_are_told_how_much_can_be_uploaded(self, admin_client: Client):
        response = self.send(admin_client, 3 * MIB)
        assert response.status_code == 413
        assert "The file is larger than 2.0\xa0MB" in response.text

    def test_staff_may_upload_what_others_may_not(self, admin_client: Client, client: Client):
        response = self.send(admin_client, 3 * MIB // 2)
        assert response.status_code == 200, "shown again: it is no CSV"
        assert "too long to be a header" in response.text
        client.logout()
        assert self.send(client, 3 * MIB // 2).status_code == 413
        client.force_login(UserFactory.create(is_staff=True))
        assert self.send(client, 3 * MIB // 2).status_code == 413, "staff without the permission"

    def test_a_form_with_a_megabyte_of_text_is_too_large(self, admin_client: Client):
        text = "x" * (site_settings.DATA_UPLOAD_MAX_MEMORY_SIZE + 1)
        response = admin_client.post(ADD, {"platform": text})
        assert response.status_code == 413
        assert "More was sent than this page takes" in response.text

    def test_a_form_with_thousands_of_fields_is_a_bad_request(self, client: Client):
        response = client.post("/accounts/login/", {f"x{n}": "1" for n in range(1_100)})
        assert response.status_code == 400
        assert "The request was not understood" in response.text

    @pytest.mark.parametrize(
        ("content_type", "body"),
        [
            ("multipart/form-data; boundary=x", b"--x\r\nContent-Disposition: form-data; name"),
            ("multipart/form-data", b"no boundary"),
            ("multipart/form-data; boundary=" + "x" * 500, b"--x"),
            ("application/x-www-form-urlencoded; charset=no-such", b"a=b"),
            ("application/x-www-form-urlencoded", b"%00=%ff&&&==="),
        ],
    )
    def test_a_body_that_is_no_form_is_answered(
        self, client: Client, content_type: str, body: bytes
    ):
        response = client.generic("POST", "/accounts/login/", body, content_type)
        assert 200 <= response.status_code < 500
        assert "<h1" in response.text

    def test_the_page_that_takes_files_is_the_one_that_the_limit_knows(self):
        assert reverse(limits.UPLOAD_PAGE) == ADD


class TestSlowClients:
    def test_a_body_that_trickles_in_is_given_up(self, monkeypatch: pytest.MonkeyPatch):
        ours, theirs = socket.socketpair()
        with closing(ours), closing(theirs):
            timed = slow_clients.TimedSocket(ours, seconds=0.2)

            def trickle() -> None:
                for _ in range(1_000):
                    theirs.send(b"x")
                    assert timed.recv(10) == b"x"
                    time.sleep(0.01)

            with pytest.raises(TimeoutError):
                trickle()
            assert ours.gettimeout() is None, "answers are written without haste"

    def test_what_comes_fast_enough_may_be_of_any_length(self):
        ours, theirs = socket.socketpair()
        with closing(ours), closing(theirs):
            timed = slow_clients.TimedSocket(ours, seconds=0.2)
            before = timed.deadline
            theirs.send(b"x" * slow_clients.BYTES_PER_SECOND)
            received = len(timed.recv(slow_clients.BYTES_PER_SECOND))
            assert timed.deadline - before == received / slow_clients.BYTES_PER_SECOND
