"""How the site hands work to its workers: by the name of a task, after what it works on is stored.

Postgres knows what is to be done; the broker only carries it, and may lose it or be away. So nobody
waits for it, and what could not be sent is sent again by a periodic task.
"""

import logging
from collections.abc import Iterable

from celery import current_app
from kombu.exceptions import OperationalError

logger = logging.getLogger(__name__)

# Somebody waits for the page that sends: kombu's own patience is six seconds and more.
IMPATIENT = {"max_retries": 0, "socket_connect_timeout": 0.4, "socket_timeout": 0.4}


def send_tasks(name: str, calls: Iterable[list]) -> bool:
    """Send a task for each list of arguments; False, with a line in the log, where no broker is."""
    broker = current_app.connection(transport_options=IMPATIENT)
    try:
        with broker:
            for arguments in calls:
                current_app.send_task(name, args=arguments, connection=broker)
    except (OperationalError, OSError) as error:
        logger.warning("broker away, %s will be sent later: %s", name, error)
        return False
    return True
