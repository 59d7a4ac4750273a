"""The trained model as the folder that TextEncoder loads."""

import copy
import tempfile
from pathlib import Path
from typing import Any

from catalog.embeddings.training import TrainingRefused


def export_model(folder: Path, model: Any, tokenizer: Any) -> int:
    """Write weights in half precision, configuration and tokenizer into `folder`; bytes of weights.

    Each file is whole before it replaces an earlier one; the weights come last. Raises
    TrainingRefused for weights that are no numbers, or are none in half precision any more: nothing
    is written then.
    """
    import torch
    from transformers.utils import logging as transformers_logging

    transformers_logging.disable_progress_bar()

    exported = copy.deepcopy(model).cpu().to(torch.float16)
    for name, weights in exported.named_parameters():
        if not torch.isfinite(weights).all():
            raise TrainingRefused(
                f"the weights {name} are no numbers in half precision: nothing was exported; begin"
                " anew with a lower learning rate"
            )
    with tempfile.TemporaryDirectory(dir=folder, prefix=".export-") as temporary:
        exported.save_pretrained(temporary, safe_serialization=True)
        tokenizer.save_pretrained(temporary)
        put_in_place(Path(temporary), folder)
    return (folder / "model.safetensors").stat().st_size


def put_in_place(made: Path, folder: Path) -> None:
    """Move the files of `made`, on the same disk, over those in `folder`; the weights last."""
    for path in sorted(made.iterdir(), key=lambda path: (path.name == "model.safetensors", path)):
        path.chmod(0o644)  # weights come readable by their owner alone
        path.replace(folder / path.name)
