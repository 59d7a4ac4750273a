"""The trained model as the folder that TextEncoder loads."""

import copy
import tempfile
from pathlib import Path
from typing import Any


def export_model(folder: Path, model: Any, tokenizer: Any) -> int:
    """Write weights in half precision, configuration and tokenizer into `folder`; bytes of weights.

    Each file is whole before it replaces an earlier one; the weights come last.
    """
    import torch
    from transformers.utils import logging as transformers_logging

    transformers_logging.disable_progress_bar()

    with tempfile.TemporaryDirectory(dir=folder, prefix=".export-") as temporary:
        exported = copy.deepcopy(model).cpu().to(torch.float16)
        exported.save_pretrained(temporary, safe_serialization=True)
        tokenizer.save_pretrained(temporary)
        names = sorted(path.name for path in Path(temporary).iterdir())
        for name in sorted(names, key="model.safetensors".__eq__):
            (Path(temporary) / name).chmod(0o644)  # weights come readable by their owner alone
            (Path(temporary) / name).replace(folder / name)
    return (folder / "model.safetensors").stat().st_size
