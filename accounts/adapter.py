"""Where the site differs from django-allauth's ways of logging in."""

import logging
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.stages import EmailVerificationStage
from django.conf import settings
from django.contrib import messages
from django.forms import ValidationError
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.models import User

logger = logging.getLogger(__name__)

_NO_MATCH = _("The user name or e-mail and the password do not match.")


class AccountAdapter(DefaultAccountAdapter):
    error_messages = DefaultAccountAdapter.error_messages | {
        # One text for both: which of the two it was is nobody's business.
        "username_password_mismatch": _NO_MATCH,
        "email_password_mismatch": _NO_MATCH,
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return bool(settings.SIGNUP_OPEN)

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return reverse("accounts:home")

    def get_login_stages(self) -> list[str]:
        ours = f"{__name__}.{VerificationOfGivenAddress.__name__}"
        theirs = f"{EmailVerificationStage.__module__}.{EmailVerificationStage.__name__}"
        return [ours if stage == theirs else stage for stage in super().get_login_stages()]

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        try:
            super().pre_authenticate(request, **credentials)
        except ValidationError:
            logger.warning("log-in refused after too many failures, from %s", self._ip(request))
            raise

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        # Without the name that was typed: some type their password there.
        logger.warning("log-in failed, from %s", self._ip(request))

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """A mail server that is away is no reason for an error page, or half a sign-up."""
        try:
            super().send_mail(template_prefix, email, context)
        except OSError as error:  # SMTPException is one too
            # Its text may repeat the address; the class says whose fault it is.
            logger.error("mail %s was not sent: %s", template_prefix, type(error).__name__)
            messages.error(
                self.request,
                gettext("The mail could not be sent. Please try again in a few minutes."),
            )

    def _ip(self, request: HttpRequest) -> str:
        return str(self.get_client_ip(request))


class VerificationOfGivenAddress(EmailVerificationStage):
    """An account without an address has none to confirm.

    Staff made in the terminal have none, and those who signed up before the site sent mail.
    allauth would send them nothing and let them wait for it. An address that such an account adds
    later counts when it is confirmed, so a mistyped one locks nobody out.
    """

    def handle(self) -> tuple[HttpResponse | None, bool]:
        user: User | None = self.login.user
        if user is not None and not user.email:
            return None, True
        answer: tuple[HttpResponse | None, bool] = super().handle()
        return answer
