"""The student: a CLIPTextModelWithProjection of its own, or one to go on from."""

import copy
import json
import threading
from pathlib import Path
from typing import TYPE_CHECKING, Any

from catalog.embeddings import DIMENSIONS, shortcuts
from catalog.embeddings.encoder import MAX_TOKENS
from catalog.embeddings.training import TrainingRefused
from catalog.embeddings.training.recipe import Recipe

if TYPE_CHECKING:
    import numpy as np


ENDS = threading.local()
"""`positions` of the end tokens of the texts that go through a model, see `shortcuts`."""


def new_model(recipe: Recipe, tokenizer: Any) -> Any:
    """A model with random weights, in the shape that the recipe says.

    Its activation is SiLU: CLIP's x σ(1.702 x) is the same with 1.702 folded into the weights, and
    takes three passes over memory where SiLU takes one.
    """
    from transformers import CLIPTextConfig, CLIPTextModelWithProjection

    config = CLIPTextConfig(
        vocab_size=len(tokenizer),
        hidden_size=recipe.width,
        intermediate_size=4 * recipe.width,
        num_hidden_layers=recipe.layers,
        num_attention_heads=recipe.heads,
        max_position_embeddings=MAX_TOKENS,
        projection_dim=recipe.dimensions,
        hidden_act="silu",
        bos_token_id=tokenizer.bos_token_id,
        eos_token_id=tokenizer.eos_token_id,
        pad_token_id=tokenizer.pad_token_id,
    )
    return CLIPTextModelWithProjection._from_config(config)


def load_model(folder: Path, tokenizer: Any) -> Any:
    """The model in `folder`; raise TrainingRefused for one that its tokenizer or the catalogue's
    column does not fit."""
    import torch
    from transformers import CLIPTextModelWithProjection

    check_shape(folder, tokenizer)
    try:
        loaded: Any = CLIPTextModelWithProjection.from_pretrained(
            folder,
            local_files_only=True,
            dtype=torch.float32,
            output_loading_info=True,
        )
    except Exception as error:  # a broken file makes each library raise its own
        raise TrainingRefused(f"{folder}: cannot be loaded: {error}") from error
    model, loading = loaded
    if loading["missing_keys"]:
        raise TrainingRefused(f"{folder}: lacks the weights {sorted(loading['missing_keys'])[0]}")
    if any(not parameter.isfinite().all() for parameter in model.parameters()):
        raise TrainingRefused(f"{folder}: holds weights that are no numbers")
    return model


def check_shape(folder: Path, tokenizer: Any) -> None:
    """Raise TrainingRefused by what config.json alone says."""
    try:
        config = json.loads((folder / "config.json").read_text())
        shape = {**config, **config.get("text_config", {})}
        vocabulary, width = int(shape["vocab_size"]), int(shape["projection_dim"])
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise TrainingRefused(f"{folder}: config.json is missing or says no shape") from error
    if width != DIMENSIONS:
        raise TrainingRefused(
            f"{folder}: makes vectors of {width} dimensions; the catalogue's have {DIMENSIONS}"
        )
    if vocabulary != len(tokenizer):
        raise TrainingRefused(
            f"{folder}: the tokenizer has {len(tokenizer)} tokens, its model {vocabulary}"
        )


def grow_tokens(model: Any, count: int) -> None:
    """Rows for the tokens up to `count` that a tokenizer has won, each the mean of all others."""
    import torch

    table = model.text_model.embeddings.token_embedding.weight
    before = len(table)
    if before == count:
        return
    mean = table.detach().mean(dim=0)
    model.resize_token_embeddings(count, mean_resizing=False)
    with torch.no_grad():
        model.text_model.embeddings.token_embedding.weight[before:] = mean


def begin_with_tokens(model: Any, vectors: "np.ndarray") -> None:
    """Start the token table from a teacher's vectors (vocabulary, any width): their principal
    components, in the spread that random ones would have."""
    import torch

    table = model.text_model.embeddings.token_embedding.weight
    centred = torch.from_numpy(vectors).float()
    centred = centred - centred.mean(dim=0)
    kept = min(table.shape[1], centred.shape[1])
    _, _, directions = torch.linalg.svd(centred, full_matrices=False)
    reduced = centred @ directions[:kept].T
    with torch.no_grad():
        spread = table.std()
        table[:, :kept] = reduced * (spread / reduced.std())


def hasten(model: Any, device: str) -> Any:
    """The model on `device`, computing no more than is read; encode with `encode_chunk` alone.

    Of texts as short as these, a CPU attends a third faster by plain products than by the fused
    kernel (9,300 tokens a second and thread, against 7,100). The last layer's feed-forward part is
    run at the end tokens alone, which saves a fifth of three layers' work.
    """
    model.set_attn_implementation("sdpa" if device == "cuda" else "eager")
    shortcuts.read_ends_alone(model, ENDS)
    return model.to(device)


def copy_for_reading(model: Any) -> Any:
    """A copy of a hastened model, with weights of its own that are never trained."""
    copied = copy.deepcopy(model).eval().requires_grad_(False)
    shortcuts.read_ends_alone(copied, ENDS)
    return copied


def add_dropout(model: Any, share: float) -> None:
    """Drop a share of the features that each layer's two parts add, while training: CLIP's
    configuration can say that of attention alone. Nothing of it is exported.

    A feature is dropped in all of a text: to draw one number per token took an eighth of the time.
    """
    import torch

    def drop(module: Any, _inputs: Any, output: Any) -> Any:
        if not module.training:
            return output
        kept = torch.rand(len(output), 1, output.shape[-1], device=output.device) >= share
        return output * (kept / (1 - share)).to(output.dtype)

    if share:
        for layer in model.text_model.encoder.layers:
            layer.self_attn.out_proj.register_forward_hook(drop)
            layer.mlp.register_forward_hook(drop)


def count_parameters(model: Any) -> int:
    return sum(parameter.numel() for parameter in model.parameters())
