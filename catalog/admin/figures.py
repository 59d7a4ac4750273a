"""Dates, votes and money of a title, as a part of its page."""

from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.admin.widgets import AdminBigIntegerFieldWidget
from django.core.exceptions import ValidationError
from django.forms.models import BaseInlineFormSet
from django.utils.formats import number_format
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from catalog.models import Figures
from catalog.models.figures import IMPLAUSIBLE_BUDGET

EARLIEST, LATEST = 1870, 2100  # years, as those of a title
LARGEST_SUM = 2**63 - 1
LARGEST_COUNT = 2**31 - 1

TOLD = ["release_date", "budget", "revenue", "vote_count", "vote_average", "popularity"]


def whole_number(name: str, *, least: int, most: int, **options: Any) -> forms.IntegerField:
    field: Any = Figures._meta.get_field(name)
    return forms.IntegerField(
        label=capfirst(field.verbose_name),
        required=False,
        min_value=least,
        max_value=most,
        widget=AdminBigIntegerFieldWidget,
        **options,
    )


class FiguresForm(forms.ModelForm):
    budget = whole_number("budget", least=1, most=LARGEST_SUM, help_text=_("US dollars."))
    revenue = whole_number("revenue", least=1, most=LARGEST_SUM, help_text=_("US dollars."))
    vote_count = whole_number("vote_count", least=0, most=LARGEST_COUNT)

    class Meta:
        model = Figures
        fields = TOLD

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, most in (("vote_average", 10), ("popularity", None)):
            field: Any = self.fields[name]
            self.fields[name] = forms.FloatField(
                label=field.label,
                required=False,
                min_value=0,
                max_value=most,
                help_text=field.help_text,
                widget=forms.NumberInput(attrs={"class": "vIntegerField"}),
            )

    def clean_release_date(self) -> Any:
        date = self.cleaned_data["release_date"]
        if date is not None and not EARLIEST <= date.year <= LATEST:
            years = {"first": EARLIEST, "last": LATEST}
            raise ValidationError(_("A year from %(first)d to %(last)d.") % years)
        return date


class FiguresFormSet(BaseInlineFormSet):
    def _should_delete_form(self, form: forms.Form) -> bool:
        """Emptied too: a row is there only where something is known."""
        if super()._should_delete_form(form):  # type: ignore[misc]
            return True
        return not form.errors and all(form.cleaned_data.get(name) is None for name in TOLD)

    def delete_existing(self, obj: Figures, commit: bool = True) -> None:
        """The history names what was deleted, after Django has taken the key from it."""
        movie = obj.movie
        super().delete_existing(obj, commit)
        obj.movie = movie


class FiguresInline(admin.StackedInline):
    model = Figures
    form = FiguresForm
    formset = FiguresFormSet
    extra = 1
    max_num = 1
    fieldsets = [
        (
            None,
            {
                "description": _("What is not known stays empty; zero would be counted."),
                "fields": [
                    "release_date",
                    ("budget", "revenue"),
                    ("vote_count", "vote_average", "popularity"),
                    ("shown_return", "in_statistics"),
                ],
            },
        ),
    ]
    readonly_fields = ["shown_return", "in_statistics"]

    @admin.display(description=_("return"))
    def shown_return(self, figures: Figures) -> str:
        """What came in for each dollar that was spent."""
        if figures.return_ratio is None:
            return "–"
        return number_format(figures.return_ratio, decimal_pos=2, force_grouping=True)

    @admin.display(description=_("in statistics of money"))
    def in_statistics(self, figures: Figures) -> str:
        if figures.is_implausible:
            return str(
                _("left out: a budget below %(least)s dollars is implausible")
                % {"least": number_format(IMPLAUSIBLE_BUDGET, force_grouping=True)}
            )
        if figures.return_ratio is None:
            return str(_("left out: budget or revenue is not known"))
        return str(_("counted"))
