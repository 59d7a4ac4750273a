"""The request that a task comes from, in each line that the task logs.

The id travels in the message's headers: to a task, to its retries, and to the tasks that it sends.
"""

from typing import Any

from celery.signals import before_task_publish, task_postrun, task_prerun
from structlog.contextvars import bind_contextvars, clear_contextvars

from config.request_id import current_request_id

_HEADER = "request_id"


@before_task_publish.connect
def take_request_along(headers: dict[str, Any], **_: Any) -> None:
    if request_id := current_request_id():
        headers[_HEADER] = request_id


@task_prerun.connect
def bind_task(task_id: str, task: Any, **_: Any) -> None:
    # Called within another task or a test, not by a worker: the caller's context stays.
    if task.request.called_directly:
        return
    clear_contextvars()
    bind_contextvars(task=task.name, task_id=task_id)
    if request_id := task.request.get(_HEADER):
        bind_contextvars(request_id=request_id)


@task_postrun.connect
def forget_task(task: Any, **_: Any) -> None:
    if not task.request.called_directly:
        clear_contextvars()
