"""Trainings in the admin: listed, compared, promoted, rolled back."""

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.template.defaultfilters import filesizeformat
from django.urls import URLPattern, path, reverse
from django.utils.decorators import method_decorator
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from catalog.admin.measurements import as_json
from recommendations.admin.comparison import MOST_COMPARED, compared
from recommendations.admin.engine_builds import engine_states
from recommendations.collaborative.folders import clear_artefact
from recommendations.collaborative.kinds import DECIDING
from recommendations.collaborative.registry import PromotionRefused, promote, roll_back
from recommendations.collaborative.scheduled import send_training
from recommendations.collaborative.serving import changes_on_disk, served
from recommendations.models import TrainingRun

READ = (
    "kind",
    "state",
    "is_active",
    "shown_error",
    "progress",
    "shown_data",
    "data_hash",
    "data_counts_as_text",
    "code_version",
    "seed",
    "parameters_as_text",
    "metrics_as_text",
    "curves_as_text",
    "folder",
    "shown_size",
    "attempts",
    "promoted_at",
    "promotion_note",
    "is_scheduled",
    "created_by",
    "started_at",
    "updated_at",
    "finished_at",
)


@admin.register(TrainingRun)
class TrainingRunAdmin(admin.ModelAdmin):
    """Rows are read, never written: which is active is chosen by actions, which check it."""

    change_list_template = "admin/recommendations/trainingrun/change_list.html"
    list_display = [
        "name",
        "state",
        "active",
        "figures",
        "shown_data",
        "shown_size",
        "started_at",
        "duration",
        "created_by",
    ]
    list_filter = ["kind", "state", "is_active", "started_at"]
    list_select_related = ["created_by"]
    list_per_page = 50
    search_fields = ["data", "data_hash", "code_version", "error"]
    search_help_text = gettext_lazy("Part of the data’s name, of a hash or of an error")
    show_facets = admin.ShowFacets.NEVER
    show_full_result_count = False
    actions = ["compare", "promote", "roll_back"]
    readonly_fields = READ
    fields = READ

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view
        return [
            path("compare/", view(self.compare_view), name="recommendations_trainingrun_compare"),
            path("train/", view(self.train_view), name="recommendations_trainingrun_train"),
            *super().get_urls(),
        ]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False

    def has_promote_permission(self, request: HttpRequest) -> bool:
        """For `permissions=["promote"]` of the actions, and for beginning a training."""
        return request.user.has_perm("recommendations.change_trainingrun")

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Neither what is served nor what is at work."""
        allowed = super().has_delete_permission(request, obj)
        return allowed and not (obj and (obj.is_active or obj.is_running))

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        """Without the deletion of many, which would not ask about each."""
        actions = super().get_actions(request)
        actions.pop("delete_selected", None)
        return actions

    def delete_model(self, request: HttpRequest, obj: TrainingRun) -> None:
        super().delete_model(request, obj)
        clear_artefact(obj)

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        context = {
            "serving": served(),
            "changes_on_disk": changes_on_disk(),
            "engines": engine_states(),
            "may_train": self.has_promote_permission(request),
            **(extra_context or {}),
        }
        return super().changelist_view(request, context)

    @admin.display(description=gettext_lazy("training"), ordering="pk")
    def name(self, run: TrainingRun) -> str:
        return str(run)

    @admin.display(description=gettext_lazy("active"), ordering="is_active")
    def active(self, run: TrainingRun) -> str:
        return _("yes") if run.is_active else "–"

    @admin.display(description=gettext_lazy("held out"))
    def figures(self, run: TrainingRun) -> str:
        found = {name: run.metrics.get(name) for name in DECIDING[run.kind]}
        return ", ".join(
            f"{name} {value:.4f}" for name, value in found.items() if value is not None
        )

    @admin.display(description=gettext_lazy("size"), ordering="size")
    def shown_size(self, run: TrainingRun) -> str:
        return filesizeformat(run.size) if run.size is not None else "–"

    @admin.display(description=gettext_lazy("data"), ordering="data")
    def shown_data(self, run: TrainingRun) -> str:
        return run.shown_data

    @admin.display(description=gettext_lazy("error"))
    def shown_error(self, run: TrainingRun) -> str:
        return run.shown_error or "–"

    @admin.display(description=gettext_lazy("time"))
    def duration(self, run: TrainingRun) -> str:
        return str(run.duration)

    @admin.display(description=gettext_lazy("size of the data"))
    def data_counts_as_text(self, run: TrainingRun) -> SafeString:
        return as_json(run.data_counts)

    @admin.display(description=gettext_lazy("parameters"))
    def parameters_as_text(self, run: TrainingRun) -> SafeString:
        return as_json(run.parameters)

    @admin.display(description=gettext_lazy("held-out figures"))
    def metrics_as_text(self, run: TrainingRun) -> SafeString:
        return as_json(run.metrics)

    @admin.display(description=gettext_lazy("curves"))
    def curves_as_text(self, run: TrainingRun) -> SafeString:
        return as_json(run.curves)

    @admin.action(description=gettext_lazy("Compare"), permissions=["view"])
    def compare(self, request: HttpRequest, runs: QuerySet[TrainingRun]) -> HttpResponseBase | None:
        numbers = list(runs.order_by("pk").values_list("pk", flat=True)[: MOST_COMPARED + 1])
        if len(numbers) > MOST_COMPARED:
            text = _("At most %(most)d trainings are compared at a time.")
            self.message_user(request, text % {"most": MOST_COMPARED}, messages.WARNING)
            return None
        here = reverse("admin:recommendations_trainingrun_compare", query={"run": numbers})
        return redirect(here)

    @admin.action(description=gettext_lazy("Promote"), permissions=["promote"])
    def promote(self, request: HttpRequest, runs: QuerySet[TrainingRun]) -> None:
        chosen = list(runs[: len(TrainingRun.Kind) + 1])
        if len({run.kind for run in chosen}) < len(chosen):
            text = _("Choose one training of a kind.")
            self.message_user(request, text, messages.WARNING)
            return
        for run in chosen:
            try:
                promote(run)
            except PromotionRefused as error:
                self.message_user(request, str(error), messages.ERROR)
            else:
                self._tell_active(request, run, _("Promoted."))

    @admin.action(
        description=gettext_lazy("Roll back to what was served before"), permissions=["promote"]
    )
    def roll_back(self, request: HttpRequest, runs: QuerySet[TrainingRun]) -> None:
        active = list(runs.filter(is_active=True))
        if not active:
            text = _("Choose the active training that is to be rolled back.")
            self.message_user(request, text, messages.WARNING)
        for run in active:
            try:
                earlier = roll_back(run.kind)
            except PromotionRefused as error:
                self.message_user(request, str(error), messages.ERROR)
            else:
                self.log_change(request, run, _("Rolled back."))
                self._tell_active(request, earlier, _("Served again."))

    def _tell_active(self, request: HttpRequest, run: TrainingRun, remark: str) -> None:
        self.log_change(request, run, remark)
        text = _("%(run)s is served from now on.")
        self.message_user(request, text % {"run": run}, messages.SUCCESS)

    @method_decorator([require_safe, never_cache])
    def compare_view(self, request: HttpRequest) -> HttpResponse:
        """The trainings of `?run=…&run=…` side by side."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        numbers = [int(text) for text in request.GET.getlist("run") if _is_number(text)]
        runs = list(TrainingRun.objects.filter(pk__in=numbers[:MOST_COMPARED]).order_by("pk"))
        if not runs:
            raise Http404(_("There is no such training."))
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": ngettext("%(n)d training", "%(n)d trainings compared", len(runs))
            % {"n": len(runs)},
            "runs": runs,
            "sections": compared(runs),
            "is_one_data": len({run.data_hash for run in runs}) == 1,
        }
        return render(request, "admin/recommendations/trainingrun/compare.html", context)

    @method_decorator(require_POST)
    def train_view(self, request: HttpRequest) -> HttpResponse:
        """Has a worker train; it trains nothing where no rating has changed."""
        if not self.has_promote_permission(request):
            raise PermissionDenied
        if send_training(request.user.pk):
            text = _("A worker trains as soon as it is free, if ratings have changed.")
            self.message_user(request, text, messages.SUCCESS)
        else:
            text = _("The broker is away: nothing was begun.")
            self.message_user(request, text, messages.ERROR)
        return redirect(reverse("admin:recommendations_trainingrun_changelist"))


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 19
