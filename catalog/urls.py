from django.urls import path, register_converter
from django.urls.converters import StringConverter

from catalog import views


class TitleSlugConverter(StringConverter):
    """A slug with letters of any script."""

    regex = r"[-\w]+"


register_converter(TitleSlugConverter, "title_slug")

app_name = "catalog"

urlpatterns = [
    path("", views.search, name="search"),
    path("titles/<int:pk>-<title_slug:slug>/", views.title, name="title"),
    path("titles/<int:pk>/similar/", views.similar, name="similar"),
    path("progress/", views.progress, name="progress"),
]
