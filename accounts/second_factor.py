"""Secrets of second factors, encrypted in the database."""

import base64

from allauth.mfa.adapter import DefaultMFAAdapter
from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.utils.translation import gettext_lazy as _


class EncryptingAdapter(DefaultMFAAdapter):
    """Who reads the table or a backup of it cannot make codes: the key comes from SECRET_KEY.

    Where that changes, the old one belongs in SECRET_KEY_FALLBACKS for as long as there are factors
    from before. Without it they cannot be checked; `manage.py remove_second_factor` takes one away.
    """

    error_messages = DefaultMFAAdapter.error_messages | {
        "unreadable_secret": _(
            "This second factor can no longer be checked. Ask those who run this site to remove it."
        ),
    }

    def encrypt(self, text: str) -> str:
        return _cipher().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        try:
            return _cipher().decrypt(encrypted_text.encode()).decode()
        except InvalidToken as error:
            # Stands at the field for the code then, instead of an error page.
            raise self.validation_error("unreadable_secret") from error


def _cipher() -> MultiFernet:
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    return MultiFernet([Fernet(_derived(key)) for key in keys])


def _derived(secret_key: str) -> bytes:
    """A key for this purpose alone: what it encrypts tells nothing of what signs sessions."""
    derivation = HKDF(SHA256(), length=32, salt=None, info=b"movieclip second factor")
    return base64.urlsafe_b64encode(derivation.derive(secret_key.encode()))
