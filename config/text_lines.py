"""Log lines for people who look on: the time of day, the level, what happened, the rest by name."""

from datetime import datetime

from structlog.typing import EventDict, WrappedLogger

# What makes lines of many processes one story; in one terminal the story is what stands there.
LEFT_OUT = ("logger", "request_id", "task_id")


def text_line(logger: WrappedLogger, method: str, event: EventDict) -> str:
    """structlog processor, the last. Traces are indented: no line of one looks like an event."""
    moment = datetime.fromisoformat(event.pop("timestamp")).astimezone()
    level, text = event.pop("level"), _printable(str(event.pop("event")))
    trace = event.pop("exception", None)
    facts = [f" {name}={value!r}" for name, value in event.items() if name not in LEFT_OUT]
    lines = [f"{moment:%H:%M:%S} {level:<7} {text}{''.join(facts)}"]
    if trace:
        lines += [f"    {_printable(line)}" for line in trace.split("\n")]
    return "\n".join(lines)


def _printable(text: str) -> str:
    """Escaped where a terminal would begin another line, or obey."""
    if text.isprintable():
        return text
    return "".join(each if each.isprintable() else repr(each)[1:-1] for each in text)
