"""The model card: README.md of the folder that a training leaves."""

import math
from dataclasses import dataclass
from pathlib import Path

from catalog.embeddings.training.folder import Plan
from catalog.embeddings.training.loop import Standing


@dataclass(frozen=True, slots=True)
class Made:
    """What is to be said of a model beside its plan."""

    parameters: int
    bytes: int
    vocabulary: int
    layers: int
    width: int
    heads: int
    pairs: dict[str, int]
    validation_requests: int
    validation_films: int
    processor: str


def write_card(folder: Path, *, plan: Plan, standing: Standing, made: Made) -> None:
    text = _card(folder.name, plan, standing, made)
    temporary = folder / "README.md.tmp"
    temporary.write_text(text, encoding="utf-8")
    temporary.replace(folder / "README.md")


def _card(name: str, plan: Plan, standing: Standing, made: Made) -> str:
    recipe = plan.recipe
    begun = f"It went on from `{plan.start}`." if plan.start else "It began with random weights."
    taught = (
        f" A teacher helped while training, and its vectors began the tokens': {plan.teacher}."
        if plan.teacher and not plan.start
        else f" A teacher helped while training: {plan.teacher}."
        if plan.teacher
        else ""
    )
    return f"""# {name}

A `CLIPTextModelWithProjection` (transformers): {made.layers} layers, width {made.width}, \
{made.heads} heads, 77 positions, {recipe.dimensions} output dimensions, {made.vocabulary:,}-token \
lower-cased byte-level BPE in CLIP's format, {made.parameters / 1e6:.1f} M parameters, \
{made.bytes / 1e6:.1f} MB in half precision. Load with `from_pretrained(folder)`, pad to the \
longest of a batch, cut at 77 tokens, normalise the output.

## Data
| file | used as | rows | SHA-256 |
|---|---|---|---|
{_data_rows(plan)}

Pairs of texts about one film, by kind: {_counts(made.pairs)}.

Licences: The Movies Dataset and the Netflix and Hulu files are CC0 (TMDB's terms apply to its \
texts), the requests of Reddit-TOMT MIT. Other files have their owners' licences. The weights have \
the project's.

## Training
{standing.step:,} steps of {recipe.batch_size} pairs in {standing.seconds / 60:.0f} minutes on \
{made.processor} ({standing.tokens / 1e6:.1f} M tokens, {_speed(standing)}), seed {recipe.seed}. \
{begun}{taught} Symmetric InfoNCE with learned temperature, AdamW (peak {recipe.learning_rate:g}), \
dropout {recipe.dropout:g}, words dropped {recipe.word_dropout:g}, hard negatives \
{recipe.hard_negatives:g}, moving average {recipe.average:g}. Every choice stands in \
`training/recipe.json`, where that was kept.

## Measured
{_measured(standing, made)}

## Limits
English only: other languages, titles and people's names were not measured. It knows what happens \
in films, not which film has which name; texts longer than 77 tokens are cut into windows, whose \
vectors are averaged. Figures of a validation by which the model was chosen flatter it a little: \
final ones are read on requests outside both sets.
"""


def _data_rows(plan: Plan) -> str:
    return "\n".join(
        f"| {source.name} | {source.role} | {source.rows or ''} | {source.sha256[:16]} |"
        for source in plan.sources
    )


def _counts(pairs: dict[str, int]) -> str:
    return ", ".join(f"{kind.replace('_', ' / ')} {count:,}" for kind, count in pairs.items())


def _speed(standing: Standing) -> str:
    return f"{standing.tokens / max(standing.seconds, 1):,.0f} tokens a second"


def _measured(standing: Standing, made: Made) -> str:
    best = standing.best
    if best is None:
        return "Nothing: no validation requests were given, and these are the last weights."
    error = math.sqrt(best.mean * (1 - best.mean) / max(made.validation_requests, 1))
    return (
        f"Best of the validations, at step {standing.best_step:,}: among the first ten of"
        f" {made.validation_films:,} films are those of {best.short:.1%} of short and"
        f" {best.long:.1%} of long requests ({made.validation_requests} requests, ± {error:.1%}),"
        " by vectors alone."
    )
