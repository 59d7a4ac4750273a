"""Postgres and Valkey out of wheels, for settings in which nobody runs servers for us."""

from pathlib import Path


def start_all(var: Path) -> bool:
    """Start what does not run; True if this call started anything."""
    # Imported late: settings read this package's addresses in every process.
    from config.embedded import postgres, valkey

    started = [server.start(var) for server in (postgres, valkey)]
    return any(started)


def all_running(var: Path) -> bool:
    """Whether everything answers, now."""
    from config.embedded import postgres, valkey

    return postgres.is_running(var) and valkey.is_running(var)


def stop_all(var: Path) -> None:
    from config.embedded import postgres, valkey

    for server in (valkey, postgres):
        server.stop(var)
