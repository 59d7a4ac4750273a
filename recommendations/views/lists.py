"""What somebody keeps: favourites, watchlist, ratings, seen and dismissed titles, in one look."""

from dataclasses import dataclass

from django.contrib.auth.views import redirect_to_login
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from catalog.fragments import asks_for_fragment
from catalog.models import Movie
from recommendations.models import Mark
from recommendations.views.returning import to_log_in

PAGE_SIZE = 24


@dataclass(frozen=True, slots=True)
class MyList:
    name: str
    """Of its address, and the id of its element."""
    label: Promise
    heading: Promise
    nothing: Promise
    """What it says while it is empty."""
    relation: str
    """From a title to the rows that put it into this list."""
    changed: str
    """The event that a press on a card sends."""
    kind: str = ""
    """Of marks."""

    @property
    def address_name(self) -> str:
        return f"recommendations:{self.name}"

    @property
    def selector(self) -> str:
        return f"#{self.name}"

    def orders(self) -> dict[str, tuple[str, ...]]:
        """By name, the first being the usual one."""
        newest = (f"-{self.relation}__created_at", "-pk")
        if self.relation == "ratings":
            return {"newest": newest, "highest": ("-ratings__value", *newest)}
        return {"newest": newest}


FAVORITES = MyList(
    "favorites",
    label=_("Favourites"),
    heading=_("Your favourites"),
    nothing=_("None yet. Press the heart on a title, and it stands here."),
    relation="favorites",
    changed="favoritesChanged",
)
WATCHLIST = MyList(
    "watchlist",
    label=_("Watchlist"),
    heading=_("Your watchlist"),
    nothing=_("Nothing yet. Put a title on your watchlist, and it waits here for you."),
    relation="marks",
    changed="marksChanged",
    kind=Mark.Kind.WATCHLIST,
)
RATINGS = MyList(
    "ratings",
    label=_("Ratings"),
    heading=_("Your ratings"),
    nothing=_("None yet. Give a title some stars, and it stands here."),
    relation="ratings",
    changed="ratingsChanged",
)
SEEN = MyList(
    "seen",
    label=_("Seen"),
    heading=_("What you have seen"),
    nothing=_("Nothing yet. What you mark as seen stands here, and is recommended no more."),
    relation="marks",
    changed="marksChanged",
    kind=Mark.Kind.SEEN,
)
DISMISSED = MyList(
    "dismissed",
    label=_("Not interested"),
    heading=_("What does not interest you"),
    nothing=_("Nothing yet. What you dismiss stands here, and is recommended no more."),
    relation="marks",
    changed="marksChanged",
    kind=Mark.Kind.DISMISSED,
)

LISTS = (FAVORITES, WATCHLIST, RATINGS, SEEN, DISMISSED)


@require_safe
def favorites(request: HttpRequest) -> HttpResponse:
    return _shown(request, FAVORITES)


@require_safe
def watchlist(request: HttpRequest) -> HttpResponse:
    return _shown(request, WATCHLIST)


@require_safe
def ratings(request: HttpRequest) -> HttpResponse:
    """`?sort=highest` puts the best rated first."""
    return _shown(request, RATINGS)


@require_safe
def seen(request: HttpRequest) -> HttpResponse:
    return _shown(request, SEEN)


@require_safe
def dismissed(request: HttpRequest) -> HttpResponse:
    return _shown(request, DISMISSED)


def _shown(request: HttpRequest, mine: MyList) -> HttpResponse:
    """The whole page, or the list alone where HTMX asks for it."""
    is_fragment = asks_for_fragment(request)
    if not request.user.is_authenticated:
        # A redirect would be followed by the swap, and leave a log-in page inside the list.
        return to_log_in(request) if is_fragment else redirect_to_login(request.get_full_path())
    rows = Q(**{f"{mine.relation}__user": request.user})
    if mine.kind:
        rows &= Q(marks__kind=mine.kind)
    orders = mine.orders()
    sort = request.GET.get("sort", "")
    order = sort if sort in orders else next(iter(orders))
    titles = Movie.objects.published().filter(rows).for_cards().order_by(*orders[order])
    context = {
        "page": Paginator(titles, PAGE_SIZE).get_page(request.GET.get("page")),
        "mine": mine,
        "lists": LISTS,
        "order": order,
        "is_sortable": len(orders) > 1,
    }
    template = "_list.html" if is_fragment else "list.html"
    response = render(request, f"recommendations/{template}", context)
    response["Vary"] = "HX-Request, Cookie"
    return response
