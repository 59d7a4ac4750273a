from pathlib import Path

import pytest
from django.test import Client

from accounts.models import User
from tests.accounts.factories import UserFactory
from tests.catalog.curators import curators


@pytest.fixture
def staff(admin_user: User, client: Client) -> Client:
    """A superuser's browser."""
    client.force_login(admin_user)
    return client


@pytest.fixture
def curator(db: None) -> Client:
    """The browser of somebody who is of the staff, and of the group "Curators", no more."""
    user = UserFactory.create(is_staff=True)
    user.groups.add(curators())
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def upload_folder(settings, tmp_path: Path) -> Path:
    """Of this test alone; it is made by the first upload."""
    settings.UPLOAD_FOLDER = tmp_path / "uploads"
    return settings.UPLOAD_FOLDER
