"""What models have in common is fitted once, and is none the worse for that."""

import numpy as np

from recommendations.collaborative.ranking import RankingModel
from recommendations.evaluation.content import Content, fit_blended
from recommendations.evaluation.fitted import fitted_ranking, fitted_towers
from recommendations.evaluation.ranking_models import fit_served, fit_towers
from tests.recommendations.evaluation.generated import generated_ratings

RATINGS = generated_ratings(people=30, titles=40, each=12)


def test_the_towers_and_the_served_ranking_are_fitted_once_for_all_that_need_them():
    told: list[str] = []
    say = told.append
    fit_towers(RATINGS, 3, say)
    fit_served(RATINGS, 3, say)
    count = len(RATINGS.title_ids)
    content = Content(np.eye(count, dtype=np.float32), np.zeros(count, dtype=np.float32))
    fit_blended(RATINGS, 3, say, content=content)
    last_steps = [line for line in told if line.startswith("two towers, step 150 of")]
    assert len(last_steps) == 1
    assert told.count("EASE") == 1


def test_it_is_what_fitting_alone_gives_and_another_seed_or_part_gives_another():
    def quiet(line: str) -> None: ...

    alone = RankingModel.fit(RATINGS, seed=3, told=quiet)
    kept = fitted_ranking(RATINGS, 3, quiet)
    assert (kept.weights == alone.weights).all()
    assert (kept.neighbours == alone.neighbours).all()
    third, fourth = (fitted_towers(RATINGS, seed, quiet).rows(np.arange(3)) for seed in (3, 4))
    assert not np.allclose(third, fourth)
    part = RATINGS.part(np.arange(len(RATINGS)) % 2 == 0)
    assert not np.array_equal(fitted_ranking(part, 4, quiet).weights, kept.weights)
