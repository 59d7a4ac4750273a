"""Genres and countries, and what they share with all that has a name."""

from collections.abc import Sequence
from typing import Any

from django.contrib import admin
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _

from catalog.admin.pages import BoundedPaginator
from catalog.models import Country, Genre, Job
from catalog.renaming import names_changed


@admin.register(Genre, Country)
class NameAdmin(admin.ModelAdmin):
    """Titles repeat these names in their texts, which follow every change here."""

    search_fields = ["name"]
    paginator = BoundedPaginator
    show_full_result_count = False

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        if change and "name" in form.changed_data:
            self._follow(list(obj.movies.values_list("pk", flat=True)), str(obj), request)

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        movie_ids = list(obj.movies.values_list("pk", flat=True))
        super().delete_model(request, obj)
        self._follow(movie_ids, str(obj), request)

    @transaction.atomic
    def delete_queryset(self, request: HttpRequest, queryset: QuerySet) -> None:
        movie_ids = list(queryset.exclude(movies=None).values_list("movies", flat=True))
        super().delete_queryset(request, queryset)
        self._follow(movie_ids, Job.Label.OTHER_TERMS, request)

    def _follow(self, movie_ids: list[int], label: str, request: HttpRequest) -> None:
        movie_ids = sorted(set(movie_ids))
        if not names_changed(movie_ids, label=label, by_user_id=request.user.pk):
            text = _("The texts of its titles are brought up to date in the background.")
            self.message_user(request, text)

    def get_deleted_objects(
        self, objs: Sequence[Any] | QuerySet, request: HttpRequest
    ) -> tuple[list[str], dict[str, int], set[str], list[str]]:
        """How many titles lose the name; Django would list every one of them."""
        names = {obj.pk: str(obj) for obj in objs}
        kind = str(self.opts.verbose_name_plural)
        titles = self.model._default_manager.filter(pk__in=names).exclude(movies=None)
        counts = {kind: len(names), _("titles that lose it"): titles.values("movies").count()}
        allowed = self.has_delete_permission(request)
        return list(names.values()), counts, set() if allowed else {kind}, []
