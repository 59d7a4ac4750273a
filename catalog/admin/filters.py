"""Filters of the list of titles that need no query, or one over few rows."""

from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.db.models import Exists, Model, OuterRef, QuerySet
from django.http import HttpRequest
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from catalog.models import Collection, Company, Figures, Keyword, Source
from catalog.platforms import platforms

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
        return [
            ("none", _("None: made by hand")),
            ("several", _("Several records, joined")),
            *((name, name) for name in platforms()),
        ]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        # No join: a title of two records would stand in the list twice.
        records = Source.objects.filter(movie=OuterRef("pk"))
        if self.value() == "none":
            return queryset.filter(~Exists(records))
        if self.value() == "several":
            return queryset.filter(Exists(records[1:]))
        if self.value():
            return queryset.filter(Exists(records.filter(platform=self.value())))
        return queryset


class RecordPlatformFilter(ChoiceFilter):
    """The same for the list of records."""

    title = _("platform")
    parameter_name = "platform"

    def lookups(
        self, request: HttpRequest, model_admin: admin.ModelAdmin
    ) -> "list[tuple[str, StrOrPromise]]":
        return [(name, name) for name in platforms()]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        return queryset.filter(platform=self.value()) if self.value() else queryset


class FiguresFilter(ChoiceFilter):
    """What is known of a title in numbers."""

    title = _("figures")
    parameter_name = "figures"

    def lookups(
        self, request: HttpRequest, model_admin: admin.ModelAdmin
    ) -> "list[tuple[str, StrOrPromise]]":
        return [
            ("some", _("Some")),
            ("none", _("None")),
            ("money", _("Budget and revenue")),
            ("implausible", _("Implausible budget")),
        ]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        figures = Figures.objects.filter(movie=OuterRef("pk"))
        match self.value():
            case "some":
                return queryset.filter(Exists(figures))
            case "none":
                return queryset.filter(~Exists(figures))
            case "money":
                return queryset.filter(Exists(figures.filter(return_ratio__isnull=False)))
            case "implausible":
                return queryset.filter(Exists(figures.filter(is_implausible=True)))
        return queryset


class TermFilter(admin.SimpleListFilter):
    """Titles of one keyword, company or collection, of thousands: offered only to who comes from
    its own page, and shown then so that it can be taken off."""

    terms: type[Model]
    field_name: str

    def lookups(
        self, request: HttpRequest, model_admin: admin.ModelAdmin
    ) -> "list[tuple[str, StrOrPromise]]":
        self.chosen: Any = None
        pk = request.GET.get(self.parameter_name or "", "")
        # Ten digits at most: what is longer is no id of ours, and could be no bigint either.
        if pk.isascii() and pk.isdecimal() and len(pk) <= 10:
            self.chosen = self.terms._default_manager.filter(pk=pk).first()
        return [(pk, str(self.chosen))] if self.chosen else []

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        if self.chosen is None:
            return queryset
        return queryset.filter(**{self.field_name: self.chosen})


class KeywordFilter(TermFilter):
    title = _("keyword")
    parameter_name = "keyword"
    terms = Keyword
    field_name = "keywords"


class CompanyFilter(TermFilter):
    title = _("production company")
    parameter_name = "company"
    terms = Company
    field_name = "companies"


class CollectionFilter(TermFilter):
    title = _("collection")
    parameter_name = "collection"
    terms = Collection
    field_name = "collection"
