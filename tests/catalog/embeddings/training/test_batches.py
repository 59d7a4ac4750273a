"""Texts of like length together."""

import numpy as np
import torch

from catalog.embeddings.training.batches import chunk_by_tokens, drop_words, read_in_chunks


def test_chunks_hold_each_text_once_and_no_more_than_their_budget():
    lengths = [5, 60, 7, 58, 6, 200, 1]
    chunks = chunk_by_tokens(lengths, 120)
    assert sorted(index for chunk in chunks for index in chunk) == list(range(7))
    for chunk in chunks:
        assert len(chunk) == 1 or len(chunk) * max(lengths[index] for index in chunk) <= 120
    assert [1, 3] in chunks


def test_what_is_read_in_chunks_comes_back_in_its_order():
    texts = [[1], [2, 2, 2], [3, 3], [4] * 9]
    told: list[int] = []
    vectors = read_in_chunks(
        lambda framed: torch.tensor([[ids[0]] for ids in framed]),
        texts,
        budget=6,
        told=told.append,
    )
    assert vectors.flatten().tolist() == [1, 2, 3, 4]
    assert told == sorted(told)
    assert told[-1] == 4


def test_dropped_words_leave_at_least_one_and_the_order():
    chance = np.random.default_rng(0)
    ids = list(range(100))
    kept = drop_words(ids, 0.3, chance)
    assert 50 < len(kept) < 90
    assert kept == sorted(kept)
    assert all(drop_words([4, 5], 0.99, chance) for _ in range(50))
    assert drop_words(ids, 0, chance) == ids
