"""Everything that the site keeps about somebody, as JSON and as CSV."""

import csv
import io
import json
import zipfile

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.contrib.auth.models import Group
from django.test import Client

from accounts.belongings import belongings
from accounts.export import csv_export, json_export, safe_cell
from accounts.models import User
from accounts.tokens import make_token
from tests.accounts.factories import UserFactory
from tests.catalog.factories import MovieFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def user() -> User:
    user = UserFactory.create(username="ada", email="ada@example.org")
    EmailAddress.objects.create(user=user, email="ada@example.org", primary=True)
    user.groups.add(Group.objects.create(name="readers"))
    return user


def exported(user: User) -> dict:
    return json.loads(b"".join(json_export(user)))


def exported_tables(user: User) -> dict[str, list[dict[str, str]]]:
    archive = zipfile.ZipFile(io.BytesIO(b"".join(csv_export(user))))
    assert archive.testzip() is None
    return {
        name.removesuffix(".csv"): list(csv.DictReader(io.StringIO(archive.read(name).decode())))
        for name in archive.namelist()
    }


def test_the_account_and_every_kind_of_row_are_in_both(user: User):
    movie = MovieFactory.create(title="Jaws", release_year=1975)
    user.favorites.create(movie=movie)
    user.ratings.create(movie=movie, value=7)
    user.marks.create(movie=movie, kind="seen")
    data, tables = exported(user), exported_tables(user)
    assert data["account"]["username"] == "ada"
    assert data["account"]["groups"] == ["readers"]
    assert tables["account"][0]["groups"] == "readers"
    kinds = {"account", "favorites", "emailaddress", "api_tokens", "logentry", "authenticator"}
    assert kinds <= set(data)
    assert set(data) == set(tables)

    (favourite,) = data["favorites"]
    assert favourite["movie"] == {"id": movie.pk, "name": str(movie)}
    (row,) = tables["favorites"]
    assert (row["movie_id"], row["movie"]) == (str(movie.pk), str(movie))
    assert data["ratings"][0]["value"] == 7
    assert data["ratings"][0]["movie"] == data["marks"][0]["movie"] == favourite["movie"]
    assert tables["marks"][0]["kind"] == "seen"
    assert data["emailaddress"][0]["email"] == "ada@example.org"


def test_every_relation_to_users_is_found(user: User):
    # What later apps add is found the same way: nothing is named in the code.
    found = {table.relation.related_model for table in belongings(user)}
    pointing = {
        relation.related_model
        for relation in User._meta.related_objects
        if not relation.many_to_many
    }
    assert pointing <= found


def test_nobody_elses_rows_are_in_it(user: User):
    other = UserFactory.create(username="grace", email="grace@example.org")
    EmailAddress.objects.create(user=other, email="grace@example.org")
    other.favorites.create(movie=MovieFactory.create(title="Alien"))
    text = b"".join(json_export(user)).decode()
    assert "grace" not in text
    assert "Alien" not in text


def test_no_secret_is_in_it(user: User, client: Client):
    token, raw = make_token(user, name="script")
    secret = generate_totp_secret()
    totp = TOTP.activate(user, secret).instance
    recovery = RecoveryCodes.activate(user)
    client.force_login(user)
    secrets = [
        user.password,
        raw,
        token.hash,
        secret,
        totp.data["secret"],
        recovery.instance.data["seed"],
        *recovery.get_unused_codes(),
        client.session.session_key,
    ]
    text = b"".join(json_export(user)).decode()
    text += str(exported_tables(user))
    assert "script" in text
    assert [value for value in secrets if value in text] == []


def test_a_title_that_a_spreadsheet_would_run_is_a_text(user: User):
    formula = '=HYPERLINK("http://example.org","click")'
    user.favorites.create(movie=MovieFactory.create(title=formula))
    (row,) = exported_tables(user)["favorites"]
    assert row["movie"].startswith("'=HYPERLINK")


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
def test_what_begins_like_a_formula_gets_an_apostrophe(start: str):
    assert safe_cell(f"{start}1+1") == f"'{start}1+1"


@pytest.mark.parametrize("value", [-5, "Jaws", "", None, "a=b"])
def test_anything_else_stays_as_it_is(value: object):
    assert safe_cell(value) == value


def test_it_takes_as_many_queries_for_many_rows(user: User, django_assert_max_num_queries):
    most = len(belongings(user)) + 2
    user.favorites.create(movie=MovieFactory.create())
    with django_assert_max_num_queries(most):
        exported(user)
    for movie in MovieFactory.create_batch(20):
        user.favorites.create(movie=movie)
    with django_assert_max_num_queries(most):
        assert len(exported(user)["favorites"]) == 21


@pytest.mark.parametrize(
    ("query", "content_type", "ending"),
    [("", "application/json", "json"), ("?format=csv", "application/zip", "zip")],
)
def test_the_page_streams_a_file_that_no_cache_keeps(
    client: Client, user: User, query: str, content_type: str, ending: str
):
    client.force_login(user)
    page = client.get(f"/account/export/{query}")
    assert page.streaming
    assert page["Content-Type"] == content_type
    assert page["Content-Disposition"].endswith(f'.{ending}"')
    assert "no-store" in page["Cache-Control"]
    assert b"ada" in b"".join(page) or ending == "zip"


@pytest.mark.parametrize("wanted", ["xml", "", "json%00", "../../etc"])
def test_a_format_that_there_is_not_is_not_found(client: Client, user: User, wanted: str):
    client.force_login(user)
    assert client.get(f"/account/export/?format={wanted}").status_code == 404
