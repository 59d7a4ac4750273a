"""Rating models by name: what is served, and what it is held against."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

import numpy as np

from recommendations.collaborative.data import Ratings

if TYPE_CHECKING:
    from recommendations.collaborative.rating import RatingModel

Told = Callable[[str], None]
Predictor = Callable[[Ratings, Ratings], np.ndarray]
"""(ratings that the people of the test have given, ratings to predict) → float[len(test)], stars"""
Fit = Callable[[Ratings, int, Told], Predictor]
"""(training part, seed, told) → predictor"""

SERVED = "served"
BIAS_SHRINKAGE = 4.0
BIAS_ROUNDS = 10
NEIGHBOURS = 40
KNN_SHRINKAGE = 10.0


def fit_mean(train: Ratings, seed: int, told: Told) -> Predictor:
    """The mean of all ratings."""
    mean = float(train.values.mean())
    return lambda known, test: np.full(len(test), mean)


def fit_bias(train: Ratings, seed: int, told: Told) -> Predictor:
    """Mean, offset of the title, offset of the person; the last from what the person has given, so
    that people who came after the training have one too."""
    mean, _people, titles = _offsets(train)

    def predict(known: Ratings, test: Ratings) -> np.ndarray:
        people = _person_offsets(known, known.values - mean - titles[known.titles])
        return np.asarray(mean + titles[test.titles] + people[test.people])

    return predict


def fit_item_knn(train: Ratings, seed: int, told: Told) -> Predictor:
    """Bias model, and the departures from it at the 40 titles of the person that are most alike:
    the cosine of the departures, shrunk where few rated both."""
    mean, people, titles = _offsets(train)
    rest = train.values - mean - people[train.people] - titles[train.titles]
    departures = train.matrix(rest).tocsc()
    seen = train.matrix(np.ones(len(train))).tocsc()
    length = np.sqrt(np.asarray(departures.multiply(departures).sum(axis=0)).ravel()) + 1e-6

    def predict(known: Ratings, test: Ratings) -> np.ndarray:
        own_people = _person_offsets(known, known.values - mean - titles[known.titles])
        predicted = mean + titles[test.titles] + own_people[test.people]
        left = known.values - mean - titles[known.titles] - own_people[known.people]
        for person in np.unique(test.people):
            rows, asked = known.people == person, np.flatnonzero(test.people == person)
            mine, wanted = known.titles[rows], test.titles[asked]
            if not len(mine):
                continue
            both = (seen[:, wanted].T @ seen[:, mine]).toarray()
            alike = (departures[:, wanted].T @ departures[:, mine]).toarray()
            alike *= both / (both + KNN_SHRINKAGE) / np.outer(length[wanted], length[mine])
            alike = np.maximum(alike, 0)
            if len(mine) > NEIGHBOURS:
                least = -np.partition(-alike, NEIGHBOURS - 1, axis=1)[
                    :, NEIGHBOURS - 1 : NEIGHBOURS
                ]
                alike = np.where(alike >= least, alike, 0)
            predicted[asked] += alike @ left[rows] / np.maximum(alike.sum(axis=1), 1e-3)
        return np.asarray(predicted)

    return predict


def fit_neural(train: Ratings, seed: int, told: Told) -> Predictor:
    """The published system. It knows nobody who came after its training."""
    from recommendations.collaborative import neural

    model = neural.fit_neural(train, seed=seed, told=told)
    return lambda known, test: model.predict(test.people, test.titles)


def fit_served(train: Ratings, seed: int, told: Told) -> Predictor:
    """What the site serves, asked as the site asks it: a history, and titles."""
    from recommendations.collaborative.rating import RatingModel

    return predictor_of(RatingModel.fit(train, seed=seed, told=told))


def predictor_of(model: "RatingModel") -> Predictor:
    """The stars that a model expects of people, known to it or new, by what they have given."""

    def predict(known: Ratings, test: Ratings) -> np.ndarray:
        predicted = np.empty(len(test))
        histories, asked = _by_person(known), _by_person(test)
        for person, rows in asked.items():
            own = histories.get(person, np.zeros(0, dtype=np.int64))
            ids = known.title_ids[known.titles[own]].tolist()
            history = dict(zip(ids, known.values[own].tolist(), strict=True))
            wanted = test.title_ids[test.titles[rows]].tolist()
            predicted[rows] = [told.stars for told in model.predict(history, wanted)]
        return predicted

    return predict


def fit_svd_plus_plus(train: Ratings, seed: int, told: Told) -> Predictor:
    from recommendations.evaluation import svd_plus_plus

    model = svd_plus_plus.fit_svd_plus_plus(train, seed=seed, told=told)

    def predict(known: Ratings, test: Ratings) -> np.ndarray:
        predicted = np.empty(len(test))
        histories, nothing = _by_person(known), np.zeros(0, dtype=np.int64)
        for person, rows in _by_person(test).items():
            own = histories.get(person, nothing)
            predicted[rows] = model.predict(known.titles[own], known.values[own], test.titles[rows])
        return predicted

    return predict


def fit_feature_network(train: Ratings, seed: int, told: Told) -> Predictor:
    """It knows nobody who came after its training."""
    from recommendations.evaluation import feature_network

    model = feature_network.fit_feature_network(train, seed=seed, told=told)
    return lambda known, test: model.predict(test.people, test.titles)


def fit_myfm(train: Ratings, seed: int, told: Told) -> Predictor:
    """It knows nobody who came after its training."""
    from recommendations.evaluation.bayesian_machine import fit_bayesian_machine

    predict = fit_bayesian_machine(train, seed=seed)
    return lambda known, test: predict(test.people, test.titles)


def fit_stack(train: Ratings, seed: int, told: Told) -> Predictor:
    """Of what is served and what differs from it most."""
    from recommendations.evaluation import stack

    return stack.fit_stack({name: MODELS[name] for name in STACKED}, train, seed=seed, told=told)


def fit_stack_with_myfm(train: Ratings, seed: int, told: Told) -> Predictor:
    from recommendations.evaluation import stack

    models = {name: MODELS[name] for name in (*STACKED, "myfm")}
    return stack.fit_stack(models, train, seed=seed, told=told)


MODELS: Mapping[str, Fit] = {
    "mean": fit_mean,
    "bias": fit_bias,
    "item-knn": fit_item_knn,
    "svd++": fit_svd_plus_plus,
    "feature-network": fit_feature_network,
    "myfm": fit_myfm,
    "neural": fit_neural,
    "stack": fit_stack,
    "stack-with-myfm": fit_stack_with_myfm,
    SERVED: fit_served,
}
STACKED = ("item-knn", "svd++", "feature-network", SERVED)
# Those that can be asked about people who are in no part of their training.
FOR_NEWCOMERS = ("mean", "bias", "item-knn", "svd++", SERVED)
# They need requirements/myfm.txt, and are left out of "all models" without it.
NEEDING_MYFM = frozenset({"myfm", "stack-with-myfm"})


def _offsets(train: Ratings) -> tuple[float, np.ndarray, np.ndarray]:
    """Mean, float64[p] of the people, float64[t] of the titles."""
    mean = float(train.values.mean())
    people = np.zeros(len(train.person_ids))
    titles = np.zeros(len(train.title_ids))
    counts = np.bincount(train.titles, minlength=len(titles))
    for _round in range(BIAS_ROUNDS):
        rest = train.values - mean - people[train.people]
        titles = np.bincount(train.titles, rest, len(titles)) / (counts + BIAS_SHRINKAGE)
        people = _person_offsets(train, train.values - mean - titles[train.titles])
    return mean, people, titles


def _person_offsets(ratings: Ratings, rest: np.ndarray) -> np.ndarray:
    counts = np.bincount(ratings.people, minlength=len(ratings.person_ids))
    sums = np.bincount(ratings.people, rest, len(counts))
    return np.asarray(sums / (counts + BIAS_SHRINKAGE))


def _by_person(ratings: Ratings) -> dict[int, np.ndarray]:
    """Position of a person → rows."""
    order = np.argsort(ratings.people, kind="stable")
    people, starts = np.unique(ratings.people[order], return_index=True)
    # Of no ratings there is one part, which is empty, and nobody's.
    return dict(zip(people.tolist(), np.split(order, starts[1:]), strict=bool(len(people))))
