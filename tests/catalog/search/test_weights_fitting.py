"""`manage.py fit_weights`: what counts how much is learnt from requests and their films."""

import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from django.core.management import CommandError

from catalog.models import Movie
from catalog.search.fusion import fitted_weights
from catalog.search.weights_fitting import Example, _fit

Manage = Callable[..., str]

REQUESTS = {
    "sharks near a beach": "Jaws",
    "clever sharks in a laboratory": "Deep Blue",
    "a shark hunts swimmers": "Jaws",
    "scientists and their sharks": "Deep Blue",
    "beach holidays end badly": "Jaws",
    "a chemistry teacher cooks": "Breaking Bad",
}


def write_requests(path: Path) -> Path:
    Movie.objects.update(release_year=2001)
    lines = [
        {"query_id": f"r{number}", "query": text, "gold": [{"title": title, "year": 2001}]}
        for number, (text, title) in enumerate(REQUESTS.items())
    ]
    path.write_text("\n".join(map(json.dumps, lines)))
    return path


def test_a_figure_that_tells_the_right_film_weighs_more_than_one_that_tells_nothing():
    chance = np.random.default_rng(3)
    examples = []
    for number in range(200):
        table = chance.random((20, 3), dtype=np.float32)
        table[0, 0] += 0.7  # what tells it
        table[0, 2] -= 0.7  # what speaks against it, which no weight below 0 may say
        examples.append(Example(str(number), "short", table))
    telling, nothing, against = _fit(examples, np.ones(3))
    assert telling > 5 * nothing
    assert against == 0


def test_it_writes_weights_for_every_figure_and_says_what_from(
    catalogue: dict[str, Movie], tmp_path: Path, manage: Manage
):
    output = tmp_path / "weights.json"
    said = manage("fit_weights", write_requests(tmp_path / "r.jsonl"), "--output", output)
    assert "found among the first ten" in said
    fitted = json.loads(output.read_text())
    present = fitted_weights()["weights"]
    assert fitted["weights"].keys() == present.keys()
    assert fitted["weights"]["meaning"] == 1.0
    assert fitted["weights"]["is_named"] == present["is_named"]
    assert fitted["provenance"]["command"] == "manage.py fit_weights r.jsonl"
    assert fitted["provenance"]["requests"] == {"query": len(REQUESTS)}


def test_too_few_requests_are_refused_and_nothing_written(
    catalogue: dict[str, Movie], tmp_path: Path, manage: Manage
):
    path, output = write_requests(tmp_path / "r.jsonl"), tmp_path / "weights.json"
    path.write_text("\n".join(path.read_text().splitlines()[:4]))
    with pytest.raises(CommandError, match="finds the films of fewer than 5 requests"):
        manage("fit_weights", path, "--output", output)
    assert not output.exists()


@pytest.mark.parametrize("content", ["", "{}", "no JSON", '{"query_id": 3}'])
def test_a_file_without_requests_is_refused_and_nothing_written(
    db: None, tmp_path: Path, manage: Manage, content: str
):
    path, output = tmp_path / "r.jsonl", tmp_path / "weights.json"
    path.write_text(content)
    with pytest.raises(CommandError, match=r"r\.jsonl"):
        manage("fit_weights", path, "--output", output)
    assert not output.exists()
