"""What curators do with titles that they have chosen in the list."""

from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.actions import delete_selected as django_delete_selected
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect, StreamingHttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from catalog.admin.history import remember, remember_for_all
from catalog.embeddings import queue
from catalog.embeddings.encoder import EncoderUnavailable
from catalog.exports.csv_file import csv_lines
from catalog.models import Job, Movie
from catalog.querysets import MovieQuerySet
from catalog.version import catalogue_changed

# Each title that is changed is written to the index of vectors again, at up to ten milliseconds;
# those that are to go are repeated in a form, of which Django reads a thousand fields.
MOST_AT_ONCE = 500


@admin.action(description=gettext_lazy("Embed again"), permissions=["change"])
def embed_again(model_admin: Any, request: HttpRequest, movies: QuerySet) -> None:
    if _are_too_many(request, movies):
        return
    ids = list(movies.values_list("pk", flat=True))
    try:
        queued = queue.embed_again(ids, label=Job.Label.BY_HAND, created_by_id=request.user.pk)
    except EncoderUnavailable as error:
        model_admin.message_user(request, str(error), messages.ERROR)
        return
    _remember(request, ids, _("Queued to be embedded again."))
    text = ngettext("%(n)d title is queued.", "%(n)d titles are queued.", queued)
    model_admin.message_user(request, text % {"n": queued}, messages.SUCCESS)


@admin.action(description=gettext_lazy("Publish"), permissions=["change"])
def publish(model_admin: Any, request: HttpRequest, movies: QuerySet) -> None:
    _set_published(model_admin, request, movies, is_published=True)


@admin.action(description=gettext_lazy("Hide"), permissions=["change"])
def hide(model_admin: Any, request: HttpRequest, movies: QuerySet) -> None:
    _set_published(model_admin, request, movies, is_published=False)


@transaction.atomic
def _set_published(
    model_admin: Any, request: HttpRequest, movies: QuerySet, *, is_published: bool
) -> None:
    if _are_too_many(request, movies):
        return
    others = movies.filter(is_published=not is_published)
    assert isinstance(others, MovieQuerySet)
    ids = list(others.locked().values_list("pk", flat=True))
    Movie.objects.filter(pk__in=ids).update(is_published=is_published, updated_at=timezone.now())
    catalogue_changed()
    _remember(request, ids, _("Published.") if is_published else _("Hidden."))
    text = ngettext("%(n)d title was changed.", "%(n)d titles were changed.", len(ids))
    model_admin.message_user(request, text % {"n": len(ids)}, messages.SUCCESS)


@admin.action(description=gettext_lazy("Export as CSV"), permissions=["view"])
def export_csv(model_admin: Any, request: HttpRequest, movies: QuerySet) -> StreamingHttpResponse:
    """Any number: it is sent while it is read."""
    remember_for_all(request, _("Exported as CSV."))
    name = f"titles-{timezone.localdate().isoformat()}.csv"
    return StreamingHttpResponse(
        csv_lines(movies, for_spreadsheets=True),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


@admin.action(description=gettext_lazy("Merge two titles"), permissions=["change", "delete"])
def merge(model_admin: Any, request: HttpRequest, movies: QuerySet) -> HttpResponseRedirect | None:
    ids = list(movies.order_by("pk").values_list("pk", flat=True)[:3])
    if len(ids) != 2:
        model_admin.message_user(request, _("Choose two titles to merge."), messages.WARNING)
        return None
    return HttpResponseRedirect(reverse("admin:catalog_movie_merge", args=ids))


@admin.action(description=gettext_lazy("Delete"), permissions=["delete"])
def delete_selected(
    model_admin: Any, request: HttpRequest, movies: QuerySet
) -> HttpResponseBase | None:
    if _are_too_many(request, movies):
        return None
    return django_delete_selected(model_admin, request, movies)


def _are_too_many(request: HttpRequest, movies: QuerySet) -> bool:
    if movies.order_by()[: MOST_AT_ONCE + 1].count() <= MOST_AT_ONCE:
        return False
    text = _("At most %(most)d titles at a time: narrow the list by filters or a search.")
    messages.error(request, text % {"most": MOST_AT_ONCE})
    return True


def _remember(request: HttpRequest, ids: list[int], message: str) -> None:
    remember(request, Movie.objects.filter(pk__in=ids).only("title", "release_year"), message)
