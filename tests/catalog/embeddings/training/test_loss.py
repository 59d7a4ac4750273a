"""The objective."""

import math

import pytest
import torch

from catalog.embeddings.training.loss import contrastive_loss, imitation_loss

TEN = torch.tensor(math.log(10.0))


def units(*rows: list[float]) -> torch.Tensor:
    return torch.nn.functional.normalize(torch.tensor(rows, dtype=torch.float), dim=-1)


def none_same(left: torch.Tensor, right: torch.Tensor) -> torch.Tensor:
    return torch.zeros(len(left), len(right), dtype=torch.bool)


def test_partners_that_are_near_cost_less_than_partners_that_are_far():
    left = units([1, 0], [0, 1])
    near = contrastive_loss(left, left, TEN, none_same(left, left))
    far = contrastive_loss(left, left.flip(0), TEN, none_same(left, left))
    assert near < 0.01
    assert far > 5


def test_it_is_the_mean_of_both_directions():
    left, right = units([1, 0], [1, 1]), units([1, 0.2], [0, 1])
    logits = left @ right.T * 10
    wanted = (
        torch.nn.functional.cross_entropy(logits, torch.arange(2))
        + torch.nn.functional.cross_entropy(logits.T, torch.arange(2))
    ) / 2
    assert contrastive_loss(left, right, TEN, none_same(left, right)) == pytest.approx(
        wanted.item()
    )


def test_another_text_of_the_same_film_is_no_negative():
    left = units([1, 0], [1, 0.01])
    same = torch.ones(2, 2, dtype=torch.bool)
    assert contrastive_loss(left, left, TEN, same) == 0
    assert contrastive_loss(left, left, TEN, none_same(left, left)) > 0.6


def test_a_hard_negative_costs():
    left = units([1, 0], [0, 1])
    harder = torch.cat([left, units([1, 0.1])])
    assert contrastive_loss(left, harder, TEN, none_same(left, harder)) > contrastive_loss(
        left, left, TEN, none_same(left, left)
    )


def test_a_student_that_agrees_with_its_teacher_loses_nothing():
    own = units([1, 0], [1, 1], [0, 1])
    agreed = imitation_loss(own, own, own, TEN, temperature=0.1)
    assert agreed == pytest.approx(0, abs=1e-5)


def test_a_student_loses_by_other_vectors_and_by_other_neighbours():
    own, taught = units([1, 0], [1, 1], [0, 1]), units([1, 0], [0, 1], [1, 1])
    elsewhere = imitation_loss(own, own.flip(0), own, TEN, temperature=0.1)
    among_others = imitation_loss(own, taught, taught, TEN, temperature=0.1)
    assert elsewhere > 0.1
    assert among_others > 0.1
