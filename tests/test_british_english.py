"""The English interface: one name for one thing, whoever wrote the page, and British dates."""

from datetime import UTC, datetime
from pathlib import Path

import polib
import pytest
from django.test import Client
from django.utils import translation
from django.utils.formats import date_format

from tests.conftest import REPOSITORY

CATALOGUE = REPOSITORY / "locale" / "en" / "LC_MESSAGES" / "django.po"


@pytest.mark.django_db
def test_forms_of_libraries_name_things_as_the_site_does(client: Client):
    page = client.get("/accounts/signup/", headers={"accept-language": "en"}).content.decode()
    assert "User name</label>" in page
    assert "E-mail (optional)</label>" in page


@pytest.mark.parametrize("language", ["en", "es"])
def test_a_date_has_its_day_before_its_month(language: str):
    expected = {"en": "21 November 2026, 14:05", "es": "21 de noviembre de 2026 a las 14:05"}
    with translation.override(language):
        assert (
            date_format(datetime(2026, 11, 21, 14, 5, tzinfo=UTC), "DATETIME_FORMAT")
            == (expected[language])
        )


def test_every_text_that_is_said_anew_is_compiled_and_said_by_a_library():
    texts = polib.pofile(str(CATALOGUE))
    compiled = polib.mofile(str(CATALOGUE.with_suffix(".mo")))
    assert {e.msgid: e.msgstr for e in compiled} == {e.msgid: e.msgstr for e in texts}
    known = set()
    for library in ("allauth", "django/contrib/admin", "django/contrib/auth", "django"):
        known |= _spanish_texts_of(library)
    assert {entry.msgid for entry in texts} <= known


def _spanish_texts_of(library: str) -> set[str]:
    """What the library translates at all."""
    package, *folders = library.split("/")
    root = Path(__import__(package).__file__ or "").parent.joinpath(*folders)
    root = root / "conf" if library == "django" else root
    return {entry.msgid for entry in polib.pofile(str(root / "locale/es/LC_MESSAGES/django.po"))}
