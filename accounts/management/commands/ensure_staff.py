"""`manage.py ensure_staff`: the staff log-in of a site that runs for the first time."""

import os
import secrets
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand

USERNAME = "admin"


class Command(BaseCommand):
    help = "Create the staff user 'admin' with a random password, once, and say what it is."

    def handle(self, *args: Any, **options: Any) -> None:
        password_file: Path = settings.VAR_DIR / "staff_password"
        users = get_user_model().objects
        user = users.filter(username=USERNAME).first()
        if user is None:
            password = secrets.token_urlsafe(12)
            _write_private(password_file, password)
            users.create_superuser(USERNAME, "", password)
        else:
            password = password_file.read_text().strip() if password_file.is_file() else ""
            if not password or not user.check_password(password):
                self.stdout.write(f"staff log-in: {USERNAME}, with the password that you set")
                return
        self.stdout.write(f"staff log-in: {USERNAME}, password: {password}")


def _write_private(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write(text)
