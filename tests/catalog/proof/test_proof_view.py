"""/proof/: what was measured, by whom, and how to measure it again."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.test import Client

from catalog import measurements
from catalog.measurements import shipped_measurements, store_measurement
from catalog.models import Measurement
from catalog.search.cutoff import CUTOFF
from catalog.search.fusion import WEIGHTS
from tests.catalog.evaluation.reports import search_report

SEARCH = Measurement.Kind.SEARCH
BY_ENCODER = "the encoder was chosen by them"
BY_WEIGHTS = "the weights of the search were fitted on them"
BY_CUTOFF = "the cut-off was fitted on them"

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def shipped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The folder of results that come with a release, empty to begin with."""
    monkeypatch.setattr(measurements, "SHIPPED", (tmp_path,))
    shipped_measurements.cache_clear()
    yield tmp_path
    shipped_measurements.cache_clear()


def page(client: Client, **headers: str) -> str:
    response = client.get("/proof/", headers=headers)
    assert response.status_code == 200
    return response.content.decode()


def test_says_what_was_found_on_what_and_by_which_command(client: Client):
    store_measurement(search_report(), kind=SEARCH)
    text = page(client)
    assert "Measured on this site, by its operator." in text
    assert "Short requests (12): the film that was meant is among the first ten in 50.0%" in text
    assert "The best of the others, TF-IDF, finds 50.0%." in text
    for stated in ("plots_validation.jsonl", "0a" * 32, "validation", "16,528", "1b" * 6):
        assert stated in text
    assert "manage.py evaluate_search plots_validation.jsonl --query short" in text
    assert "movieclip-mini@0123456789ab.2" in text


def test_has_a_table_of_the_ways_the_classes_and_the_films_trained_on(client: Client):
    store_measurement(search_report(), kind=SEARCH)
    text = page(client)
    for heading in (
        "Short requests",
        "Short requests, by what they are like",
        "Short requests, by whether training knew their films",
    ):
        assert f">{heading}</h3>" in text
    assert '<th scope="row">Words and meaning</th><td data-value="50.0">50.0 (' in text
    assert '<th scope="row">plot in a line</th><td data-value="100.0">100.0 (100.0–100.0)' in text


def test_says_what_is_not_good_and_what_was_left_out(client: Client):
    store_measurement(search_report(), kind=SEARCH)
    text = page(client)
    assert "in 50.0% the film is not even among the first hundred" in text
    assert "the weakest class is “mood”, with an nDCG@10 of 0.000" in text
    assert "left out of the figures: 3 without a text of this length" in text
    assert "Not measured, since its packages were not installed: MiniLM." in text


def test_shows_the_latest_of_each_command_and_file(client: Client):
    for encoder in ("first@1", "second@2"):
        store_measurement(search_report(encoder=encoder), kind=SEARCH)
    store_measurement(search_report(data_file="other.jsonl"), kind=SEARCH)
    text = page(client)
    assert "second@2" in text
    assert "first@1" not in text
    assert 'href="#measurement-2"><code>' in text


def test_shows_what_the_project_measured_where_the_operator_has_not(client: Client, shipped: Path):
    report = search_report(encoder="released@1")
    (shipped / "plots.json").write_text(json.dumps(report))
    text = page(client)
    assert "Measured by the project and shipped with this release" in text
    assert "released@1" in text
    store_measurement(search_report(encoder="own@1"), kind=SEARCH)
    text = page(client)
    assert "own@1" in text
    assert "released@1" not in text


def test_says_how_to_measure_where_nobody_has(client: Client):
    text = page(client)
    assert "Nothing has been measured yet" in text
    assert "manage.py evaluate_search QUERIES.jsonl" in text
    assert "echarts" not in text


def test_names_that_nobody_foresaw_and_markup_are_shown_as_they_are(client: Client):
    report = search_report(data_file="<b>x</b>.jsonl")
    ways = report["results"]["short"]
    ways["fused"]["classes"]["<i>odd_one</i>"] = ways["fused"]["classes"]["mood"]
    report["left_out"]["short"]["eaten by a dog"] = 2
    store_measurement(report, kind=SEARCH)
    text = page(client)
    assert "&lt;b&gt;x&lt;/b&gt;.jsonl" in text
    assert "&lt;i&gt;odd one&lt;/i&gt;" in text
    assert "2 eaten by a dog" in text


def test_results_that_come_with_the_release_can_be_shown(client: Client):
    """The real ones, whichever they are."""
    folder = Path(measurements.__file__).parent / "evaluation" / "results"
    for path in folder.glob("*.json"):
        report = json.loads(path.read_text())
        assert "/" not in report["command"].replace("manage.py evaluate_search", "")
        store_measurement(report, kind=SEARCH)
    page(client)


def test_results_that_come_with_the_release_say_their_split_and_how_their_data_came_to_be(
    client: Client,
):
    folder = Path(measurements.__file__).parent / "evaluation" / "results"
    for path in folder.glob("*.json"):
        report = json.loads(path.read_text())
        assert report["split"], path
        store_measurement(report, kind=SEARCH)
    text = page(client)
    assert "<dd>drawn by seed 0</dd>" in text
    assert "<dd>validation, translated</dd>" in text
    assert "manage.py write_title_requests titles.jsonl --number 300\n" in text


@pytest.mark.parametrize(
    ("provenance", "data_file", "seen"),
    [
        (WEIGHTS, "tmdb_validation.jsonl", [BY_ENCODER, BY_WEIGHTS, BY_CUTOFF]),
        (CUTOFF, "netflix_validation.jsonl", [BY_CUTOFF]),
    ],
)
def test_requests_that_something_was_fitted_on_are_said_to_be_seen(
    client: Client, provenance: Path, data_file: str, seen: list[str]
):
    digest = json.loads(provenance.read_text())["provenance"]["data"][data_file]
    report = search_report(data_sha256=digest, encoder="movieclip-mini@0123456789ab.2")
    store_measurement(report, kind=SEARCH)
    text = page(client)
    assert f"These requests are not unseen: {', '.join(seen)}." in text
    without = json.loads(WEIGHTS.read_text())["provenance"][
        "recall@10_by_weights_fitted_without_them"
    ]
    told = (
        f"Short requests {100 * without['short']:.1f}%, Long requests {100 * without['long']:.1f}"
    )
    assert (told in text) is (BY_WEIGHTS in seen)
    assert "each judged by a fit without it, the area under the curve is 1.000" in text


def test_requests_that_nothing_was_fitted_on_are_not_said_to_be_seen(client: Client):
    store_measurement(search_report(), kind=SEARCH)
    assert "not unseen" not in page(client)


def test_is_read_not_posted_to(client: Client):
    assert client.post("/proof/").status_code == 405


def test_ways_and_classes_stand_in_one_order_whatever_postgres_makes_of_them(client: Client):
    store_measurement(search_report(), kind=SEARCH)
    text = page(client)
    ways = [
        text.index(f'<th scope="row">{way}</th>')
        for way in ("Words alone", "Words and meaning", "TF-IDF")
    ]
    assert ways == sorted(ways)


def test_says_how_well_nothing_is_told_from_something(client: Client):
    store_measurement(search_report(), kind=SEARCH)
    text = page(client)
    assert "90.0% of 80 texts that ask for no film get the empty page, and 2.0% of the" in text
    assert "(area under the curve: 0.950)" in text
