from django.urls import path, register_converter
from django.urls.converters import StringConverter

from catalog import views
from catalog.ask import views as ask_views
from catalog.insights import views as insights_views
from catalog.people import views as people_views
from catalog.proof import views as proof_views


class TitleSlugConverter(StringConverter):
    """A slug with letters of any script."""

    regex = r"[-\w]+"


register_converter(TitleSlugConverter, "title_slug")

app_name = "catalog"

urlpatterns = [
    path("", views.search, name="search"),
    path("complete/", views.completions, name="completions"),
    path("titles/<int:pk>-<title_slug:slug>/", views.title, name="title"),
    path("people/", people_views.people, name="people"),
    path("people/<int:pk>-<title_slug:slug>/", people_views.person, name="person"),
    path("insights/", insights_views.insights, name="insights"),
    path("api/", ask_views.ask, name="ask"),
    path("proof/", proof_views.proof, name="proof"),
    path("progress/", views.progress, name="progress"),
]
