"""The admin of an operator: titles and whether they are embedded, jobs and how far they are."""

from typing import TYPE_CHECKING, Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from catalog.denormalise import refresh_texts
from catalog.embeddings import queue
from catalog.embeddings.encoder import EncoderUnavailable, current_model
from catalog.models import Country, Credit, Genre, Job, Movie, Person, Source
from catalog.querysets import MovieQuerySet

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


class EmbeddingStateFilter(admin.SimpleListFilter):
    title = _("embedding")
    parameter_name = "embedding"

    def lookups(
        self, request: HttpRequest, model_admin: admin.ModelAdmin
    ) -> "list[tuple[str, StrOrPromise]]":
        return [
            ("done", _("up to date")),
            ("waiting", _("waiting")),
            ("failed", _("failed")),
        ]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        assert isinstance(queryset, MovieQuerySet)
        model = _model_name()
        if self.value() == "done":
            return queryset.exclude(pk__in=queryset.outdated(model).values("pk"))
        if self.value() == "waiting":
            return queryset.needing_embedding(model)
        if self.value() == "failed":
            return queryset.embedding_failed()
        return queryset


class CreditInline(admin.TabularInline):
    model = Credit
    extra = 0
    autocomplete_fields = ["person"]


class SourceInline(admin.TabularInline):
    model = Source
    extra = 0
    can_delete = False
    readonly_fields = ["platform", "source_id", "date_added"]

    def has_add_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False


@admin.register(Movie)
class MovieAdmin(admin.ModelAdmin):
    list_display = ["title", "kind", "release_year", "embedding_state", "is_published"]
    list_filter = [EmbeddingStateFilter, "kind", "is_published", "is_adult", "status"]
    search_fields = ["title_key", "title"]
    search_help_text = _("Part of a title")
    autocomplete_fields = ["genres", "countries"]
    readonly_fields = ["slug", "embedding_state", "embedding_model", "embedding_error"]
    inlines = [CreditInline, SourceInline]
    actions = ["embed_again", "publish", "hide"]
    show_full_result_count = False
    list_per_page = 50

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return super().get_queryset(request).defer("embedding", "search_document")

    @admin.display(description=_("embedding"))
    def embedding_state(self, movie: Movie) -> str:
        if movie.embedding_error:
            return format_html("<strong>{}</strong>", _("failed"))
        if movie.embedding_hash == movie.text_hash and movie.embedding_model == _model_name():
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

    @admin.action(description=_("Embed again"), permissions=["change"])
    def embed_again(self, request: HttpRequest, movies: MovieQuerySet) -> None:
        ids = list(movies.values_list("pk", flat=True))
        label = f"{len(ids)} titles chosen in the admin"
        try:
            queued = queue.embed_again(ids, label=label, created_by_id=request.user.pk)
        except EncoderUnavailable as error:
            self.message_user(request, str(error), messages.ERROR)
            return
        text = ngettext("%(n)d title is queued.", "%(n)d titles are queued.", queued)
        self.message_user(request, text % {"n": queued}, messages.SUCCESS)

    @admin.action(description=_("Publish"), permissions=["change"])
    def publish(self, request: HttpRequest, movies: MovieQuerySet) -> None:
        self._set_published(request, movies, is_published=True)

    @admin.action(description=_("Hide"), permissions=["change"])
    def hide(self, request: HttpRequest, movies: MovieQuerySet) -> None:
        self._set_published(request, movies, is_published=False)

    def _set_published(
        self, request: HttpRequest, movies: MovieQuerySet, *, is_published: bool
    ) -> None:
        changed = movies.update(is_published=is_published)
        text = ngettext("%(n)d title was changed.", "%(n)d titles were changed.", changed)
        self.message_user(request, text % {"n": changed}, messages.SUCCESS)


@admin.register(Job)
class JobAdmin(admin.ModelAdmin):
    """Jobs are read, never written: the work behind them would not follow."""

    list_display = ["label", "kind", "status", "progress", "failed", "created_by", "created_at"]
    list_filter = ["kind", "status"]
    list_select_related = ["created_by"]
    search_fields = ["label"]
    show_full_result_count = False

    @admin.display(description=_("progress"))
    def progress(self, job: Job) -> str:
        if job.percent is None:
            return str(job.done)
        return format_html(
            '<progress value="{}" max="100"></progress> {} / {}',
            job.percent,
            job.done + job.failed,
            job.total,
        )

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False


@admin.register(Person, Genre, Country)
class NameAdmin(admin.ModelAdmin):
    """Titles repeat these names in their texts, which follow every change here."""

    search_fields = ["name"]
    show_full_result_count = False

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        if change:
            _follow(list(obj.movies.values_list("pk", flat=True)), str(obj), request)

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        movie_ids = list(obj.movies.values_list("pk", flat=True))
        super().delete_model(request, obj)
        _follow(movie_ids, str(obj), request)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet) -> None:
        movie_ids = list(queryset.exclude(movies=None).values_list("movies", flat=True))
        super().delete_queryset(request, queryset)
        _follow(movie_ids, f"{len(movie_ids)} titles", request)


def _follow(movie_ids: list[int], label: str, request: HttpRequest) -> None:
    refresh_texts(movie_ids)
    queue.queue_changed_titles(movie_ids, label=label, created_by_id=request.user.pk)


def _model_name() -> str:
    try:
        return current_model()
    except EncoderUnavailable:
        return ""
