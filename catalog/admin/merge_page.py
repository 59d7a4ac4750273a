"""The page on which a curator makes one title of two."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.admin.models import DELETION
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.formats import localize, number_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from catalog.admin.history import remember
from catalog.merge import MergeRefused, merge_titles
from catalog.merge_values import CHOICES, chosen_values, model_field
from catalog.models import Credit, Figures, Movie, Source
from catalog.relations import relations_to_titles, rows_of


@dataclass(frozen=True, slots=True)
class Line:
    """A choice as both titles have it."""

    label: str
    first: str
    second: str
    field: forms.BoundField | None
    """None where both say the same."""


class MergeForm(forms.Form):
    """`keep` is the id of the title that stays; each choice is the id of the one that it is
    taken from."""

    def __init__(self, *args: Any, first: Movie, second: Movie, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.first, self.second = first, second
        self.fields["keep"] = self._either(_("The title that stays"), first)
        for name in CHOICES:
            if not self._is_same(name):
                filled = first if any(chosen_values(first, name)) else second
                self.fields[name] = self._either(_label(name), filled)

    def lines(self) -> list[Line]:
        return [
            Line(
                label=_label(name),
                first=_shown(self.first, name),
                second=_shown(self.second, name),
                field=self[name] if name in self.fields else None,
            )
            for name in CHOICES
        ]

    def merge(self, *, by_user_id: int | None) -> tuple[Movie, Movie]:
        """The title that stays and the one that went. Raises MergeRefused."""
        kept, merged = self.first, self.second
        if self.cleaned_data["keep"] == str(merged.pk):
            kept, merged = merged, kept
        take = {
            name: "merged" if self.cleaned_data[name] == str(merged.pk) else "kept"
            for name in CHOICES
            if name in self.fields
        }
        kept = merge_titles(
            keep_id=kept.pk,
            merge_id=merged.pk,
            take=take,  # type: ignore[arg-type]
            by_user_id=by_user_id,
        )
        return kept, merged

    def _is_same(self, name: str) -> bool:
        return chosen_values(self.first, name) == chosen_values(self.second, name)

    def _either(self, label: str, initial: Movie) -> forms.ChoiceField:
        choices = [(str(movie.pk), str(movie)) for movie in (self.first, self.second)]
        return forms.ChoiceField(
            label=label, choices=choices, initial=str(initial.pk), widget=forms.RadioSelect
        )


def merge_page(
    model_admin: Any, request: HttpRequest, first_id: int, second_id: int
) -> HttpResponse:
    if not (
        model_admin.has_change_permission(request) and model_admin.has_delete_permission(request)
    ):
        raise PermissionDenied
    movies = Movie.objects.for_page().select_related("figures", "collection")
    both = movies.in_bulk([first_id, second_id])
    if len(both) < 2:
        raise Http404
    first, second = both[first_id], both[second_id]
    form = MergeForm(request.POST or None, first=first, second=second)
    if request.method == "POST" and form.is_valid():
        try:
            return _merge(model_admin, request, form)
        except MergeRefused as error:
            form.add_error(None, str(error))
    context = {
        **model_admin.admin_site.each_context(request),
        "title": _("Merge two titles"),
        "opts": model_admin.opts,
        "media": model_admin.media,
        "form": form,
        "lines": form.lines(),
        "titles": [_facts(first), _facts(second)],
    }
    return TemplateResponse(request, "admin/catalog/movie/merge.html", context)


@transaction.atomic
def _merge(model_admin: Any, request: HttpRequest, form: MergeForm) -> HttpResponse:
    ids = {form.first.pk, form.second.pk}
    kept, merged = form.merge(by_user_id=request.user.pk)
    (merged.pk,) = ids - {kept.pk}  # Django takes it from what it has deleted
    message = _("Merged with “%(title)s” (id %(id)s).")
    remember(request, [kept], message % {"title": merged, "id": merged.pk})
    message = _("Merged into “%(title)s” (id %(id)s).")
    remember(request, [merged], message % {"title": kept, "id": kept.pk}, flag=DELETION)
    text = _("“%(merged)s” is merged into “%(kept)s”; its address leads there.")
    model_admin.message_user(request, text % {"merged": merged, "kept": kept}, messages.SUCCESS)
    return HttpResponseRedirect(reverse("admin:catalog_movie_change", args=[kept.pk]))


def _label(name: str) -> str:
    if name == "kind":
        return _("Kind and length")
    if name == "vote_count":
        return _("Votes and their mean")
    return capfirst(str(model_field(name).verbose_name))


def _shown(movie: Movie, name: str) -> str:
    if name == "kind":
        return ", ".join(filter(None, [movie.get_kind_display(), _length(movie)]))
    if name == "status":
        return movie.get_status_display()
    return ", ".join(
        _written(value, name) for value in chosen_values(movie, name) if _is_said(value)
    )


def _is_said(value: Any) -> bool:
    return value not in (None, "")


def _written(value: Any, name: str) -> str:
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if name in ("release_year", "movielens_id"):
        return str(value)  # no number with a comma in it
    if isinstance(value, int):
        return number_format(value, force_grouping=True)
    return str(localize(value))


def _length(movie: Movie) -> str:
    parts = []
    if movie.minutes:
        parts.append(_("%(n)d min") % {"n": movie.minutes})
    if movie.seasons:
        text = ngettext("%(n)d season", "%(n)d seasons", movie.seasons)
        parts.append(text % {"n": movie.seasons})
    return ", ".join(parts)


def _facts(movie: Movie) -> dict[str, Any]:
    """What both bring along, without a choice."""
    return {
        "movie": movie,
        "people": ", ".join(dict.fromkeys(credit.person.name for credit in movie.credits.all())),
        "genres": ", ".join(genre.name for genre in movie.genres.all()),
        "countries": ", ".join(country.name for country in movie.countries.all()),
        "sources": ", ".join(str(source) for source in movie.sources.all()),
        "counts": [
            (relation.related_model._meta.verbose_name_plural, rows)
            for relation in relations_to_titles()
            if relation.related_model not in (Credit, Figures, Source)
            and not relation.related_model._meta.auto_created
            and (rows := rows_of([movie.pk], relation).count())
        ],
    }
