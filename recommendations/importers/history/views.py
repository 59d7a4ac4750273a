"""Bring your own history along: a file, a look at what was matched, and then it is kept."""

from collections.abc import Sequence
from dataclasses import dataclass

from allauth.decorators import rate_limit
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from catalog.models import Movie
from recommendations.importers.history.forms import ConsentForm, HistoryForm
from recommendations.importers.history.keeping import Kept, keep
from recommendations.importers.history.proposal import (
    BrokenProposal,
    Item,
    Proposal,
    signed,
    unsigned,
)
from recommendations.models import Rating

# More rows are counted, and not listed: nobody reads thousands.
SHOWN = 200


@dataclass(frozen=True, slots=True)
class Row:
    """One matched title as the preview shows it."""

    movie: Movie
    item: Item
    mine: int | None
    """The rating that is there already, in half stars, where it is another one."""


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def import_history(request: HttpRequest) -> HttpResponse:
    """The form, or with a file the preview; nothing is kept."""
    if request.method == "POST":
        return _read(request)
    return render(request, "recommendations/import_history.html", {"form": HistoryForm()})


# Reading and matching a long history takes a second of a processor. Keeping has a rate of its own
# (`ACCOUNT_RATE_LIMITS`): who looked at many files can still keep the last.
@rate_limit(action="import_history")
def _read(request: HttpRequest) -> HttpResponse:
    form = HistoryForm(request.POST, request.FILES)
    if not form.is_valid():
        return render(request, "recommendations/import_history.html", {"form": form})
    return render(request, "recommendations/history_preview.html", _preview(request, form.proposal))


@require_POST
@login_required
@rate_limit(action="keep_history")
def keep_history(request: HttpRequest) -> HttpResponse:
    """What the preview showed, with the consent of whom it was shown to."""
    form = ConsentForm(request.POST)
    try:
        items = unsigned(form.data.get("proposal", ""), user_id=_user_id(request))
    except BrokenProposal as error:
        messages.error(request, str(error))
        return redirect("recommendations:import_history")
    form.is_valid()
    kept = keep(items, user_id=_user_id(request), replace=bool(form.cleaned_data["replace"]))
    brought = _counts(items)
    messages.success(request, _told(kept, brought))
    if brought["rated"]:
        return redirect("recommendations:ratings")
    return redirect("recommendations:watchlist" if brought["wanted"] else "recommendations:seen")


def _preview(request: HttpRequest, proposal: Proposal) -> dict[str, object]:
    user_id, items = _user_id(request), proposal.items
    known = dict(
        Rating.objects.filter(
            user_id=user_id, movie_id__in=[item.movie_id for item in items if item.value]
        ).values_list("movie_id", "value")
    )
    others = {
        i.movie_id: known[i.movie_id] for i in items if known.get(i.movie_id, i.value) != i.value
    }
    consent = ConsentForm(initial={"proposal": signed(items, user_id=user_id)})
    return {
        "proposal": proposal,
        "consent": consent,
        "rows": _rows(items[:SHOWN], others),
        "more_rows": max(0, len(items) - SHOWN),
        "unmatched": proposal.unmatched[:SHOWN],
        "more_unmatched": max(0, len(proposal.unmatched) - SHOWN),
        "rejected": proposal.rejected[:SHOWN],
        "more_rejected": max(0, len(proposal.rejected) - SHOWN),
        "others": len(others),
        "counts": _counts(items),
    }


def _rows(items: Sequence[Item], others: dict[int, int]) -> list[Row]:
    movies = Movie.objects.only("title", "slug", "release_year", "kind").in_bulk(
        [item.movie_id for item in items]
    )
    return [
        Row(movies[item.movie_id], item, others.get(item.movie_id))
        for item in items
        if item.movie_id in movies
    ]


def _counts(items: Sequence[Item]) -> dict[str, int]:
    return {
        "rated": sum(item.value is not None for item in items),
        "seen": sum(item.is_seen for item in items),
        "wanted": sum(item.is_wanted for item in items),
    }


def _told(kept: Kept, brought: dict[str, int]) -> str:
    """What is new, of each thing that the file brought."""
    parts = []
    if brought["rated"]:
        text = ngettext("%(count)s new rating", "%(count)s new ratings", kept.rated)
        parts.append(text % {"count": kept.rated})
    if kept.rated_anew:
        text = ngettext("%(count)s rating replaced", "%(count)s ratings replaced", kept.rated_anew)
        parts.append(text % {"count": kept.rated_anew})
    if brought["seen"]:
        text = ngettext(
            "%(count)s title newly marked as seen",
            "%(count)s titles newly marked as seen",
            kept.seen,
        )
        parts.append(text % {"count": kept.seen})
    if brought["wanted"]:
        text = ngettext(
            "%(count)s title put on your watchlist",
            "%(count)s titles put on your watchlist",
            kept.wanted,
        )
        parts.append(text % {"count": kept.wanted})
    return _("Your history is here: %(what)s.") % {"what": ", ".join(parts)}


def _user_id(request: HttpRequest) -> int:
    assert request.user.pk is not None
    return int(request.user.pk)
