"""An account's end."""

from django.db import transaction

from accounts.models import User


class LastSuperuser(Exception):
    """Nobody could give rights to anybody any more."""


def is_last_superuser(user: User) -> bool:
    others = User.objects.filter(is_superuser=True, is_active=True).exclude(pk=user.pk)
    return user.is_superuser and not others.exists()


def delete_account(user: User) -> None:
    """The user and, by the cascade, every row that is theirs. Raises LastSuperuser."""
    with transaction.atomic():
        # Two superusers who go at the same moment see each other as the one who stays.
        list(User.objects.select_for_update().filter(is_superuser=True).order_by("pk"))
        if is_last_superuser(user):
            raise LastSuperuser
        user.delete()
