"""What /proof/ says of similar titles, in the reader's language."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from catalog.insights.chart import Cell, Chart, grouped, per_cent
from catalog.models import Measurement
from catalog.proof.labels import Labels, in_order, label
from catalog.proof.sections import Section

BLEND, PEOPLE = "blend", "collaborative"
ENGINES: Labels = {
    BLEND: gettext_lazy("The mix"),
    PEOPLE: gettext_lazy("Liked by the same people"),
    "clip": gettext_lazy("Meaning"),
    "tfidf": gettext_lazy("Words (TF-IDF)"),
    "knn": gettext_lazy("Facts (KNN)"),
    "features": gettext_lazy("Genre, decade: FAISS"),
    "features-hnsw": gettext_lazy("Genre, decade: HNSW"),
    "features-annoy": gettext_lazy("Genre, decade: Annoy"),
    "features-voyager": gettext_lazy("Genre, decade: Voyager"),
}
NAMES: Labels = {
    "recall@10": gettext_lazy("Recall@10, %"),
    "ndcg@10": "nDCG@10",
    "coverage@10": gettext_lazy("Catalogue shown, %"),
    "diversity@10": gettext_lazy("Diversity"),
    "answered": gettext_lazy("Questions answered, %"),
}
IN_PER_CENT = {"recall@10", "coverage@10", "answered"}
INDEX_NAMES: Labels = {
    "recall@10": gettext_lazy("Of the ten nearest, %"),
    "query_ms_p50": gettext_lazy("A query, ms (median)"),
    "query_ms_p95": gettext_lazy("95th percentile, ms"),
    "build_seconds": gettext_lazy("Built in, seconds"),
    "bytes": gettext_lazy("MiB"),
}


def similar_section(measurement: Measurement, *, key: str) -> Section:
    figures = measurement.figures
    return Section(
        key=key,
        measurement=measurement,
        split="",
        sentences=list(_sentences(figures)),
        charts=list(_charts(key, figures)),
        weaknesses=list(_weaknesses(figures)),
        seeds=[figures["seed"]] if "seed" in figures else [],
    )


def _sentences(figures: Mapping[str, Any]) -> Iterator[str]:
    yield _(
        "%(people)s people asked with each title that they liked, %(questions)s times in all: of "
        "the other titles that they liked, how many are among the first ten?"
    ) % {"people": grouped(figures["people"]), "questions": grouped(figures["questions"])}
    against = figures.get("blend against", {})
    if told := against.get("ndcg@10"):
        yield _(
            "The mix is ahead of the best single engine (%(name)s) by %(mean)s of nDCG@10 (95%% "
            "interval: %(low)s to %(high)s)."
        ) % {
            "name": label(ENGINES, told["best"]),
            **{part: grouped(told[part], 4) for part in ("mean", "low", "high")},
        }
    if times := against.get("times its coverage"):
        yield _(
            "It shows %(times)s times as much of the catalogue as what the same people like."
        ) % {"times": grouped(times, 1)}


def _charts(key: str, figures: Mapping[str, Any]) -> Iterator[Chart]:
    yield Chart(
        key=f"{key}-engines",
        shape="bars",
        heading=_("Engine by engine"),
        sentence=_(
            "All titles of the catalogue compete. What learns from people learnt from others than "
            "those who ask. In brackets the interval in which the mean of 95 of 100 draws of as "
            "many people lies. Diversity: 1 less what the genres of two titles of a list have in "
            "common. KNN goes by genres, year and popularity."
        ),
        columns=(_("Engine"), *(label(NAMES, name) for name in NAMES)),
        rows=[
            (Cell(label(ENGINES, engine)), *(_cell(name, own[name]) for name in NAMES))
            for engine, own in in_order(ENGINES, figures["engines"]).items()
        ],
    )
    if indexes := figures.get("indexes"):
        yield Chart(
            key=f"{key}-indexes",
            shape="bars",
            heading=_("Indexes against an exact search"),
            sentence=_(
                "A title counts if it is no farther than the exact tenth: genres and decade make "
                "thousands of equal titles."
            ),
            columns=(_("Index"), *(label(INDEX_NAMES, name) for name in INDEX_NAMES)),
            rows=[
                (
                    Cell(_("Meaning (Postgres)") if index == "clip" else label(ENGINES, index)),
                    *_index_cells(own),
                )
                for index, own in in_order(ENGINES, indexes).items()
            ],
        )


def _cell(name: str, figure: Any) -> Cell:
    factor, places = (100, 1) if name in IN_PER_CENT else (1, 3)
    if not isinstance(figure, Mapping):
        return Cell(grouped(factor * figure, places), round(factor * figure, places))
    mean, low, high = (grouped(factor * figure[part], places) for part in ("mean", "low", "high"))
    return Cell(f"{mean} ({low}–{high})", round(factor * figure["mean"], places))


def _index_cells(figures: Mapping[str, float]) -> Iterator[Cell]:
    factors = {"recall@10": 100.0, "bytes": 1 / 2**20}
    for name in INDEX_NAMES:
        if name in figures:
            value = factors.get(name, 1.0) * figures[name]
            yield Cell(grouped(value, 1), round(value, 1))
        else:
            yield Cell("–")


def _weaknesses(figures: Mapping[str, Any]) -> Iterator[str]:
    engines: Mapping[str, Any] = figures["engines"]
    if BLEND in engines:
        yield _(
            "Of the other titles that a person liked the mix has %(share)s among the first ten: "
            "most people like many more than ten."
        ) % {"share": per_cent(engines[BLEND]["recall@10"]["mean"], 1)}
    without = _without_people(engines)
    if PEOPLE in engines and without:
        best = max(without, key=lambda name: float(engines[name]["ndcg@10"]["mean"]))
        yield _(
            "Where nobody has rated anything, only what titles tell is left: the best of it, "
            "%(name)s, has an nDCG@10 of %(value)s in place of %(other)s."
        ) % {
            "name": label(ENGINES, best),
            "value": grouped(engines[best]["ndcg@10"]["mean"], 3),
            "other": grouped(engines[PEOPLE]["ndcg@10"]["mean"], 3),
        }
    yield _("People rate what is shown to them and well known: this rewards well-known titles.")


def _without_people(engines: Mapping[str, Any]) -> Sequence[str]:
    return [name for name in engines if name not in (BLEND, PEOPLE)]
