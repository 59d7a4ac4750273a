"""The pictures and tables of recommendations and predicted ratings on /proof/."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from catalog.insights.chart import Cell, Chart, Shape, decimal, grouped
from catalog.proof.labels import Labels, in_order, label

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
# Of what is no share; all else has three.
PLACES = {"people": 0}
# The first of them is what the picture draws.
TOPS = (100, 50, 10, 5, 1)


def recommendation_charts(key: str, figures: Mapping[str, Any]) -> Iterator[Chart]:
    """`key` begins the ids of the charts."""
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
            yield _chart(
                f"{key}-{number}",
                "bars",
                heading,
                sentence,
                (_("Model"), *(label(NAMES, name) for name in columns)),
                [
                    (
                        Cell(label(MODELS, model)),
                        *(_cell(figures, section, model, name) for name in columns),
                    )
                    for model in in_order(MODELS, models)
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
        yield from _epochs(key, epochs, seeds=figures.get("seeds", ()))


def _epochs(
    key: str, epochs: Sequence[Mapping[str, float]], *, seeds: Sequence[int]
) -> Iterator[Chart]:
    """What is learnt from beside what is held out, of the first seed."""
    sentence = _("The line: ratings that it learns from. The dashes: ratings that were held out.")
    if seeds:
        sentence = f"{sentence} {_('Seed %(seed)s.') % {'seed': seeds[0]}}"
    yield _chart(
        f"{key}-epochs",
        "pair",
        _("The published neural system, epoch by epoch"),
        sentence,
        (_("Epoch"), _("RMSE, training"), _("RMSE, held out")),
        [
            (
                Cell(str(number)),
                decimal(epoch["rmse training"], 3),
                decimal(epoch["rmse held out"], 3),
            )
            for number, epoch in enumerate(epochs, 1)
        ],
    )
    columns = [_("Epoch")]
    for top in TOPS:
        columns.append(_("First %(top)s, training") % {"top": top})
        columns.append(_("First %(top)s, held out") % {"top": top})
    yield _chart(
        f"{key}-epochs-tops",
        "pair",
        _("The published neural system: rated titles among the first of all, in %"),
        f"{sentence} {_('The first %(top)s are drawn.') % {'top': TOPS[0]}}",
        columns,
        [
            (
                Cell(str(number)),
                *(
                    decimal(100 * epoch[f"top {top} {part}"], 2)
                    for top in TOPS
                    for part in ("training", "held out")
                ),
            )
            for number, epoch in enumerate(epochs, 1)
        ],
    )


def _lengths(figures: Mapping[str, Any]) -> Iterator[tuple[Cell, ...]]:
    for length in (1, 2, 5, 10, 20, 50):
        section = f"history of {length}"
        models = figures.get(section, {})
        if "served" in models and "popularity" in models:
            yield (
                Cell(grouped(length)),
                *(
                    _cell(figures, section, model, name)
                    for name in ("recall@100", "hr@10")
                    for model in ("served", "popularity")
                ),
                _cell(figures, section, "served", "people"),
            )


def _cell(figures: Mapping[str, Any], section: str, model: str, name: str) -> Cell:
    """The mean over seeds; where they differ with its deviation, and the first seed in brackets."""
    means = figures[section][model]
    if name not in means:
        return Cell("–")
    factor, places = (100, 1) if name in IN_PER_CENT else (1, PLACES.get(name, 3))
    text = grouped(factor * means[name], places)
    deviation, first = (
        figures.get(part, {}).get(section, {}).get(model, {}).get(name)
        for part in ("deviation", "first seed")
    )
    if deviation:
        text = f"{text} ± {grouped(factor * deviation, places)}"
        if first is not None:
            text = f"{text} ({grouped(factor * first, places)})"
    return Cell(text, round(factor * means[name], places))


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
