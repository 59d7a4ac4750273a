"""`manage.py write_title_requests`."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from django.core.management import CommandError
from hypothesis import given
from hypothesis import strategies as st

from catalog.evaluation.requests import read_requests
from catalog.evaluation.title_requests import misspelt
from catalog.models import Movie
from catalog.names import normalised_name
from tests.catalog.factories import MovieFactory

Manage = Callable[..., str]


@given(
    st.sampled_from(["Jaws", "Aaaa", "¡Átame!", "2001", "東京物語", "M*A*S*H"]),
    st.integers(0, 10_000),
)
def test_a_slip_makes_one_edit_and_another_name(title: str, seed: int):
    slip = misspelt(title, np.random.default_rng(seed))
    assert normalised_name(slip) != normalised_name(title)
    assert abs(len(slip) - len(title)) <= 1


@pytest.mark.django_db
class TestCommand:
    def test_writes_what_evaluate_search_asks(
        self, manage: Manage, catalogue: dict[str, Movie], tmp_path: Path
    ):
        Movie.objects.update(release_year=2001)
        path = tmp_path / "titles.jsonl"
        assert manage("write_title_requests", path).endswith(": 16 requests\n")
        by_class = {request.request_class for request in read_requests(path)}
        assert by_class == {"exact_title", "misspelt_title"}
        assert "exact_title" in manage("evaluate_search", path, "--mode", "fused")

    def test_draws_the_same_titles_by_the_same_seed(
        self, manage: Manage, catalogue: dict[str, Movie], tmp_path: Path
    ):
        Movie.objects.update(release_year=2001)
        texts = []
        for name, seed in (("a", 1), ("b", 1), ("c", 2)):
            manage("write_title_requests", tmp_path / name, "--number", 3, "--seed", seed)
            texts.append((tmp_path / name).read_text())
        assert texts[0] == texts[1] != texts[2]

    def test_leaves_out_names_that_several_titles_have(self, manage: Manage, tmp_path: Path):
        for year in (1972, 2002):
            MovieFactory.create(title="Solaris", release_year=year)
        MovieFactory.create(title="Stalker", release_year=1979)
        path = tmp_path / "titles.jsonl"
        manage("write_title_requests", path)
        assert {gold.title for request in read_requests(path) for gold in request.gold} == {
            "Stalker"
        }

    def test_refuses_what_it_cannot_do_and_leaves_no_part_of_a_file(
        self, manage: Manage, tmp_path: Path
    ):
        with pytest.raises(CommandError, match="no published title"):
            manage("write_title_requests", tmp_path / "titles.jsonl")
        MovieFactory.create(title="Stalker", release_year=1979)
        with pytest.raises(CommandError, match="No such file"):
            manage("write_title_requests", tmp_path / "nowhere" / "titles.jsonl")
        assert list(tmp_path.iterdir()) == []
