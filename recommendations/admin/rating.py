from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from recommendations.models import Rating


@admin.register(Rating)
class RatingAdmin(admin.ModelAdmin):
    list_display = ["user", "movie", "stars", "created_at", "updated_at"]
    list_filter = ["value"]
    list_select_related = ["user", "movie"]
    autocomplete_fields = ["user", "movie"]
    search_fields = ["user__username", "movie__title"]
    readonly_fields = ["created_at"]
    show_full_result_count = False

    @admin.display(description=_("stars"), ordering="value")
    def stars(self, rating: Rating) -> float:
        return rating.stars
