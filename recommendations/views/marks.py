"""Seen, not interested, watchlist: three buttons of a title."""

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.db import IntegrityError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from django_htmx.http import trigger_client_event

from catalog.models import Movie
from recommendations.marks import add_mark, remove_mark
from recommendations.metrics import MARKS
from recommendations.models import Mark
from recommendations.views.returning import page_to_return_to, to_log_in, undo_link


@require_POST
def mark(request: HttpRequest, pk: int) -> HttpResponse:
    """`mark` or `unmark` is the kind, as the pressed button said; `restore`, of an undo, are the
    kinds that it had taken away. (A button called "remove" would hide the form's own `remove()`
    from HTMX.)"""
    user_id = request.user.pk
    if user_id is None:
        return to_log_in(request)
    movie = get_object_or_404(Movie.objects.published(), pk=pk)
    wants_it = "mark" in request.POST
    kind = request.POST.get("mark" if wants_it else "unmark", "")
    restore = request.POST.getlist("restore")
    if not {kind, *restore} <= set(Mark.Kind.values):
        raise BadRequest("no such mark")
    taken_away: set[str] = set()
    try:
        if wants_it:
            has_changed, taken_away = add_mark(user_id=user_id, movie_id=pk, kind=kind)
        else:
            has_changed = remove_mark(user_id=user_id, movie_id=pk, kind=kind, restore=restore)
    except IntegrityError:  # deleted, or merged into another, since it was looked up
        raise Http404 from None
    MARKS.labels(kind, "add" if wants_it else "remove").inc()
    text = (_added_text if wants_it else _removed_text)(kind, has_changed)
    if not request.htmx:  # type: ignore[attr-defined]
        messages.info(request, undo_link(movie, text))
        return HttpResponseRedirect(page_to_return_to(request))
    context = {
        "movie": movie,
        "kinds": set(movie.marks.filter(user_id=user_id).values_list("kind", flat=True)),
        "kind": kind,
        "wants_it": wants_it,
        "has_changed": has_changed,
        "taken_away": sorted(taken_away),
        "text": text,
        "is_undo": "undo" in request.POST,
    }
    response = render(request, "recommendations/_marks_update.html", context)
    return trigger_client_event(response, "marksChanged", {"movie": movie.pk})


def _added_text(kind: str, is_new: bool) -> str:
    match kind:
        case Mark.Kind.SEEN:
            return _("Marked as seen.") if is_new else _("It is already marked as seen.")
        case Mark.Kind.DISMISSED:
            return _("It will not be recommended.") if is_new else _("It is already dismissed.")
        case _watchlist:
            return _("On your watchlist.") if is_new else _("It is already on your watchlist.")


def _removed_text(kind: str, was_there: bool) -> str:
    match kind:
        case Mark.Kind.SEEN:
            return _("Not seen any more.") if was_there else _("It was not marked as seen.")
        case Mark.Kind.DISMISSED:
            return _("It may be recommended again.") if was_there else _("It was not dismissed.")
        case _watchlist:
            return _("Off your watchlist.") if was_there else _("It was not on your watchlist.")
