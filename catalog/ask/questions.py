"""What the page asks: each question in words, and the operation of the API that answers it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from catalog.api import questions as api
from catalog.api.calendar_words import MONTH_WORDS, WEEKDAY_WORDS, CalendarWords
from catalog.ask.forms import AskForm, PersonForm, TitleForm
from catalog.ask.similar import get_recomendacion


@dataclass(frozen=True, slots=True)
class Question:
    operation: Callable[..., Any]
    parameter: str
    """What the API calls that which is asked about."""
    text: Any
    label: Any
    """Of the field; both are translated lazily."""
    template: str
    """The fragment that says the answer, in templates/catalog/ask/."""
    form: type[AskForm] = TitleForm
    words: CalendarWords | None = None
    """Of a question about the calendar: what it may be asked about."""

    @property
    def answer_template(self) -> str:
        return f"catalog/ask/{self.template}"

    @property
    def name(self) -> str:
        """As in the address of the API."""
        return self.operation.__name__

    def answer(self, request: HttpRequest, asked: dict[str, Any]) -> Any:
        """As the API answers it. Raises NothingFound."""
        choices = {name: value for name, value in asked.items() if name != "about"}
        return self.operation(request, asked["about"], **choices)

    def api_address(self, asked: dict[str, Any]) -> str:
        """Path and query by which a program gets the same answer."""
        choices = {
            name: "true" if value is True else value
            for name, value in asked.items()
            if name != "about" and value
        }
        where = {self.parameter: asked["about"]}
        return reverse(f"api:{self.name}", kwargs=where, query=choices or None)


QUESTIONS = {
    question.name: question
    for question in (
        Question(
            api.cantidad_filmaciones_mes,
            "mes",
            _("How many films came out in a month?"),
            _("Month"),
            "_count.html",
            AskForm,
            MONTH_WORDS,
        ),
        Question(
            api.cantidad_filmaciones_dia,
            "dia",
            _("How many films came out on a day of the week?"),
            _("Day of the week"),
            "_count.html",
            AskForm,
            WEEKDAY_WORDS,
        ),
        Question(
            api.score_titulo, "titulo", _("How popular is a title?"), _("Title"), "_score.html"
        ),
        Question(
            api.votos_titulo,
            "titulo",
            _("How many votes does a title have, and what is their mean?"),
            _("Title"),
            "_votes.html",
        ),
        Question(
            api.get_actor,
            "nombre",
            _("What did an actor’s films bring in?"),
            _("Actor"),
            "_actor.html",
            PersonForm,
        ),
        Question(
            api.get_director,
            "nombre",
            _("What did a director’s films cost and bring in?"),
            _("Director"),
            "_director.html",
            PersonForm,
        ),
        Question(
            get_recomendacion,
            "titulo",
            _("Which films are like a title?"),
            _("Title"),
            "_similar.html",
        ),
    )
}
