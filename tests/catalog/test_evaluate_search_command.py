"""`manage.py evaluate_search`."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache
from django.core.management import CommandError
from django.db import OperationalError

from catalog.embeddings.encoder import current_model
from catalog.models import Measurement, Movie

Manage = Callable[..., str]


@pytest.fixture
def queries(catalogue: dict[str, Movie], tmp_path: Path) -> Path:
    """Four requests for three of the titles, and one for a film that is not here."""
    for number, movie in enumerate(catalogue.values()):
        movie.sources.create(platform="tmdb", source_id=str(number))
    ids = {title: movie.sources.get().source_id for title, movie in catalogue.items()}
    lines: list[dict[str, Any]] = [
        {"tmdb_id": ids["Jaws"], "class": "exact_title", "short_query": "Jaws"},
        {"tmdb_id": ids["Moon Base"], "class": "exact_title", "short_query": "Moon Base"},
        {
            "tmdb_id": ids["Groundhog Day"],
            "class": "plot",
            "short_query": "",
            "long_query": "a weatherman has to live the same day over and over again",
        },
        {"tmdb_id": "9999", "class": "plot", "short_query": "a film that is not here"},
    ]
    path = tmp_path / "plots_validation.jsonl"
    path.write_text("\n".join(json.dumps({"query_id": n} | line) for n, line in enumerate(lines)))
    return path


def figures(manage: Manage, *arguments: object) -> dict[str, Any]:
    report: dict[str, Any] = json.loads(manage("evaluate_search", *arguments, "--json"))
    return report


class TestFigures:
    def test_of_the_mode_that_was_asked_stand_on_top(self, manage: Manage, queries: Path):
        report = figures(manage, queries, "--query", "short", "--mode", "words")
        assert (report["mode"], report["requests"]) == ("words", 2)
        assert report["recall@1"] == report["recall@10"] == report["mrr"] == report["ndcg@10"] == 1
        assert list(report["results"]) == ["short"]
        assert list(report["results"]["short"]) == ["words"]

    def test_without_options_are_of_both_lengths_and_every_way(self, manage: Manage, queries: Path):
        report = figures(manage, queries)
        assert (report["mode"], report["requests"]) == ("fused", 3)
        assert list(report["results"]) == ["short", "long"]
        for ways in report["results"].values():
            assert list(ways) == ["words", "vectors", "fused", "rrf"]
        scores = report["results"]["long"]["fused"]["all"]
        assert scores["recall@10"] == {"mean": 1, "low": 1, "high": 1}

    def test_are_given_for_each_class(self, manage: Manage, queries: Path):
        ways = figures(manage, queries, "--query", "short")["results"]["short"]
        assert ways["fused"]["classes"]["exact_title"]["requests"] == 2

    def test_say_what_was_left_out(self, manage: Manage, queries: Path):
        report = figures(manage, queries)
        assert report["left_out"]["short"] == {"empty": 1, "film not in the catalogue": 1}

    def test_say_on_what_they_were_measured_and_by_what(self, manage: Manage, queries: Path):
        report = figures(manage, queries, "--query", "short", "--mode", "fused")
        command = "manage.py evaluate_search plots_validation.jsonl --query short --mode fused"
        assert report["command"] == command
        assert report["data_file"] == "plots_validation.jsonl"
        assert len(report["data_sha256"]) == 64
        assert report["split"] == "validation"
        assert report["encoder"] == current_model()
        assert report["catalogue"] == {"name": "all", "titles": 8, "embedded": 8}

    def test_of_words_alone_need_no_encoder(self, manage: Manage, queries: Path, settings):
        settings.CLIP_MODEL = "/nowhere"
        cache.clear()
        report = figures(manage, queries, "--query", "short", "--mode", "words")
        assert report["recall@1"] == 1
        assert (report["encoder"], report["catalogue"]["embedded"]) == ("", 0)
        with pytest.raises(CommandError, match="there is no folder /nowhere"):
            manage("evaluate_search", queries)

    def test_tell_films_of_the_training_requests_apart(
        self, manage: Manage, queries: Path, tmp_path: Path
    ):
        training = tmp_path / "plots_train.jsonl"
        training.write_text(queries.read_text().splitlines()[0])
        report = figures(manage, queries, "--mode", "fused", "--training", training)
        apart = report["results"]["short"]["fused"]["training"]
        assert {name: scores["requests"] for name, scores in apart.items()} == {
            "seen": 1,
            "unseen": 1,
        }

    def test_are_kept_with_all_that_was_found_out(self, manage: Manage, queries: Path):
        report = figures(manage, queries, "--query", "short")
        kept = Measurement.objects.get()
        assert kept.figures["recall@10"] == report["recall@10"]
        assert (kept.kind, kept.split, kept.encoder) == ("search", "validation", current_model())
        assert kept.command == report["command"]

    def test_are_not_kept_if_nobody_wants_them(self, manage: Manage, queries: Path):
        figures(manage, queries, "--no-store")
        assert not Measurement.objects.exists()


def test_prints_a_table_of_the_ways_and_ends_with_counts(manage: Manage, queries: Path):
    out = manage("evaluate_search", queries, "--query", "short")
    assert "short requests (left out: 1 empty, 1 film not in the catalogue)" in out
    for way in ("words", "vectors", "fused", "rrf"):
        assert f"\n  {way}" in out
    assert out.splitlines()[-1].startswith("plots_validation.jsonl: 2 requests asked; stored")


def test_only_titles_with_an_overview_compete_if_that_is_wanted(manage: Manage, queries: Path):
    Movie.objects.filter(title="Moon Base").update(description="")
    report = figures(manage, queries, "--query", "short", "--catalogue", "tmdb", "overview")
    assert report["catalogue"]["titles"] == 7
    assert report["left_out"]["short"]["film not in the catalogue"] == 2
    assert report["command"].endswith("--catalogue tmdb overview")


class TestRefusals:
    def test_of_bad_lines_name_file_line_and_field(self, manage: Manage, queries: Path):
        queries.write_text(queries.read_text() + '\n{"query_id": "x", "query": "y"}\n')
        with pytest.raises(CommandError, match="line 5, tmdb_id: is missing"):
            manage("evaluate_search", queries)
        assert not Measurement.objects.exists()

    def test_of_a_file_of_which_nothing_can_be_asked(self, manage: Manage, queries: Path):
        queries.write_text(queries.read_text().splitlines()[3])
        with pytest.raises(CommandError, match=r"of this catalogue \(1 film not in"):
            manage("evaluate_search", queries)

    @pytest.mark.parametrize(
        ("option", "value", "complaint"),
        [
            ("--encoder", "nobody/made-this", "nobody/made-this is not on this machine"),
            ("--catalogue", "hulu", "no published title is of the catalogue hulu"),
            ("--training", "/nowhere.jsonl", "cannot be read"),
        ],
    )
    def test_of_what_is_not_here(
        self, manage: Manage, queries: Path, option: str, value: str, complaint: str
    ):
        with pytest.raises(CommandError, match=complaint):
            manage("evaluate_search", queries, option, value)
        assert not Measurement.objects.exists()

    @pytest.mark.parametrize(
        ("options", "name", "complaint"),
        [
            (["--split", "x" * 31], "plots.jsonl", "split is longer than 30 characters"),
            (["--split", "a\0b"], "plots.jsonl", "split has characters that are no text"),
            ([], "x" * 201 + ".jsonl", "data_file is longer than 200 characters"),
            ([], "\udcff.jsonl", "data_file has characters that are no text"),
        ],
    )
    def test_of_what_could_not_be_stored_before_anything_is_measured(
        self,
        manage: Manage,
        queries: Path,
        monkeypatch: pytest.MonkeyPatch,
        options: list[str],
        name: str,
        complaint: str,
    ):
        monkeypatch.setattr("catalog.evaluation.search.search_titles", None)
        with pytest.raises(CommandError, match=complaint):
            manage("evaluate_search", queries.rename(queries.with_name(name)), *options)

    def test_of_a_database_that_goes_away(
        self, manage: Manage, queries: Path, monkeypatch: pytest.MonkeyPatch
    ):
        def gone(*args: object, **options: object) -> None:
            raise OperationalError("server closed the connection\nunexpectedly")

        monkeypatch.setattr("catalog.evaluation.search.search_titles", gone)
        with pytest.raises(CommandError, match="server closed the connection; nothing was stored"):
            manage("evaluate_search", queries)
        assert not Measurement.objects.exists()
