"""Try it: somebody, a title, the rating that is expected, and what is recommended to them."""

from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from catalog.fragments import asks_for_fragment
from catalog.lookup import NothingFound
from recommendations.collaborative.serving import served
from recommendations.for_you import Wishes, recommend_from
from recommendations.forms import PredictForm
from recommendations.history import history_of
from recommendations.people import ME, NotYours, UnknownPerson, example_raters, find_person
from recommendations.predict import predict_rating

SHOWN = 12
EXAMPLES = 5


@require_safe
def predict(request: HttpRequest) -> HttpResponse:
    """The whole page, or its answer alone where HTMX asks for it."""
    form = PredictForm(request.GET)
    context: dict[str, Any] = {"form": form, "me": ME}
    address = form.address()
    if who := form.cleaned().get("who", ""):
        try:
            context["person"] = person = find_person(who, asking=request.user)
            context["is_me"] = person == request.user
            context |= _answer(form, person)
            movie = context["movie"]
            address = form.address(id=movie.pk if movie else None)
        except (UnknownPerson, NotYours) as error:
            context["problem"] = str(error)
        except NothingFound as error:
            context["nearest"] = error.nearest
    request.GET = QueryDict(address.removeprefix("?"))
    is_fragment = asks_for_fragment(request)
    if not is_fragment:
        context["examples"] = example_raters(EXAMPLES)
    template = "_predicted.html" if is_fragment else "predict.html"
    response = render(request, f"recommendations/{template}", context)
    response["Vary"] = "HX-Request, Cookie"
    if is_fragment:
        response["HX-Push-Url"] = reverse("recommendations:predict") + address
    return response


def _answer(form: PredictForm, person: Any) -> dict[str, Any]:
    """Raises NothingFound."""
    movie = form.chosen()
    history = history_of(person)
    models = served()
    return {
        "movie": movie,
        "prediction": predict_rating(history, movie.pk, models) if movie else None,
        "for_you": recommend_from(history, count=SHOWN, wishes=Wishes()),
    }
