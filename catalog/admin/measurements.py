"""Measurements: what was found out by which command; read, never written."""

import json

from django.contrib import admin
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from catalog.models import Measurement


@admin.register(Measurement)
class MeasurementAdmin(admin.ModelAdmin):
    """One that is wrong is deleted, and measured again."""

    list_display = ["data_file", "split", "encoder", "command", "measured_at"]
    list_filter = ["kind", "split", "measured_at"]
    show_facets = admin.ShowFacets.NEVER
    show_full_result_count = False
    list_per_page = 50
    search_fields = ["data_file", "encoder", "command"]
    search_help_text = _("Part of the file’s name, of the encoder or of the command")
    readonly_fields = (
        "kind",
        "command",
        "data_file",
        "data_sha256",
        "split",
        "encoder",
        "catalogue_as_text",
        "commit",
        "measured_at",
        "figures_as_text",
    )
    fields = readonly_fields

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False

    @admin.display(description=_("catalogue"))
    def catalogue_as_text(self, measurement: Measurement) -> SafeString:
        return as_json(measurement.catalogue)

    @admin.display(description=_("figures"))
    def figures_as_text(self, measurement: Measurement) -> SafeString:
        return as_json(measurement.figures)


def as_json(value: object) -> SafeString:
    """As JSON, in a box that scrolls and that the keyboard can reach."""
    text = json.dumps(value, indent=2, ensure_ascii=False)
    return format_html('<pre class="as-json" tabindex="0"><code>{}</code></pre>', text)
