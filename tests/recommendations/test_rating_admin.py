"""Ratings and marks in the admin."""

import pytest
from django.test import Client

from recommendations.models import Mark, Rating
from tests.accounts.factories import UserFactory
from tests.catalog.factories import MovieFactory

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("value", ["11", "0", "-1", "many", "99999999999999999999", ""])
def test_a_value_that_is_no_rating_is_told_so(admin_client: Client, value: str):
    fields = {"user": UserFactory.create().pk, "movie": MovieFactory.create().pk, "value": value}
    fields |= {"created_at_0": "2026-01-01", "created_at_1": "12:00:00"}
    page = admin_client.post("/admin/recommendations/rating/add/", fields)
    assert page.status_code == 200
    assert b"errornote" in page.content
    assert not Rating.objects.exists()


@pytest.mark.parametrize("model", ["rating", "mark"])
def test_lists_take_as_many_queries_for_many_rows(
    admin_client: Client, model: str, django_assert_max_num_queries
):
    for movie in MovieFactory.create_batch(15):
        Rating.objects.create(user=UserFactory.create(), movie=movie, value=7)
        Mark.objects.create(user=UserFactory.create(), movie=movie, kind="seen")
    # The session and its user; how many, how many of each filter, and the rows.
    with django_assert_max_num_queries(6):
        page = admin_client.get(f"/admin/recommendations/{model}/?q=title")
    assert page.status_code == 200
