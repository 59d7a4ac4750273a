"""The titles that everybody may see, and the people whom most of them name, for search engines."""

from datetime import datetime

from django.contrib.sitemaps import Sitemap
from django.core.cache import cache
from django.db.models import Max

from catalog.models import Credit, Movie, Person
from catalog.models.people import PersonQuerySet
from catalog.querysets import MovieQuerySet
from catalog.version import catalogue_version

CACHE_SECONDS = 24 * 60 * 60


class TitleSitemap(Sitemap):
    # A tenth of what the protocol allows: a file of 5,000 takes a third of a second to make, and
    # visitors wait for the same process.
    limit = 5_000

    def items(self) -> MovieQuerySet:
        return Movie.objects.for_everybody().only("slug", "updated_at").order_by("pk")

    def lastmod(self, movie: Movie) -> datetime:
        return movie.updated_at

    def get_latest_lastmod(self) -> datetime | None:
        """In one query, where Django would load every title to compare them."""
        latest: datetime | None = self.items().aggregate(latest=Max("updated_at"))["latest"]
        return latest


class PersonSitemap(Sitemap):
    limit = 5_000
    # Most people are on one title alone, and are found through it.
    MOST = 10_000

    def items(self) -> PersonQuerySet:
        return Person.objects.filter(pk__in=self._most_credited()).order_by("pk")

    def _most_credited(self) -> list[int]:
        """Kept until the catalogue changes: all credits are counted for it, and each file of the
        sitemap, as the list of them, asks anew."""
        key = f"sitemap-people:{catalogue_version()}"
        ids: list[int] | None = cache.get(key)
        if ids is None:
            ids = list(Credit.objects.for_everybody().most_credited()[: self.MOST])
            cache.set(key, ids, CACHE_SECONDS)
        return ids
