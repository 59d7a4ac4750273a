from django.contrib import admin

from recommendations.models import Mark


@admin.register(Mark)
class MarkAdmin(admin.ModelAdmin):
    list_display = ["user", "movie", "kind", "created_at"]
    list_filter = ["kind"]
    list_select_related = ["user", "movie"]
    autocomplete_fields = ["user", "movie"]
    search_fields = ["user__username", "movie__title"]
    readonly_fields = ["created_at"]
    show_full_result_count = False
