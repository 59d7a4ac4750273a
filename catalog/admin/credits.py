"""Credits: some on the page of a title or a person, all in a list of their own.

A crowd of three hundred extras has more fields than Django reads of one form (a thousand), and to
draw them takes seconds: a page has the first MOST_ON_A_PAGE, and leads to the list of all.
"""

from functools import cached_property
from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.admin.widgets import AutocompleteSelect
from django.db import transaction
from django.db.models import ForeignKey, QuerySet
from django.forms.models import BaseInlineFormSet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from catalog.admin.pages import BoundedPaginator
from catalog.models import Credit, Movie, Person
from catalog.renaming import names_changed
from catalog.version import catalogue_changed

MOST_ON_A_PAGE = 40


class CreditSelect(AutocompleteSelect):
    """Is told who is chosen: Django would ask the database, once for each row of the page."""

    chosen: dict[str, str] | None = None

    def optgroups(
        self, name: str, value: Any, attr: dict[str, Any] | None = None
    ) -> list[tuple[str | None, list[dict[str, Any]], int | None]]:
        chosen = self.chosen or {}
        if len(value) == 1 and str(value[0]) in chosen:
            pk = str(value[0])
            return [(None, [self.create_option(name, pk, chosen[pk], True, 0)], 0)]
        return super().optgroups(name, value, attr)


class CreditForm(forms.ModelForm):
    class Meta:
        model = Credit
        fields = ("movie", "person", "role", "character", "position")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("movie", "person"):
            widget = getattr(self.fields.get(name), "widget", None)
            select = getattr(widget, "widget", None)
            if isinstance(select, CreditSelect) and self.instance.pk:
                other = getattr(self.instance, name)  # read along with the credit
                select.chosen = {str(other.pk): str(other)}


class FirstCredits(BaseInlineFormSet):
    """As they are opened, the first MOST_ON_A_PAGE; any when they are sent back, since somebody
    may have added one before them meanwhile."""

    def get_queryset(self) -> QuerySet:
        if not hasattr(self, "_first"):
            rows = super().get_queryset()
            self._first = rows if self.is_bound else rows[:MOST_ON_A_PAGE]
        return self._first

    @cached_property
    def count_of_all(self) -> int:
        """How many there are, if there are more than the page has; else 0."""
        if self.initial_form_count() < MOST_ON_A_PAGE:
            return 0
        count = super().get_queryset().count()
        return count if count > MOST_ON_A_PAGE else 0

    @property
    def list_of_all(self) -> str:
        address = reverse("admin:catalog_credit_changelist")
        return f"{address}?{self.fk.name}__id__exact={self.instance.pk}"


class CreditInline(admin.TabularInline):
    model = Credit
    form = CreditForm
    formset = FirstCredits
    template = "admin/catalog/credit/inline.html"
    extra = 0

    def formfield_for_foreignkey(
        self, db_field: ForeignKey, request: HttpRequest, **kwargs: Any
    ) -> Any:
        if db_field.name in self.autocomplete_fields:
            kwargs["widget"] = CreditSelect(db_field, self.admin_site)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)


class CreditsOfTitle(CreditInline):
    fields = ["person", "role", "character", "position"]
    autocomplete_fields = ["person"]
    ordering = ["-role", "position", "pk"]

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return super().get_queryset(request).select_related("person")


class CreditsOfPerson(CreditInline):
    fields = ["movie", "role", "character", "position"]
    autocomplete_fields = ["movie"]
    ordering = ["-movie__release_year", "-movie_id", "-role"]

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return (
            super()
            .get_queryset(request)
            .select_related("movie")
            .only("person", "role", "character", "position", "movie__title", "movie__release_year")
        )


@admin.register(Credit)
class CreditAdmin(admin.ModelAdmin):
    """Reached from titles and people; who did what for 600,000 parts is nobody's first question."""

    fields = ["movie", "person", "role", "character", "position"]
    autocomplete_fields = ["movie", "person"]
    list_display = ["person", "movie", "role", "character", "position"]
    list_display_links = ["person"]
    sortable_by = ()
    search_fields = ["person__name"]  # see get_search_results
    search_help_text = _("People’s names, or their beginnings, in any order")
    paginator = BoundedPaginator
    show_full_result_count = False
    list_per_page = 50

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return (
            super()
            .get_queryset(request)
            .select_related("movie", "person")
            .defer("movie__embedding", "movie__search_document")
        )

    def get_ordering(self, request: HttpRequest) -> list[Any]:
        """As on the title, where the list is of one; all have no order that is not their id's."""
        return ["-role", "position", "pk"] if "movie__id__exact" in request.GET else ["pk"]

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet, search_term: str
    ) -> tuple[QuerySet, bool]:
        if not search_term.strip():
            return queryset, False
        people = Person.objects.named_like(search_term).values("pk")
        return queryset.filter(person__in=people), False

    @transaction.atomic
    def save_model(self, request: HttpRequest, obj: Credit, form: Any, change: bool) -> None:
        before = {form.initial["movie"]} if change else set()
        super().save_model(request, obj, form, change)
        credits_changed({obj.movie_id, *before}, label=str(obj.person), request=request)

    @transaction.atomic
    def delete_model(self, request: HttpRequest, obj: Credit) -> None:
        super().delete_model(request, obj)
        credits_changed({obj.movie_id}, label=str(obj.person), request=request)

    @transaction.atomic
    def delete_queryset(self, request: HttpRequest, queryset: QuerySet) -> None:
        movie_ids = set(queryset.order_by().values_list("movie_id", flat=True))
        super().delete_queryset(request, queryset)
        credits_changed(movie_ids, label=str(self.opts.verbose_name_plural), request=request)


def credits_changed(movie_ids: set[int], *, label: str, request: HttpRequest) -> None:
    """The texts of these titles follow, after the commit, and so do all lists."""
    there = Movie.objects.filter(pk__in=movie_ids).values_list("pk", flat=True)
    names_changed(sorted(there), label=label[:200], by_user_id=request.user.pk)
    catalogue_changed()
