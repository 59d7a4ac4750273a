"""Whether titles are embedded, as a filter of the list."""

from typing import TYPE_CHECKING

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from catalog.admin.filters import ChoiceFilter
from catalog.embeddings.encoder import EncoderUnavailable, current_model
from catalog.querysets import MovieQuerySet

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


class EmbeddingStateFilter(ChoiceFilter):
    title = _("embedding")
    parameter_name = "embedding"

    def lookups(
        self, request: HttpRequest, model_admin: admin.ModelAdmin
    ) -> "list[tuple[str, StrOrPromise]]":
        return [
            ("done", _("up to date")),
            ("waiting", _("waiting")),
            ("failed", _("failed")),
        ]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        assert isinstance(queryset, MovieQuerySet)
        model = model_name()
        if self.value() == "done":
            return queryset.up_to_date(model)
        if self.value() == "waiting":
            return queryset.needing_embedding(model)
        if self.value() == "failed":
            return queryset.embedding_failed()
        return queryset


def model_name() -> str:
    try:
        return current_model()
    except EncoderUnavailable:
        return ""
