"""What each question is shown with, chosen so that this catalogue has an answer to it."""

from django.core.cache import cache
from django.db.models import Count, F

from catalog.models import Credit, Movie
from catalog.version import catalogue_version

CACHE_SECONDS = 24 * 60 * 60

# People are known for the films that many know, and there for the first parts.
BEST_KNOWN = 200
FIRST_PARTS = 3


def examples() -> dict[str, str]:
    """Name of a question → a title, a name, or the number of a month or weekday; without those that
    the catalogue has none for."""
    key = f"ask-examples:{catalogue_version()}"
    chosen: dict[str, str] | None = cache.get(key)
    if chosen is None:
        chosen = _choose()
        cache.set(key, chosen, CACHE_SECONDS)
    return chosen


def _choose() -> dict[str, str]:
    best_known = list(
        Movie.objects.for_everybody()
        .filter(kind=Movie.Kind.FILM)
        .order_by(F("figures__vote_count").desc(nulls_last=True), "pk")
        .values_list("pk", "title", "figures__release_date")[:BEST_KNOWN]
    )
    titles = list(dict.fromkeys(title for _, title, _ in best_known))
    released = next((day for _, _, day in best_known if day), None)
    ids = [pk for pk, _, _ in best_known]
    chosen = {
        "cantidad_filmaciones_mes": str(released.month) if released else "1",
        "cantidad_filmaciones_dia": str(released.isoweekday()) if released else "5",
        "get_actor": _most_seen(ids, Credit.Role.ACTOR),
        "get_director": _most_seen(ids, Credit.Role.DIRECTOR),
    }
    # Another title for each, so that one sees more of the catalogue.
    for number, name in enumerate(("score_titulo", "votos_titulo", "get_recomendacion")):
        if titles:
            chosen[name] = titles[number % len(titles)]
    return {name: text for name, text in chosen.items() if text}


def _most_seen(movie_ids: list[int], role: str) -> str:
    credits = Credit.objects.filter(movie__in=movie_ids, role=role, position__lt=FIRST_PARTS)
    names = (
        credits.values("person")
        .annotate(films=Count("pk"))
        .order_by("-films", "person")
        .values_list("person__name", flat=True)
    )
    return names.first() or ""
