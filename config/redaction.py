"""What must not stand in a log line, taken out of it: the last net, below everybody's own care.

Each pattern looks at a bounded number of letters from any place on: a text of one kind, made long,
must not keep the process busy.
"""

import re
from functools import lru_cache
from typing import Any

from structlog.typing import EventDict, WrappedLogger

REDACTED = "[redacted]"
LONGEST_TEXT = 20_000

_SECRET = r"password|passwd|token|authorization|cookie|secret|csrf"  # noqa: S105 - names, no values
_SECRET_NAME = re.compile(_SECRET, re.IGNORECASE)

_SECRET_TEXTS = [
    # A header, or a pair of name and value, inside a message.
    (re.compile(rf"(?i)((?:{_SECRET})[\w-]{{0,40}}[\"']?\s?[:=]\s?)(?!\s).+"), rf"\1{REDACTED}"),
    # postgres://user:password@host
    (re.compile(r"(://[^\s/:@]{0,100}:)[^\s/@]{1,200}@"), rf"\1{REDACTED}@"),
    # Who has the address of a mail that allauth sends can act for its receiver.
    (re.compile(r"(/(?:reset/key|confirm-email)/)[^\s\"'?]+"), rf"\1{REDACTED}"),
    # Rows that Postgres quotes when it refuses them, and its quotes of what somebody typed.
    (re.compile(r"(Key \([^)]{0,200}\)=)\(.*\)"), rf"\1({REDACTED})"),
    (re.compile(r"(Failing row contains ).+"), rf"\1{REDACTED}"),
    (re.compile(r"(LINE \d{1,9}: ).+(\n\s{0,200}\^)?"), rf"\1{REDACTED}"),
    # E-mail addresses. Names of models (`movieclip-mini@1f2e.2`) are none.
    (
        re.compile(r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){0,4}\.[A-Za-z]{2,24}\b"),
        "[e-mail]",
    ),
]
# Most texts have none of these, and need not be looked through once for each pattern.
_HINT = re.compile(rf"(?i){_SECRET}|@|/reset/key/|/confirm-email/|Key \(|Failing row|LINE \d")


def redact(logger: WrappedLogger, method: str, event: EventDict) -> EventDict:
    """structlog processor: values of secret names, and secrets inside texts, are left out."""
    return {name: _without_secrets(name, value) for name, value in event.items()}


def redacted_text(text: str) -> str:
    if len(text) > LONGEST_TEXT:
        text = f"{text[:LONGEST_TEXT]}…"
    if _HINT.search(text):
        for pattern, replacement in _SECRET_TEXTS:
            text = pattern.sub(replacement, text)
    return text


@lru_cache(maxsize=1_000)
def _is_secret(name: str) -> bool:
    return bool(_SECRET_NAME.search(name))


def _without_secrets(name: str, value: Any) -> Any:
    if value and _is_secret(name):
        return REDACTED
    if isinstance(value, str):
        return redacted_text(value)
    if isinstance(value, dict):
        return {key: _without_secrets(str(key), item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_without_secrets("", item) for item in value]
    return value
