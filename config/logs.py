"""How log lines look: one line an event in JSON for collectors, or text for people.

Every record goes through here: Django's, gunicorn's, Celery's and ours. A line break or an escape
sequence that somebody sends ends up escaped: nobody writes lines into the log but we.
"""

import logging
from collections.abc import Mapping
from typing import Any

import structlog
from django.core.exceptions import ImproperlyConfigured
from structlog.tracebacks import ExceptionDictTransformer
from structlog.typing import Processor

from config.redaction import redact
from config.text_lines import text_line

_shared: list[Processor] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_logger_name,
    structlog.stdlib.add_log_level,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
]

# Local variables hold what visitors sent: they stay out of traces.
_traces = ExceptionDictTransformer(show_locals=False, max_frames=20)

_renderers: dict[str, list[Processor]] = {
    "json": [
        structlog.processors.ExceptionRenderer(_traces),
        redact,
        structlog.processors.JSONRenderer(),
    ],
    "text": [
        structlog.processors.format_exc_info,
        redact,
        text_line,
    ],
}


class Fault(logging.Filter):
    """Lets records through that tell of an exception of ours: what a visitor may not do, or sent in
    no known form, is one for Django, and a warning."""

    def filter(self, record: logging.LogRecord) -> bool:
        return bool(record.exc_info) and record.levelno >= logging.ERROR


def line_formatter(style: str) -> logging.Formatter:
    """Formatter for records of structlog and of the standard library alike."""
    return structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=_shared,
        processors=[
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            *_renderers[style],
        ],
    )


def logging_configuration(environment: Mapping[str, str]) -> dict[str, Any]:
    """What `logging.config.dictConfig` takes, by `LOG_LEVEL` and `LOG_FORMAT`.

    Of the environment, not of the settings: gunicorn's first process logs too, and loads none.
    Raises ImproperlyConfigured for a level or a format that there is not.
    """
    is_embedded = "DATABASE_URL" not in environment
    style = environment.get("LOG_FORMAT") or ("text" if is_embedded else "json")
    level = (environment.get("LOG_LEVEL") or "INFO").upper()
    if style not in _renderers:
        raise ImproperlyConfigured(f"LOG_FORMAT is json or text, not {style}")
    if level not in logging.getLevelNamesMapping():
        raise ImproperlyConfigured(f"LOG_LEVEL is DEBUG, INFO, WARNING or ERROR, not {level}")
    # What the programs of `manage.py up` say of themselves, and requests that went well, are no
    # news in one terminal.
    of_programs = "WARNING" if is_embedded and level == "INFO" else level
    through_root = {"handlers": [], "propagate": True}
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"line": {"()": "config.logs.line_formatter", "style": style}},
        "filters": {"fault": {"()": "config.logs.Fault"}},
        "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
        "root": {"handlers": ["console"], "level": level},
        "loggers": {
            "django": {**through_root, "level": level},
            "django.server": {"handlers": ["console"], "propagate": False},
            # The line of the request says the status (access_log.py): here come traces alone.
            "django.request": {"filters": ["fault"]},
            # Scanners send any host name at all; each would leave a trace.
            "django.security.DisallowedHost": {"level": "CRITICAL"},
            "config.access": {**through_root, "level": of_programs},
            "gunicorn.error": {**through_root, "level": of_programs},
            "gunicorn.access": {**through_root, "level": "CRITICAL"},
            "celery": {**through_root, "level": of_programs},
            "faiss": {"level": "WARNING"},  # which of its own parts it has found
            "httpx2": {"level": "WARNING"},  # huggingface_hub's client
            "torch": {"level": "WARNING"},  # cache statistics at the end of each process
        },
    }


structlog.configure(
    processors=[*_shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
    logger_factory=structlog.stdlib.LoggerFactory(),
    wrapper_class=structlog.stdlib.BoundLogger,
    cache_logger_on_first_use=True,
)
