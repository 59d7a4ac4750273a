"""Nothing close enough: gibberish and what asks for no film finds an honest empty page."""

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from django.core.management import CommandError
from django.test import Client

from catalog.embeddings.encoder import current_model
from catalog.models import Movie
from catalog.search import Filters, cutoff, cutoff_fitting, search_titles
from catalog.search.cutoff import (
    Cutoff,
    Evidence,
    Figures,
    Words,
    is_close_enough,
    load_cutoff,
    look_at_words,
)
from tests.catalog.factories import MovieFactory

GIBBERISH = ["asdkjh qwe", "zrtpl mnwq"]
FOREIGN = [*GIBBERISH, "recipe for lasagne"]
AT_HOME = ["sharks on the hunt", "a beach hunted by a shark", "sharks near a laboratory", "Jaws"]

NOTHING = Words(Figures(names=0.0, length=1.0, spanish=0.0), name_somebody=False, titles=45_000.0)

EVIDENCE = Evidence(
    NOTHING, is_named=False, vector=np.zeros(512, dtype=np.float32), model="ours@1.1"
)


@pytest.fixture
def strict(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing that the cut-off looks at passes it."""
    strictest = Cutoff(
        "ours@1.1",
        np.zeros(512, dtype=np.float32),
        {"names": 1.0},
        intercept=-9.0,
        allowance=2.0,
        titles=45_000,
    )
    monkeypatch.setattr(cutoff, "load_cutoff", lambda: strictest)


def test_it_was_fitted_for_the_encoder_that_is_bundled():
    fitted = load_cutoff()
    assert fitted is not None
    assert fitted.model == current_model(), "run manage.py fit_cutoff anew"


@pytest.mark.parametrize("text", FOREIGN)
def test_what_asks_for_no_film_comes_close_to_nothing(catalogue: dict[str, Movie], text: str):
    assert not search_titles(text, Filters()).is_close_enough


@pytest.mark.parametrize("text", AT_HOME)
def test_a_request_is_answered_in_a_small_catalogue_too(catalogue: dict[str, Movie], text: str):
    assert search_titles(text, Filters()).is_close_enough


def test_a_title_of_that_name_is_an_answer(catalogue: dict[str, Movie]):
    MovieFactory.create(title="Recipe for Lasagne")
    assert search_titles("recipe for lasagne", Filters()).is_close_enough


def score(fitted: Cutoff, titles: float) -> float:
    return fitted.score(np.zeros(512, dtype=np.float32), replace(NOTHING, titles=titles))


class TestThreshold:
    @pytest.fixture
    def fitted(self, strict: None) -> Cutoff:
        fitted = cutoff.load_cutoff()
        assert fitted is not None
        return fitted

    @pytest.mark.parametrize("titles", [-1.0, 1.0, 300.0])
    def test_a_small_catalogue_is_asked_for_less(self, fitted: Cutoff, titles: float):
        assert score(fitted, titles) == pytest.approx(-7.0)

    @pytest.mark.parametrize("titles", [45_000.0, 1e6])
    def test_one_as_large_as_it_was_fitted_in_gets_no_allowance(
        self, fitted: Cutoff, titles: float
    ):
        assert score(fitted, titles) == pytest.approx(-9.0)

    def test_it_grows_with_the_catalogue(self, fitted: Cutoff):
        scores = [score(fitted, titles) for titles in (300, 1_000, 9_000, 45_000)]
        assert scores == sorted(scores, reverse=True)
        assert len(set(scores)) == 4

    def test_fitted_in_a_small_catalogue_it_allows_for_that_one_alone(self, fitted: Cutoff):
        assert score(replace(fitted, titles=100), 301.0) == pytest.approx(-9.0)


class TestWithoutItsOwnModel:
    def test_its_verdict_holds_for_the_model_that_it_was_fitted_for(self, strict: None):
        assert not is_close_enough(EVIDENCE)

    def test_a_person_s_name_is_answered_whatever_it_says(self, strict: None):
        assert is_close_enough(replace(EVIDENCE, words=replace(NOTHING, name_somebody=True)))

    def test_vectors_of_another_model_are_not_judged(self, strict: None):
        assert is_close_enough(replace(EVIDENCE, model="openai/clip@2.2"))

    def test_without_an_encoder_nothing_is_judged(self, strict: None):
        assert is_close_enough(replace(EVIDENCE, vector=None, model=""))

    def test_before_it_was_ever_fitted_nothing_is_judged(self, monkeypatch):
        monkeypatch.setattr(cutoff, "load_cutoff", lambda: None)
        assert is_close_enough(EVIDENCE)


class TestWords:
    def test_all_among_the_people_of_one_title_name_somebody(self, db: None):
        jaws = MovieFactory.create(title="Jaws", people_text="Aaron Wan, Abel Monem")
        assert look_at_words("aaron wan", [jaws.pk]).name_somebody
        assert not look_at_words("aaron shark", [jaws.pk]).name_somebody
        assert not look_at_words("jaws", [jaws.pk]).name_somebody

    def test_one_word_names_nobody(self, db: None):
        jaws = MovieFactory.create(title="Jaws", people_text="Aaron Wan")
        assert not look_at_words("aaron", [jaws.pk]).name_somebody


class TestPage:
    def test_it_says_so_shows_nothing_and_leads_on(
        self, client: Client, catalogue: dict[str, Movie]
    ):
        response = client.get("/", {"q": "asdkjh qwe"})
        assert response.context["cards"] == []
        assert "Nothing here comes close to “asdkjh qwe”" in response.text
        assert 'href="?q=asdkjh+qwe&amp;anyway=1"' in response.text

    def test_the_least_distant_are_shown_to_who_asks_for_them(
        self, client: Client, catalogue: dict[str, Movie]
    ):
        response = client.get("/", {"q": "asdkjh qwe", "anyway": "1"})
        assert len(response.context["cards"]) == len(catalogue)
        assert "These titles are the least distant." in response.text

    def test_what_was_perhaps_meant_is_named(self, client: Client, catalogue: dict[str, Movie]):
        MovieFactory.create(title="Zertpl Mnawq")
        response = client.get("/", {"q": "zrtpl mnwq"})
        assert response.context["cards"] == []
        assert "Did you mean:" in response.text
        assert "Zertpl Mnawq" in response.text


class TestFitting:
    @pytest.fixture(autouse=True)
    def short_lists(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        for name, texts in (("OFF_TOPIC", GIBBERISH), ("ON_TOPIC", AT_HOME)):
            path = tmp_path / f"{name}.txt"
            path.write_text("# why\n\n[a sort]\n" + "\n".join(texts) + "\n[another]\nxkq wvz\n")
            monkeypatch.setattr(cutoff_fitting, name, path)

    @staticmethod
    def requests(path: Path, *texts: str) -> Path:
        lines = [
            {"query_id": str(number), "tmdb_id": "1", "short_query": text, "long_query": text * 2}
            for number, text in enumerate(texts)
        ]
        path.write_text("\n".join(map(json.dumps, lines)))
        return path

    def test_it_tells_what_it_learnt_from_and_for_whom(
        self, catalogue: dict[str, Movie], tmp_path: Path, manage: Callable[..., str]
    ):
        path = self.requests(tmp_path / "r.jsonl", *AT_HOME)
        output = tmp_path / "cutoff.json"
        said = manage("fit_cutoff", path, "--output", output)
        assert "area under the curve" in said
        fitted = json.loads(output.read_text())
        assert fitted["model"] == current_model()
        assert fitted["provenance"]["command"] == "manage.py fit_cutoff r.jsonl"
        assert len(fitted["direction"]) == 512

    def test_names_of_titles_alone_are_nothing_to_learn_from(
        self, catalogue: dict[str, Movie], tmp_path: Path, manage: Callable[..., str]
    ):
        path, output = self.requests(tmp_path / "r.jsonl", *catalogue), tmp_path / "cutoff.json"
        with pytest.raises(CommandError, match="the short requests are all names of titles"):
            manage("fit_cutoff", path, "--output", output)
        assert not output.exists()

    @pytest.mark.parametrize("content", ["", "{}", "no JSON", '{"query_id": 3}'])
    def test_a_file_without_requests_is_refused_and_nothing_written(
        self, db: None, tmp_path: Path, manage: Callable[..., str], content: str
    ):
        path = tmp_path / "r.jsonl"
        path.write_text(content)
        output = tmp_path / "cutoff.json"
        with pytest.raises(CommandError):
            manage("fit_cutoff", path, "--output", output)
        assert not output.exists()
