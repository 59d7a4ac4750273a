"""myFM, where it is installed; and what is said where it is not."""

import sys

import numpy as np
import pytest
from django.core.management import CommandError, call_command

from recommendations.collaborative.data import UnusableRatings
from recommendations.evaluation import bayesian_machine, rating_models
from recommendations.evaluation.bayesian_machine import fit_bayesian_machine, is_installed
from recommendations.evaluation.evaluate import usual_models
from recommendations.evaluation.splits import random_split
from tests.recommendations.evaluation.generated import generated_ratings

RATINGS = generated_ratings()


def test_where_it_is_not_installed_it_is_left_out_and_asked_for_refused(
    monkeypatch: pytest.MonkeyPatch,
):
    monkeypatch.setitem(sys.modules, "myfm", None)
    assert not is_installed()
    assert rating_models.NEEDING_MYFM.isdisjoint(usual_models(has_content=True))
    with pytest.raises(UnusableRatings, match="not installed"):
        fit_bayesian_machine(RATINGS, seed=1)
    with pytest.raises(CommandError, match=r"needs requirements/myfm\.txt"):
        call_command("evaluate_recommenders", "nowhere", "--models", "stack-with-myfm")


@pytest.mark.skipif(not is_installed(), reason="myFM is not installed: requirements/myfm.txt")
def test_tastes_are_learnt_beyond_means_of_titles_and_people():
    split = random_split(RATINGS, seed=1)
    few = bayesian_machine.Settings(rank=4, draws=40, kept=30)
    told = fit_bayesian_machine(split.train, seed=1, settings=few)(
        split.test.people, split.test.titles
    )
    means = rating_models.fit_bias(split.train, 1, lambda line: None)(split.train, split.test)
    errors = [np.sqrt(np.mean((each - split.test.values) ** 2)) for each in (told, means)]
    assert errors[0] < errors[1]
