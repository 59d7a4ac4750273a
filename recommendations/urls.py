from django.urls import path

from recommendations import views

app_name = "recommendations"

urlpatterns = [
    path("favorites/", views.favorites, name="favorites"),
    path("favorites/<int:pk>/", views.toggle_favorite, name="toggle_favorite"),
    path("recommended/", views.panel, name="panel"),
]
