"""How much of the catalogue can be found by meaning so far."""

from dataclasses import dataclass

from django.core.cache import cache
from django.db.models import Count, Q

from catalog.embeddings.encoder import EncoderUnavailable, current_model
from catalog.models import Movie

# Both numbers take a scan of the table, and are asked for by each search while titles are embedded.
CACHE_SECONDS = 10


@dataclass(frozen=True, slots=True)
class Coverage:
    readable: int
    """Titles with a vector of the current model."""
    total: int

    @property
    def is_partial(self) -> bool:
        """Nothing at all is another matter: then search says that it goes by words alone."""
        return 0 < self.readable < self.total


def count_coverage() -> Coverage | None:
    """None without an encoder: no vector is comparable then."""
    try:
        model = current_model()
    except EncoderUnavailable:
        return None
    key = f"coverage:{model}"
    if (counted := cache.get(key)) is None:
        counted = Movie.objects.published().aggregate(
            readable=Count("pk", filter=Q(embedding_model=model)), total=Count("pk")
        )
        cache.set(key, counted, CACHE_SECONDS)
    return Coverage(**counted)
