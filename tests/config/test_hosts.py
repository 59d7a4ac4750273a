"""Requests for a site that is not ours."""

import logging
from pathlib import Path

import pytest
from django.test import Client

from tests.config.web import get, running_web

OURS = "testserver"

HOSTS = [
    "evil.example.com",
    "testserver.evil.example.com",
    "evil.example.com:80@testserver",
    "testserver\nlevel='error' event='all is lost'",
    "testserver\r\nSet-Cookie: a=b",
    "<script>alert(1)</script>",
    "a" * 5_000,
    "[::1",
    "testserver:port",
    "кино.example",
    "\x00",
]


@pytest.fixture
def client() -> Client:
    return Client(raise_request_exception=False)


@pytest.mark.django_db
class TestHostHeader:
    @pytest.mark.parametrize("host", HOSTS)
    @pytest.mark.parametrize("path", ["/", "/accounts/password/reset/", "/admin/", "/nowhere/"])
    def test_of_another_site_gets_a_page_that_does_not_repeat_it(
        self, client: Client, host: str, path: str
    ):
        response = client.get(path, headers={"host": host})
        assert response.status_code == 400
        assert "The request was not understood" in response.text
        assert host not in response.text
        assert "Set-Cookie" not in response.headers

    @pytest.mark.parametrize("host", HOSTS)
    def test_of_another_site_forges_no_line_of_the_log(
        self, client: Client, host: str, caplog: pytest.LogCaptureFixture
    ):
        with caplog.at_level(logging.DEBUG):
            client.get("/", headers={"host": host})
        lines = [record.getMessage() for record in caplog.records]
        assert not [line for line in lines if host in line]

    def test_of_ours_is_answered(self, client: Client):
        assert client.get("/", headers={"host": OURS}).status_code == 200


@pytest.mark.django_db
def test_a_strange_host_is_a_line_of_the_served_sites_log_without_its_name(tmp_path: Path):
    with running_web(tmp_path) as web:
        before = len(web.lines)
        status, page = get(f"{web.address}/", Host="evil.example.com")
        assert status == 400
        assert "The request was not understood" in page
        written = web.lines[before:]
    assert len(written) <= 2, "the request, and Django's word on it"
    assert not [line for line in written if "evil.example.com" in line]
