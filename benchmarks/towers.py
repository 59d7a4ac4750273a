"""The bundled text encoder against a tower of ViT-B/32's shape, on one thread, in alternation."""

import json
import shutil
import time
from pathlib import Path
from statistics import median
from typing import Any

from benchmarks.catalogues import import_catalogue
from benchmarks.servers import VAR, empty_tables, run_alone

# openai/clip-vit-base-patch32's text tower. Its speed is that of its shape: random weights do.
VIT_B_32: dict[str, Any] = {
    "vocab_size": 49_408,
    "hidden_size": 512,
    "intermediate_size": 2_048,
    "num_hidden_layers": 12,
    "num_attention_heads": 8,
    "projection_dim": 512,
    "max_position_embeddings": 77,
    "hidden_act": "quick_gelu",
}
CACHED = 200


def measure(*, quick: bool) -> dict[str, Any]:
    """Both read the same texts by the site's own code, with the bundled tokenizer: CLIP's makes a
    few per cent fewer tokens of the same words."""
    from django.conf import settings

    from catalog.models import Movie

    titles, rounds = (512, 1) if quick else (8_192, 3)
    empty_tables()
    import_catalogue(titles)
    texts = VAR / "texts.json"
    texts.write_text(json.dumps([movie.text_to_embed for movie in Movie.objects.order_by("pk")]))
    bundled = Path(settings.CLIP_MODEL)
    folders = {"bundled": bundled, "vit_b_32": _write_tower(VAR / "vit-b-32", bundled)}
    found: dict[str, list[dict[str, float]]] = {name: [] for name in folders}
    for _ in range(rounds):
        for name, folder in folders.items():
            found[name].append(json.loads(run_alone("one_tower", folder, texts)))
    pairs = list(zip(found["bundled"], found["vit_b_32"], strict=True))
    return {
        "titles": titles,
        "rounds": rounds,
        "ratio_texts_per_second_to_vit_b_32": median(
            one["texts_per_second"] / other["texts_per_second"] for one, other in pairs
        ),
        "query_cached_p50_ms": _cached_ms(),
        **{
            name: {key: median(run[key] for run in runs) for key in runs[0]}
            for name, runs in found.items()
        },
    }


def _write_tower(folder: Path, tokenizer: Path) -> Path:
    import torch
    from transformers import CLIPTextConfig, CLIPTextModelWithProjection

    torch.manual_seed(0)
    said = json.loads((tokenizer / "config.json").read_text())
    ends = {name: said[name] for name in ("bos_token_id", "eos_token_id", "pad_token_id")}
    CLIPTextModelWithProjection(CLIPTextConfig(**VIT_B_32, **ends)).save_pretrained(folder)
    for name in ("tokenizer.json", "tokenizer_config.json"):
        shutil.copy(tokenizer / name, folder / name)
    return folder


def _cached_ms() -> float:
    """The median of a query's vector that the cache has."""
    from catalog.embeddings.query import encode_query, warm_up

    warm_up(wait_seconds=120)
    text = "a ship hits an iceberg and a poor painter drowns to save a girl that he loves"
    encode_query(text)
    times = []
    for _ in range(CACHED):
        begin = time.perf_counter()
        encode_query(text)
        times.append(1000 * (time.perf_counter() - begin))
    return median(times)
