"""The lines of the log: JSON or text, with all that belongs to a request or a task."""

import json
import logging
import re
import sys
from collections.abc import Iterator
from typing import Any

import pytest
import structlog
from django.contrib.auth import get_user_model
from django.core.exceptions import ImproperlyConfigured
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import path, reverse
from pytest_django import Settings

from config.logs import line_formatter, logging_configuration
from config.urls import urlpatterns as pages_of_the_site

SERVED = {"DATABASE_URL": "postgres://localhost/films"}


class Lines(logging.Handler):
    """What the root logger would write in JSON, parsed."""

    def __init__(self) -> None:
        super().__init__()
        self.setFormatter(line_formatter("json"))
        self.written: list[dict[str, Any]] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.written.append(json.loads(self.format(record)))

    def of_requests(self) -> list[dict[str, Any]]:
        return [line for line in self.written if line["logger"] == "config.access"]


@pytest.fixture
def lines() -> Iterator[Lines]:
    handler, access = Lines(), logging.getLogger("config.access")
    logging.getLogger().addHandler(handler)
    level = access.level
    access.setLevel(logging.INFO)  # the tests' servers are embedded, and their terminal is quiet
    yield handler
    access.setLevel(level)
    logging.getLogger().removeHandler(handler)


def fail(request: HttpRequest) -> HttpResponse:
    a_local_variable = request.GET["q"]
    raise ValueError(f"no page for {len(a_local_variable)} letters")


def complain(request: HttpRequest) -> HttpResponse:
    logging.getLogger("tests").warning("of the standard library")
    structlog.get_logger("tests").warning("of structlog", password="hunter2")
    return HttpResponse()


urlpatterns = [path("fail/", fail), path("complain/", complain), *pages_of_the_site]


@pytest.fixture
def failing_site(settings: Settings) -> Client:
    settings.ROOT_URLCONF = __name__
    return Client(raise_request_exception=False)


def test_each_request_has_a_line_with_its_id_and_nothing_that_was_typed(
    client: Client, db: None, lines: Lines
) -> None:
    response = client.get("/", {"q": "a shark hunts swimmers"}, headers={"cookie": "a=secret"})
    [line] = lines.of_requests()
    assert line["request_id"] == response["X-Request-ID"]
    assert (line["method"], line["path"], line["status"]) == ("GET", "/", 200)
    assert line["view"] == "catalog:search"
    assert line["milliseconds"] > 0
    assert line["user_id"] is None
    assert "shark" not in json.dumps(lines.written)
    assert "secret" not in json.dumps(lines.written)


def test_the_line_names_a_user_by_number_alone(client: Client, db: None, lines: Lines) -> None:
    user = get_user_model().objects.create_user("visitor", "visitor@example.org", "hunter2-hunter2")
    login = reverse("account_login")
    client.post(login, {"login": "visitor@example.org", "password": "hunter2-hunter2"})
    client.get(reverse("recommendations:favorites"))
    assert lines.of_requests()[-1]["user_id"] == user.pk
    everything = json.dumps(lines.written)
    assert "visitor" not in everything
    assert "hunter2" not in everything


def test_the_line_costs_no_query(
    client: Client, db: None, django_assert_num_queries: Any, lines: Lines
) -> None:
    client.force_login(get_user_model().objects.create_user("visitor"))
    with django_assert_num_queries(0):
        client.get("/healthz")


def test_what_is_logged_during_a_request_carries_its_id_and_what_comes_after_does_not(
    failing_site: Client, db: None, lines: Lines
) -> None:
    response = failing_site.get("/complain/")
    logging.getLogger("tests").warning("afterwards")
    said = {line["event"]: line for line in lines.written}
    for event in ("of the standard library", "of structlog", "request"):
        assert said[event]["request_id"] == response["X-Request-ID"]
    assert said["of structlog"]["password"] == "[redacted]"
    assert "request_id" not in said["afterwards"]


def test_an_exception_is_told_in_fields_and_without_local_variables(
    failing_site: Client, db: None, lines: Lines
) -> None:
    response = failing_site.get("/fail/", {"q": "a typed text"})
    assert response.status_code == 500
    [failure] = [line for line in lines.written if "exception" in line]
    [trace] = failure["exception"]
    assert (trace["exc_type"], trace["exc_value"]) == ("ValueError", "no page for 12 letters")
    assert trace["frames"][-1]["name"] == "fail"
    assert failure["request_id"] == response["X-Request-ID"]
    assert "a typed text" not in json.dumps(lines.written)
    assert lines.of_requests()[-1]["level"] == "error"


@pytest.mark.parametrize("name", ["account_reset_password_from_key", "account_confirm_email"])
def test_an_address_that_stands_in_for_a_password_is_not_logged(
    name: str, client: Client, db: None, lines: Lines
) -> None:
    arguments = ["5", "key-of-a-mail"] if "reset" in name else ["key-of-a-mail"]
    names = ("uidb36", "key")[-len(arguments) :]
    address = reverse(name, kwargs=dict(zip(names, arguments, strict=True)))
    client.get(address)
    client.get(address.rstrip("/"))
    assert len(lines.of_requests()) == 2
    assert "key-of-a-mail" not in json.dumps(lines.written)


@pytest.mark.parametrize("given", ["0123456789abcdef", "Trace-id_of.a-proxy-1"])
def test_a_proxys_id_is_taken_over_where_a_proxy_is_trusted(
    given: str, client: Client, db: None, settings: Settings
) -> None:
    headers = {"X-Request-ID": given}
    assert client.get("/healthz", headers=headers)["X-Request-ID"] != given
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    assert client.get("/healthz", headers=headers)["X-Request-ID"] == given


@pytest.mark.parametrize("given", ["short", "x" * 65, "two words", "line\nbreak", "é" * 10, ""])
def test_an_id_that_is_none_is_never_taken_over(
    given: str, client: Client, settings: Settings
) -> None:
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    made = client.get("/healthz", headers={"X-Request-ID": given})["X-Request-ID"]
    assert made != given
    assert len(made) == 16


@pytest.fixture
def record_of_many_lines() -> logging.LogRecord:
    try:
        raise ValueError("one\ntwo\x1b[31m\u2028three")
    except ValueError:
        trace = sys.exc_info()
    return logging.LogRecord("a", logging.ERROR, "", 1, "four\n%s\r", ("five\x00",), trace)


def test_a_message_of_many_lines_is_one_line_for_collectors(
    record_of_many_lines: logging.LogRecord,
) -> None:
    line = line_formatter("json").format(record_of_many_lines)
    assert line.isprintable()
    assert all(part in line for part in ("two", "three", "four", "five"))


def test_for_people_a_trace_stands_below_its_line_and_nobody_else_begins_one(
    record_of_many_lines: logging.LogRecord,
) -> None:
    first, *others = line_formatter("text").format(record_of_many_lines).split("\n")
    assert re.fullmatch(r"\d\d:\d\d:\d\d error   four\\nfive\\x00\\r", first)
    assert others[0] == "    Traceback (most recent call last):"
    assert others[-2:] == ["    ValueError: one", r"    two\x1b[31m\u2028three"]
    assert all(line.startswith("    ") and line.isprintable() for line in others)


def test_for_people_a_line_has_what_happened_and_no_ids() -> None:
    record = logging.LogRecord("a", logging.INFO, "", 1, "done", (), None)
    with structlog.contextvars.bound_contextvars(request_id="0123456789abcdef", task="embed"):
        line = line_formatter("text").format(record)
    assert line[8:] == " info    done task='embed'"


def test_what_a_visitor_did_wrong_leaves_no_trace_in_the_log(
    client: Client, db: None, lines: Lines
) -> None:
    assert client.get("/metrics").status_code == 403
    assert client.post("/", b"?", content_type="multipart/form-data").status_code == 405
    assert [line["logger"] for line in lines.written] == ["config.access"] * 2


@pytest.mark.parametrize(
    ("environment", "style", "level"),
    [
        (SERVED, "json", "INFO"),
        ({}, "text", "INFO"),
        (SERVED | {"LOG_FORMAT": "text", "LOG_LEVEL": "debug"}, "text", "DEBUG"),
        ({"LOG_FORMAT": "json", "LOG_LEVEL": ""}, "json", "INFO"),
    ],
)
def test_a_served_site_logs_for_collectors_and_a_first_try_for_people(
    environment: dict[str, str], style: str, level: str
) -> None:
    configuration = logging_configuration(environment)
    assert configuration["formatters"]["line"]["style"] == style
    assert configuration["root"]["level"] == level


@pytest.mark.parametrize("wrong", [{"LOG_FORMAT": "xml"}, {"LOG_LEVEL": "loud"}])
def test_a_format_or_level_that_there_is_not_is_refused(wrong: dict[str, str]) -> None:
    with pytest.raises(ImproperlyConfigured, match=next(iter(wrong))):
        logging_configuration(wrong)


def test_nothing_writes_past_the_one_format() -> None:
    """Every logger that Django or a library of ours configures hands its records to the root."""
    configuration = logging_configuration(SERVED)
    own_handlers = {
        name for name, logger in configuration["loggers"].items() if logger.get("handlers")
    }
    assert own_handlers == {"django.server"}, "runserver's, with the same formatter"
