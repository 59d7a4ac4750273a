"""What /proof/ says of recommendations and predicted ratings, in the reader's language."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from catalog.insights.chart import Cell, Chart, Shape, decimal, grouped, whole
from catalog.models import Measurement
from catalog.proof.labels import Labels, in_order, label
from catalog.proof.sections import Section

MODELS: Labels = {
    "served": gettext_lazy("This site"),
    "blended": gettext_lazy("This site, with what titles tell"),
    "stack": gettext_lazy("A stack of rating models"),
    "stack-with-myfm": gettext_lazy("A stack of rating models, myFM among them"),
    "two-towers": gettext_lazy("Two towers"),
    "myfm": "myFM",
    "svd++": "SVD++",
    "feature-network": gettext_lazy("Neural model with genres and years"),
    "ease": "EASE",
    "ials": "iALS",
    "item-knn": "item-kNN",
    "neural": gettext_lazy("Published neural system"),
    "popularity": gettext_lazy("Popularity"),
    "bias": gettext_lazy("Means of titles and people"),
    "mean": gettext_lazy("The mean of all ratings"),
}
IN_PER_CENT = {"hr@10", "recall@10", "recall@100", "coverage@10"}
NAMES: Labels = {
    "rmse": "RMSE",
    "mae": "MAE",
    "hr@10": gettext_lazy("Hit rate@10, %"),
    "ndcg@10": "nDCG@10",
    "recall@10": "Recall@10, %",
    "recall@100": "Recall@100, %",
    "coverage@10": gettext_lazy("Catalogue shown, %"),
    "diversity@10": gettext_lazy("Diversity"),
}

Figures = Mapping[str, Mapping[str, float]]


def recommendations_section(measurement: Measurement, *, key: str) -> Section:
    figures = measurement.figures
    return Section(
        key=key,
        measurement=measurement,
        split="",
        sentences=list(_sentences(figures)),
        charts=list(_charts(key, figures)),
        weaknesses=list(_weaknesses(figures)),
    )


def _sentences(figures: Mapping[str, Any]) -> Iterator[str]:
    if rated := figures.get("rating", {}).get("served"):
        yield _("Predicted ratings miss by %(rmse)s stars (root mean square error).") % {
            "rmse": grouped(rated["rmse"], 3)
        }
    ranked = figures.get("ranking", {})
    if served := ranked.get("served"):
        yield _(
            "The next title that a person liked is among the first ten of all titles for %(share)s "
            "of the people."
        ) % {"share": _share(served["hr@10"])}
    if "served" in ranked and "popularity" in ranked:
        yield _("The most popular titles alone have it there for %(share)s.") % {
            "share": _share(ranked["popularity"]["hr@10"])
        }


def _charts(key: str, figures: Mapping[str, Any]) -> Iterator[Chart]:
    tables = (
        (
            "rating",
            _("Predicted ratings"),
            _("A fifth of the ratings, drawn at random, predicted from the rest, in stars."),
            ("rmse", "mae"),
        ),
        (
            "rating newcomers",
            _("Predicted ratings of people who came later"),
            _("Of whole persons nothing was learnt from: a fifth of their ratings, from the rest."),
            ("rmse", "mae"),
        ),
        (
            "ranking",
            _("What people liked next"),
            _("The newest title that each person liked, among all titles but those seen before."),
            ("hr@10", "recall@100", "ndcg@10", "coverage@10", "diversity@10"),
        ),
        (
            "favourites",
            _("Hidden favourites"),
            _("Five favourites of each person with ten or more, to be found by the others."),
            ("recall@10", "hr@10", "recall@100", "coverage@10", "diversity@10"),
        ),
    )
    for number, (section, heading, sentence, columns) in enumerate(tables):
        if models := figures.get(section):
            spread = figures["deviation"][section]
            yield _chart(
                f"{key}-{number}",
                "bars",
                heading,
                sentence,
                (_("Model"), *(label(NAMES, name) for name in columns)),
                [
                    (Cell(label(MODELS, model)), *_cells(own, spread[model], columns))
                    for model, own in in_order(MODELS, models).items()
                ],
            )
    if lengths := list(_lengths(figures)):
        yield _chart(
            f"{key}-lengths",
            "columns",
            _("By the length of the history"),
            _("People who came after the training, asked with the newest of their ratings alone."),
            (
                _("Ratings"),
                _("Recall@100 of this site, %"),
                _("Recall@100 of popularity, %"),
                _("Hit rate@10 of this site, %"),
                _("Hit rate@10 of popularity, %"),
                _("People"),
            ),
            lengths,
        )
    if epochs := figures.get("neural curves"):
        names = ("rmse training", "rmse held out", "top 100 training", "top 100 held out")
        yield _chart(
            f"{key}-epochs",
            "line",
            _("The published neural system, epoch by epoch"),
            _("On the ratings that it learns from, and on those that were held out."),
            (
                _("Epoch"),
                _("RMSE, training"),
                _("RMSE, held out"),
                _("In the first 100, training, %"),
                _("In the first 100, held out, %"),
            ),
            [
                (
                    Cell(str(number)),
                    *(
                        decimal(epoch[name] * (100 if name.startswith("top") else 1), 2)
                        for name in names
                    ),
                )
                for number, epoch in enumerate(epochs, 1)
            ],
        )


def _lengths(figures: Mapping[str, Any]) -> Iterator[tuple[Cell, ...]]:
    for length in (1, 2, 5, 10, 20, 50):
        models: Figures = figures.get(f"history of {length}", {})
        if "served" in models and "popularity" in models:
            yield (
                Cell(grouped(length)),
                *(
                    decimal(100 * models[model][name], 1)
                    for name in ("recall@100", "hr@10")
                    for model in ("served", "popularity")
                ),
                whole(round(models["served"]["people"])),
            )


def _cells(
    figures: Mapping[str, float], spread: Mapping[str, float], columns: Sequence[str]
) -> Iterator[Cell]:
    """The mean over seeds, and its deviation."""
    for name in columns:
        factor, places = (100, 1) if name in IN_PER_CENT else (1, 3)
        if name not in figures:
            yield Cell("–")
            continue
        mean, deviation = (grouped(factor * part[name], places) for part in (figures, spread))
        yield Cell(f"{mean} ± {deviation}", round(factor * figures[name], places))


def _weaknesses(figures: Mapping[str, Any]) -> Iterator[str]:
    if served := figures.get("ranking", {}).get("served"):
        yield _("For %(share)s of the people the title is not even among the first hundred.") % {
            "share": _share(1 - served["recall@100"])
        }
        if "tail recall@100" in served:
            yield _(
                "Rare titles (all but the fifth that is rated most) are found among the first "
                "hundred in %(share)s only."
            ) % {"share": _share(served["tail recall@100"])}
    favourites = figures.get("favourites", {})
    if "served" in favourites:
        better = max(favourites, key=lambda model: float(favourites[model]["recall@10"]))
        if better != "served":
            yield _(
                "Hidden favourites: %(name)s alone finds %(more)s of them among the first ten, "
                "this site %(share)s."
            ) % {
                "name": label(MODELS, better),
                "more": _share(favourites[better]["recall@10"]),
                "share": _share(favourites["served"]["recall@10"]),
            }


def _chart(
    key: str,
    shape: Shape,
    heading: str,
    sentence: str,
    columns: Sequence[str],
    rows: Sequence[Sequence[Cell]],
) -> Chart:
    return Chart(
        key=key, shape=shape, heading=heading, sentence=sentence, columns=columns, rows=rows
    )


def _share(part: float) -> str:
    return _("%(share)s%%") % {"share": grouped(100 * part, 1)}
