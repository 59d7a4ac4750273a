"""Titles: what curators edit, publish and have embedded again."""

from collections.abc import Sequence
from typing import Any

from django.contrib import admin
from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpRequest, HttpResponseBase
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from catalog.admin import actions
from catalog.admin.credits import CreditsOfTitle
from catalog.admin.embedding_state import EmbeddingStateFilter, model_name
from catalog.admin.figures import FiguresInline
from catalog.admin.filters import (
    CollectionFilter,
    CompanyFilter,
    DecadeFilter,
    FiguresFilter,
    KeywordFilter,
    PlatformFilter,
)
from catalog.admin.merge_page import merge_page
from catalog.admin.pages import BoundedPaginator
from catalog.admin.title_form import TitleForm
from catalog.admin.title_search import matches_title
from catalog.denormalise import refresh_texts
from catalog.embeddings import queue
from catalog.models import Movie, Source
from catalog.relations import relations_to_titles, rows_of
from catalog.version import catalogue_changed


class SourceInline(admin.TabularInline):
    model = Source
    extra = 0
    can_delete = False
    readonly_fields = ("platform", "record_link", "date_added", "split")
    fields = readonly_fields

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        beside = Source.objects.filter(movie=OuterRef("movie")).exclude(pk=OuterRef("pk"))
        return super().get_queryset(request).defer("record").annotate(is_joined=Exists(beside))

    @admin.display(description=_("id on the platform"))
    def record_link(self, source: Source) -> str:
        """With a link to what it says."""
        address = reverse("admin:catalog_source_change", args=[source.pk])
        return format_html('<a href="{}">{}</a>', address, source.source_id)

    @admin.display(description=_("joined"))
    def split(self, source: Any) -> str:
        if not source.is_joined:
            return str(_("no"))
        address = reverse("admin:catalog_source_split", args=[source.pk])
        return format_html('<a href="{}">{}</a>', address, _("Split off"))

    def has_add_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False


@admin.register(Movie)
class MovieAdmin(admin.ModelAdmin):
    form = TitleForm
    fieldsets = [
        (None, {"fields": ["title", "kind", "description", "genres", "countries", "version"]}),
        (
            _("Facts"),
            {
                "fields": [
                    ("release_year", "date_added"),
                    ("minutes", "seasons"),
                    ("age_rating", "status"),
                    ("original_title", "original_language"),
                    "tagline",
                ]
            },
        ),
        (_("Filed under"), {"fields": ["keywords", "collection", "companies"]}),
        (_("Known elsewhere as"), {"fields": [("imdb_id", "movielens_id")]}),
        (_("On the site"), {"fields": ["is_published", "is_adult"]}),
        (
            _("Embedding"),
            {"fields": ["embedding_state", "embedding_model", "embedding_error"]},
        ),
    ]
    ordering = ["-id"]  # the newest first; also of the choices where a credit asks for its title
    list_display = ["name", "kind", "release_year", "embedding_state", "is_published"]
    # What has no index is no order of 100,000 rows.
    sortable_by = ["name", "release_year"]
    list_filter = [
        EmbeddingStateFilter,
        "is_published",
        "kind",
        DecadeFilter,
        PlatformFilter,
        FiguresFilter,
        "is_adult",
        "status",
        KeywordFilter,
        CompanyFilter,
        CollectionFilter,
    ]
    show_facets = admin.ShowFacets.NEVER  # they count the whole table, once for each choice
    search_fields = ["title_key"]  # see get_search_results
    search_help_text = _("Part of a title, people’s names, or an id")
    autocomplete_fields = ["genres", "countries", "keywords", "companies", "collection"]
    readonly_fields = ["embedding_state", "embedding_model", "embedding_error"]
    inlines = [CreditsOfTitle, FiguresInline, SourceInline]
    actions = [
        actions.embed_again,
        actions.publish,
        actions.hide,
        actions.merge,
        actions.export_csv,
        actions.delete_selected,
    ]
    paginator = BoundedPaginator
    show_full_result_count = False
    list_per_page = 50
    save_on_top = True

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return super().get_queryset(request).defer("embedding", "search_document")

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet, search_term: str
    ) -> tuple[QuerySet, bool]:
        if not search_term.strip():
            return queryset, False
        return queryset.filter(matches_title(search_term)), False

    def get_urls(self) -> list[URLPattern]:
        page = path(
            "merge/<int:first>/<int:second>/",
            self.admin_site.admin_view(self.merge_view),
            name="catalog_movie_merge",
        )
        return [page, *super().get_urls()]

    def merge_view(self, request: HttpRequest, first: int, second: int) -> HttpResponseBase:
        return merge_page(self, request, first, second)

    @admin.display(description=_("title"), ordering="title_key")
    def name(self, movie: Movie) -> str:
        return movie.title

    @admin.display(description=_("embedding"))
    def embedding_state(self, movie: Movie) -> str:
        if movie.embedding_error:
            return format_html("<strong>{}</strong>", _("failed"))
        if movie.embedding_hash == movie.text_hash and movie.embedding_model == model_name():
            return str(_("up to date"))
        return str(_("waiting"))

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """Credits, genres and countries are written by now: repeat them on the title, then queue
        it if its text is another."""
        super().save_related(request, form, formsets, change)
        refresh_texts([form.instance.pk])
        queue.queue_changed_titles(
            [form.instance.pk], label=form.instance.title, created_by_id=request.user.pk
        )
        catalogue_changed()

    @transaction.atomic
    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        _lock_for_deletion([obj.pk])
        super().delete_model(request, obj)
        catalogue_changed()

    @transaction.atomic
    def delete_queryset(self, request: HttpRequest, queryset: QuerySet) -> None:
        _lock_for_deletion(list(queryset.order_by().values_list("pk", flat=True)))
        super().delete_queryset(request, queryset)
        catalogue_changed()

    def get_deleted_objects(
        self, objs: Sequence[Movie] | QuerySet, request: HttpRequest
    ) -> tuple[list[str], dict[str, int], set[str], list[str]]:
        """Counts of what goes along. Django would list every row, a favourite of each visitor,
        and ask curators for the right to delete those themselves."""
        names = {movie.pk: str(movie) for movie in objs}
        counts = {str(self.opts.verbose_name_plural): len(names)}
        for relation in relations_to_titles():
            meta = relation.related_model._meta
            if not meta.auto_created and (rows := rows_of(list(names), relation).count()):
                counts[str(meta.verbose_name_plural)] = rows
        allowed = self.has_delete_permission(request)
        return list(names.values()), counts, set() if allowed else set(counts), []


def _lock_for_deletion(movie_ids: list[int]) -> None:
    """Before Django looks for what goes along: a favourite that came later would stop it."""
    len(Movie.objects.filter(pk__in=movie_ids).locked_for_deletion().values_list("pk"))
