"""One training from its arguments to the exported folder."""

import platform
from collections.abc import Callable
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import Any

from catalog.embeddings.training.card import Made, write_card
from catalog.embeddings.training.corpus import Corpus
from catalog.embeddings.training.export import export_model
from catalog.embeddings.training.folder import Plan, check_folder, opened
from catalog.embeddings.training.imitation import Imitation
from catalog.embeddings.training.loop import Standing, Training
from catalog.embeddings.training.model import (
    add_dropout,
    begin_with_tokens,
    count_parameters,
    grow_tokens,
    hasten,
    load_model,
    new_model,
)
from catalog.embeddings.training.pairs import PairStream
from catalog.embeddings.training.recipe import Recipe
from catalog.embeddings.training.sentence_encoder import SentenceEncoder
from catalog.embeddings.training.sources import digest
from catalog.embeddings.training.speed import matmul_rate, training_operations
from catalog.embeddings.training.steps import Steps
from catalog.embeddings.training.student import Student
from catalog.embeddings.training.teacher import teacher_folder, teacher_name
from catalog.embeddings.training.tokenizer import (
    load_tokenizer,
    train_tokenizer,
    with_all_bytes,
)


@dataclass(frozen=True, slots=True)
class Outcome:
    standing: Standing
    share_of_rate: float
    """Of what the machine can multiply in the same time."""


def train(
    out: Path,
    corpus: Corpus,
    recipe: Recipe,
    *,
    start: Path | None = None,
    teacher: str = "none",
    told: Callable[[str], None] = lambda line: None,
) -> Outcome:
    """Train in `out`, or go on there; raise TrainingRefused before anything is touched."""
    import torch

    recipe.check()
    torch.set_num_threads(recipe.threads)
    device = "cuda" if torch.cuda.is_available() else "cpu"
    pairs = PairStream(corpus, recipe.kinds, seed=recipe.seed, prefix_share=recipe.prefix_share)
    learned = _load_start(start) if start else None
    taught_by = teacher_folder(teacher)
    teaching = SentenceEncoder.load(taught_by, device=device) if taught_by else None
    plan = Plan(
        recipe,
        corpus.sources,
        f"{start.name}@{digest(start / 'model.safetensors')[:12]}" if start else "",
        teacher_name(teacher, taught_by) if taught_by else "",
    )
    goes_on = check_folder(out, plan)
    rate = matmul_rate(device)
    told(f"{'going on' if goes_on else 'beginning'} on {device}, {rate / 1e9:,.0f} GF/s")
    with opened(out, plan) as folder:
        torch.manual_seed(recipe.seed)
        model, tokenizer = learned or _new(folder, pairs, recipe, teaching)
        add_dropout(model, recipe.dropout)
        student = Student(hasten(model, device), tokenizer, device, recipe.chunk_tokens)
        imitation = (
            Imitation(pairs.texts(), teaching, student, recipe, folder, told=told)
            if teaching and recipe.teacher_weight
            else None
        )
        steps = Steps(corpus, pairs, recipe, student, imitation)
        training = Training(corpus, recipe, student, steps, imitation, folder)

        def export() -> None:
            size = export_model(out, training.averaged, tokenizer)
            made = _made(model, size, pairs, corpus, recipe, device)
            write_card(out, plan=plan, standing=training.standing, made=made)

        training.run(on_best=export, told=told)
        if training.standing.best is None:
            export()
    now = training.standing
    layers = count_parameters(model.text_model.encoder)
    achieved = training_operations(layers, now.tokens) / max(now.seconds, 1e-9)
    return Outcome(now, achieved / rate)


def _load_start(folder: Path) -> tuple[Any, Any]:
    tokenizer = load_tokenizer(folder)
    model, tokenizer = load_model(folder, tokenizer), with_all_bytes(tokenizer)
    grow_tokens(model, len(tokenizer))
    return model, tokenizer


def _new(
    folder: Path, pairs: PairStream, recipe: Recipe, teacher: SentenceEncoder | None
) -> tuple[Any, Any]:
    """A new model with its tokenizer, which is made once for all continuations."""
    kept = folder / "tokenizer"
    if not (kept / "tokenizer_config.json").is_file():
        tokenizer = train_tokenizer(
            chain.from_iterable(pairs.texts().values()), vocabulary=recipe.vocabulary
        )
        tokenizer.save_pretrained(kept)
    tokenizer = load_tokenizer(kept)
    model = new_model(recipe, tokenizer)
    if teacher and not (folder / "checkpoint.pt").is_file():
        words = [tokenizer.decode([token]).strip() for token in range(len(tokenizer))]
        begin_with_tokens(model, teacher.encode(words))
    return model, tokenizer


def _made(
    model: Any, size: int, pairs: PairStream, corpus: Corpus, recipe: Recipe, device: str
) -> Made:
    config = model.config
    described = sum(bool(film.descriptions) for film in corpus.films)
    return Made(
        parameters=count_parameters(model),
        bytes=size,
        vocabulary=config.vocab_size,
        layers=config.num_hidden_layers,
        width=config.hidden_size,
        heads=config.num_attention_heads,
        pairs=pairs.counts,
        validation_requests=len(corpus.validation),
        validation_films=min(recipe.validation_films, described),
        processor=processor(recipe, device),
    )


def processor(recipe: Recipe, device: str) -> str:
    """What a card says that a training ran on."""
    if device != "cpu":
        return "one GPU"
    return f"{recipe.threads} CPU thread{'s'[: recipe.threads - 1]} ({platform.machine()})"
