"""People: who they are, what they did, and two rows that are one of them."""

from typing import Any

from django.contrib import admin, messages
from django.db import transaction
from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.urls import URLPattern, path, reverse
from django.utils.formats import number_format
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from catalog.admin.credits import CreditsOfPerson, credits_changed
from catalog.admin.merge_people_page import merge_people_page
from catalog.admin.names import NameAdmin
from catalog.models import Credit, Person


@admin.action(description=gettext_lazy("Merge two people"), permissions=["change", "delete"])
def merge(model_admin: Any, request: HttpRequest, people: QuerySet) -> HttpResponseRedirect | None:
    ids = list(people.order_by("pk").values_list("pk", flat=True)[:3])
    if len(ids) != 2:
        model_admin.message_user(request, _("Choose two people to merge."), messages.WARNING)
        return None
    return HttpResponseRedirect(reverse("admin:catalog_person_merge", args=ids))


@admin.register(Person)
class PersonAdmin(NameAdmin):
    fields = ["name", "tmdb_id"]
    inlines = [CreditsOfPerson]
    actions = [merge]
    list_display = ["name", "tmdb_id", "credits_link"]
    sortable_by = ["name"]
    list_per_page = 50
    search_help_text = gettext_lazy("Names, or their beginnings, in any order")

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        """Each row's credits are counted by themselves, by an index: a join would count those of
        everybody before the first page."""
        counted = (
            Credit.objects.filter(person=OuterRef("pk"))
            .order_by()
            .values("person")
            .annotate(count=Count("*"))
        )
        return (
            super()
            .get_queryset(request)
            .annotate(counted=Coalesce(Subquery(counted.values("count")), 0))
        )

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet, search_term: str
    ) -> tuple[QuerySet, bool]:
        if not search_term.strip():
            return queryset, False
        return queryset.named_like(search_term), False  # type: ignore[attr-defined]

    @admin.display(description=gettext_lazy("credits"))
    def credits_link(self, person: Any) -> str:
        """With a link to them."""
        if not person.counted:
            return "0"
        return format_html(
            '<a href="{}?person__id__exact={}">{}</a>',
            reverse("admin:catalog_credit_changelist"),
            person.pk,
            number_format(person.counted, force_grouping=True),
        )

    def get_urls(self) -> list[URLPattern]:
        page = path(
            "merge/<int:first>/<int:second>/",
            self.admin_site.admin_view(self.merge_view),
            name="catalog_person_merge",
        )
        return [page, *super().get_urls()]

    def merge_view(self, request: HttpRequest, first: int, second: int) -> HttpResponseBase:
        return merge_people_page(self, request, first, second)

    @transaction.atomic
    def save_formset(self, request: HttpRequest, form: Any, formset: Any, change: bool) -> None:
        # Where a credit was given to another title, that one's texts follow too.
        before = {
            row.initial["movie"]
            for row in formset.initial_forms
            if row.has_changed() and "movie" in row.initial
        }
        super().save_formset(request, form, formset, change)
        after = {
            credit.movie_id
            for credit in (
                *formset.new_objects,
                *(credit for credit, _fields in formset.changed_objects),
                *formset.deleted_objects,
            )
        }
        if before or after:
            credits_changed(before | after, label=str(form.instance), request=request)
