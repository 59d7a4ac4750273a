"""By meaning: the cosine of what the encoder made of two titles' texts, asked of Postgres."""

from collections.abc import Collection
from typing import ClassVar

from django.utils.translation import gettext_lazy as _

from catalog.models import Movie
from catalog.similar import nearest_titles
from recommendations.engines.base import Neighbour, NotServed, Text


class Clip:
    """Nothing is built: a title is served as soon as it has a vector. Scores are cosines."""

    name: ClassVar[str] = "clip"
    label: ClassVar[Text] = _("meaning")

    def nearest(
        self, title_id: int, count: int, *, kind: str = "", leave_out: Collection[int] = ()
    ) -> list[Neighbour]:
        movie = Movie.objects.only("embedding", "embedding_model").filter(pk=title_id).first()
        if movie is None:
            raise NotServed(_("There is no such title."))
        if movie.embedding is None:
            raise NotServed(_("This title has not been read for search by meaning yet."))
        found = nearest_titles(movie, count=count, kind=kind, leave_out=leave_out)
        return [Neighbour(other, 1 - distance) for other, distance in found]
