"""Child process of `questions`: holds the frames, and answers on standard output what is asked on
standard input: a line of JSON each, `[question, argument]` → `[milliseconds, answer]`.

The first line that it writes is of itself, once it is ready.
"""

import json
import sys
import time
from pathlib import Path

import numpy as np

from benchmarks.memory_use import peak_of_this_process
from benchmarks.plain_frames import Frames


def main(folder: Path, rows: int | None, vectors: Path) -> None:
    begin = time.perf_counter()
    frames = Frames(folder, rows)
    frames.vectors = np.load(vectors)
    ready = {
        "films": len(frames.films),
        "seconds": time.perf_counter() - begin,
        "peak_mb": peak_of_this_process() / 2**20,
    }
    print(json.dumps(ready), flush=True)
    for line in sys.stdin:
        question, argument = json.loads(line)
        begin = time.perf_counter()
        answer = getattr(frames, question)(argument)
        milliseconds = 1000 * (time.perf_counter() - begin)
        print(json.dumps([milliseconds, answer], default=str), flush=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]) or None, Path(sys.argv[3]))
