"""`manage.py ensure_staff`."""

import stat
from collections.abc import Callable
from pathlib import Path

import pytest

from accounts.models import User

pytestmark = pytest.mark.django_db


def test_makes_the_staff_user_once_and_tells_the_password(
    manage: Callable[..., str], settings, tmp_path: Path
):
    settings.VAR_DIR = tmp_path
    password = manage("ensure_staff").strip().rsplit(" ", 1)[1]
    admin = User.objects.get(username="admin")
    assert admin.is_staff
    assert admin.check_password(password)
    assert stat.S_IMODE((tmp_path / "staff_password").stat().st_mode) == 0o600
    assert password in manage("ensure_staff"), "the same one the second time"


def test_a_password_that_was_changed_is_not_told(
    manage: Callable[..., str], settings, tmp_path: Path
):
    settings.VAR_DIR = tmp_path
    password = manage("ensure_staff").strip().rsplit(" ", 1)[1]
    admin = User.objects.get()
    admin.set_password("a password of my own")
    admin.save()
    assert password not in manage("ensure_staff")
    assert User.objects.get().check_password("a password of my own")
