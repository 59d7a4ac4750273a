"""Forms of the account pages; most are django-allauth's."""

from typing import Any

from allauth.account import app_settings
from allauth.account.forms import LoginForm as AllauthLoginForm
from allauth.account.forms import ResetPasswordForm as AllauthResetPasswordForm
from allauth.account.models import EmailAddress
from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from accounts.models import ApiToken, User


class LoginForm(AllauthLoginForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        login = self.fields["login"]
        login.label = _("User name or e-mail")
        login.widget.attrs["autocomplete"] = "username"

    def user_credentials(self) -> dict[str, str]:
        """What was typed, once.

        The backend takes a user name for an e-mail address too. allauth gives it an address under
        both names, and a known one is then hashed against twice: measurably slower than an
        unknown one.
        """
        return {
            "username": self.cleaned_data["login"],
            "password": self.cleaned_data["password"],
        }


class ResetPasswordForm(AllauthResetPasswordForm):
    """Where addresses are confirmed, a link goes only to those that are.

    Whoever reads a mistyped address would else get the account. One exception: an account that
    nobody has ever logged in to holds nothing, and may be a stranger's who signed up with this
    address before its owner did.
    """

    users: list[User]

    @property
    def mail_is_printed(self) -> bool:
        """Whether whoever waits for the mail waits in vain, unless the console is theirs."""
        return not settings.SENDS_MAIL

    def clean_email(self) -> str:
        email: str = super().clean_email()
        if app_settings.EMAIL_VERIFICATION != app_settings.EmailVerificationMethod.NONE:
            self.users = [user for user in self.users if _may_reset_by(email, user)]
        return email


def _may_reset_by(email: str, user: User) -> bool:
    is_confirmed = EmailAddress.objects.filter(user=user, email=email.lower(), verified=True)
    return user.last_login is None or is_confirmed.exists()


class TokenForm(forms.ModelForm):
    class Meta:
        model = ApiToken
        fields = ["name"]


class DeleteAccountForm(forms.Form):
    is_sure = forms.BooleanField(label=_("Yes, delete my account and everything above."))
