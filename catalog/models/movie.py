"""A film or a series, and the vector that search finds it by."""

from typing import Any

from django.contrib.postgres.indexes import GinIndex, OpClass
from django.contrib.postgres.search import SearchVector, SearchVectorField
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from pgvector.django import HnswIndex, VectorField

from catalog.embeddings import DIMENSIONS
from catalog.embeddings.text import embedding_text, text_hash
from catalog.models.people import Credit, Person
from catalog.models.terms import Collection, Company, Country, Genre, Keyword
from catalog.names import normalised_name, title_slug
from catalog.querysets import EMBEDDED_FOR, MovieQuerySet

# Normalising can make a name three times as long; a B-tree takes at most some 2,700 bytes.
TITLE_KEY_LENGTH = 300

# What `derive_fields` sets, and what it reads.
DERIVED = {"title_key", "original_title_key", "slug", "text_hash"}
DERIVED_FROM = {"title", "original_title", "terms_text", "description"}

# English with accents folded; made by the first migration. Postgres allows it in a generated
# column because a configuration named by a literal is immutable, which unaccent() itself is not.
SEARCH_CONFIGURATION = "movieclip"


class Movie(models.Model):
    """`people_text`, `terms_text`, `keywords_text`, the keys and `text_hash` repeat what stands
    elsewhere, since a generated column sees its own row alone: who writes credits, genres,
    countries or keywords calls `catalog.denormalise.refresh_texts` afterwards."""

    class Kind(models.TextChoices):
        FILM = "film", _("film")
        SERIES = "series", _("series")

    class Status(models.TextChoices):
        RELEASED = "released", _("released")
        POST_PRODUCTION = "post_production", _("post-production")
        IN_PRODUCTION = "in_production", _("in production")
        PLANNED = "planned", _("planned")
        RUMORED = "rumored", _("rumoured")
        CANCELED = "canceled", _("cancelled")

    kind = models.CharField(_("kind"), max_length=6, choices=Kind)
    title = models.CharField(_("title"), max_length=500)
    slug = models.SlugField(
        _("slug"), max_length=80, editable=False, allow_unicode=True, db_index=False
    )
    original_title = models.CharField(_("original title"), max_length=500, blank=True)
    original_language = models.CharField(
        _("original language"), max_length=10, blank=True, help_text=_("Its code, such as “en”.")
    )
    tagline = models.CharField(_("tagline"), max_length=500, blank=True)
    description = models.TextField(_("description"), blank=True)
    release_year = models.PositiveSmallIntegerField(_("year"), null=True, blank=True)
    date_added = models.DateField(_("added"), null=True, blank=True)
    age_rating = models.CharField(_("age rating"), max_length=20, blank=True)
    minutes = models.PositiveSmallIntegerField(_("minutes"), null=True, blank=True)
    seasons = models.PositiveSmallIntegerField(_("seasons"), null=True, blank=True)
    status = models.CharField(_("status"), max_length=16, choices=Status, default=Status.RELEASED)
    is_adult = models.BooleanField(_("adult"), default=False)
    is_published = models.BooleanField(
        _("published"), default=True, help_text=_("Hidden titles are shown to nobody.")
    )

    # What other catalogues know the title by.
    imdb_id = models.CharField(_("id at IMDb"), max_length=12, blank=True)
    movielens_id = models.PositiveIntegerField(_("id at MovieLens"), null=True, blank=True)

    people = models.ManyToManyField(
        Person, through=Credit, related_name="movies", verbose_name=_("people")
    )
    genres = models.ManyToManyField(
        Genre, related_name="movies", blank=True, verbose_name=_("genres")
    )
    countries = models.ManyToManyField(
        Country, related_name="movies", blank=True, verbose_name=_("countries")
    )
    keywords = models.ManyToManyField(
        Keyword, related_name="movies", blank=True, verbose_name=_("keywords")
    )
    companies = models.ManyToManyField(
        Company, related_name="movies", blank=True, verbose_name=_("production companies")
    )
    collection = models.ForeignKey(
        Collection,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="movies",
        verbose_name=_("collection"),
    )

    title_key = models.CharField(max_length=TITLE_KEY_LENGTH, editable=False)
    # Empty where it would only repeat the other.
    original_title_key = models.CharField(
        max_length=TITLE_KEY_LENGTH, editable=False, blank=True, default=""
    )
    people_text = models.TextField(editable=False, blank=True)
    terms_text = models.TextField(editable=False, blank=True)
    keywords_text = models.TextField(editable=False, blank=True, default="")
    search_document = models.GeneratedField(
        expression=(
            SearchVector("title", "original_title", weight="A", config=SEARCH_CONFIGURATION)
            + SearchVector("people_text", weight="B", config=SEARCH_CONFIGURATION)
            + SearchVector("terms_text", "keywords_text", weight="C", config=SEARCH_CONFIGURATION)
            + SearchVector("description", "tagline", weight="D", config=SEARCH_CONFIGURATION)
        ),
        output_field=SearchVectorField(),
        db_persist=True,
    )

    # The hash of the text that should be embedded, and what the vector that is there was made from.
    text_hash = models.CharField(max_length=32, editable=False)
    embedding = VectorField(dimensions=DIMENSIONS, null=True, editable=False)
    embedding_model = models.CharField(
        _("embedding model"), max_length=200, blank=True, editable=False
    )
    embedding_hash = models.CharField(max_length=32, blank=True, editable=False)
    embedding_error = models.TextField(_("embedding error"), blank=True, editable=False)
    embedding_attempts = models.PositiveSmallIntegerField(default=0, editable=False)
    embedding_job = models.ForeignKey(
        "catalog.Job",
        models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="queued_movies",
        # No index: queueing a title would write to every other index of its row as well.
        db_index=False,
    )

    created_at = models.DateTimeField(_("created"), auto_now_add=True)
    updated_at = models.DateTimeField(_("updated"), auto_now=True)

    objects = MovieQuerySet.as_manager()

    class Meta:
        verbose_name = _("title")
        verbose_name_plural = _("titles")
        indexes = [
            # Nearest to a query's or a favourite's vector.
            HnswIndex(
                name="movie_embedding_hnsw",
                fields=["embedding"],
                m=16,
                ef_construction=64,
                opclasses=["vector_cosine_ops"],
            ),
            # Words of a query.
            GinIndex(fields=["search_document"], name="movie_search_document_gin"),
            # A misspelt title.
            GinIndex(OpClass(F("title_key"), name="gin_trgm_ops"), name="movie_title_key_trgm"),
            # The filters and the orders of browsing. Unknown years come last whether the newest
            # or the oldest come first: that takes two indexes.
            models.Index(fields=["kind"], name="movie_kind"),
            models.Index(fields=["age_rating"], name="movie_age_rating"),
            models.Index(
                F("release_year").desc(nulls_last=True), F("id").desc(), name="movie_newest"
            ),
            # Ranges of years too.
            models.Index(fields=["release_year", "id"], name="movie_oldest"),
            models.Index(
                F("date_added").desc(nulls_last=True), F("id").desc(), name="movie_recently_added"
            ),
            models.Index(fields=["title_key", "id"], name="movie_title_key"),
            # A name in the language of the film.
            models.Index(
                fields=["original_title_key"],
                condition=~Q(original_title_key=""),
                name="movie_original_title_key",
            ),
            GinIndex(
                OpClass(F("original_title_key"), name="gin_trgm_ops"),
                condition=~Q(original_title_key=""),
                name="movie_original_title_key_trgm",
            ),
            # The sweep, and what curators see of it: the few titles that wait for a vector.
            models.Index(EMBEDDED_FOR, name="movie_embedded_for"),
            # What curators look for, a few among many: seen in the order of the admin's list.
            models.Index(fields=["id"], condition=~Q(embedding_error=""), name="movie_failed"),
            models.Index(fields=["id"], condition=Q(is_published=False), name="movie_hidden"),
            models.Index(fields=["id"], condition=Q(is_adult=True), name="movie_adult"),
            models.Index(
                fields=["status", "id"],
                condition=~Q(status="released"),
                name="movie_not_released",
            ),
            # An import of ratings, which knows titles by this id.
            models.Index(
                fields=["movielens_id"],
                condition=Q(movielens_id__isnull=False),
                name="movie_movielens_id",
            ),
        ]
        constraints = [
            models.CheckConstraint(condition=~Q(title=""), name="movie_has_a_title"),
            models.CheckConstraint(
                condition=Q(kind__in=["film", "series"]), name="movie_kind_is_known"
            ),
            models.CheckConstraint(
                condition=Q(release_year__isnull=True) | Q(release_year__range=(1870, 2100)),
                name="movie_release_year_is_plausible",
            ),
            models.CheckConstraint(
                condition=Q(minutes__isnull=True) | Q(minutes__gt=0),
                name="movie_minutes_are_positive",
            ),
            models.CheckConstraint(
                condition=Q(seasons__isnull=True) | Q(seasons__gt=0, kind="series"),
                name="movie_seasons_belong_to_series",
            ),
            models.CheckConstraint(
                condition=Q(imdb_id="") | Q(imdb_id__regex=r"^tt[0-9]{7,10}$"),
                name="movie_imdb_id_is_one",
            ),
            models.CheckConstraint(
                condition=(
                    Q(embedding__isnull=True, embedding_model="", embedding_hash="")
                    | Q(embedding__isnull=False) & ~Q(embedding_model="") & ~Q(embedding_hash="")
                ),
                name="movie_embedding_says_what_made_it",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title} ({self.release_year})" if self.release_year else self.title

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Never writes the embedding of a title that is there: the workers own those columns, and
        an instance that was read before they wrote would undo it."""
        self.derive_fields()
        update_fields = kwargs.get("update_fields")
        if update_fields is not None:
            if not DERIVED_FROM.isdisjoint(update_fields):
                kwargs["update_fields"] = {*update_fields, *DERIVED}
        elif not self._state.adding and not args:
            kwargs["update_fields"] = {
                field.name
                for field in self._meta.concrete_fields
                if not (field.generated or field.primary_key)
                and not field.name.startswith("embedding")
                and field.attname not in self.get_deferred_fields()
            }
        super().save(*args, **kwargs)

    def get_absolute_url(self) -> str:
        return reverse("catalog:title", args=[self.pk, self.slug])

    def derive_fields(self) -> None:
        """Set what follows from this row's own columns (bulk writers call it themselves)."""
        self.title_key = normalised_name(self.title)[:TITLE_KEY_LENGTH]
        original_key = normalised_name(self.original_title)[:TITLE_KEY_LENGTH]
        self.original_title_key = "" if original_key == self.title_key else original_key
        self.slug = title_slug(self.title)
        self.text_hash = text_hash(self.text_to_embed, self.keywords_text)

    @property
    def text_to_embed(self) -> str:
        return embedding_text(title=self.title, terms=self.terms_text, description=self.description)

    @property
    def directors(self) -> list[str]:
        return self._names(Credit.Role.DIRECTOR)

    @property
    def cast(self) -> list[str]:
        return self._names(Credit.Role.ACTOR)

    def credited(self, role: str) -> list[Credit]:
        """In the order of the credits; sorted here, so that prefetched credits serve both roles."""
        return [credit for credit in self.credits.all() if credit.role == role]

    def _names(self, role: str) -> list[str]:
        return [credit.person.name for credit in self.credited(role)]

    @property
    def is_embedded(self) -> bool:
        return bool(self.embedding_hash)
