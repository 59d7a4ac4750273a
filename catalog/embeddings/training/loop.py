"""The training itself: steps, checkpoints, validations, until time, steps or patience end."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from catalog.embeddings.training import TrainingRefused
from catalog.embeddings.training.average import Average
from catalog.embeddings.training.checkpoint import load_checkpoint, save_checkpoint
from catalog.embeddings.training.corpus import Corpus
from catalog.embeddings.training.curves import Curves
from catalog.embeddings.training.gradients import Pass, backward
from catalog.embeddings.training.imitation import Imitation
from catalog.embeddings.training.learner import Learner
from catalog.embeddings.training.loss import contrastive_loss
from catalog.embeddings.training.negatives import mine_negatives
from catalog.embeddings.training.recipe import Recipe
from catalog.embeddings.training.schedule import learning_rate, progress
from catalog.embeddings.training.steps import Step, Steps
from catalog.embeddings.training.validation import Score, Validation, stored_text

if TYPE_CHECKING:
    import torch

STRONGEST_GRADIENT = 1.0
FIRST_SCALE = 20.0


@dataclass(slots=True)
class Standing:
    """How far a training is; all of it is in each checkpoint."""

    step: int = 0
    seconds: float = 0.0
    texts: int = 0
    tokens: int = 0
    best: Score | None = None
    best_step: int = 0
    worse: int = 0
    """Validations since the best one."""


class Training:
    """One training in `folder`; goes on from the checkpoint that it finds there."""

    def __init__(
        self,
        corpus: Corpus,
        recipe: Recipe,
        learner: Learner,
        steps: Steps,
        imitation: Imitation | None,
        folder: Path,
    ) -> None:
        import torch

        self.standing = Standing()
        self._corpus = corpus
        self._recipe = recipe
        self._learner = learner
        self._steps = steps
        self._imitation = imitation
        self._folder = folder
        self._curves = Curves(folder)
        self._average = Average(learner, recipe.average)
        self._log_scale = torch.nn.Parameter(torch.tensor(FIRST_SCALE, device=learner.device).log())
        self._map = imitation.map if imitation else torch.nn.Identity()
        self._optimizer = torch.optim.AdamW(
            _groups(learner.model, [self._log_scale, *self._map.parameters()], recipe.weight_decay),
            fused=True,
        )
        self._negatives: np.ndarray | None = None
        self._validation = Validation(corpus, films=recipe.validation_films, seed=recipe.seed)
        self._resume()

    @property
    def averaged(self) -> Any:
        """The model that is validated, and exported."""
        return self._average.learner.model

    def run(self, *, on_best: Callable[[], None], told: Callable[[str], None]) -> None:
        """Train to the end; `on_best` is called with each validation better than all before.

        Raises TrainingRefused where the loss is no number any more.
        """
        recipe, now = self._recipe, self.standing
        before, begun = now.seconds, time.monotonic()
        if self._is_out_of_patience:
            told(f"no better validation in {now.worse}: the training has ended early")
            return
        while (done := progress(recipe, now.step, now.seconds)) < 1:
            if recipe.hard_negatives and now.step and now.step % recipe.mine_every == 0:
                self._mine()
            loss, step, rate = self._learn(done)
            speed = step.tokens / (time.monotonic() - begun - (now.seconds - before))
            now.step += 1
            now.seconds = before + time.monotonic() - begun
            now.texts += len(step.texts)
            now.tokens += step.tokens
            self._curves.add(
                step=now.step,
                seconds=round(now.seconds, 1),
                loss=round(loss, 4),
                rate=rate,
                scale=round(float(self._log_scale.detach().exp()), 2),
                tokens_per_second=round(speed),
            )
            ends = progress(recipe, now.step, now.seconds) >= 1
            if ends or now.step % recipe.validate_every == 0:
                self._validate(on_best, told, loss)
                now.seconds = before + time.monotonic() - begun
            if ends or now.step % recipe.checkpoint_every == 0:
                self._save()
            if self._is_out_of_patience:
                told(f"no better validation in {now.worse}: the training ends early")
                self._save()
                return

    @property
    def _is_out_of_patience(self) -> bool:
        return 0 < self._recipe.patience <= self.standing.worse

    def _learn(self, done: float) -> tuple[float, Step, float]:
        """One step of the optimizer; its loss, what it saw, its learning rate."""
        import torch

        recipe, model, number = self._recipe, self._learner.model, self.standing.step
        rate = learning_rate(recipe, done)
        for group in self._optimizer.param_groups:
            group["lr"] = rate
        step = self._steps.step(number, self._negatives)
        model.train()
        how = Pass(recipe.chunk_tokens, recipe.seed * 1_000_003 + number, recipe.save_memory)
        loss = backward(
            self._learner.read, step.texts, lambda vectors: self._loss(vectors, step), how
        )
        strength = torch.nn.utils.clip_grad_norm_(
            [*model.parameters(), self._log_scale, *self._map.parameters()], STRONGEST_GRADIENT
        )
        if not np.isfinite(loss) or not torch.isfinite(strength):
            raise TrainingRefused(
                f"the loss of step {number + 1} is no number: begin anew with a lower learning rate"
                f" than {recipe.learning_rate:g}; the best model so far is kept"
            )
        self._optimizer.step()
        self._optimizer.zero_grad(set_to_none=True)
        self._average.follow(model, number)
        return loss, step, rate

    def _loss(self, vectors: "torch.Tensor", step: Step) -> "torch.Tensor":
        import torch

        paired = len(vectors) - len(step.taught)
        left, right = vectors[: step.pairs], vectors[step.pairs : paired]
        same = torch.from_numpy(step.same).to(vectors.device)
        loss = contrastive_loss(left, right, self._log_scale, same)
        if self._imitation:
            imitated = self._imitation.loss(vectors[paired:], step.taught, self._log_scale)
            loss = loss + self._recipe.teacher_weight * imitated
        return loss

    def _mine(self) -> None:
        reader = self._average.learner
        films = [place for place, film in enumerate(self._corpus.films) if film.descriptions]
        asking = [
            at
            for at, request in enumerate(self._corpus.requests)
            if request.film is not None and self._corpus.films[request.film].descriptions
        ]
        if not asking:
            return
        requests = (self._corpus.requests[at] for at in asking)
        self._negatives = mine_negatives(
            self._corpus,
            asking,
            reader.encode([f"{request.short}. {request.long}" for request in requests]),
            reader.encode([stored_text(self._corpus.films[place]) for place in films]),
            films,
        )

    def _validate(
        self, on_best: Callable[[], None], told: Callable[[str], None], loss: float
    ) -> None:
        now = self.standing
        if not self._corpus.validation:
            told(f"step {now.step}: loss {loss:.3f}")
            return
        score = self._validation.score(self._average.learner)
        self._curves.add(
            step=now.step, seconds=round(now.seconds, 1), short=score.short, long=score.long
        )
        is_best = now.best is None or score.mean > now.best.mean
        told(
            f"step {now.step}, {now.seconds / 60:.1f} min: loss {loss:.3f}, recall@10"
            f" {score.short:.3f} short, {score.long:.3f} long{' (best)' if is_best else ''}"
        )
        if is_best:
            now.best, now.best_step, now.worse = score, now.step, 0
            on_best()
        else:
            now.worse += 1

    def _save(self) -> None:
        import dataclasses

        import torch

        negatives = None if self._negatives is None else torch.from_numpy(self._negatives)
        save_checkpoint(
            self._folder,
            {
                "standing": dataclasses.asdict(self.standing),
                "model": self._learner.model.state_dict(),
                "average": self.averaged.state_dict(),
                "log_scale": self._log_scale.detach(),
                "map": self._map.state_dict(),
                "optimizer": self._optimizer.state_dict(),
                "negatives": negatives,
            },
        )

    def _resume(self) -> None:
        import torch

        state = load_checkpoint(self._folder)
        if state is None:
            self._curves.forget_after(0)
            return
        best = state["standing"].pop("best")
        self.standing = Standing(**state["standing"], best=Score(**best) if best else None)
        self._learner.model.load_state_dict(state["model"])
        self.averaged.load_state_dict(state["average"])
        with torch.no_grad():
            self._log_scale.copy_(state["log_scale"])
        self._map.load_state_dict(state.get("map", {}))
        self._optimizer.load_state_dict(state["optimizer"])
        self._negatives = None if state["negatives"] is None else state["negatives"].numpy()
        self._curves.forget_after(self.standing.step)


def _groups(model: Any, others: list[Any], decay: float) -> list[dict[str, Any]]:
    """Matrices of layers decay; tables, norms, biases and `others` do not."""
    decaying: list[Any] = []
    staying = list(others)
    for name, parameter in model.named_parameters():
        is_matrix = parameter.ndim > 1 and "embedding" not in name
        (decaying if is_matrix else staying).append(parameter)
    return [
        {"params": decaying, "weight_decay": decay},
        {"params": staying, "weight_decay": 0.0},
    ]
