"""Texts of like length together."""

import numpy as np

from catalog.embeddings.training.batches import Frame, chunk_by_tokens, drop_words


def test_chunks_hold_each_text_once_and_no_more_than_their_budget():
    lengths = [5, 60, 7, 58, 6, 200, 1]
    chunks = chunk_by_tokens(lengths, 120)
    assert sorted(index for chunk in chunks for index in chunk) == list(range(7))
    for chunk in chunks:
        assert len(chunk) == 1 or len(chunk) * max(lengths[index] for index in chunk) <= 120
    assert [1, 3] in chunks


def test_a_frame_cuts_and_closes():
    assert Frame(begin=0, end=1, longest=4).put_around([7, 8, 9]) == [0, 7, 8, 1]
    assert Frame(begin=0, end=1, longest=4).put_around([]) == [0, 1]


def test_dropped_words_leave_at_least_one_and_the_order():
    chance = np.random.default_rng(0)
    ids = list(range(100))
    kept = drop_words(ids, 0.3, chance)
    assert 50 < len(kept) < 90
    assert kept == sorted(kept)
    assert all(drop_words([4, 5], 0.99, chance) for _ in range(50))
    assert drop_words(ids, 0, chance) == ids
