"""The folder of one training: the model, and in `training/` what goes on after a kill needs."""

import fcntl
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from catalog.embeddings.training import TrainingRefused
from catalog.embeddings.training.recipe import Recipe
from catalog.embeddings.training.sources import DataSource

RECIPE = "recipe.json"


@dataclass(frozen=True, slots=True)
class Plan:
    """What a training was begun with; a continuation must have been begun with the same."""

    recipe: Recipe
    sources: list[DataSource]
    start: str
    """Name and weights' hash of the model that it goes on from; "" for none."""
    teacher: str

    def to_json(self) -> dict[str, Any]:
        return {
            "recipe": self.recipe.to_json(),
            "sources": [asdict(source) for source in self.sources],
            "start": self.start,
            "teacher": self.teacher,
        }


def check_folder(out: Path, plan: Plan) -> bool:
    """Whether `out` holds this very training, begun before; False where there is nothing yet.

    Raises TrainingRefused for a folder of something else; touches nothing.
    """
    if out.exists() and not out.is_dir():
        raise TrainingRefused(f"{out}: is a file, not a folder")
    written = out / "training" / RECIPE
    if not written.is_file():
        if out.is_dir() and _holds_something(out):
            raise TrainingRefused(f"{out}: holds something else; name a new folder")
        return False
    try:
        earlier = json.loads(written.read_text(encoding="utf-8"))
        begun = Plan(
            Recipe(**earlier["recipe"]),
            [DataSource(**source) for source in earlier["sources"]],
            earlier["start"],
            earlier["teacher"],
        )
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise TrainingRefused(f"{written}: cannot be read; name a new folder") from error
    different = plan.recipe.differences(begun.recipe)
    different += [
        name for name in ("start", "teacher") if getattr(plan, name) != getattr(begun, name)
    ]
    if plan.sources != begun.sources:
        different.append("data files")
    if different:
        raise TrainingRefused(
            f"{out}: holds a training with other {', '.join(different)}; name a new folder"
        )
    return True


@contextmanager
def opened(out: Path, plan: Plan) -> Iterator[Path]:
    """The folder `training/` of `out`, for this process alone; raise TrainingRefused where another
    one is at it."""
    folder = out / "training"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        lock = (folder / "lock").open("w")
    except OSError as error:
        raise TrainingRefused(f"{out}: cannot be written to ({error.strerror})") from error
    with lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise TrainingRefused(f"{out}: another process is training in it") from None
        temporary = folder / f"{RECIPE}.tmp"
        temporary.write_text(json.dumps(plan.to_json(), indent=2) + "\n", encoding="utf-8")
        temporary.replace(folder / RECIPE)
        yield folder


def _holds_something(out: Path) -> bool:
    """More than what a kill right after the start may leave."""
    if any(path.name != "training" for path in out.iterdir()):
        return True
    left = {"lock", f"{RECIPE}.tmp"}
    return any(path.name not in left for path in (out / "training").iterdir())
