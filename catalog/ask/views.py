"""The page at /api/."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from catalog.ask.dated import count_dated_films
from catalog.ask.examples import examples
from catalog.ask.forms import AskForm
from catalog.ask.questions import QUESTIONS, Question
from catalog.fragments import asks_for_fragment
from catalog.lookup import NothingFound


@dataclass(slots=True)
class Panel:
    """A question on the page, with its answer where it is the one that was asked."""

    question: Question
    form: AskForm
    answer: Any = None
    nothing_found: NothingFound | None = None
    address: str = ""
    """Of the page with this answer."""
    api_address: str = ""

    @property
    def value(self) -> str:
        """What stands in the field."""
        about = str(self.form["about"].value() or "")
        if self.question.words is None:
            return about
        try:
            return self.question.words.name(self.question.words.number(about))
        except NothingFound:
            return ""


@require_safe
def ask(request: HttpRequest) -> HttpResponse:
    """All questions, one of them perhaps answered; where HTMX asks, that answer alone."""
    asked = QUESTIONS.get(request.GET.get("ask", ""))
    answered = _answered(request, asked) if asked else None
    if answered and asks_for_fragment(request):
        context = {"panel": answered, **_calendar(answered)}
        response = render(request, "catalog/ask/_answer.html", context)
        if answered.address:
            response["HX-Push-Url"] = answered.address
    else:
        shown = examples()
        panels = [
            answered
            if answered and question is asked
            else Panel(question, question.form(initial={"about": shown.get(question.name, "")}))
            for question in QUESTIONS.values()
        ]
        context = {"panels": panels, "answered": answered}
        if answered:
            context |= _calendar(answered)
        response = render(request, "catalog/ask.html", context)
    patch_vary_headers(response, ["HX-Request"])
    return response


def _answered(request: HttpRequest, question: Question) -> Panel:
    panel = Panel(question, question.form(request.GET))
    if panel.form.is_valid():
        asked = panel.form.cleaned_data
        said = {name: value for name, value in asked.items() if value}
        panel.address = reverse("catalog:ask", query={"ask": question.name, **said})
        # The answer's links start from this, without what nobody understood.
        request.GET = QueryDict(urlencode({"ask": question.name, **said}))
        panel.api_address = question.api_address(asked)
        try:
            panel.answer = question.answer(request, asked)
        except NothingFound as error:
            panel.nothing_found = error
    return panel


def _calendar(panel: Panel) -> dict[str, Any]:
    return {"dated": count_dated_films()} if panel.question.words and panel.answer else {}
