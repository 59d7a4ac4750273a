"""Keywords, production companies and collections: what titles are filed under, beside genres."""

from typing import Any

from django.contrib import admin
from django.db.models import Count, Model, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpRequest
from django.urls import reverse
from django.utils.formats import number_format
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from catalog.admin.names import NameAdmin
from catalog.models import Collection, Company, Keyword
from catalog.version import catalogue_changed


@admin.register(Keyword, Company, Collection)
class TermAdmin(NameAdmin):
    """Of these, titles repeat only keywords in their texts."""

    list_display = ["name", "title_count"]
    search_help_text = _("Part of a name")
    list_per_page = 50

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return super().get_queryset(request).annotate(titles=title_count(self.model))

    @admin.display(description=_("titles"), ordering="titles")
    def title_count(self, term: Any) -> str:
        """With a link to them."""
        if not term.titles:
            return "0"
        address = reverse("admin:catalog_movie_changelist")
        return format_html(
            '<a href="{}?{}={}">{}</a>',
            address,
            self.opts.model_name,
            term.pk,
            number_format(term.titles, force_grouping=True),
        )

    def _follow(self, movie_ids: list[int], label: str, request: HttpRequest) -> None:
        if self.model is Keyword:
            super()._follow(movie_ids, label, request)
        else:
            catalogue_changed()


def title_count(model: type[Model]) -> Coalesce:
    """Counted row by row, by an index: a join would count for all rows before the first page."""
    relation: Any = model._meta.get_field("movies")
    if relation.many_to_many:
        rows, key = relation.through._default_manager, relation.field.m2m_reverse_name()
    else:
        rows, key = relation.related_model._default_manager, relation.field.attname
    counted = rows.filter(**{key: OuterRef("pk")}).order_by().values(key).annotate(n=Count("*"))
    return Coalesce(Subquery(counted.values("n")), 0)
