"""Child process of `towers`: what one text encoder does on one thread.

Takes the folder of a model and a JSON file of texts; prints a JSON line.
"""

import json
import sys
import time
from pathlib import Path

QUERY_WORDS = 16
QUERIES = 60
CHUNK = 128  # as a task gets them
SECONDS = 12.0  # of bulk reading: the large tower would take minutes for all texts


def main(folder: Path, path: Path) -> None:
    import django
    from django.conf import settings

    django.setup()
    settings.CLIP_MODEL = str(folder)
    import torch

    from benchmarks.one_process import flops_of_window, matrix_rate
    from catalog.embeddings.encoder import load_encoder

    torch.set_num_threads(1)
    texts: list[str] = json.loads(path.read_text())
    encoder = load_encoder()
    queries = [" ".join(text.split()[:QUERY_WORDS]) for text in texts[:QUERIES]]
    encoder.encode_query(queries[0])
    query_ms = []
    for query in queries:
        begin = time.perf_counter()
        encoder.encode_query(query)
        query_ms.append(1000 * (time.perf_counter() - begin))
    encoder.encode(texts[:CHUNK])
    matrix = matrix_rate(next(encoder._model_for_bulk().parameters()).dtype)
    done, begin = 0, time.perf_counter()
    while done < len(texts) and time.perf_counter() - begin < SECONDS:
        encoder.encode(texts[done : done + CHUNK])
        done += CHUNK
    rate = min(done, len(texts)) / (time.perf_counter() - begin)
    windows = [window for own in encoder._windows(texts[:done]) for window in own]
    flops = sum(flops_of_window(len(window)) for window in windows) / min(done, len(texts))
    query_ms.sort()
    print(
        json.dumps(
            {
                "parameters": sum(p.numel() for p in encoder._model.parameters()),
                "query_p50_ms": query_ms[len(query_ms) // 2],
                "query_p95_ms": query_ms[int(0.95 * len(query_ms))],
                "texts_per_second": rate,
                "share_of_matrix_rate": rate * flops / matrix,
            }
        )
    )


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
