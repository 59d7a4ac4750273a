"""The page of proof."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from catalog.measurements import shown_measurements
from catalog.models import Measurement
from catalog.proof.recommendations import recommendations_section
from catalog.proof.sections import section_of
from catalog.proof.similar import similar_section


@require_safe
def proof(request: HttpRequest) -> HttpResponse:
    measurements, are_own = shown_measurements(Measurement.Kind.SEARCH)
    sections = [
        section_of(measurement, key=f"measurement-{number}")
        for number, measurement in enumerate(measurements, 1)
    ]
    of_recommendations, are_recommendations_own = shown_measurements(
        Measurement.Kind.RECOMMENDATIONS
    )
    recommendations = [
        recommendations_section(measurement, key=f"recommendations-{number}")
        for number, measurement in enumerate(of_recommendations, 1)
    ]
    of_similar, are_similar_own = shown_measurements(Measurement.Kind.SIMILAR)
    similar = [
        similar_section(measurement, key=f"similar-{number}")
        for number, measurement in enumerate(of_similar, 1)
    ]
    context = {
        "sections": sections,
        "are_own": are_own,
        "recommendations": recommendations,
        "are_recommendations_own": are_recommendations_own,
        "similar": similar,
        "are_similar_own": are_similar_own,
    }
    return render(request, "catalog/proof.html", context)
