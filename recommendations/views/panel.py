"""The panel that follows from what somebody likes."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from recommendations.panel import recommend_for


@require_safe
def panel(request: HttpRequest) -> HttpResponse:
    """Fragment: recommended for you."""
    return render(request, "recommendations/_panel.html", {"panel": recommend_for(request.user)})
