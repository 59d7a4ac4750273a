"""Maps of the catalogue: how each came about; read, never written."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from recommendations.models import CatalogueMap


@admin.register(CatalogueMap)
class CatalogueMapAdmin(admin.ModelAdmin):
    """A worker makes one each night if titles have changed, and `manage.py build_map` at once."""

    list_display = ["name", "state", "shown", "titles", "trustworthiness", "started_at", "duration"]
    list_filter = ["method", "state"]
    list_per_page = 50
    show_facets = admin.ShowFacets.NEVER
    show_full_result_count = False
    readonly_fields = (
        "method",
        "state",
        "is_shown",
        "shown_error",
        "progress",
        "titles",
        "trustworthiness",
        "measured_titles",
        "embedding_model",
        "data_hash",
        "seed",
        "started_at",
        "updated_at",
        "finished_at",
    )
    fields = readonly_fields

    def get_queryset(self, request: HttpRequest) -> QuerySet[CatalogueMap]:
        return super().get_queryset(request).defer("title_ids", "places")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Neither what is shown nor what is at work."""
        allowed = super().has_delete_permission(request, obj)
        return allowed and not (obj and (obj.is_shown or obj.state == CatalogueMap.State.RUNNING))

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        """Without the deletion of many, which would not ask about each."""
        actions = super().get_actions(request)
        actions.pop("delete_selected", None)
        return actions

    @admin.display(description=gettext_lazy("map"), ordering="pk")
    def name(self, row: CatalogueMap) -> str:
        return str(row)

    @admin.display(description=gettext_lazy("shown"), ordering="is_shown")
    def shown(self, row: CatalogueMap) -> str:
        return _("yes") if row.is_shown else "–"

    @admin.display(description=gettext_lazy("error"))
    def shown_error(self, row: CatalogueMap) -> str:
        return row.shown_error or "–"

    @admin.display(description=gettext_lazy("time"))
    def duration(self, row: CatalogueMap) -> str:
        return str(row.duration)
