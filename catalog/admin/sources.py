"""Records of imports: what each of the catalogues said of a title, kept apart from the title."""

from typing import Any

from django.contrib import admin
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from catalog.admin.filters import RecordPlatformFilter
from catalog.admin.pages import BoundedPaginator
from catalog.admin.record_lines import record_lines
from catalog.admin.title_search import matches_title
from catalog.models import Movie, Source
from catalog.platforms import platforms
from catalog.records import TitleRecord

LONGEST = 50  # letters of an id on a platform
MOST_TITLES = 500  # whose records a search lists


@admin.register(Source)
class SourceAdmin(admin.ModelAdmin):
    """Read, never written: an import writes them, and finds its titles again by them."""

    list_display = ["source_id", "platform", "title_link", "date_added"]
    list_display_links = ["source_id"]
    list_select_related = ["movie"]
    list_filter = [RecordPlatformFilter]
    show_facets = admin.ShowFacets.NEVER
    sortable_by = ()
    ordering = ["-id"]
    search_fields = ["source_id"]  # see get_search_results
    search_help_text = _("The id on the platform, part of a title, or people’s names")
    paginator = BoundedPaginator
    show_full_result_count = False
    list_per_page = 50
    readonly_fields = (
        "title_link",
        "platform",
        "source_id",
        "date_added",
        "other_records",
        "said",
    )
    fields = readonly_fields

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        rows = super().get_queryset(request).select_related("movie")
        return rows.only(
            "platform", "source_id", "date_added", "movie__title", "movie__release_year"
        )

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet, search_term: str
    ) -> tuple[QuerySet, bool]:
        text = search_term.strip()
        if not text:
            return queryset, False
        # Ids first: an index serves each side of "or", and none would serve one of two tables.
        titles = Movie.objects.filter(matches_title(text)).order_by("-pk")
        movie_ids = list(titles.values_list("pk", flat=True)[:MOST_TITLES])
        itself = Q(platform__in=platforms(), source_id=text[:LONGEST])
        return queryset.filter(itself | Q(movie__in=movie_ids)), False

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False

    @admin.display(description=_("title"))
    def title_link(self, source: Source) -> str:
        return format_html(
            '<a href="{}">{}</a>',
            reverse("admin:catalog_movie_change", args=[source.movie_id]),
            source.movie,
        )

    @admin.display(description=_("other records of the title"))
    def other_records(self, source: Source) -> Any:
        others = source.movie.sources.exclude(pk=source.pk).defer("record").order_by("pk")
        context = {"sources": others}
        return render_to_string("admin/catalog/source/_others.html", context)

    @admin.display(description=_("what the record says"))
    def said(self, source: Source) -> Any:
        lines = record_lines(TitleRecord.from_json(source.record)) if source.record else []
        return render_to_string("admin/catalog/source/_record.html", {"lines": lines})
