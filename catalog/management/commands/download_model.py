"""`manage.py download_model [NAME]`: fetch a CLIP model ahead, and see that it works."""

import argparse
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from catalog.embeddings import DIMENSIONS
from catalog.embeddings.encoder import EncoderUnavailable, TextEncoder, model_folder

# Transformers reads one of them; hub models often hold the same weights for other libraries too.
WEIGHTS = ["model.safetensors", "pytorch_model.bin"]
OTHER_FILES = [
    "config.json",
    "tokenizer_config.json",
    "tokenizer.json",
    "vocab.json",
    "merges.txt",
    "special_tokens_map.json",
]


class Command(BaseCommand):
    help = (
        "Fetch the text encoder from the Hugging Face hub and encode one text with it. "
        "Web and workers find it from then on; they fetch nothing themselves."
    )
    requires_system_checks: list[str] = []  # no database, no broker

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument(
            "name",
            nargs="?",
            default=settings.CLIP_MODEL,
            metavar="NAME",
            help="a model of the hub, or a folder (default: CLIP_MODEL)",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        name: str = options["name"]
        try:
            folder = model_folder(name)
            _try_out(folder)
        except EncoderUnavailable as error:
            if _is_folder(name):
                raise CommandError(_one_line(error)) from error
        else:
            self.stdout.write(f"{name} is here and works: nothing to fetch ({folder})")
            return
        _fetch(name)
        try:
            folder = model_folder(name)
            _try_out(folder)
        except EncoderUnavailable as error:
            raise CommandError(f"{name} was fetched, but: {_one_line(error)}") from error
        self.stdout.write(f"{name} was fetched and works ({folder})")


def _is_folder(name: str) -> bool:
    return Path(name).expanduser().is_dir() or name.startswith(("/", ".", "~"))


def _try_out(folder: Path) -> None:
    """Raise EncoderUnavailable unless a text can be encoded with what is in the folder."""
    vector = TextEncoder(folder, name=folder.name).encode_query("a first text")
    if vector.shape != (DIMENSIONS,):
        raise EncoderUnavailable(f"model in {folder} makes vectors of shape {vector.shape}")


def _fetch(name: str) -> None:
    from httpx2 import HTTPError
    from huggingface_hub import HfApi, constants, snapshot_download
    from huggingface_hub.errors import GatedRepoError, HFValidationError, RepositoryNotFoundError

    # Everything runs with HF_HUB_OFFLINE=1, which the library read when it was imported.
    was_offline, constants.HF_HUB_OFFLINE = constants.HF_HUB_OFFLINE, False
    try:
        present = [file.rfilename for file in HfApi().model_info(name).siblings or []]
        weights = next((file for file in WEIGHTS if file in present), None)
        if weights is None:
            raise CommandError(f"{name} has neither {WEIGHTS[0]} nor {WEIGHTS[1]}")
        snapshot_download(name, allow_patterns=[weights, *OTHER_FILES])
    except HFValidationError as error:
        raise CommandError(f"{name!r} is neither a folder nor the name of a model") from error
    except GatedRepoError as error:
        raise CommandError(f"{name} asks for a log-in: set HF_TOKEN") from error
    except RepositoryNotFoundError as error:
        raise CommandError(f"{constants.ENDPOINT} has no public model {name}") from error
    except (HTTPError, OSError) as error:  # OSError: also a disk that is full or not ours
        raise CommandError(
            f"{name} cannot be fetched from {constants.ENDPOINT}: {_one_line(error)}"
        ) from error
    finally:
        constants.HF_HUB_OFFLINE = was_offline


def _one_line(error: Exception) -> str:
    return " ".join(str(error).split()) or type(error).__name__
