"""A teacher: a BERT in a folder, imitated and tuned."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from django.conf import settings
from django.core.management import CommandError

from catalog.embeddings.training import TrainingRefused
from catalog.embeddings.training.sentence_encoder import SentenceEncoder
from catalog.embeddings.training.teacher import read_once, teacher_folder, teacher_name
from tests.catalog.embeddings.training.films import arguments, data_arguments

FEW = ["--threads", 1, "--batch-size", 16, "--validation-films", 50, "--learning-rate", 0.003]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A teacher with random weights, which knows words by their letters."""
    from tokenizers import Tokenizer, models, pre_tokenizers
    from transformers import BertConfig, BertModel

    folder = tmp_path_factory.mktemp("teacher")
    letters = {letter: at for at, letter in enumerate(["?", *"abcdefghijklmnopqrstuvwxyz"])}
    tokenizer = Tokenizer(models.WordPiece(letters, unk_token="?", max_input_chars_per_word=1))
    tokenizer.pre_tokenizer = pre_tokenizers.Split("", "isolated")
    tokenizer.save(str(folder / "tokenizer.json"))
    config = BertConfig(
        vocab_size=27,
        hidden_size=16,
        num_hidden_layers=1,
        num_attention_heads=2,
        intermediate_size=32,
    )
    BertModel(config, add_pooling_layer=False).save_pretrained(folder)
    return folder


def curves(out: Path) -> list[dict]:
    return [json.loads(line) for line in (out / "training/curves.jsonl").read_text().splitlines()]


class TestReading:
    def test_a_text_has_the_same_vector_in_any_company(self, folder: Path):
        teacher = SentenceEncoder.load(folder)
        together = teacher.encode(["shark", "a much longer text about a shark", "nun"])
        alone = teacher.encode(["shark"])
        assert together.shape == (3, 16)
        np.testing.assert_allclose(together[0], alone[0], atol=0.02)
        np.testing.assert_allclose(np.linalg.norm(together, axis=1), 1, atol=0.01)

    def test_a_blank_has_a_vector_too(self, folder: Path):
        assert np.isfinite(SentenceEncoder.load(folder).encode(["", "shark"])).all()

    def test_what_it_has_read_it_does_not_read_again(
        self, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ):
        teacher = SentenceEncoder.load(folder)
        first = read_once(teacher, ["shark", "nun"], tmp_path, told=print)
        other = read_once(teacher, ["shark", "bride"], tmp_path, told=print)
        monkeypatch.setattr(SentenceEncoder, "encode", lambda *_: pytest.fail("read again"))
        np.testing.assert_array_equal(
            first, read_once(teacher, ["shark", "nun"], tmp_path, told=print)
        )
        assert not np.array_equal(first, other)

    def test_a_folder_that_is_no_teacher_is_refused(self, tmp_path: Path):
        assert teacher_folder("none") is None
        with pytest.raises(TrainingRefused, match=r"has no config\.json"):
            teacher_folder(str(tmp_path))
        for name in ("config.json", "tokenizer.json", "model.safetensors"):
            (tmp_path / name).write_text("{}")
        with pytest.raises(TrainingRefused, match="cannot be loaded"):
            SentenceEncoder.load(tmp_path)


class TestImitation:
    def test_a_student_comes_nearer_to_its_teacher(
        self, manage: Callable[..., str], tmp_path: Path, folder: Path
    ):
        out = tmp_path / "model"
        told = manage(
            *("train_encoder", *arguments(tmp_path, out), "--steps", 30),
            *("--teacher", folder, "--teacher-weight", 1, "--teacher-texts", 32),
        )
        assert "30 steps" in told
        name = teacher_name(str(folder), folder)
        assert f"began the tokens': {name}" in (out / "README.md").read_text()
        losses = [line["loss"] for line in curves(out) if "loss" in line]
        assert np.mean(losses[-5:]) < 0.8 * np.mean(losses[:5])

    def test_a_teacher_with_other_weights_does_not_go_on_with_the_training(
        self, manage: Callable[..., str], tmp_path: Path, folder: Path
    ):
        out, other = tmp_path / "model", tmp_path / folder.name
        tuned(manage, tmp_path, other, "--start", folder, "--steps", 1)
        teaching = ("--teacher-weight", 1, "--teacher-texts", 8)
        begun = ("train_encoder", *arguments(tmp_path, out), *teaching)
        manage(*begun, "--teacher", folder, "--steps", 1)
        with pytest.raises(CommandError, match="a training with other teacher"):
            manage(*begun, "--teacher", other, "--steps", 2)


class TestTuning:
    def test_it_finds_more_than_it_found_and_can_teach(
        self, manage: Callable[..., str], tmp_path: Path, folder: Path
    ):
        out = tmp_path / "tuned"
        told = tuned(manage, tmp_path, out, "--start", folder, "--steps", 40, "--validate-every", 1)
        assert "40 steps" in told
        found = [line["short"] + line["long"] for line in curves(out) if "short" in line]
        assert max(found) > found[0]
        assert teacher_folder(str(out)) == out
        assert SentenceEncoder.load(out).encode(["shark"]).shape == (1, 16)

    def test_killed_it_goes_on_where_it_was(
        self, manage: Callable[..., str], tmp_path: Path, folder: Path
    ):
        out = tmp_path / "tuned"
        options = [*FEW, "--start", folder, "--steps", 60, "--checkpoint-every", 5]
        command = ["tune_teacher", *data_arguments(tmp_path, out), *options]
        process = subprocess.Popen(
            [sys.executable, "manage.py", *map(str, command)], cwd=settings.BASE_DIR, env=os.environ
        )
        wait_for(out / "training/checkpoint.pt")
        process.send_signal(signal.SIGKILL)
        process.wait()
        told = manage(*command)
        assert "going on" in told
        assert "60 steps" in told
        steps = [line["step"] for line in curves(out) if "loss" in line]
        assert steps == list(range(1, 61))

    @pytest.mark.parametrize(
        ("options", "reason"),
        [
            (["--start", "none"], "name the teacher to begin with"),
            (["--start", "/nowhere"], r"has no config\.json"),
            (["--steps", 0], "steps must be 1 or more"),
        ],
    )
    def test_nothing_is_made_of_what_cannot_be_tuned(
        self,
        manage: Callable[..., str],
        tmp_path: Path,
        folder: Path,
        options: list,
        reason: str,
    ):
        out = tmp_path / "tuned"
        with pytest.raises(CommandError, match=reason):
            tuned(manage, tmp_path, out, "--start", folder, *options)
        assert not out.exists()


def tuned(manage: Callable[..., str], data: Path, out: Path, *options: object) -> str:
    return manage("tune_teacher", *data_arguments(data, out), *FEW, *options)


def wait_for(path: Path) -> None:
    end = time.monotonic() + 60
    while not path.is_file():
        assert time.monotonic() < end, f"{path} never came"
        time.sleep(0.02)
