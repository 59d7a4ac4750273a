"""A teacher made better at this before it teaches: tuned on the same pairs, by the same steps.

A general sentence encoder finds .164 and .153 of validation requests' films among 5,000; so tuned
for 200 steps, more than the student that learns from the same pairs (docs/training.md).
"""

import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from catalog.embeddings.training import TrainingRefused
from catalog.embeddings.training.corpus import Corpus
from catalog.embeddings.training.export import put_in_place
from catalog.embeddings.training.folder import Plan, check_folder, opened
from catalog.embeddings.training.loop import Standing, Training
from catalog.embeddings.training.pairs import PairStream
from catalog.embeddings.training.recipe import Recipe
from catalog.embeddings.training.sentence_encoder import SentenceEncoder
from catalog.embeddings.training.steps import Steps
from catalog.embeddings.training.teacher import teacher_folder, teacher_name


def tune(
    out: Path,
    corpus: Corpus,
    recipe: Recipe,
    *,
    start: str,
    told: Callable[[str], None] = lambda line: None,
) -> Standing:
    """Tune the teacher `start` ("minilm" or a folder) in `out`, or go on there; what is best so far
    lies in `out` as teacher_folder takes it. Raise TrainingRefused before anything is touched."""
    import torch

    recipe.check()
    torch.set_num_threads(recipe.threads)
    device = "cuda" if torch.cuda.is_available() else "cpu"
    pairs = PairStream(corpus, recipe.kinds, seed=recipe.seed, prefix_share=recipe.prefix_share)
    folder = teacher_folder(start)
    if folder is None:
        raise TrainingRefused("name the teacher to begin with: minilm or a folder")
    learner = SentenceEncoder.load(folder, device=device, budget=recipe.chunk_tokens)
    plan = Plan(recipe, corpus.sources, teacher_name(start, folder), "")
    goes_on = check_folder(out, plan)
    told(f"{'going on' if goes_on else 'beginning'} on {device}")
    with opened(out, plan) as kept:
        torch.manual_seed(recipe.seed)
        steps = Steps(corpus, pairs, recipe, learner, None)
        training = Training(corpus, recipe, learner, steps, None, kept)

        def export() -> None:
            _export(out, training.averaged, folder / "tokenizer.json")

        training.run(on_best=export, told=told)
        if training.standing.best is None:
            export()
    return training.standing


def _export(out: Path, model: Any, tokenizer: Path) -> None:
    """Each file is whole before it replaces an earlier one."""
    with tempfile.TemporaryDirectory(dir=out, prefix=".export-") as temporary:
        model.save_pretrained(temporary, safe_serialization=True)
        shutil.copy(tokenizer, Path(temporary) / "tokenizer.json")
        put_in_place(Path(temporary), out)
