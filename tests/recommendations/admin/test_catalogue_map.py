"""Maps in the admin: read, and deleted where nobody sees them."""

import pytest
from django.test import Client
from django.urls import reverse

from catalog.models import Movie
from recommendations.models import CatalogueMap
from tests.accounts.factories import UserFactory
from tests.browser.rows import make_map


@pytest.fixture
def staff(client: Client, catalogue: dict[str, Movie]) -> Client:
    client.force_login(UserFactory.create(is_staff=True, is_superuser=True))
    return client


def address(page: str, row: CatalogueMap | None = None) -> str:
    return reverse(f"admin:recommendations_cataloguemap_{page}", args=[row.pk] if row else [])


def test_the_list_says_which_is_shown_and_reads_no_places(
    staff: Client, django_assert_max_num_queries
):
    make_map()
    with django_assert_max_num_queries(8) as queries:
        page = staff.get(address("changelist")).content.decode()
    assert "t-SNE" in page
    assert "0.9012" in page
    assert '"places"' not in " ".join(query["sql"] for query in queries.captured_queries)


def test_one_is_read_and_not_written(staff: Client):
    row = make_map()
    page = staff.get(address("change", row)).content.decode()
    assert row.data_hash in page
    assert 'name="_save"' not in page
    assert staff.post(address("change", row), {"titles": 1}).status_code == 403
    assert staff.get(address("add")).status_code == 403


def test_the_shown_one_cannot_be_deleted_and_an_old_one_can(staff: Client):
    row = make_map()
    assert staff.post(address("delete", row), {"post": "yes"}).status_code == 403
    CatalogueMap.objects.update(is_shown=False)
    assert staff.post(address("delete", row), {"post": "yes"}).status_code == 302
    assert not CatalogueMap.objects.exists()
