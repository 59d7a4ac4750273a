"""Child process of `embedding`: the plain way, the encoder alone, and a matrix product.

Takes a JSON file of texts; prints a JSON line of rates, and leaves the plain way's vectors beside
the file. torch's number of threads is its default for the plain way, which is a simple script.
"""

import json
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

MATRIX = 2048
PLAIN_TEXTS = 256
PLAIN_SECONDS = 4.0  # then it is enough: two threads on busy cores can take minutes
COMPARED = 64
CHUNK = 128  # as a task gets them


def main(path: Path) -> None:
    import django

    django.setup()
    import numpy as np
    import torch

    from catalog.embeddings.encoder import load_encoder

    texts: list[str] = json.loads(path.read_text())
    some = texts[:: max(1, len(texts) // PLAIN_TEXTS)][:PLAIN_TEXTS]
    default_threads = torch.get_num_threads()
    encode_plainly = plain_encoder()
    plain, _ = _rate_of_each(encode_plainly, some)
    torch.set_num_threads(1)
    plain_one_thread, plain_cpu_ms = _rate_of_each(encode_plainly, some)
    compared = some[:COMPARED]
    np.save(path.with_suffix(".npy"), np.vstack([encode_plainly(text) for text in compared]))
    path.with_suffix(".compared.json").write_text(json.dumps(compared))

    encoder = load_encoder()
    encoder.encode(texts[:CHUNK])
    chunks = [texts[start : start + CHUNK] for start in range(0, len(texts), CHUNK)]
    alone = _rate(lambda: [encoder.encode(chunk) for chunk in chunks], len(texts))
    dtype = next(encoder._model_for_bulk().parameters()).dtype
    windows = [window for own in encoder._windows(texts) for window in own]
    print(
        json.dumps(
            {
                "default_threads": default_threads,
                "plain": plain,
                "plain_one_thread": plain_one_thread,
                "plain_cpu_ms": plain_cpu_ms,  # with one thread: two of them spin as they wait
                "encoder_alone": alone,
                "dtype": str(dtype).removeprefix("torch."),
                "gflops_matrix": matrix_rate(dtype) / 1e9,
                "flops_per_text": sum(flops_of_window(len(w)) for w in windows) / len(texts),
                "tokens_per_text": sum(map(len, windows)) / len(texts),
            }
        )
    )


def plain_encoder() -> Callable[[str], Any]:
    """What a simple script does: one text, padded to 77 tokens, in fp32."""
    import torch
    from django.conf import settings
    from transformers import CLIPTextModelWithProjection, CLIPTokenizer

    from catalog.embeddings.encoder import model_folder

    folder = model_folder(settings.CLIP_MODEL)
    tokenizer = CLIPTokenizer.from_pretrained(folder)
    model = CLIPTextModelWithProjection.from_pretrained(folder, dtype=torch.float32).eval()

    def encode(text: str) -> Any:
        inputs = tokenizer(
            text, padding="max_length", max_length=77, truncation=True, return_tensors="pt"
        )
        with torch.no_grad():
            vector = model(**inputs).text_embeds[0]
        return (vector / vector.norm()).numpy()

    return encode


def matrix_rate(dtype: object) -> float:
    """Floating-point operations a second of one thread in a large matrix product."""
    import torch

    one = torch.randn(MATRIX, MATRIX).to(dtype)  # type: ignore[call-overload]
    two = torch.randn(MATRIX, MATRIX).to(dtype)  # type: ignore[call-overload]
    one @ two
    return statistics.median(_rate(lambda: one @ two, 2 * MATRIX**3) for _ in range(15))


def flops_of_window(tokens: int) -> float:
    """Operations that one window of a text needs, padding not counted.

    A multiplication and an addition per weight of the layers and token: 2 (4 d² + 2 d f) with
    width d and feed-forward width f; in the attention 4 n d per token and layer (n tokens: scores
    and weighted sum); the projection, 2 d p, once a text. Norms and activations are left out.
    """
    config = _config()
    d, f = config["hidden_size"], config["intermediate_size"]
    per_token = config["num_hidden_layers"] * (2 * (4 * d * d + 2 * d * f) + 4 * tokens * d)
    return tokens * per_token + 2 * d * config["projection_dim"]


def _config() -> dict[str, int]:
    from catalog.embeddings.encoder import load_encoder

    config = load_encoder()._model.config
    names = ("hidden_size", "intermediate_size", "num_hidden_layers", "projection_dim")
    return {name: getattr(config, name) for name in names}


def _rate_of_each(encode: Callable[[str], object], texts: list[str]) -> tuple[float, float]:
    """Texts a second, and the processor time of each in milliseconds."""
    encode(texts[0])
    begin, used, done = time.perf_counter(), time.process_time(), 0
    while done < len(texts) and time.perf_counter() - begin < PLAIN_SECONDS:
        encode(texts[done])
        done += 1
    used = time.process_time() - used
    return done / (time.perf_counter() - begin), 1000 * used / done


def _rate(work: Callable[[], object], amount: float) -> float:
    begin = time.perf_counter()
    work()
    return amount / (time.perf_counter() - begin)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
