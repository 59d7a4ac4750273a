"""Pairs of records that may be of one film: those to be decided on, and what was decided."""

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Case, Q, QuerySet, Value, When
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import URLPattern, path, reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from catalog.admin.history import remember
from catalog.admin.pages import BoundedPaginator
from catalog.admin.record_lines import record_lines
from catalog.linking.curating import join_pair, keep_apart
from catalog.models import Movie, Source, SourcePair
from catalog.names import normalised_name
from catalog.records import TitleRecord
from catalog.splitting import SplitRefused, split_off

MOVIE_FIELDS = [
    f"{side}__{field}"
    for side in ("first", "second")
    for field in ("platform", "source_id", "movie__title", "movie__release_year")
]


@admin.register(SourcePair)
class SourcePairAdmin(admin.ModelAdmin):
    """Found by the joining, decided here; what waits comes first."""

    list_display = ["names", "platforms", "reason", "status", "decided_by", "created_at"]
    list_filter = ["status", "reason"]
    list_select_related = ["first__movie", "second__movie", "decided_by"]
    show_facets = admin.ShowFacets.NEVER
    sortable_by = ()
    search_fields = ["first__source_id"]  # see get_search_results
    search_help_text = gettext_lazy("The beginning of a title, or the whole id of a record")
    paginator = BoundedPaginator
    show_full_result_count = False
    list_per_page = 50
    actions = None

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        waits = Case(When(status=SourcePair.Status.OPEN, then=Value(0)), default=Value(1))
        return (
            super()
            .get_queryset(request)
            .select_related("first__movie", "second__movie", "decided_by")
            .only("status", "reason", "created_at", "decided_by__username", *MOVIE_FIELDS)
            .order_by(waits, "pk")
        )

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet, search_term: str
    ) -> tuple[QuerySet, bool]:
        text = search_term.strip()[:200]
        if not text:
            return queryset, False
        found = Q(first__source_id=text) | Q(second__source_id=text)
        if name := normalised_name(text):
            found |= Q(first__movie__title_key__startswith=name)
            found |= Q(second__movie__title_key__startswith=name)
        return queryset.filter(found), False

    def get_urls(self) -> list[URLPattern]:
        split = path(
            "split/<int:pk>/",
            self.admin_site.admin_view(self.split_view),
            name="catalog_source_split",
        )
        return [split, *super().get_urls()]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False

    @admin.display(description=gettext_lazy("titles"))
    def names(self, pair: SourcePair) -> str:
        first, second = str(pair.first.movie), str(pair.second.movie)
        return first if first == second else f"{first} · {second}"

    @admin.display(description=gettext_lazy("records"))
    def platforms(self, pair: SourcePair) -> str:
        return f"{pair.first} · {pair.second}"

    @method_decorator([require_http_methods(["GET", "HEAD", "POST"]), never_cache])
    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """Both records side by side, and the two decisions."""
        pair = self.get_object(request, object_id)
        if pair is None:
            raise Http404
        if not self.has_view_permission(request, pair):
            raise PermissionDenied
        if request.method == "POST":
            return self._decide(request, pair)
        sources = (pair.first, pair.second)
        is_one = sources[0].movie_id == sources[1].movie_id
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": self.names(pair),
            "subtitle": None,
            "pair": pair,
            "sources": sources,
            "lines": _side_by_side(*sources),
            "is_one": is_one,
            "splittable": max(sources, key=lambda source: source.own_title_id or 0),
            "may_decide": self.has_change_permission(request, pair),
        }
        return render(request, "admin/catalog/sourcepair/pair.html", context)

    @transaction.atomic
    def _decide(self, request: HttpRequest, pair: SourcePair) -> HttpResponse:
        if not self.has_change_permission(request, pair):
            raise PermissionDenied
        here = redirect(reverse("admin:catalog_sourcepair_change", args=[pair.pk]))
        decision = request.POST.get("decision")
        if decision == "join":
            movie = join_pair(pair, by_user_id=request.user.pk)
            text = _("Joined: %(first)s and %(second)s are of one title.")
            text %= {"first": pair.first, "second": pair.second}
            remember(request, [movie], text)
        elif decision == "apart" and keep_apart(pair, by_user_id=request.user.pk):
            text = _("Kept apart: no later import makes one title of them.")
        else:
            self.message_user(request, _("Nothing was decided."), messages.WARNING)
            return here
        self.log_change(request, pair, text)
        self.message_user(request, text, messages.SUCCESS)
        return self._next(here)

    def _next(self, here: HttpResponse) -> HttpResponse:
        """To the pair that waits longest, so that many are decided one after the other."""
        waiting = SourcePair.objects.filter(status=SourcePair.Status.OPEN).order_by("pk").first()
        if waiting is None:
            return here
        return redirect(reverse("admin:catalog_sourcepair_change", args=[waiting.pk]))

    @method_decorator([require_http_methods(["GET", "HEAD", "POST"]), never_cache])
    def split_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Asks whether a record is to leave its title, and does it."""
        if not self.has_change_permission(request):
            raise PermissionDenied
        source = get_object_or_404(Source.objects.select_related("movie"), pk=pk)
        title = source.movie
        address = reverse("admin:catalog_movie_change", args=[title.pk])
        if request.method == "POST":
            try:
                return self._split(request, source)
            except SplitRefused as error:
                self.message_user(request, str(error), messages.ERROR)
                return redirect(address)
        context = {
            **self.admin_site.each_context(request),
            "opts": Movie._meta,
            "title": _("Split off a record"),
            "source": source,
            "lines": record_lines(TitleRecord.from_json(source.record)) if source.record else [],
            "others": title.sources.exclude(pk=pk).defer("record").order_by("pk"),
        }
        return render(request, "admin/catalog/sourcepair/split.html", context)

    @transaction.atomic
    def _split(self, request: HttpRequest, source: Source) -> HttpResponse:
        split = split_off(source.pk, by_user_id=request.user.pk)
        names = {"record": source, "title": split, "id": split.pk}
        remember(request, [source.movie], _("Split off: %(record)s, now id %(id)s.") % names)
        remember(
            request,
            [split],
            _("Split off from “%(title)s” (id %(id)s).")
            % {
                "title": source.movie,
                "id": source.movie_id,
            },
        )
        text = _("%(record)s has a title of its own again: “%(title)s”.")
        self.message_user(request, text % names, messages.SUCCESS)
        return redirect(reverse("admin:catalog_movie_change", args=[split.pk]))


def _side_by_side(first: Source, second: Source) -> list[tuple[str, str, str]]:
    """Label, what the one says, what the other says: first what both speak of, so that it can be
    compared, then the rest; each in the order of a title's page."""
    one, other = (
        dict(record_lines(TitleRecord.from_json(source.record))) if source.record else {}
        for source in (first, second)
    )
    labels = [label for label in one if label in other]
    labels += [label for label in [*one, *other] if label not in labels]
    return [(label, one.get(label, ""), other.get(label, "")) for label in dict.fromkeys(labels)]
