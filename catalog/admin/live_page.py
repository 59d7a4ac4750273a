"""Rows whose page in the admin is not a form: it is read, and watched while they move."""

from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe


class LivePageAdmin(admin.ModelAdmin):
    page_template: str
    live_template: str
    """The part of the page that moves, which asks for itself by HTMX."""

    def live_context(self, request: HttpRequest, obj: Any) -> dict[str, Any]:
        """What the part that moves shows; the rest of the page may show it too."""
        raise NotImplementedError

    def page_context(self, request: HttpRequest, obj: Any) -> dict[str, Any]:
        """What the whole page shows beside it."""
        return {}

    def has_change_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False

    @method_decorator([require_safe, never_cache])
    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        obj = self.get_object(request, object_id)
        if obj is None:
            raise Http404
        if not self.has_view_permission(request, obj):
            raise PermissionDenied
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "original": obj,
            "title": str(obj),
            "can_delete": self.has_delete_permission(request, obj),
            **self.live_context(request, obj),
        }
        if request.htmx:  # type: ignore[attr-defined]
            return render(request, self.live_template, context)
        return render(request, self.page_template, context | self.page_context(request, obj))
