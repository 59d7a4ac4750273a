from django.urls import path

from recommendations import views
from recommendations.importers.history.views import import_history, keep_history
from recommendations.map.views import catalogue_map, map_points, map_title

app_name = "recommendations"

urlpatterns = [
    path("favorites/", views.favorites, name="favorites"),
    path("favorites/<int:pk>/", views.toggle_favorite, name="toggle_favorite"),
    path("ratings/", views.ratings, name="ratings"),
    path("ratings/<int:pk>/", views.rating, name="rating"),
    path("watchlist/", views.watchlist, name="watchlist"),
    path("seen/", views.seen, name="seen"),
    path("dismissed/", views.dismissed, name="dismissed"),
    path("marks/<int:pk>/", views.mark, name="mark"),
    path("history/import/", import_history, name="import_history"),
    path("history/import/keep/", keep_history, name="keep_history"),
    path("recommended/", views.panel, name="panel"),
    path("for-you/", views.for_you, name="for_you"),
    path("for-you/titles/", views.title_choices, {"page": "for_you"}, name="for_you_titles"),
    path("titles/<int:pk>/similar/", views.similar, name="similar"),
    path("compare/", views.compare, name="compare"),
    path("compare/titles/", views.title_choices, {"page": "compare"}, name="compare_titles"),
    path("map/", catalogue_map, name="map"),
    path("map/points/<slug:version>/", map_points, name="map_points"),
    path("map/titles/", views.title_choices, {"page": "map"}, name="map_titles"),
    path("map/titles/<int:pk>/", map_title, name="map_title"),
    path("predict/", views.predict, name="predict"),
    path("predict/titles/", views.title_choices, {"page": "predict"}, name="predict_titles"),
]
