"""What never stands in a log line, whoever wrote it there."""

import pytest

from config.redaction import LONGEST_TEXT, redact, redacted_text


def redacted(**event: object) -> dict[str, object]:
    return dict(redact(None, "info", event))


@pytest.mark.parametrize(
    "name",
    [
        "password",
        "new_password",
        "HTTP_AUTHORIZATION",
        "Cookie",
        "csrfmiddlewaretoken",
        "api_token",
    ],
)
def test_the_value_of_a_secret_name_is_left_out_however_deep_it_stands(name: str) -> None:
    event = redacted(
        event="x", **{name: "hunter2"}, form={name: ["hunter2"]}, list=[{name: "hunter2"}]
    )
    assert "hunter2" not in str(event)
    assert name in str(event)


@pytest.mark.parametrize(
    "text",
    [
        "cannot connect to postgres://movieclip:hunter2@postgres:5432/movieclip",
        "cannot connect to redis://:hunter2@redis:6379/0",
        "Invalid HTTP header: 'Cookie: sessionid=hunter2; theme=dark'",
        "Invalid HTTP header: 'Authorization: Bearer hunter2'",
        "password=hunter2",
        "{'X-CSRFToken': 'hunter2'}",
        "Not Found: /accounts/password/reset/key/5-hunter2/",
        "Not Found: /accounts/confirm-email/hunter2",
        "DETAIL:  Failing row contains (1, hunter2, null).",
        "DETAIL:  Key (username)=(hunter2) already exists.",
        "LINE 1: SELECT plainto_tsquery('hunter2\n               ^",
        "no mail could be sent to hunter2@mail.example.org",
    ],
)
def test_a_secret_inside_a_text_is_left_out(text: str) -> None:
    assert "hunter2" not in redacted_text(text)


@pytest.mark.parametrize(
    "text",
    [
        "titles are embedded with movieclip-mini@fdeda803e3cf.2",
        "celery@8c1f2a ready.",
        "Set the SECRET_KEY environment variable",
        "Forbidden (CSRF token missing.): /favorites/7/",
        "https://films.example.org:8000/titles/7-jaws/",
        'duplicate key value violates unique constraint "accounts_user_username_key"',
    ],
)
def test_what_an_operator_needs_stays(text: str) -> None:
    assert redacted_text(text) == text


def test_numbers_and_nothing_are_left_as_they_are() -> None:
    assert redacted(status=404, user_id=None, token="") == {
        "status": 404,
        "user_id": None,
        "token": "",
    }


@pytest.mark.parametrize(
    "part", ["a", "token", "cookie-", "Key (", "://", "://a:", "LINE 1: ", "a@", "a.", "@a."]
)
def test_a_long_text_costs_a_bounded_number_of_steps(part: str) -> None:
    """Were one of the patterns quadratic, this would take minutes."""
    text = redacted_text(part * 100_000)
    assert len(text) <= LONGEST_TEXT + 1
