"""Uploads: send a CSV, see what it would change, have it imported, watch it."""

from pathlib import Path
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.template.defaultfilters import filesizeformat
from django.urls import URLPattern, path
from django.utils.decorators import method_decorator
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from catalog.admin.jobs import may_import
from catalog.admin.live_page import LivePageAdmin
from catalog.importers import upload_runs, uploads
from catalog.importers.netflix import REQUIRED
from catalog.importers.rows import UnreadableFile
from catalog.models import ImportUpload


class UploadForm(forms.ModelForm):
    file = forms.FileField(
        label=gettext_lazy("CSV file"),
        widget=forms.FileInput(attrs={"accept": ".csv,.tsv,.txt,text/csv"}),
    )

    class Meta:
        model = ImportUpload
        fields = ["file", "platform", "embed"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        help_text = _("At most %(size)s. It needs the columns %(columns)s.")
        self.fields["file"].help_text = help_text % {
            "size": filesizeformat(settings.UPLOAD_MAX_MB << 20),
            "columns": ", ".join(REQUIRED),
        }

    def clean_platform(self) -> str:
        """The model's own check comes after `clean`, where the file is stored by then."""
        platform: str = self.cleaned_data["platform"]
        ImportUpload._meta.get_field("platform").run_validators(platform)
        return platform

    def clean(self) -> None:
        super().clean()
        if self.errors:
            return
        file = self.cleaned_data["file"]
        self.instance.file_name = file.name[:200]
        self.instance.size = file.size
        try:
            uploads.store_file(self.instance, file.chunks())
        except UnreadableFile as error:
            self.add_error("file", f"{self.instance.file_name}: {error.reason}")


@admin.register(ImportUpload)
class ImportUploadAdmin(LivePageAdmin):
    page_template = "admin/catalog/importupload/upload.html"
    live_template = "admin/catalog/importupload/_live.html"
    form = UploadForm
    list_display = ["file_name", "platform", "status", "shown_size", "created_by", "created_at"]
    list_filter = ["status", "created_at"]
    list_select_related = ["created_by"]
    list_per_page = 50
    search_fields = ["file_name"]
    show_full_result_count = False
    add_form_template = "admin/catalog/importupload/add.html"
    actions = None  # deleting takes a file along, one at a time

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view
        return [
            path("<int:pk>/start/", view(self.start_view), name="catalog_importupload_start"),
            path("<int:pk>/stop/", view(self.stop_view), name="catalog_importupload_stop"),
            path("<int:pk>/rejects/", view(self.rejects_view), name="catalog_importupload_rejects"),
            *super().get_urls(),
        ]

    @admin.display(description=gettext_lazy("size"), ordering="size")
    def shown_size(self, upload: ImportUpload) -> str:
        return filesizeformat(upload.size)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Not while a worker may be reading the file."""
        return super().has_delete_permission(request, obj) and not (obj and obj.is_unfinished)

    def add_view(
        self,
        request: HttpRequest,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        return super().add_view(request, form_url, {"title": _("Upload a CSV")})

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        obj.created_by, obj.language = request.user, get_language()
        super().save_model(request, obj, form, change)

    def response_add(
        self, request: HttpRequest, obj: Any, post_url_continue: str | None = None
    ) -> HttpResponse:
        """On to the preview."""
        return redirect(obj)

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        super().delete_model(request, obj)
        uploads.delete_files(obj)

    def live_context(self, request: HttpRequest, obj: ImportUpload) -> dict[str, Any]:
        job = obj.jobs.select_related("embedding_job").first()
        return {
            "upload": obj,
            "job": job,
            "is_live": obj.is_unfinished or bool(job and job.is_live),
            "has_rejects": obj.rejects_path.is_file(),
            "may_import": may_import(request),
        }

    def page_context(self, request: HttpRequest, obj: ImportUpload) -> dict[str, Any]:
        """Before the start, a preview of what it would do."""
        if obj.status != ImportUpload.Status.NEW:
            return {}
        try:
            return {"preview": uploads.preview(obj)}
        except UnreadableFile as error:
            return {"problem": error.reason}

    @method_decorator(require_POST)
    def start_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        upload = self._for_importing(request, pk)
        try:
            if not upload_runs.start(upload):
                self.message_user(request, _("It was started already."), messages.WARNING)
                return redirect(upload)
        except UnreadableFile as error:
            self.message_user(request, f"{upload.file_name}: {error.reason}", messages.ERROR)
            return redirect(upload)
        self.log_change(request, upload, _("Import started."))
        if upload_runs.send(upload.pk):
            self.message_user(request, _("The import is on its way to a worker."))
        else:
            text = _("The file is stored. It will be imported when the queue answers again.")
            self.message_user(request, text, messages.WARNING)
        return redirect(upload)

    @method_decorator(require_POST)
    def stop_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        upload = self._for_importing(request, pk)
        if upload_runs.stop(upload):
            self.log_change(request, upload, _("Asked to stop."))
            self.message_user(request, _("The import stops after the rows that it is at."))
        else:
            self.message_user(request, _("There was nothing left to stop."), messages.WARNING)
        return redirect(upload)

    @method_decorator(require_safe)
    def rejects_view(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        upload = get_object_or_404(ImportUpload, pk=pk)
        if not self.has_view_permission(request, upload):
            raise PermissionDenied
        try:
            file = upload.rejects_path.open("rb")
        except FileNotFoundError:
            raise Http404 from None
        name = f"{Path(upload.file_name).stem}.rejected.csv"
        return FileResponse(file, as_attachment=True, filename=name, content_type="text/csv")

    def _for_importing(self, request: HttpRequest, pk: int) -> ImportUpload:
        if not may_import(request):
            raise PermissionDenied
        return get_object_or_404(ImportUpload, pk=pk)
