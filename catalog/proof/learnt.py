"""What of the search had been fitted on the very requests that a measurement asks, and what was
found by fits that had not seen them."""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from catalog.embeddings.training.sources import TO_CHOOSE_BY
from catalog.insights.chart import grouped
from catalog.models import Measurement
from catalog.proof.labels import LENGTHS, in_order, label
from catalog.search.cutoff import CUTOFF
from catalog.search.fusion import fitted_weights


def learnt_from(measurement: Measurement) -> Iterator[str]:
    """One sentence, and one of each fit; nothing of requests that nothing learnt from."""
    weights = _fitted_on(fitted_weights(), measurement)
    cutoff = _fitted_on(json.loads(CUTOFF.read_text(encoding="utf-8")), measurement)
    seen = [
        what
        for what, is_so in (
            (_("the encoder was chosen by them"), _was_chosen_by(measurement)),
            (_("the weights of the search were fitted on them"), weights),
            (_("the cut-off was fitted on them"), cutoff),
        )
        if is_so
    ]
    if seen:
        yield _("These requests are not unseen: %(what)s.") % {"what": ", ".join(seen)}
    if weights:
        yield _without_them(weights)
    if cutoff and measurement.figures.get("cutoff"):
        yield _(
            "Between the requests and the texts that the cut-off was fitted on, each judged by a "
            "fit without it, the area under the curve is %(area)s. The texts of the area above no "
            "fit has seen."
        ) % {"area": grouped(cutoff["area_under_the_curve"], 3)}


def _without_them(weights: Mapping[str, Any]) -> str:
    found = weights["recall@10_by_weights_fitted_without_them"]
    return _(
        "By weights that were fitted without the requests that they rank (five folds, %(titles)s "
        "titles, %(date)s), the film is among the first ten: %(shares)s."
    ) % {
        "titles": grouped(weights["titles"]),
        "date": weights["date"],
        "shares": ", ".join(
            f"{label(LENGTHS, length)} {grouped(100 * share, 1)}%"
            for length, share in in_order(LENGTHS, found).items()
        ),
    }


def _fitted_on(fitted: Mapping[str, Any], measurement: Measurement) -> Mapping[str, Any] | None:
    """The provenance of the fit, if the requests are among its data."""
    provenance: Mapping[str, Any] = fitted["provenance"]
    return provenance if measurement.data_sha256 in provenance["data"].values() else None


def _was_chosen_by(measurement: Measurement) -> bool:
    """As the encoder's own card says, which has the beginnings of the digests."""
    folder = Path(settings.CLIP_MODEL)
    if not measurement.encoder.startswith(f"{folder.name}@"):
        return False
    try:
        rows = (folder / "README.md").read_text(encoding="utf-8").splitlines()
    except (OSError, ValueError):
        return False
    digest = measurement.data_sha256[:16]
    return any(f"| {TO_CHOOSE_BY} |" in row and f"| {digest} |" in row for row in rows)
