"""The project's settings with servers of the tests' own, beside those of a running site."""

import os
from pathlib import Path

os.environ.setdefault("MOVIECLIP_VAR", str(Path(__file__).resolve().parent.parent / "var/test"))

from config.settings import *  # noqa: F403

# Django's test client and live server find static files where they are written.
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_AUTOREFRESH = True
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
