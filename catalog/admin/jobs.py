"""Jobs: imports and rounds of embedding, how far they are, and a way to stop an import."""

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.urls import URLPattern, path, reverse
from django.utils.decorators import method_decorator
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from catalog.admin.live_page import LivePageAdmin
from catalog.models import ImportUpload, Job


@admin.register(Job)
class JobAdmin(LivePageAdmin):
    """Jobs are read, never written: the work behind them would not follow."""

    page_template = "admin/catalog/job/job.html"
    live_template = "admin/catalog/job/_live.html"
    list_display = ["shown_label", "state", "kind", "created_at", "duration", "rate", "created_by"]
    list_filter = ["kind", "status", "created_at"]
    list_select_related = ["created_by", "embedding_job"]
    list_per_page = 50
    search_fields = ["label"]
    search_help_text = gettext_lazy("Part of what it is about")
    show_full_result_count = False
    actions = None  # rows that refresh themselves would lose what was ticked

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view
        return [
            path("<int:pk>/state/", view(self.state_view), name="catalog_job_state"),
            path("<int:pk>/stop/", view(self.stop_view), name="catalog_job_stop"),
            *super().get_urls(),
        ]

    @admin.display(description=gettext_lazy("what"), ordering="label")
    def shown_label(self, job: Job) -> str:
        return job.shown_label

    @admin.display(description=gettext_lazy("state"), ordering="status")
    def state(self, job: Job) -> str:
        return render_to_string("admin/catalog/job/_state.html", {"job": job})

    @admin.display(description=gettext_lazy("time"))
    def duration(self, job: Job) -> str:
        return str(job.duration)

    @admin.display(description=gettext_lazy("per second"))
    def rate(self, job: Job) -> str:
        return number_format(round(job.per_second), force_grouping=True) if job.per_second else "–"

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Not while it runs: its worker counts in this row."""
        return super().has_delete_permission(request, obj) and not (obj and obj.is_running)

    def live_context(self, request: HttpRequest, obj: Any) -> dict[str, Any]:
        return {
            "job": obj,
            "can_stop": can_stop(request, obj),
            "link_counts": {
                "open": obj.detail.get("to be decided", 0),
                "new": obj.detail.get("of them new", 0),
                "without_record": obj.detail.get("without a record", 0),
            },
        }

    @method_decorator([require_safe, never_cache])
    def state_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The cell of the list that shows how far a job is."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        job = get_object_or_404(Job.objects.select_related("embedding_job"), pk=pk)
        return render(request, "admin/catalog/job/_state.html", {"job": job})

    @method_decorator(require_POST)
    def stop_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        job = get_object_or_404(Job, pk=pk)
        if not can_stop(request, job):
            raise PermissionDenied
        running = Job.objects.running().filter(pk=pk, kind=Job.Kind.IMPORT)
        if running.update(stop_requested=True):
            self.log_change(request, job, _("Asked to stop."))
            self.message_user(request, _("The import stops after the rows that it is at."))
        else:
            self.message_user(request, _("There was nothing left to stop."), messages.WARNING)
        return redirect(reverse("admin:catalog_job_change", args=[pk]))


def can_stop(request: HttpRequest, job: Job) -> bool:
    """Imports alone, and for those who may begin one: what an embedding skips, the sweep queues."""
    return job.kind == Job.Kind.IMPORT and may_import(request)


def may_import(request: HttpRequest) -> bool:
    return request.user.has_perm(f"catalog.add_{ImportUpload._meta.model_name}")
