"""/metrics: who sees it, what it tells, and that nothing that is away makes it fail."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.conf import settings as settings_of_the_site
from django.core.cache import cache
from django.db import OperationalError
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from prometheus_client.parser import text_string_to_metric_families
from pytest_django import Settings

from accounts.models import User
from catalog.models import Job, Movie
from config.metrics.requests import observe_request
from config.metrics.site import SiteCollector
from tests.catalog.factories import MovieFactory

TOKEN = "a-token-of-prometheus"
PASSWORD = "a long enough password"


class Scrape:
    """What Prometheus reads: the value of a name with its labels."""

    def __init__(self, text: str) -> None:
        self.text = text
        families = list(text_string_to_metric_families(text))
        names = [family.name for family in families]
        assert len(names) == len(set(names)), "a name has one meaning"
        self.samples = {
            (sample.name, frozenset(sample.labels.items())): sample.value
            for family in families
            for sample in family.samples
        }

    def value(self, name: str, **labels: str) -> float:
        return self.samples.get((name, frozenset(labels.items())), 0.0)

    def has(self, name: str) -> bool:
        return any(found == name for found, _labels in self.samples)


@pytest.fixture
def scrape(client: Client, settings: Settings) -> Callable[[], Scrape]:
    settings.METRICS_TOKEN = TOKEN

    def read() -> Scrape:
        response = Client().get("/metrics", headers={"authorization": f"Bearer {TOKEN}"})
        assert response.status_code == 200
        return Scrape(response.content.decode())

    return read


@pytest.mark.parametrize(
    "authorization", ["", "Bearer", "Bearer ", "Bearer wrong", "Basic " + TOKEN, "Bearer é"]
)
@pytest.mark.parametrize("token", ["", TOKEN])
def test_the_public_is_kept_out(
    authorization: str, token: str, client: Client, db: None, settings: Settings
) -> None:
    settings.METRICS_TOKEN = token
    response = client.get("/metrics", headers={"authorization": authorization})
    assert response.status_code == 403
    assert b"movieclip_" not in response.content


def test_a_visitor_who_is_logged_in_is_kept_out_and_staff_are_let_in(
    client: Client, db: None
) -> None:
    user = User.objects.create_user("visitor")
    client.force_login(user)
    assert client.get("/metrics").status_code == 403
    User.objects.filter(pk=user.pk).update(is_staff=True)
    response = client.get("/metrics")
    assert response.status_code == 200
    assert response["Content-Type"].startswith("text/plain")
    assert "no-store" in response["Cache-Control"]
    assert client.post("/metrics").status_code == 405


def test_staff_are_let_in_as_into_the_admin(client: Client, db: None, settings: Settings) -> None:
    settings.REQUIRE_STAFF_MFA = True
    user = User.objects.create_user("operator", password=PASSWORD, is_staff=True)
    client.post(reverse("account_login"), {"login": "operator", "password": PASSWORD})
    assert client.get("/metrics").status_code == 403, "none set up"
    TOTP.activate(user, generate_totp_secret())
    codes = RecoveryCodes.activate(user).get_unused_codes()
    assert client.get("/metrics").status_code == 403, "none shown"
    client.post(reverse("mfa_reauthenticate"), {"code": codes[0]})
    assert client.get("/metrics").status_code == 200


def test_titles_are_told_by_the_state_of_their_embedding(
    catalogue: dict[str, Movie], scrape: Callable[[], Scrape]
) -> None:
    MovieFactory.create(embedding_error="ValueError: no")
    waiting = MovieFactory.create(is_published=False)
    Movie.objects.filter(pk=waiting.pk).update(updated_at=timezone.now() - timedelta(hours=1))
    told = scrape()
    by_state = {
        state: told.value("movieclip_titles", state=state)
        for state in ("embedded", "waiting", "failed")
    }
    assert by_state == {"embedded": 8, "waiting": 1, "failed": 1}
    assert told.value("movieclip_titles_hidden") == 1
    assert told.value("movieclip_embedding_coverage") == pytest.approx(0.8)
    assert 3600 <= told.value("movieclip_embedding_oldest_waiting_seconds") < 3700


def test_a_queued_title_waits_since_it_was_queued(db: None, scrape: Callable[[], Scrape]) -> None:
    an_hour_ago = timezone.now() - timedelta(hours=1)
    job = Job.objects.create(kind="embed", label="a new model", created_at=an_hour_ago)
    movie = MovieFactory.create()
    Movie.objects.update(embedding_job=job, updated_at=an_hour_ago - timedelta(days=300))
    assert movie.embedding_hash == ""
    assert 3600 <= scrape().value("movieclip_embedding_oldest_waiting_seconds") < 3700


def test_an_empty_site_lacks_nothing(db: None, scrape: Callable[[], Scrape]) -> None:
    told = scrape()
    assert told.value("movieclip_embedding_coverage") == 1.0
    assert told.value("movieclip_embedding_oldest_waiting_seconds") == 0.0
    for part in ("database", "migrations", "broker", "cache", "encoder"):
        assert told.value("movieclip_up", part=part) == 1.0


def test_every_metric_is_explained_to_operators_and_no_other(
    db: None, scrape: Callable[[], Scrape]
) -> None:
    text = (settings_of_the_site.BASE_DIR / "docs/operations.md").read_text()
    explained = set(re.findall(r"`(movieclip_\w+)", text.partition("## Metrics\n")[2]))
    told = {family.name for family in text_string_to_metric_families(scrape().text)}
    suffixed = {name if name in told else name.removesuffix("_total") for name in explained}
    assert suffixed == {name for name in told if name.startswith("movieclip_")}


def test_jobs_and_the_rows_of_imports_are_told(db: None, scrape: Callable[[], Scrape]) -> None:
    now = timezone.now()
    over = {"status": "succeeded", "finished_at": now}
    Job.objects.create(kind="import", label="a", done=7, failed=2, **over)
    Job.objects.create(kind="import", label="b", done=1, updated_at=now - timedelta(minutes=5))
    Job.objects.create(kind="embed", label="c", done=7, **over)
    told = scrape()
    assert told.value("movieclip_jobs", kind="import", status="running") == 1
    assert told.value("movieclip_jobs", kind="import", status="succeeded") == 1
    assert told.value("movieclip_import_rows", outcome="taken") == 8
    assert told.value("movieclip_import_rows", outcome="rejected") == 2
    assert 300 <= told.value("movieclip_job_longest_standstill_seconds", kind="import") < 400
    assert told.value("movieclip_job_longest_standstill_seconds", kind="embed") == 0


@pytest.mark.parametrize(
    ("away", "missing"),
    [
        ("database", ["movieclip_titles", "movieclip_import_rows"]),
        ("broker", ["movieclip_queue_tasks", "movieclip_task_runs_total"]),
        ("cache", []),
    ],
)
def test_what_is_away_is_told_and_the_rest_still_is(
    away: str,
    missing: list[str],
    scrape: Callable[[], Scrape],
    request: pytest.FixtureRequest,
    db: None,
) -> None:
    request.getfixturevalue(f"{away}_away")
    scrape()  # a request, which the next one tells of
    told = scrape()
    assert told.value("movieclip_up", part=away) == 0.0
    assert told.value("movieclip_up", part="encoder") == 1.0
    assert told.has("movieclip_requests_total")
    everything = {"movieclip_titles", "movieclip_import_rows", "movieclip_queue_tasks"}
    assert not [name for name in missing if told.has(name)]
    assert not [name for name in everything - set(missing) if not told.has(name)]


def test_without_a_model_no_title_counts_as_embedded(
    catalogue: dict[str, Movie], scrape: Callable[[], Scrape], settings: Settings
) -> None:
    settings.CLIP_MODEL = "/nowhere"
    told = scrape()
    assert told.value("movieclip_up", part="encoder") == 0.0
    assert told.value("movieclip_embedding_coverage") == 0.0


def test_the_number_of_queries_does_not_grow_with_the_catalogue(
    db: None, django_assert_num_queries: Callable
) -> None:
    def scrape_anew() -> None:
        cache.clear()
        list(SiteCollector().collect())

    scrape_anew()
    for _ in range(2):
        with django_assert_num_queries(10):
            scrape_anew()
        MovieFactory.create_batch(5)
        Job.objects.create(kind="embed", label="another")


def test_requests_are_counted_by_view_and_never_by_path(
    client: Client, catalogue: dict[str, Movie], scrape: Callable[[], Scrape]
) -> None:
    before = scrape()
    client.get(catalogue["Jaws"].get_absolute_url())
    client.get("/nowhere-1/")
    client.get("/nowhere-2/")
    observe_request("catalog:title", "BREW", 405, 0.1)
    after = scrape()

    def more(**labels: str) -> float:
        name = "movieclip_requests_total"
        return after.value(name, **labels) - before.value(name, **labels)

    assert more(view="catalog:title", method="GET", status="200") == 1
    assert more(view="none", method="GET", status="404") == 2
    assert more(view="catalog:title", method="other", status="405") == 1
    assert not [labels for _name, labels in after.samples if "nowhere" in str(labels)]
    seconds = "movieclip_request_seconds_count"
    assert after.value(seconds, view="none") - before.value(seconds, view="none") == 2


def test_a_search_is_timed_by_its_stages(
    client: Client, catalogue: dict[str, Movie], scrape: Callable[[], Scrape]
) -> None:
    name = "movieclip_search_stage_seconds_count"
    before = scrape()
    client.get("/", {"q": "sharks that hunt swimmers"})
    after = scrape()
    stages = [
        "encode",
        "lexemes",
        "words",
        "title",
        "meaning",
        "facts",
        "cards",
        "facets",
        "render",
    ]
    assert {
        after.value(name, stage=stage) - before.value(name, stage=stage) for stage in stages
    } == {1}


def test_log_ins_and_hearts_are_counted(
    client: Client, catalogue: dict[str, Movie], scrape: Callable[[], Scrape]
) -> None:
    User.objects.create_user("visitor", password="right-right-right")
    before = scrape()
    for password in ("wrong", "right-right-right"):
        client.post(reverse("account_login"), {"login": "visitor", "password": password})
    heart = reverse("recommendations:toggle_favorite", args=[catalogue["Jaws"].pk])
    client.post(heart)
    client.post(heart, {"action": "remove"})
    after = scrape()
    for name, labels in [
        ("movieclip_log_ins_total", {"outcome": "failure"}),
        ("movieclip_log_ins_total", {"outcome": "success"}),
        ("movieclip_favorite_toggles_total", {"action": "add"}),
        ("movieclip_favorite_toggles_total", {"action": "remove"}),
    ]:
        assert after.value(name, **labels) - before.value(name, **labels) == 1, (name, labels)


def test_a_cache_that_stops_to_answer_is_counted_once(
    cache_away: None, db: None, scrape: Callable[[], Scrape]
) -> None:
    before = scrape().value("movieclip_cache_failures_total")
    for _ in range(3):
        cache.get("anything")
    assert scrape().value("movieclip_cache_failures_total") - before <= 1


def test_a_request_that_an_error_of_the_database_ended_is_counted(
    db: None, scrape: Callable[[], Scrape], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise OperationalError("terminating connection due to administrator command")

    before = scrape()
    monkeypatch.setattr("catalog.views.search_titles", fail)
    assert Client(raise_request_exception=False).get("/", {"q": "x"}).status_code == 503
    name = "movieclip_database_errors_total"
    after = scrape()
    labels = {"error": "OperationalError"}
    assert after.value(name, **labels) - before.value(name, **labels) == 1
