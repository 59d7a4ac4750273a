"""The heart."""

from django.contrib import messages
from django.db import IntegrityError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from django_htmx.http import trigger_client_event

from catalog.models import Movie
from recommendations.hearts import add_favorite
from recommendations.metrics import FAVORITE_TOGGLES
from recommendations.models import Favorite
from recommendations.views.returning import page_to_return_to, to_log_in


@require_POST
def toggle_favorite(request: HttpRequest, pk: int) -> HttpResponse:
    """Add or remove, as the pressed button said: a page that is out of date must not undo what
    another page did. HTMX gets the button anew; without it, the visitor goes back."""
    if not request.user.is_authenticated:
        return to_log_in(request)
    movie = get_object_or_404(Movie.objects.published().only("title"), pk=pk)
    wants_it = request.POST.get("action") != "remove"
    if wants_it:
        try:
            is_new = add_favorite(user_id=request.user.pk, movie_id=pk)
        except IntegrityError:  # deleted, or merged into another, since it was looked up
            raise Http404 from None
        text = _("Added to your favourites.") if is_new else _("It is already a favourite.")
    else:
        removed, _rows = Favorite.objects.filter(user=request.user, movie=movie).delete()
        text = _("Removed from your favourites.") if removed else _("It was not a favourite.")
    FAVORITE_TOGGLES.labels("add" if wants_it else "remove").inc()
    if not request.htmx:  # type: ignore[attr-defined]
        messages.info(request, f"{movie.title}: {text}")
        return HttpResponseRedirect(page_to_return_to(request))
    context = {"movie": movie, "is_favorite": wants_it, "text": text}
    response = render(request, "recommendations/_heart_update.html", context)
    return trigger_client_event(response, "favoritesChanged", {"movie": movie.pk})
