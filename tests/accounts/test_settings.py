"""What the environment decides about accounts."""

import pytest

from tests.config.test_settings import SERVED, python, setting

MAIL = {"EMAIL_URL": "smtp+tls://user:password@mail.example.org:587"}


@pytest.mark.parametrize(
    ("given", "verification", "email_field"),
    [
        ({}, "none", "email"),
        (MAIL, "mandatory", "email*"),
        (MAIL | {"EMAIL_VERIFICATION": "optional"}, "optional", "email"),
        ({"EMAIL_VERIFICATION": "mandatory"}, "mandatory", "email*"),
    ],
)
def test_addresses_are_confirmed_where_mail_is_sent(
    given: dict[str, str], verification: str, email_field: str
) -> None:
    served = SERVED | given
    names = "(settings.ACCOUNT_EMAIL_VERIFICATION, settings.ACCOUNT_SIGNUP_FIELDS[1])"
    code = f"from django.conf import settings; print({names})"
    assert python("-c", code, **served).stdout.strip() == str((verification, email_field))
    checked = python("manage.py", "check", **served)
    assert checked.returncode == 0, checked.stderr


@pytest.mark.parametrize(
    ("given", "expected"),
    [({}, "movieclip@films.example.org"), ({"EMAIL_FROM": "us@example.org"}, "us@example.org")],
)
def test_mails_come_from_the_site(given: dict[str, str], expected: str) -> None:
    assert setting("DEFAULT_FROM_EMAIL", **SERVED, **given) == repr(expected)


@pytest.mark.parametrize(
    ("given", "expected"), [({}, "True"), ({"REQUIRE_STAFF_MFA": "no"}, "False")]
)
def test_a_served_site_asks_staff_for_a_second_factor_unless_it_is_told_otherwise(
    given: dict[str, str], expected: str
) -> None:
    assert setting("REQUIRE_STAFF_MFA", **SERVED, **given) == expected


def test_a_first_try_does_not(tmp_path) -> None:
    assert setting("REQUIRE_STAFF_MFA", MOVIECLIP_VAR=str(tmp_path)) == "False"


def test_earlier_secrets_are_kept(tmp_path) -> None:
    given = {"SECRET_KEY_FALLBACKS": "first-of-all,second"}
    assert setting("SECRET_KEY_FALLBACKS", **SERVED, **given) == "['first-of-all', 'second']"
