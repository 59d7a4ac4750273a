"""A trained model on disk: arrays in safetensors' format, which runs no code when it is read."""

import json
from collections.abc import Mapping
from pathlib import Path

import numpy as np

DTYPES = {
    "F64": np.float64,
    "F32": np.float32,
    "F16": np.float16,
    "I64": np.int64,
    "I32": np.int32,
    "BOOL": np.bool_,
}
# A header describes a few dozen arrays; anything longer is not one of ours.
LONGEST_HEADER = 1_000_000
# A process holds one model of each kind, so that a copy of one this small costs it little.
SMALL_FILE = 50_000_000


class BrokenArtefact(Exception):
    """A model cannot be read from its file: missing, cut short, or not what it says it is."""


def write_arrays(path: Path, arrays: Mapping[str, np.ndarray], *, facts: Mapping[str, str]) -> None:
    """Nothing half-written: the file appears when it is whole."""
    from safetensors.numpy import save_file

    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_name(path.name + ".unfinished")
    whole = {name: np.ascontiguousarray(array) for name, array in arrays.items()}
    save_file(whole, unfinished, metadata=dict(facts))
    unfinished.replace(path)


def read_arrays(
    path: Path, *, most_copied: int = 0
) -> tuple[dict[str, np.ndarray], dict[str, str]]:
    """The arrays, mapped into memory and not copied (which is why safetensors' own reader is not
    used: it copies, in each process), and the facts. Raises BrokenArtefact.

    A file of at most `most_copied` bytes is copied all the same: whatever becomes of it afterwards,
    the arrays stay. Who touches what was cut off a mapped one is ended by the system (SIGBUS).
    """
    try:
        data = _content(path, most_copied)
        length = int(data[:8].view("<u8")[0])
        if length > min(LONGEST_HEADER, len(data) - 8):
            raise BrokenArtefact(f"{path}: the header is longer than the file")
        header = json.loads(bytes(data[8 : 8 + length]))
        facts = header.pop("__metadata__", {})
        body = data[8 + length :]
        return {
            name: _array(body, told["dtype"], told["shape"], *told["data_offsets"])
            for name, told in header.items()
        }, facts
    except BrokenArtefact:
        raise
    except FileNotFoundError as error:
        raise BrokenArtefact(f"{path} is not there") from error
    except (OSError, ValueError, KeyError, TypeError, AttributeError, IndexError) as error:
        raise BrokenArtefact(f"{path} is not a model: {error}") from error


def _content(path: Path, most_copied: int) -> np.ndarray:
    """uint8[size of the file], which cannot be written to."""
    if path.stat().st_size > most_copied:
        return np.memmap(path, dtype=np.uint8, mode="r")
    data = np.fromfile(path, dtype=np.uint8)
    data.flags.writeable = False
    return data


def _array(body: np.ndarray, dtype: str, shape: list[int], start: int, end: int) -> np.ndarray:
    if not 0 <= start <= end <= len(body):
        raise ValueError("an array ends beyond the file")
    return body[start:end].view(DTYPES[dtype]).reshape(shape)
