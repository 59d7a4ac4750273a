"""Every query on titles that has a name."""

from collections.abc import Sequence
from typing import Any

from django.contrib.postgres.search import TrigramSimilarity
from django.db import models
from django.db.models import F, Prefetch, Q
from pgvector.django import CosineDistance

MAX_EMBEDDING_ATTEMPTS = 3


# Any: naming Movie here would be a cycle that mypy cannot resolve.
class MovieQuerySet(models.QuerySet[Any]):
    # Who may see what --------------------------------------------------------------------------

    def published(self) -> "MovieQuerySet":
        return self.filter(is_published=True)

    def for_everybody(self) -> "MovieQuerySet":
        """Published, released and not flagged adult: what lists show unless asked for more."""
        return self.published().filter(is_adult=False, status="released")

    def for_cards(self) -> "MovieQuerySet":
        """With what a card shows and nothing heavy: no vector, no search document."""
        return self.defer("embedding", "search_document", "people_text").prefetch_related("genres")

    def for_page(self) -> "MovieQuerySet":
        """With all that a title's own page shows."""
        from catalog.models import Credit

        return self.defer("embedding", "search_document").prefetch_related(
            "genres",
            "countries",
            "sources",
            Prefetch("credits", Credit.objects.select_related("person")),
        )

    # Embedding ---------------------------------------------------------------------------------

    def embedded_by(self, model: str) -> "MovieQuerySet":
        return self.filter(embedding_model=model)

    def needing_embedding(self, model: str) -> "MovieQuerySet":
        """No vector, one of an older text, or one of another model; failed titles left out."""
        return self.outdated(model).filter(embedding_error="")

    def outdated(self, model: str) -> "MovieQuerySet":
        return self.filter(~Q(embedding_hash=F("text_hash")) | ~Q(embedding_model=model))

    def embedding_failed(self) -> "MovieQuerySet":
        return self.exclude(embedding_error="")

    # Ranking -----------------------------------------------------------------------------------

    def nearest_to(self, vector: Sequence[float], *, model: str) -> "MovieQuerySet":
        """By cosine distance alone: a second sort key would take Postgres off the HNSW index."""
        return (
            self.embedded_by(model)
            .alias(vector_distance=CosineDistance("embedding", vector))
            .annotate(distance=F("vector_distance"))
            .order_by("vector_distance")
        )

    def titled_like(self, title_key: str) -> "MovieQuerySet":
        """By trigram similarity of the title to the query, above Postgres's own threshold."""
        return (
            self.filter(title_key__trigram_similar=title_key)
            .annotate(similarity=TrigramSimilarity("title_key", title_key))
            .order_by("-similarity", "id")
        )
