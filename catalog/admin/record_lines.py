"""What a record of an import said, line by line, as people read it."""

import dataclasses
from datetime import date
from typing import Any

from django.utils.formats import localize, number_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from catalog.models import Credit, Figures, Movie
from catalog.records import CreditRecord, TitleRecord
from catalog.templatetags.figures import language_name

# In the order of the title's own page; what a record does not say has no line.
IN_ORDER = (
    "kind",
    "title",
    "original_title",
    "original_language",
    "tagline",
    "description",
    "release_year",
    "release_date",
    "date_added",
    "minutes",
    "seasons",
    "age_rating",
    "status",
    "is_adult",
    "genres",
    "countries",
    "keywords",
    "companies",
    "collection",
    "budget",
    "revenue",
    "vote_count",
    "vote_average",
    "popularity",
    "imdb_id",
    "movielens_id",
)
_FIGURES = {"release_date", "budget", "revenue", "vote_count", "vote_average", "popularity"}

MOST_CREDITS = 50  # of a role; some films name hundreds


def record_lines(record: TitleRecord) -> list[tuple[str, str]]:
    """Label and value of all that the record says, people last."""
    told = {
        field.name
        for field in dataclasses.fields(record)
        if getattr(record, field.name) != field.default or field.name in ("status", "kind")
    }
    lines = [(_label(name), _shown(record, name)) for name in IN_ORDER if name in told]
    for role in Credit.Role:
        people = [credit for credit in record.credits if credit.role == role]
        if people:
            lines.append((capfirst(str(role.label)), _people(people)))
    return lines


def _label(name: str) -> str:
    model = Figures if name in _FIGURES else Movie
    field: Any = model._meta.get_field(name)
    return capfirst(str(field.verbose_name))


def _shown(record: TitleRecord, name: str) -> str:
    value = getattr(record, name)
    match name:
        case "kind":
            return str(Movie.Kind(value).label)
        case "status":
            return str(Movie.Status(value).label)
        case "original_language":
            return language_name(value)
        case "release_year" | "movielens_id":
            return str(value)  # no number with a comma in it
        case "budget" | "revenue":
            return _("%(sum)s US dollars") % {"sum": number_format(value, force_grouping=True)}
    if isinstance(value, bool):
        return _("yes")
    if isinstance(value, tuple):
        return ", ".join(value)
    if isinstance(value, date):
        return str(localize(value))
    if isinstance(value, int):
        return number_format(value, force_grouping=True)
    return str(localize(value))


def _people(credits: list[CreditRecord]) -> str:
    names = [
        _("%(name)s as %(character)s") % {"name": credit.name, "character": credit.character}
        if credit.character
        else credit.name
        for credit in credits[:MOST_CREDITS]
    ]
    if (more := len(credits) - MOST_CREDITS) > 0:
        names.append(_("and %(n)d more") % {"n": more})
    return ", ".join(names)
