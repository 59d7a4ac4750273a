"""People of published sets of ratings in the admin: read, never written."""

from django.contrib import admin
from django.http import HttpRequest

from catalog.admin.pages import BoundedPaginator
from recommendations.models import Rater


@admin.register(Rater)
class RaterAdmin(admin.ModelAdmin):
    """An import of the same set would bring back what were changed or deleted here."""

    list_display = ["number", "dataset"]
    search_fields = ["dataset", "=number"]
    paginator = BoundedPaginator
    show_full_result_count = False

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False
