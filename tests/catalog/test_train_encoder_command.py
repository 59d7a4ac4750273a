"""`manage.py train_encoder` from files to a folder that the site's encoder loads."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest
from django.conf import settings
from django.core.management import CommandError
from safetensors.numpy import load_file

from catalog.embeddings.encoder import TextEncoder
from tests.catalog.embeddings.training.films import arguments, plot, write_films


def curves(out: Path) -> list[dict]:
    return [json.loads(line) for line in (out / "training/curves.jsonl").read_text().splitlines()]


def losses(out: Path) -> list[float]:
    return [line["loss"] for line in curves(out) if "loss" in line]


def test_the_loss_falls_and_the_model_finds_films_by_requests_it_has_not_seen(
    manage, tmp_path: Path
):
    out = tmp_path / "model"
    told = manage("train_encoder", *arguments(tmp_path, out), "--steps", 90, "--mine-every", 20)

    assert np.mean(losses(out)[-5:]) < np.mean(losses(out)[:5]) / 2
    best = max(line["long"] for line in curves(out) if "long" in line)
    assert best > 2 * 10 / 50  # twice what chance finds in its first ten of fifty
    assert "90 steps" in told

    encoder = TextEncoder(out, name="tiny")
    plots = encoder.encode([plot(number) for number in range(50)])
    itself = encoder.encode_query(plot(7)) @ plots.T
    assert itself.argmax() == 7


def test_the_card_names_data_size_and_figures_but_no_path(manage, tmp_path: Path):
    out = tmp_path / "model"
    manage("train_encoder", *arguments(tmp_path / "data", out), "--steps", 2)
    card = (out / "README.md").read_text()
    for told in (
        "plots.csv",
        "learn.jsonl",
        "check.jsonl",
        "-token lower-cased",
        "MIT",
        "## Limits",
    ):
        assert told in card
    assert str(tmp_path) not in card
    assert "Best of the validations" in card


def test_a_run_killed_at_any_time_goes_on_to_the_weights_of_one_that_was_not(
    manage, tmp_path: Path
):
    often = ["--steps", 40, "--checkpoint-every", 7, "--validate-every", 20, "--mine-every", 10]
    whole, killed = tmp_path / "whole", tmp_path / "killed"
    manage("train_encoder", *arguments(tmp_path, whole), *often)

    command = [sys.executable, "manage.py", "train_encoder", *arguments(tmp_path, killed), *often]
    process = subprocess.Popen(
        list(map(str, command)), cwd=settings.BASE_DIR, env={**os.environ, "OMP_NUM_THREADS": "1"}
    )
    written = killed / "training/curves.jsonl"
    while process.poll() is None and (not written.is_file() or len(losses(killed)) < 10):
        time.sleep(0.01)
    process.send_signal(signal.SIGKILL)
    process.wait()
    assert len(losses(killed)) < 40, "the run ended before it was killed"

    manage("train_encoder", *arguments(tmp_path, killed), *often)
    assert losses(killed) == losses(whole)
    expected = load_file(whole / "model.safetensors")
    for name, weights in load_file(killed / "model.safetensors").items():
        np.testing.assert_array_equal(weights, expected[name])


def test_a_finished_training_is_finished(manage, tmp_path: Path):
    out = tmp_path / "model"
    manage("train_encoder", *arguments(tmp_path, out), "--steps", 3)
    before = (out / "model.safetensors").read_bytes()
    manage("train_encoder", *arguments(tmp_path, out), "--steps", 3)
    assert (out / "model.safetensors").read_bytes() == before
    assert len(losses(out)) == 3


def test_large_batches_in_little_memory_learn_the_same(manage, tmp_path: Path):
    plain, saving = tmp_path / "plain", tmp_path / "saving"
    exact = ["--steps", 3, "--chunk-tokens", 200, "--validate-every", 100]
    manage("train_encoder", *arguments(tmp_path, plain), *exact)
    manage("train_encoder", *arguments(tmp_path, saving), *exact, "--save-memory")
    np.testing.assert_allclose(losses(saving), losses(plain), rtol=2e-2)


class TestFineTuning:
    def test_keeps_tokenizer_and_shape(self, manage, tmp_path: Path):
        first, second = tmp_path / "first", tmp_path / "second"
        manage("train_encoder", *arguments(tmp_path, first), "--steps", 2)
        manage("train_encoder", *arguments(tmp_path, second), "--steps", 2, "--start", first)
        assert (second / "tokenizer.json").read_bytes() == (first / "tokenizer.json").read_bytes()
        shapes = [
            {name: array.shape for name, array in load_file(out / "model.safetensors").items()}
            for out in (first, second)
        ]
        assert shapes[0] == shapes[1]
        assert "It went on from `first@" in (second / "README.md").read_text()

    def test_begins_with_the_weights_that_it_was_given(self, manage, tmp_path: Path):
        first, second = tmp_path / "first", tmp_path / "second"
        manage("train_encoder", *arguments(tmp_path, first), "--steps", 40)
        options = ["--steps", 1, "--learning-rate", 1e-9, "--word-dropout", 0]
        manage("train_encoder", *arguments(tmp_path, second), *options, "--start", first)
        near = [TextEncoder(out, name="x").encode_query(plot(3)) for out in (first, second)]
        assert near[0] @ near[1] > 0.999

    def test_refuses_a_tokenizer_that_does_not_fit_its_model(self, manage, tmp_path: Path):
        first, out = tmp_path / "first", tmp_path / "second"
        manage("train_encoder", *arguments(tmp_path, first), "--steps", 1)
        config = json.loads((first / "config.json").read_text())
        (first / "config.json").write_text(json.dumps({**config, "vocab_size": 99}))
        with pytest.raises(CommandError, match=r"the tokenizer has \d+ tokens, its model 99"):
            manage("train_encoder", *arguments(tmp_path, out), "--start", first)
        assert not out.exists()

    def test_refuses_a_model_of_another_width_than_the_catalogues_column(
        self, manage, tmp_path: Path
    ):
        first, out = tmp_path / "first", tmp_path / "second"
        manage("train_encoder", *arguments(tmp_path, first), "--steps", 1)
        config = json.loads((first / "config.json").read_text())
        (first / "config.json").write_text(json.dumps({**config, "projection_dim": 64}))
        with pytest.raises(CommandError, match="64 dimensions; the catalogue's have 512"):
            manage("train_encoder", *arguments(tmp_path, out), "--start", first)
        assert not out.exists()

    def test_refuses_a_folder_without_a_model(self, manage, tmp_path: Path):
        (tmp_path / "empty").mkdir()
        with pytest.raises(CommandError, match=r"has no tokenizer\.json"):
            manage(
                "train_encoder", *arguments(tmp_path, tmp_path / "o"), "--start", tmp_path / "empty"
            )


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--dimensions", 256], "256 dimensions do not fit the catalogue's column of 512"),
        (["--width", 33], "no multiple of the heads"),
        (["--batch-size", 1], "a batch needs two pairs"),
        (["--steps", 0], "steps must be 1 or more"),
        (["--learning-rate", "nan"], "the learning rate must be between 0 and 1"),
        (["--minutes", "nan"], "minutes must be more than 0"),
        (["--minutes", "inf"], "minutes must be more than 0, and not without end"),
        (["--weight-decay", "nan"], "the weight decay must be from 0 to below 1"),
        (["--weight-decay", -0.1], "the weight decay must be from 0 to below 1"),
        (["--weight-decay", 1], "the weight decay must be from 0 to below 1"),
        (["--teacher-weight", "inf"], "the teacher's weight must be 0 or more, and not without"),
        (["--teacher-weight", "nan"], "the teacher's weight must be 0 or more"),
        (["--teacher-texts", 1], "a step imitates two texts or more"),
        (["--patience", -1], "patience must be 0 or more"),
        (["--dropout", 1], "dropout must be from 0 to below 1"),
        (["--vocabulary", 10], "vocabulary must be from"),
        (["--teacher", "/nowhere"], "the teacher's folder /nowhere has no config.json"),
        (["--requests", "/nowhere.jsonl"], "/nowhere.jsonl: cannot be read"),
        (["--seed", -1], "argument --seed: a whole number from 0 to 1,000,000"),
        (["--seed", 2**64], "argument --seed: a whole number from 0 to 1,000,000"),
        (["--off-topic", "/nowhere.txt"], "/nowhere.txt: cannot be read"),
        (["--off-topic", "/dev/null"], "/dev/null: has no two texts of one sort"),
        (["--films", "/nowhere"], "/nowhere/movies_metadata.csv: no such file"),
    ],
)
def test_what_makes_no_training_is_refused_before_anything_is_touched(
    manage, tmp_path: Path, options: list[object], message: str
):
    out = tmp_path / "model"
    with pytest.raises(CommandError, match=message):
        manage("train_encoder", *arguments(tmp_path, out), *options)
    assert not out.exists()


def test_a_request_in_both_sets_is_refused_by_its_id(manage, tmp_path: Path):
    plots, learnt, _ = write_films(tmp_path)
    with pytest.raises(CommandError, match="request q0 is in the validation files and in"):
        manage(
            *("train_encoder", tmp_path / "model", "--plots", plots),
            *("--requests", learnt, "--validation", learnt),
        )


def test_a_folder_of_something_else_is_left_as_it_is(manage, tmp_path: Path):
    out = tmp_path / "thesis"
    out.mkdir()
    (out / "chapter.txt").write_text("years of work")
    with pytest.raises(CommandError, match="holds something else"):
        manage("train_encoder", *arguments(tmp_path, out), "--steps", 1)
    assert [path.name for path in out.iterdir()] == ["chapter.txt"]


def test_a_training_of_another_recipe_or_of_other_data_is_not_gone_on_with(manage, tmp_path: Path):
    out = tmp_path / "model"
    manage("train_encoder", *arguments(tmp_path, out), "--steps", 1)
    with pytest.raises(CommandError, match="a training with other seed; name a new folder"):
        manage("train_encoder", *arguments(tmp_path, out), "--steps", 2, "--seed", 5)
    _, learnt, _ = write_films(tmp_path)
    again = arguments(tmp_path, out)
    learnt.write_text("".join(learnt.read_text().splitlines(keepends=True)[1:]))
    with pytest.raises(CommandError, match="a training with other data files"):
        manage("train_encoder", *again, "--steps", 2)


def test_a_loss_that_is_no_number_stops_and_keeps_the_best_model(
    manage, tmp_path: Path, monkeypatch
):
    import torch

    from catalog.embeddings.training import loop

    out = tmp_path / "model"
    real, calls = loop.contrastive_loss, iter(range(100))

    def broken(*arguments):
        return real(*arguments) * (torch.nan if next(calls) == 4 else 1)

    monkeypatch.setattr(loop, "contrastive_loss", broken)
    with pytest.raises(CommandError, match="the loss of step 5 is no number: begin anew"):
        manage("train_encoder", *arguments(tmp_path, out), "--steps", 9, "--validate-every", 2)
    assert np.isfinite(TextEncoder(out, name="x").encode_query("a shark")).all()


def test_an_end_of_patience_is_told_and_is_the_end(manage, tmp_path: Path):
    out = tmp_path / "model"
    command = [*arguments(tmp_path, out), "--steps", 500, "--validate-every", 1, "--patience", 2]
    assert "no better validation in 2: the training ends early" in manage("train_encoder", *command)
    before = losses(out)
    assert "the training has ended early" in manage("train_encoder", *command)
    assert losses(out) == before


@pytest.mark.django_db
def test_an_operator_trains_on_the_titles_of_his_own_catalogue(manage, tmp_path: Path):
    plots, learnt, held_out = write_films(tmp_path)
    manage("import_netflix", plots, "--no-embed")
    told = manage(
        *("train_encoder", *arguments(tmp_path, tmp_path / "a")[:1], "--from-catalogue"),
        *("--requests", learnt, "--validation", held_out),
        *arguments(tmp_path, tmp_path)[7:],
        *("--steps", 2),
    )
    assert "recall@10" in told


@pytest.mark.django_db
def test_an_empty_catalogue_is_nothing_to_train_on(manage, tmp_path: Path):
    with pytest.raises(CommandError, match="the catalogue is empty"):
        manage("train_encoder", tmp_path / "model", "--from-catalogue")
