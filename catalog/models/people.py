"""People and what they did for a title."""

from typing import Any

from django.contrib.postgres.indexes import GinIndex, OpClass
from django.contrib.postgres.search import (
    SearchQuery,
    SearchVector,
    TrigramSimilarity,
    TrigramWordSimilarity,
)
from django.db import models
from django.db.models import Count, F, Q
from django.db.models.expressions import CombinedExpression
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from catalog.names import has_letters, normalised_name, title_slug

# Names as they are, with accents folded: no stems, and `Will` is no stop word.
# Made by a migration, as `SEARCH_CONFIGURATION` is.
NAME_CONFIGURATION = "movieclip_names"

# Normalising can make a name three times as long.
NAME_KEY_LENGTH = 300


def likeness_to(name_key: str) -> CombinedExpression:
    """From 0 to 2: how like a person's name is, and how like the nearest part of it."""
    return TrigramSimilarity("name_key", name_key) + TrigramWordSimilarity(name_key, "name_key")


class PersonQuerySet(models.QuerySet["Person"]):
    def named_like(self, text: str) -> "PersonQuerySet":
        """Whose name has words that begin with these, whatever their case, accents and order."""
        # A name of nothing but punctuation is kept as it is, and would be query syntax here.
        name = normalised_name(text[:200])
        words = dict.fromkeys(word for word in name.split() if word.isalnum())
        if not words:
            return self.none()
        query = SearchQuery(
            " & ".join(f"{word}:*" for word in words),
            config=NAME_CONFIGURATION,
            search_type="raw",
        )
        return self.alias(name_words=SearchVector("name", config=NAME_CONFIGURATION)).filter(
            name_words=query
        )

    def spelled_like(self, text: str) -> "PersonQuerySet":
        """Whose name, or a part of it, is spelled nearly so, nearest first, each with its
        `likeness` (`likeness_to`)."""
        key = normalised_name(text[:200])
        alike = (
            self.filter(Q(name_key__trigram_similar=key) | Q(name_key__trigram_word_similar=key))
            .annotate(likeness=likeness_to(key))
            .order_by("-likeness", "id")
        )
        return alike if has_letters(key) else alike.none()


class Person(models.Model):
    """Known by an id of TMDB or, where a catalogue has no such id, by name alone."""

    name = models.CharField(_("name"), max_length=200)
    name_key = models.CharField(max_length=NAME_KEY_LENGTH, editable=False)
    tmdb_id = models.PositiveIntegerField(_("id at TMDB"), null=True, blank=True, unique=True)
    # On titles that everybody may see, as they were last counted (catalog/people/popularity.py):
    # an order, no figure to show.
    credit_count = models.PositiveIntegerField(default=0, db_default=0, editable=False)

    objects = PersonQuerySet.as_manager()

    class Meta:
        ordering = ["name", "id"]
        verbose_name = _("person")
        verbose_name_plural = _("people")
        indexes = [
            # The beginning of a name, typed by a curator or a visitor.
            GinIndex(SearchVector("name", config=NAME_CONFIGURATION), name="person_name_words"),
            # A name that is asked for, whatever its case and accents.
            models.Index(fields=["name_key", "id"], name="person_name_key"),
            # A misspelt one.
            GinIndex(OpClass(F("name_key"), name="gin_trgm_ops"), name="person_name_key_trgm"),
            # An import looks its people up by their names, and the admin lists them by it.
            models.Index(fields=["name", "id"], name="person_name"),
            # Of many whose names begin alike, those that most people mean.
            models.Index(F("credit_count").desc(), F("id"), name="person_most_credited"),
        ]
        constraints = [
            models.CheckConstraint(condition=~models.Q(name=""), name="person_has_a_name"),
            models.UniqueConstraint(
                fields=["name"],
                condition=models.Q(tmdb_id__isnull=True),
                name="person_known_by_name_alone_once",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.derive_fields()
        if kwargs.get("update_fields") is not None:
            kwargs["update_fields"] = {*kwargs["update_fields"], "name_key"}
        super().save(*args, **kwargs)

    def get_absolute_url(self) -> str:
        return reverse("catalog:person", args=[self.pk, self.slug])

    @property
    def slug(self) -> str:
        """Readable end of the address: of the name as it is now."""
        return title_slug(self.name)

    def derive_fields(self) -> None:
        """Set what follows from the name (bulk writers call it themselves)."""
        self.name_key = normalised_name(self.name)[:NAME_KEY_LENGTH]


class CreditQuerySet(models.QuerySet["Credit"]):
    def for_everybody(self) -> "CreditQuerySet":
        """On titles that everybody may see (`MovieQuerySet.for_everybody`)."""
        from catalog.models.movie import Movie

        return self.exclude(movie__in=Movie.objects.not_for_everybody())

    def most_credited(self) -> models.QuerySet["Credit", int]:
        """Not credits, but the ids of their people: who has most of them comes first."""
        return (
            self.order_by()
            .values("person_id")
            .annotate(credit_count=Count("pk"))
            .order_by("-credit_count", "person_id")
            .values_list("person_id", flat=True)
        )


class Credit(models.Model):
    class Role(models.TextChoices):
        DIRECTOR = "director", _("director")
        ACTOR = "actor", _("actor")

    movie = models.ForeignKey(
        "catalog.Movie", models.CASCADE, related_name="credits", verbose_name=_("title")
    )
    person = models.ForeignKey(
        Person, models.CASCADE, related_name="credits", verbose_name=_("person")
    )
    role = models.CharField(_("role"), max_length=10, choices=Role)
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    character = models.CharField(_("character"), max_length=300, blank=True)

    objects = CreditQuerySet.as_manager()

    class Meta:
        ordering = ["role", "position"]
        verbose_name = _("credit")
        verbose_name_plural = _("credits")
        constraints = [
            models.UniqueConstraint(
                fields=["movie", "person", "role"], name="credit_once_per_movie_person_role"
            ),
            models.CheckConstraint(
                condition=models.Q(role__in=["director", "actor"]), name="credit_role_is_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_role_display()}: {self.person_id} → {self.movie_id}"
