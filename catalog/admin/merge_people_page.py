"""The page on which a curator makes one person of two."""

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.admin.models import CHANGE, DELETION, LogEntry
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from catalog.merge import MergeRefused
from catalog.merge_people import merge_people
from catalog.models import Person

TITLES_NAMED = 5


class MergePeopleForm(forms.Form):
    """`keep` is the id of the person who stays."""

    def __init__(self, *args: Any, people: list[Person], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["keep"] = forms.ChoiceField(
            label=_("The person who stays"),
            choices=[(str(person.pk), _described(person)) for person in people],
            initial=str(max(people, key=lambda person: (person.credits.count(), -person.pk)).pk),
            widget=forms.RadioSelect,
        )


def merge_people_page(
    model_admin: Any, request: HttpRequest, first_id: int, second_id: int
) -> HttpResponse:
    if not (
        model_admin.has_change_permission(request) and model_admin.has_delete_permission(request)
    ):
        raise PermissionDenied
    people = list(Person.objects.filter(pk__in=[first_id, second_id]).order_by("pk"))
    if len(people) < 2:
        raise Http404
    form = MergePeopleForm(request.POST or None, people=people)
    if request.method == "POST" and form.is_valid():
        try:
            return _merge(model_admin, request, people, keep_id=int(form.cleaned_data["keep"]))
        except MergeRefused as error:
            form.add_error(None, str(error))
    context = {
        **model_admin.admin_site.each_context(request),
        "title": _("Merge two people"),
        "opts": model_admin.opts,
        "media": model_admin.media,
        "form": form,
    }
    return TemplateResponse(request, "admin/catalog/person/merge.html", context)


@transaction.atomic
def _merge(
    model_admin: Any, request: HttpRequest, people: list[Person], *, keep_id: int
) -> HttpResponse:
    (merged,) = [person for person in people if person.pk != keep_id]
    kept = merge_people(keep_id=keep_id, merge_id=merged.pk, by_user_id=request.user.pk)
    user_id: Any = request.user.pk
    message = _("Merged with “%(name)s” (id %(id)s).") % {"name": merged, "id": merged.pk}
    LogEntry.objects.log_actions(user_id, [kept], CHANGE, message)
    message = _("Merged into “%(name)s” (id %(id)s).") % {"name": kept, "id": kept.pk}
    LogEntry.objects.log_actions(user_id, [merged], DELETION, message)
    text = _("“%(merged)s” is merged into “%(kept)s”.") % {"merged": merged, "kept": kept}
    model_admin.message_user(request, text, messages.SUCCESS)
    return HttpResponseRedirect(reverse("admin:catalog_person_change", args=[kept.pk]))


def _described(person: Person) -> str:
    """Enough to tell two people of one name apart."""
    newest = person.credits.order_by("-movie__release_year", "movie_id").values_list(
        "movie__title", flat=True
    )
    titles = ", ".join(dict.fromkeys(newest[:TITLES_NAMED])) or _("no titles")
    known_as = _("id %(id)s") % {"id": person.pk}
    if person.tmdb_id is not None:
        known_as += _(", at TMDB %(id)s") % {"id": person.tmdb_id}
    return f"{person.name} ({known_as}): {titles}"
