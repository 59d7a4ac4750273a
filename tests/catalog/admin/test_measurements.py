"""Measurements in the admin: read and deleted, never written."""

import pytest
from django.test import Client

from accounts.models import User
from catalog.measurements import store_measurement
from catalog.models import Measurement
from tests.accounts.factories import UserFactory
from tests.catalog.evaluation.reports import search_report

LIST = "/admin/catalog/measurement/"

pytestmark = pytest.mark.django_db


@pytest.fixture
def measurement() -> Measurement:
    report = search_report(command="manage.py evaluate_search '<b>.jsonl'")
    return store_measurement(report, kind=Measurement.Kind.SEARCH)


@pytest.fixture
def operator(client: Client) -> Client:
    client.force_login(UserFactory.create(is_staff=True, is_superuser=True))
    return client


def test_are_listed_and_found_by_file_and_encoder(operator: Client, measurement: Measurement):
    assert "plots_validation.jsonl" in operator.get(LIST).content.decode()
    for text, count in (("plots_", 1), ("movieclip-mini", 1), ("nothing", 0)):
        assert len(operator.get(LIST, {"q": text}).context["cl"].result_list) == count


def test_show_all_figures_as_text(operator: Client, measurement: Measurement):
    page = operator.get(f"{LIST}{measurement.pk}/change/").content.decode()
    assert "&quot;recall@10&quot;: 0.5" in page
    assert "&lt;b&gt;.jsonl" in page


def test_are_not_added_or_changed_by_hand(operator: Client, measurement: Measurement):
    assert operator.get(f"{LIST}add/").status_code == 403
    operator.post(f"{LIST}{measurement.pk}/change/", {"command": "another"})
    measurement.refresh_from_db()
    assert measurement.command != "another"


def test_are_not_for_staff_without_the_permission(client: Client, measurement: Measurement):
    client.force_login(User.objects.create(username="x", is_staff=True))
    assert client.get(LIST).status_code == 403
