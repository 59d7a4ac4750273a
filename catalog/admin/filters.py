"""Filters of the list of titles that need no query, or one over few rows."""

from typing import TYPE_CHECKING

from django.contrib import admin
from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpRequest
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from catalog.models import Source

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

EARLIEST_DECADE = 1900


class ChoiceFilter(admin.SimpleListFilter):
    def value(self) -> str | None:
        """Only what is offered: an address may hold anything, a NUL among it."""
        value = super().value()
        return value if value in {choice for choice, _label in self.lookup_choices} else None


class DecadeFilter(ChoiceFilter):
    title = _("decade")
    parameter_name = "decade"

    def lookups(
        self, request: HttpRequest, model_admin: admin.ModelAdmin
    ) -> "list[tuple[str, StrOrPromise]]":
        decades = range(localdate().year // 10 * 10, EARLIEST_DECADE - 10, -10)
        return [
            ("unknown", _("Unknown year")),
            *((str(decade), str(_("%(decade)ds") % {"decade": decade})) for decade in decades),
        ]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        value = self.value()
        if value == "unknown":
            return queryset.filter(release_year=None)
        if value:
            first = int(value)
            return queryset.filter(release_year__range=(first, first + 9))
        return queryset


class PlatformFilter(ChoiceFilter):
    """Which catalogue a title was imported from."""

    title = _("platform")
    parameter_name = "platform"

    def lookups(
        self, request: HttpRequest, model_admin: admin.ModelAdmin
    ) -> "list[tuple[str, StrOrPromise]]":
        platforms = Source.objects.order_by("platform").values_list("platform", flat=True)
        return [("none", _("None: made by hand")), *((name, name) for name in platforms.distinct())]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        # No join: a title of two records would stand in the list twice.
        records = Source.objects.filter(movie=OuterRef("pk"))
        if self.value() == "none":
            return queryset.filter(~Exists(records))
        if self.value():
            return queryset.filter(Exists(records.filter(platform=self.value())))
        return queryset
