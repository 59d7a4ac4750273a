"""What of a training the site may load."""

from pathlib import Path
from typing import Any

import pytest
import torch
from transformers import CLIPTextConfig, CLIPTextModelWithProjection

from catalog.embeddings.training import TrainingRefused
from catalog.embeddings.training.export import export_model

A_BIT_TOO_LARGE_FOR_HALF_PRECISION = 70_000.0


class NoTokenizer:
    def save_pretrained(self, folder: str) -> None:
        (Path(folder) / "tokenizer.json").write_text("{}")


@pytest.fixture
def model() -> Any:
    config = CLIPTextConfig(
        vocab_size=9, hidden_size=8, intermediate_size=8, num_hidden_layers=1, num_attention_heads=1
    )
    return CLIPTextModelWithProjection(config)


def test_weights_are_exported_beside_their_tokenizer(model: Any, tmp_path: Path):
    size = export_model(tmp_path, model, NoTokenizer())
    assert (tmp_path / "model.safetensors").stat().st_size == size
    assert (tmp_path / "tokenizer.json").is_file()


@pytest.mark.parametrize("broken", [float("nan"), A_BIT_TOO_LARGE_FOR_HALF_PRECISION])
def test_weights_that_are_no_numbers_replace_no_model(model: Any, tmp_path: Path, broken: float):
    export_model(tmp_path, model, NoTokenizer())
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    with torch.no_grad():
        model.text_projection.weight[3, 4] = broken
    with pytest.raises(TrainingRefused, match=r"text_projection\.weight are no numbers in half"):
        export_model(tmp_path, model, NoTokenizer())
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == before
