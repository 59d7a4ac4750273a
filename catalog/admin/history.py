"""What was done to titles, where Django's admin keeps what was edited."""

from collections.abc import Iterable

from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.http import HttpRequest

from catalog.models import Movie


def remember(
    request: HttpRequest, movies: Iterable[Movie], message: str, *, flag: int = CHANGE
) -> None:
    """An entry for each title, on its own history."""
    LogEntry.objects.log_actions(_user_id(request), movies, flag, message)


def remember_for_all(request: HttpRequest, message: str) -> None:
    """One entry for the whole catalogue: a title's own history is the same before and after."""
    LogEntry.objects.create(
        user_id=_user_id(request),
        content_type=ContentType.objects.get_for_model(Movie),
        object_repr=str(Movie._meta.verbose_name_plural),
        action_flag=CHANGE,
        change_message=message,
    )


def _user_id(request: HttpRequest) -> int:
    assert request.user.pk is not None  # the admin lets nobody in without
    return request.user.pk
