"""CLIP's text tower: texts in, unit vectors out. Web and workers use this one class.

torch and transformers are imported when a model is loaded, not before: `manage.py check` and the
start of the web process do without them.
"""

import importlib.util
import json
import logging
import math
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from django.conf import settings

from catalog.embeddings import DIMENSIONS
from catalog.file_digest import sha256_of

if TYPE_CHECKING:
    import torch

logger = logging.getLogger(__name__)

MAX_TOKENS = 77  # CLIP's window, begin and end tokens included
BATCH_SIZE = 32  # of a task's 128 texts: a tenth faster than 64, which pads more

# Raised when the same weights give a text another vector: titles are then embedded anew, and
# cached query vectors forgotten.
RECIPE = 2

_load_lock = threading.Lock()


class EncoderUnavailable(Exception):
    """The model cannot be loaded; the message says which, where, and what to do."""


class TextEncoder:
    """A `CLIPTextModelWithProjection` and its tokenizer, loaded from a folder."""

    def __init__(self, folder: Path, *, name: str) -> None:
        """Raise EncoderUnavailable where `folder` holds no usable model of 512 dimensions."""
        _check_folder(folder)
        with _unavailable_without_libraries():
            import torch
            from transformers import CLIPTextModelWithProjection, CLIPTokenizer
            from transformers.utils import logging as transformers_logging

        transformers_logging.disable_progress_bar()
        # One thread a process: with two on busy cores a query took 50 times as long (DESIGN.md).
        torch.set_num_threads(1)
        try:
            # From the folder: the tokenizer's own constructor makes a two-token one of its files.
            self._tokenizer = CLIPTokenizer.from_pretrained(folder, local_files_only=True)
            loaded: Any = CLIPTextModelWithProjection.from_pretrained(
                folder, local_files_only=True, dtype=torch.float32, output_loading_info=True
            )
        except Exception as error:  # a broken file makes each library raise its own
            raise EncoderUnavailable(f"model in {folder} cannot be loaded: {error}") from error
        model, loading = loaded
        if loading["missing_keys"]:  # transformers would go on with random ones
            missing = ", ".join(sorted(loading["missing_keys"])[:3])
            raise EncoderUnavailable(f"model in {folder} lacks the weights {missing}")
        if model.config.projection_dim != DIMENSIONS:
            raise EncoderUnavailable(
                f"model in {folder} makes vectors of {model.config.projection_dim} "
                f"dimensions; the catalogue's have {DIMENSIONS}"
            )
        if not all(bool(parameter.isfinite().all()) for parameter in model.parameters()):
            raise EncoderUnavailable(f"model in {folder} holds weights that are no numbers")
        self._model: Any = model.eval()
        self.name = name
        self._bulk_model: torch.nn.Module | None = None
        self._ends = threading.local()  # of the batch that a thread is at, see read_ends_alone

    def encode_query(self, text: str, *, max_windows: int = 8) -> np.ndarray:
        """Unit vector (512,) float32 of one text, in full precision."""
        [windows] = self._windows([text])
        return _unit(self._encode_windows(windows[:max_windows], self._model).mean(axis=0))

    def encode(self, texts: Sequence[str]) -> np.ndarray:
        """Unit vectors (n, 512) float32, in the order of `texts`; in bf16 where the CPU has it."""
        windows: list[list[int]] = []
        owners: list[int] = []
        for owner, own in enumerate(self._windows(texts)):
            windows += own
            owners += [owner] * len(own)
        sums = np.zeros((len(texts), DIMENSIONS), dtype=np.float32)
        np.add.at(sums, owners, self._encode_windows(windows, self._model_for_bulk()))
        return _unit(sums)

    def _windows(self, texts: Sequence[str]) -> list[list[list[int]]]:
        """Token ids of each text, cut into the fewest even pieces that fit CLIP's window.

        Even, because all pieces weigh the same in the mean: a rest of three words would count as
        much as the text before it (long validation requests: .161 found, against .097).
        """
        # All texts in one call: one by one, the tokenizer costs a tenth of the whole.
        tokenized = self._tokenizer(list(texts), add_special_tokens=False, verbose=False)
        begin, end = self._tokenizer.bos_token_id, self._tokenizer.eos_token_id
        return [
            [[begin, *piece, end] for piece in even_pieces(ids, MAX_TOKENS - 2)]
            for ids in tokenized["input_ids"]
        ]

    def _encode_windows(self, windows: list[list[int]], model: "torch.nn.Module") -> np.ndarray:
        """Unit vectors (len(windows), 512); like lengths share a batch, so little is padding."""
        import torch

        vectors = np.empty((len(windows), DIMENSIONS), dtype=np.float32)
        by_length = sorted(range(len(windows)), key=lambda index: len(windows[index]))
        end = self._tokenizer.eos_token_id
        for batch in _batches(by_length, BATCH_SIZE):
            self._ends.positions = [windows[index].index(end) for index in batch]
            inputs = self._tokenizer.pad(
                {"input_ids": [windows[index] for index in batch]}, return_tensors="pt"
            )
            with torch.inference_mode():
                output = model(**inputs).text_embeds
            vectors[batch] = torch.nn.functional.normalize(output.float(), dim=-1).numpy()
        return vectors

    def _model_for_bulk(self) -> "torch.nn.Module":
        """The model in bf16 where the CPU multiplies it natively: twice the texts a second."""
        import copy

        import torch

        from catalog.embeddings import shortcuts

        if self._bulk_model is None:
            native = getattr(torch.cpu, "_is_avx512_bf16_supported", lambda: False)()
            model = copy.deepcopy(self._model) if native else self._model
            shortcuts.fold_activation(model)
            shortcuts.read_ends_alone(model, self._ends)
            self._bulk_model = model.to(torch.bfloat16) if native else model
        return self._bulk_model


@contextmanager
def _unavailable_without_libraries() -> Iterator[None]:
    """Raise EncoderUnavailable where an import inside fails."""
    try:
        yield
    except (ImportError, OSError) as error:  # OSError: a shared library of torch's is missing
        check_libraries()
        raise EncoderUnavailable(f"the encoder's libraries cannot be imported: {error}") from error


def check_libraries() -> None:
    """Raise EncoderUnavailable where a library is not installed; imports none."""
    for name in ("torch", "transformers", "huggingface_hub"):
        if importlib.util.find_spec(name) is None:
            raise EncoderUnavailable(f"{name} is not installed: pip install -r requirements/ml.txt")


def load_encoder() -> TextEncoder:
    """The process's one encoder, loaded at the first call; raise EncoderUnavailable."""
    with _load_lock:
        return _load_encoder(settings.CLIP_MODEL)


@cache
def _load_encoder(model: str) -> TextEncoder:
    return TextEncoder(model_folder(model), name=_model_name(model))


def is_encoder_loaded() -> bool:
    return _load_encoder.cache_info().currsize > 0


def current_model() -> str:
    """Name of the model in use, as stored beside each vector: `<name>@<weights>.<recipe>`.

    Reads the weights once, but loads nothing: cheap enough for a page that only compares names.
    """
    return _model_name(settings.CLIP_MODEL)


@cache
def _model_name(model: str) -> str:
    folder = model_folder(model)
    weights = _check_folder(folder)
    name = model if "/" in model and not Path(model).exists() else folder.name
    return f"{name}@{sha256_of(weights)[:12]}.{RECIPE}"


def model_folder(model: str) -> Path:
    """Folder that `model`, a path or a hub name, is loaded from; raise EncoderUnavailable."""
    folder = Path(model).expanduser()
    if folder.is_dir():
        return folder
    if folder.is_absolute() or model.startswith("."):
        raise EncoderUnavailable(f"CLIP_MODEL: there is no folder {model}")
    with _unavailable_without_libraries():
        from huggingface_hub import snapshot_download
        from huggingface_hub.errors import (
            HfHubHTTPError,
            HFValidationError,
            LocalEntryNotFoundError,
        )

    try:
        # One file: all would include the same weights for other libraries, which nobody fetches.
        return Path(snapshot_download(model, local_files_only=True, allow_patterns="config.json"))
    except (LocalEntryNotFoundError, HfHubHTTPError, HFValidationError, OSError) as error:
        raise EncoderUnavailable(
            f"CLIP_MODEL: {model} is not on this machine; fetch it with "
            f"`manage.py download_model {model}`"
        ) from error


def _check_folder(folder: Path) -> Path:
    """Path of the weights in `folder`; raise EncoderUnavailable where a needed file is missing."""
    for needed in ("config.json", "tokenizer_config.json"):
        if not (folder / needed).is_file():
            raise EncoderUnavailable(f"model folder {folder} has no {needed}")
    try:
        config = json.loads((folder / "config.json").read_text())
    except ValueError as error:
        raise EncoderUnavailable(f"{folder / 'config.json'} is not JSON: {error}") from error
    if not isinstance(config, dict) or config.get("model_type") not in ("clip", "clip_text_model"):
        # Transformers would load it all the same, with random weights.
        raise EncoderUnavailable(f"model in {folder} is no CLIP model")
    for weights in ("model.safetensors", "pytorch_model.bin"):
        if (folder / weights).is_file():
            return folder / weights
    raise EncoderUnavailable(f"model folder {folder} has no model.safetensors")


def _unit(vectors: np.ndarray) -> np.ndarray:
    norms = np.linalg.norm(vectors, axis=-1, keepdims=True)
    return vectors / np.maximum(norms, 1e-12)


def even_pieces(ids: list[int], longest: int) -> list[list[int]]:
    """At least one piece, if an empty one."""
    pieces = max(1, math.ceil(len(ids) / longest))
    size = max(1, math.ceil(len(ids) / pieces))
    return [ids[start : start + size] for start in range(0, max(len(ids), 1), size)]


def _batches(items: list[int], size: int) -> Iterator[list[int]]:
    for start in range(0, len(items), size):
        yield items[start : start + size]
