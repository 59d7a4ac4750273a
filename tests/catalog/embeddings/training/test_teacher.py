"""A teacher: a BERT in a folder."""

from pathlib import Path

import numpy as np
import pytest

from catalog.embeddings.training import TrainingRefused
from catalog.embeddings.training.teacher import Teacher, teacher_folder
from tests.catalog.embeddings.training.films import arguments


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
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


def test_a_text_has_the_same_vector_in_any_company(folder: Path):
    teacher = Teacher(folder)
    together = teacher.encode(["shark", "a much longer text about a shark", "nun"])
    alone = teacher.encode(["shark"])
    assert together.shape == (3, 16)
    np.testing.assert_allclose(together[0], alone[0], atol=0.02)
    np.testing.assert_allclose(np.linalg.norm(together.astype(float), axis=1), 1, atol=0.01)


def test_what_it_has_read_it_does_not_read_again(folder: Path, tmp_path: Path):
    read: list[int] = []
    teacher = Teacher(folder)
    first = teacher.encode_once(["shark", "nun"], tmp_path, told=read.append)
    again = teacher.encode_once(["shark", "nun"], tmp_path, told=read.append)
    assert read == [2]
    np.testing.assert_array_equal(first, again)
    teacher.encode_once(["shark", "bride"], tmp_path, told=read.append)
    assert read == [2, 2]


def test_a_training_may_be_taught(manage, tmp_path: Path, folder: Path):
    told = manage(
        *("train_encoder", *arguments(tmp_path, tmp_path / "model"), "--steps", 3),
        *("--teacher", folder, "--teacher-weight", 1, "--teacher-texts", 100),
    )
    assert "3 steps" in told
    assert f"began the tokens': {folder.name}" in (tmp_path / "model/README.md").read_text()


def test_a_folder_that_is_no_teacher_is_refused(tmp_path: Path):
    assert teacher_folder("none") is None
    with pytest.raises(TrainingRefused, match=r"has no config\.json"):
        teacher_folder(str(tmp_path))
    for name in ("config.json", "tokenizer.json", "model.safetensors"):
        (tmp_path / name).write_text("{}")
    with pytest.raises(TrainingRefused, match="cannot be loaded"):
        Teacher(tmp_path)
