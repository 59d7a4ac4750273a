"""Finding the films of requests."""

import numpy as np

from catalog.embeddings.training.validation import recall_at


def test_ties_count_at_their_mean_rank():
    similar = np.zeros((1, 19))
    assert recall_at(similar, np.array([0]), 10) == 1.0  # mean rank 10 of 19
    assert recall_at(np.zeros((1, 21)), np.array([0]), 10) == 0.0  # mean rank 11 of 21


def test_it_is_the_share_of_requests_whose_film_is_among_the_first():
    similar = np.array([[0.9, 0.5, 0.1], [0.9, 0.5, 0.1]])
    assert recall_at(similar, np.array([0, 2]), 2) == 0.5
