"""What the admin's first page says of the catalogue."""

from dataclasses import dataclass

from django import template
from django.contrib.humanize.templatetags.humanize import intcomma
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from catalog.admin.embedding_state import model_name
from catalog.admin.pages import MOST_COUNTED
from catalog.models import Job, Movie

register = template.Library()


@dataclass(frozen=True, slots=True)
class Figure:
    label: str
    count: str
    address: str
    """The list that shows them."""
    is_alarming: bool = False


@register.simple_tag
def catalogue_figures() -> list[Figure]:
    """Five small queries; all but the first count to a bound, by an index."""
    titles, jobs = (
        reverse("admin:catalog_movie_changelist"),
        reverse("admin:catalog_job_changelist"),
    )
    movies = Movie.objects.all()
    waiting = movies.needing_embedding(model_name())
    failed = _counted(movies.embedding_failed())
    hidden = movies.filter(is_published=False)
    running = Job.objects.running()
    return [
        Figure(_("titles"), intcomma(movies.count()), titles),
        Figure(_("waiting to be embedded"), _counted(waiting), f"{titles}?embedding=waiting"),
        Figure(
            _("could not be embedded"),
            failed,
            f"{titles}?embedding=failed",
            is_alarming=failed != "0",
        ),
        Figure(_("hidden"), _counted(hidden), f"{titles}?is_published__exact=0"),
        Figure(_("jobs running"), _counted(running), f"{jobs}?status__exact=running"),
    ]


def _counted(rows: QuerySet) -> str:
    count = rows[: MOST_COUNTED + 1].count()
    return intcomma(count) if count <= MOST_COUNTED else f"{intcomma(MOST_COUNTED)}+"
