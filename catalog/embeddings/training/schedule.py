"""How fast the model learns, and when it is done."""

import math

from catalog.embeddings.training.recipe import Recipe

LOWEST = 0.02  # of the peak, at the end


def progress(recipe: Recipe, step: int, seconds: float) -> float:
    """From 0 to 1, by steps or minutes, whichever is further."""
    by_time = 0.0 if recipe.minutes is None else seconds / 60 / recipe.minutes
    return min(1.0, max(step / recipe.last_step, by_time))


def learning_rate(recipe: Recipe, done: float) -> float:
    """Up in a line, then down along a cosine."""
    if done < recipe.warm_up:
        # Not from 0: the first step's share of a long training is nothing.
        return recipe.learning_rate * max(0.01, done / recipe.warm_up)
    rest = (done - recipe.warm_up) / (1 - recipe.warm_up)
    return recipe.learning_rate * max(LOWEST, (1 + math.cos(math.pi * rest)) / 2)
