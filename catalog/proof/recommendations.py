"""What /proof/ says of recommendations and predicted ratings, in the reader's language."""

from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.translation import gettext as _

from catalog.insights.chart import grouped
from catalog.models import Measurement
from catalog.proof.labels import label
from catalog.proof.recommendation_charts import MODELS, recommendation_charts
from catalog.proof.sections import Section

# The ratings (SHA-256 of their arrays) by whose hidden favourites `blended` got its weight.
WEIGHED_ON = "8c998e4dcb87d1d21523d68552e20cebdcf70de723c1fc500c6bfacd8397eaef"


def recommendations_section(measurement: Measurement, *, key: str) -> Section:
    figures = measurement.figures
    return Section(
        key=key,
        measurement=measurement,
        split="",
        sentences=list(_sentences(figures)),
        charts=list(recommendation_charts(key, figures)),
        weaknesses=list(_weaknesses(figures, data_sha256=measurement.data_sha256)),
        seeds=figures.get("seeds", ()),
        note=_note(figures),
    )


def _note(figures: Mapping[str, Any]) -> str:
    """How to read what stands in a cell."""
    seeds = figures.get("seeds", ())
    if len(seeds) < 2:
        return ""
    return _(
        "Means over %(count)s seeds ± the standard deviation between seeds; in brackets seed "
        "%(first)s alone. A figure without brackets is the same for every seed."
    ) % {"count": grouped(len(seeds)), "first": seeds[0]}


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


def _weaknesses(figures: Mapping[str, Any], *, data_sha256: str) -> Iterator[str]:
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
    if "blended" in favourites and data_sha256 == WEIGHED_ON:
        yield _(
            "Hidden favourites: the weight of “%(name)s” was chosen on these very ratings, so its "
            "figures are no proof of it."
        ) % {"name": label(MODELS, "blended")}
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


def _share(part: float) -> str:
    return _("%(share)s%%") % {"share": grouped(100 * part, 1)}
