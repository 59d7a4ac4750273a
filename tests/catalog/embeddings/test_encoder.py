"""The encoder itself, with the bundled weights and with a model of CLIP's own shape."""

import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from django.conf import settings

from catalog.embeddings.encoder import (
    EncoderUnavailable,
    TextEncoder,
    current_model,
    load_encoder,
)

BUNDLED = settings.BASE_DIR / "catalog/embeddings/movieclip-mini"


@pytest.fixture(scope="module")
def encoder() -> TextEncoder:
    return load_encoder()


def test_vectors_are_of_512_dimensions_and_of_length_one(encoder: TextEncoder):
    vectors = encoder.encode(["a shark", "a wedding in London", ""])
    assert vectors.shape == (3, 512)
    assert vectors.dtype == np.float32
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)


def test_a_text_has_one_vector_alone_in_a_batch_and_as_a_query(encoder: TextEncoder):
    texts = ["short", "a film about " + "sharks and ships " * 30, "one more text of middle length"]
    together = encoder.encode(texts)
    for text, vector in zip(texts, together, strict=True):
        assert vector @ encoder.encode([text])[0] >= 0.9999
        assert vector @ encoder.encode_query(text) >= 0.9999


def test_many_texts_keep_their_order(encoder: TextEncoder):
    texts = [f"{'word ' * (n % 40)} number {n}" for n in range(200)]
    vectors = encoder.encode(texts)
    for n in (0, 39, 40, 133, 199):
        assert vectors[n] @ encoder.encode_query(texts[n]) >= 0.999


def test_a_text_beyond_the_window_of_77_tokens_counts_to_its_end(encoder: TextEncoder):
    beginning = "a family moves to a quiet village by the sea. " * 20
    ends_with_sharks = encoder.encode_query(beginning + "a giant shark eats the swimmers. " * 20)
    assert ends_with_sharks @ encoder.encode_query("shark attack") > encoder.encode_query(
        beginning
    ) @ encoder.encode_query("shark attack")


def test_nearness_is_meaning(encoder: TextEncoder):
    query = encoder.encode_query("a shark attacks people on holiday")
    shark, love = encoder.encode(
        ["A great white hunts swimmers at a beach.", "Two lawyers fall in love at a wedding."]
    )
    assert query @ shark > query @ love


@pytest.mark.parametrize("missing", ["config.json", "tokenizer_config.json", "model.safetensors"])
def test_a_folder_that_lacks_a_file_is_refused_by_name(tmp_path: Path, missing: str):
    for file in BUNDLED.iterdir():
        if file.name != missing:
            (tmp_path / file.name).symlink_to(file)
    with pytest.raises(EncoderUnavailable, match=missing):
        TextEncoder(tmp_path, name="test")


def test_broken_weights_are_refused(tmp_path: Path):
    for file in BUNDLED.iterdir():
        if file.name != "model.safetensors":
            (tmp_path / file.name).symlink_to(file)
    (tmp_path / "model.safetensors").write_bytes(b"no weights")
    with pytest.raises(EncoderUnavailable, match="cannot be loaded"):
        TextEncoder(tmp_path, name="test")


def test_weights_that_are_no_numbers_are_refused(tmp_path: Path):
    from safetensors.numpy import load_file, save_file

    for file in BUNDLED.iterdir():
        if file.name != "model.safetensors":
            (tmp_path / file.name).symlink_to(file)
    weights = load_file(BUNDLED / "model.safetensors")
    weights["text_projection.weight"][0, 0] = np.nan
    save_file(weights, tmp_path / "model.safetensors", metadata={"format": "pt"})
    with pytest.raises(EncoderUnavailable, match="holds weights that are no numbers"):
        TextEncoder(tmp_path, name="test")


def test_weights_without_the_projection_are_refused(tmp_path: Path):
    from safetensors.numpy import load_file, save_file

    for file in BUNDLED.iterdir():
        if file.name != "model.safetensors":
            (tmp_path / file.name).symlink_to(file)
    weights = load_file(BUNDLED / "model.safetensors")
    del weights["text_projection.weight"]
    save_file(weights, tmp_path / "model.safetensors", metadata={"format": "pt"})
    with pytest.raises(EncoderUnavailable, match=r"lacks the weights text_projection\.weight"):
        TextEncoder(tmp_path, name="test")


def test_a_model_of_other_width_is_refused(tmp_path: Path):
    from transformers import CLIPTextConfig, CLIPTextModelWithProjection

    config = CLIPTextConfig.from_pretrained(BUNDLED)
    config.projection_dim = 256
    CLIPTextModelWithProjection(config).save_pretrained(tmp_path)
    for name in ("tokenizer.json", "tokenizer_config.json"):
        (tmp_path / name).symlink_to(BUNDLED / name)
    with pytest.raises(EncoderUnavailable, match="256 dimensions"):
        TextEncoder(tmp_path, name="test")


def test_a_model_that_is_not_there_is_named(settings):
    settings.CLIP_MODEL = "/no/such/folder"
    with pytest.raises(EncoderUnavailable, match="/no/such/folder"):
        current_model()
    settings.CLIP_MODEL = "nobody/has-this-model"
    with pytest.raises(
        EncoderUnavailable, match=r"manage\.py download_model nobody/has-this-model"
    ):
        current_model()


def test_a_model_of_the_shape_of_vit_b_32_runs_through_the_same_path(tmp_path: Path):
    """Random weights, but openai/clip-vit-base-patch32's config and token layout."""
    make_clip_of_published_shape(tmp_path)
    encoder = TextEncoder(tmp_path, name="clip-vit-base-patch32")
    [windows] = encoder._windows(["a shark hunts swimmers"])
    assert (windows[0][0], windows[0][-1]) == (49_406, 49_407)
    vectors = encoder.encode(["a shark hunts swimmers", "a wedding " * 100])
    assert vectors.shape == (2, 512)
    assert vectors[0] @ encoder.encode_query("a shark hunts swimmers") >= 0.999


def make_clip_of_published_shape(folder: Path) -> None:
    import torch
    from transformers import CLIPConfig, CLIPTextConfig, CLIPTextModelWithProjection

    config = CLIPConfig(
        text_config={
            "vocab_size": 49_408,
            "hidden_size": 512,
            "intermediate_size": 2_048,
            "num_hidden_layers": 12,
            "num_attention_heads": 8,
            "max_position_embeddings": 77,
            "hidden_act": "quick_gelu",
            "bos_token_id": 0,
            "eos_token_id": 2,  # as published: the end token is then found by its highest id
            "pad_token_id": 1,
            "projection_dim": 512,
        },
        vision_config={"patch_size": 32},
        projection_dim=512,
    )
    torch.manual_seed(1)
    text_config = config.text_config
    assert isinstance(text_config, CLIPTextConfig)
    model = CLIPTextModelWithProjection(text_config).half()
    model.save_pretrained(folder)
    config.save_pretrained(folder)  # the published file is that of both towers
    tokenizer = json.loads((BUNDLED / "tokenizer.json").read_text())
    vocabulary = tokenizer["model"]["vocab"]
    single = [token for token in vocabulary if len(token.removesuffix("</w>")) == 1][:512]
    letters = [token for token in single if not token.endswith("</w>")]
    pairs = [(a, b) for a in letters for b in letters][: 49_408 - len(single) - 2]
    tokens = [*single, *(a + b for a, b in pairs), "<|startoftext|>", "<|endoftext|>"]
    ids = {token: number for number, token in enumerate(tokens)}
    assert len(ids) == 49_408
    tokenizer["model"]["vocab"] = ids
    tokenizer["model"]["merges"] = [list(pair) for pair in pairs]
    for added in tokenizer["added_tokens"]:
        added["id"] = ids[added["content"]]
    text = json.dumps(tokenizer)
    (folder / "tokenizer.json").write_text(text)
    (folder / "tokenizer_config.json").write_bytes((BUNDLED / "tokenizer_config.json").read_bytes())


@pytest.mark.parametrize(
    "statement",
    [
        "import django; django.setup(); from django.core.management import call_command; "
        "call_command('check')",
        "import config.wsgi; import config.urls; import catalog.views; import catalog.tasks; "
        "import recommendations.tasks",
    ],
    ids=["check", "web start"],
)
def test_torch_and_other_heavy_libraries_are_not_loaded_by(statement: str):
    heavy = {"torch", "transformers", "scipy", "sklearn", "faiss", "annoy", "voyager"}
    code = f"{statement}; import sys; print({heavy} & set(sys.modules))"
    finished = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    assert finished.stdout.splitlines()[-1] == "set()"
