from django.contrib import admin

from recommendations.models import Favorite


@admin.register(Favorite)
class FavoriteAdmin(admin.ModelAdmin):
    list_display = ["user", "movie", "created_at"]
    list_select_related = ["user", "movie"]
    autocomplete_fields = ["user", "movie"]
    search_fields = ["user__username", "movie__title"]
    show_full_result_count = False
