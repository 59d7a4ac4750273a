"""The user, and the tokens with which programs act for one."""

from typing import Any

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.utils.translation import gettext_lazy as _


class User(AbstractUser):
    """Signs in by user name or by e-mail address (django-allauth keeps the addresses).

    A model of our own from the first migration, since it cannot be swapped later.
    """

    # Django's: the new password between set_password() and save().
    _password: str | None

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Who gets a new password loses every API token, as Django ends their other sessions.

        Whichever way it is changed: `_password` is set by set_password() alone, and not when a
        log-in only hashes the old password anew.
        """
        has_new_password = self._password is not None and self.pk is not None
        super().save(*args, **kwargs)
        if has_new_password:
            self.api_tokens.all().delete()


class ApiToken(models.Model):
    """Stands in for its user's password where a program asks; revoked by deletion.

    The token itself is not kept: `accounts.tokens` makes it, shows it once and knows it again.
    """

    user = models.ForeignKey(
        User, models.CASCADE, related_name="api_tokens", verbose_name=_("user")
    )
    name = models.CharField(
        _("name"), max_length=80, help_text=_("What it is for, so that you know it again.")
    )
    # The unique index is also that of the look-up.
    hash = models.CharField(max_length=64, unique=True, editable=False)
    prefix = models.CharField(_("begins with"), max_length=16, editable=False)
    created_at = models.DateTimeField(_("made"), auto_now_add=True)
    last_used_at = models.DateTimeField(_("last used"), null=True, editable=False)

    class Meta:
        verbose_name = _("API token")
        verbose_name_plural = _("API tokens")
        ordering = ["-created_at", "-id"]

    def __str__(self) -> str:
        return self.name
