"""Every query on titles that has a name."""

from collections.abc import Sequence
from typing import Any

from django.contrib.postgres.search import TrigramSimilarity
from django.db import models
from django.db.models import Case, F, Prefetch, Q, Value, When
from pgvector.django import CosineDistance

from catalog.names import has_letters

MAX_EMBEDDING_ATTEMPTS = 3

# The model whose vector a title has of its present text; "-", which no model is called, where it
# has none. One expression, so that one index serves, and Postgres knows how many are waiting:
# comparing the two hashes, it would expect nearly all titles and read the whole table.
EMBEDDED_FOR = Case(
    When(embedding_hash=F("text_hash"), then=F("embedding_model")),
    default=Value("-"),
    output_field=models.CharField(),
)


# Any: naming Movie here would be a cycle that mypy cannot resolve.
def is_for_everybody(titles: str = "") -> Q:
    """Published, released and not flagged adult; `titles` leads there from another table, as
    "movie__" does from a credit."""
    return Q(
        **{f"{titles}is_published": True, f"{titles}is_adult": False, f"{titles}status": "released"}
    )


class MovieQuerySet(models.QuerySet[Any]):
    # Who may see what --------------------------------------------------------------------------

    def published(self) -> "MovieQuerySet":
        return self.filter(is_published=True)

    def for_everybody(self) -> "MovieQuerySet":
        """Published, released and not flagged adult: what lists show unless asked for more."""
        return self.filter(is_for_everybody())

    def not_for_everybody(self) -> "MovieQuerySet":
        """All others: few, and each reason has an index. To leave these out of what refers to
        titles takes a fraction of the time of looking each of them up."""
        return self.filter(Q(is_published=False) | Q(is_adult=True) | ~Q(status="released"))

    def for_cards(self) -> "MovieQuerySet":
        """With what a card shows and nothing heavy: no vector, no search document."""
        heavy = ("embedding", "search_document", "people_text", "keywords_text")
        return self.defer(*heavy).prefetch_related("genres")

    def for_page(self) -> "MovieQuerySet":
        """With who made it, what it is filed under and where it came from."""
        from catalog.models import Credit

        return self.defer("embedding", "search_document").prefetch_related(
            "genres",
            "countries",
            "sources",
            Prefetch("credits", Credit.objects.select_related("person")),
        )

    def for_texts(self) -> "MovieQuerySet":
        """With all that its texts repeat (`catalog.denormalise.repeat_texts`)."""
        return self.for_page().prefetch_related("keywords")

    def with_facts(self) -> "MovieQuerySet":
        """With what else a title's own page shows."""
        return self.select_related("figures", "collection").prefetch_related(
            "keywords", "companies"
        )

    # Writing -----------------------------------------------------------------------------------

    def locked(self) -> "MovieQuerySet":
        """Locked as they are read, in the order of their ids, or two writers could deadlock. Who
        makes a favourite of a title does not wait; who deletes one locks it for that instead."""
        return self.order_by("pk").select_for_update(of=("self",), no_key=True)

    def locked_for_deletion(self) -> "MovieQuerySet":
        """The same; a row that is made to refer to one of them meanwhile waits, and is refused."""
        return self.order_by("pk").select_for_update(of=("self",))

    # Embedding ---------------------------------------------------------------------------------

    def embedded(self) -> "MovieQuerySet":
        """With a vector, of whatever model and text."""
        return self.exclude(embedding_model="")

    def embedded_by(self, model: str) -> "MovieQuerySet":
        return self.filter(embedding_model=model)

    def needing_embedding(self, model: str) -> "MovieQuerySet":
        """No vector, one of an older text, or one of another model; failed titles left out."""
        return self.outdated(model).filter(embedding_error="")

    def outdated(self, model: str) -> "MovieQuerySet":
        # Before or after, not "other than": only the first two can be looked up in an index.
        return self.alias(embedded_for=EMBEDDED_FOR).filter(
            Q(embedded_for__lt=model) | Q(embedded_for__gt=model)
        )

    def up_to_date(self, model: str) -> "MovieQuerySet":
        return self.alias(embedded_for=EMBEDDED_FOR).filter(embedded_for=model, embedding_error="")

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
        alike = (
            self.filter(title_key__trigram_similar=title_key)
            .annotate(similarity=TrigramSimilarity("title_key", title_key))
            .order_by("-similarity", "id")
        )
        return alike if has_letters(title_key) else alike.none()
