"""What the figures' names are to a reader."""

from collections.abc import Mapping
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from catalog.evaluation import questions
from catalog.evaluation.baselines import MINILM, POSTGRES, TFIDF

Labels = Mapping[str, str | Promise]

WAYS: Labels = {
    "words": _("Words alone"),
    "vectors": _("Meaning alone"),
    "fused": _("Words and meaning"),
    "rrf": _("Reciprocal rank fusion"),
    TFIDF: "TF-IDF",
    POSTGRES: _("Postgres full text"),
    MINILM: "MiniLM",
}
LENGTHS: Labels = {
    "short": _("Short requests"),
    "long": _("Long requests"),
    "query": _("Requests"),
}
CLASSES: Labels = {
    "exact_title": _("exact title"),
    "misspelt_title": _("misspelt title"),
    "title_with_year": _("title with year"),
    "person": _("person"),
    "person_with_genre": _("person with genre"),
    "mood": _("mood"),
    "cue": _("decade, country, kind"),
    "plot_line": _("plot in a line"),
    "plot_paragraph": _("plot in a paragraph"),
    "not_the_one": _("“not the one with …”"),
    "more_like": _("“more like …, but …”"),
    "spanish_title": _("title, in Spanish"),
    "spanish_person": _("person, in Spanish"),
    "spanish_genre": _("genre, in Spanish"),
    "spanish_cues": _("decade …, in Spanish"),
    "plot_spanish": _("plot, in Spanish"),
}
APART: Labels = {
    "seen": _("asked for in training"),
    "unseen": _("not asked for in training"),
}
LEFT_OUT: Labels = {
    questions.EMPTY: _("without a text of this length"),
    questions.ELSEWHERE: _("written for another catalogue"),
    questions.ABSENT: _("for a film that the catalogue does not have"),
}
SPLITS: Labels = {
    "train": pgettext_lazy("a split of the data", "training"),
    "validation": pgettext_lazy("a split of the data", "validation"),
    "test": pgettext_lazy("a split of the data", "test"),
    "drawn by seed 0": pgettext_lazy("a split of the data", "drawn by seed 0"),
    "validation, translated": pgettext_lazy("a split of the data", "validation, translated"),
}


def label(labels: Labels, name: str) -> str:
    """A name that nobody foresaw is shown as it is."""
    return str(labels.get(name, name.replace("_", " ")))


def in_order(labels: Labels, figures: Mapping[str, Any]) -> dict[str, Any]:
    """As the labels stand here, since Postgres keeps no order of keys; strange names come last."""
    order = list(labels)
    names = sorted(figures, key=lambda name: order.index(name) if name in labels else len(order))
    return {name: figures[name] for name in names}
