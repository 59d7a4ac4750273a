"""How much memory engines need, from what stands on disk."""

from dataclasses import dataclass
from datetime import datetime

from django.db import connection

from recommendations.collaborative.artefact import BrokenArtefact
from recommendations.engines.builds import current_build, facts_of
from recommendations.engines.choices import BUILT

VECTORS_INDEX = "movie_embedding_hnsw"


@dataclass(frozen=True, slots=True)
class Footprint:
    size: int
    """Bytes. Files are mapped into memory: all processes share what of them is used."""
    built_at: datetime | None = None


def footprints() -> dict[str, Footprint]:
    """By the names of engines, of those that something is built for: their newest builds, and the
    index of vectors in Postgres. One query."""
    found = {}
    for name in BUILT:
        if build := current_build(name):
            try:
                facts = facts_of(build)
            except BrokenArtefact:
                continue
            found[name] = Footprint(facts.size, facts.built_at)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_relation_size(%s)", [VECTORS_INDEX])
        found["clip"] = Footprint(cursor.fetchone()[0])
    return found
