"""Which titles of the catalogue the films of a folder are.

A film is found by its id at TMDB, else by that at IMDb, else by its own id where a title of about
the same year is known to have it, else by name and year, or a year more or less. MovieLens' ids are
not TMDB's: joined as if they were, no rating sits on the right film.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from django.db import connection
from django.utils.translation import ngettext

from catalog.importers.rejects import Reject
from catalog.importers.tmdb import TMDB
from recommendations.importers.movielens.folder import LINKS, MOVIES, MovielensFolder

# Years apart: a film is first seen at a festival, or in another country.
NEAR_IN_TIME = 1

# Of a film and a series of one name the film. What is known to have another id is another film,
# and so is what another film of the folder was found to be.
_BY_NAME = """
UPDATE movielens_film film SET movie_id = found.ids[1], found_by = '{how}'
FROM (
    SELECT film, coalesce(
        array_agg(DISTINCT id) FILTER (WHERE kind = 'film'), array_agg(DISTINCT id)
    ) AS ids
    FROM (
        SELECT key.film, id, kind, imdb_id, release_year
        FROM movielens_key key JOIN catalog_movie ON title_key = key
        UNION
        SELECT key.film, id, kind, imdb_id, release_year
        FROM movielens_key key
        JOIN catalog_movie ON original_title_key = key AND original_title_key <> ''
    ) title
    JOIN movielens_film wanted USING (film)
    WHERE wanted.movie_id IS NULL AND abs(title.release_year - wanted.year) <= {years}
        AND (title.imdb_id = '' OR wanted.imdb_id = '' OR title.imdb_id = wanted.imdb_id)
        AND (wanted.tmdb_id = '' OR NOT EXISTS (
            SELECT FROM catalog_source source
            WHERE source.movie_id = title.id AND source.platform = %(tmdb)s
        ))
        AND NOT EXISTS (SELECT FROM movielens_film other WHERE other.movie_id = title.id)
    GROUP BY film
) found
WHERE film.film = found.film AND cardinality(found.ids) = 1
"""

# Each finds titles for the films that those before it found none for.
_FIND = {
    "tmdb": """
        UPDATE movielens_film film SET movie_id = source.movie_id, found_by = 'tmdb'
        FROM catalog_source source
        WHERE film.tmdb_id <> '' AND source.platform = %(tmdb)s
            AND source.source_id = film.tmdb_id
        """,
    "imdb": """
        UPDATE movielens_film film SET movie_id = found.movie_id, found_by = 'imdb'
        FROM (
            SELECT imdb_id, min(id) AS movie_id FROM catalog_movie
            WHERE imdb_id <> '' GROUP BY imdb_id HAVING count(*) = 1
        ) found
        WHERE film.movie_id IS NULL AND found.imdb_id = film.imdb_id
        """,
    "movielens": """
        UPDATE movielens_film film SET movie_id = found.movie_id, found_by = 'movielens'
        FROM (
            SELECT movielens_id, min(id) AS movie_id, min(release_year) AS year FROM catalog_movie
            WHERE movielens_id IS NOT NULL GROUP BY movielens_id HAVING count(*) = 1
        ) found
        WHERE film.movie_id IS NULL AND found.movielens_id = film.film
            AND abs(found.year - film.year) <= %(near)s
        """,
    # Those of the year itself first, so that a remake a year later confuses nobody.
    "title": _BY_NAME.format(how="title", years=0),
    "title, a year apart": _BY_NAME.format(how="title, a year apart", years=NEAR_IN_TIME),
}

# In the order of the ids, as all who write to titles: two in another could wait for each other.
_TELL_TITLES = """
WITH told AS (
    SELECT film.movie_id, min(film.film) AS film FROM movielens_film film
    WHERE movie_id IS NOT NULL
        AND NOT EXISTS (SELECT FROM catalog_movie WHERE movielens_id = film.film)
    GROUP BY film.movie_id
), title AS (
    SELECT id FROM catalog_movie WHERE movielens_id IS NULL AND id IN (SELECT movie_id FROM told)
    ORDER BY id FOR NO KEY UPDATE
)
UPDATE catalog_movie SET movielens_id = told.film
FROM told JOIN title ON title.id = told.movie_id WHERE catalog_movie.id = title.id
"""

_FOLLOW = """
UPDATE movielens_film film SET movie_id = (
    SELECT former.movie_id FROM catalog_formertitle former WHERE former.id = film.movie_id
)
WHERE movie_id IS NOT NULL
    AND NOT EXISTS (SELECT FROM catalog_movie WHERE catalog_movie.id = film.movie_id)
"""


class Films:
    """Needs `film_tables`, in which it notes the titles."""

    def __init__(self, folder: MovielensFolder) -> None:
        self._file = MOVIES if MOVIES in folder else LINKS
        values = {"tmdb": TMDB.platform, "near": NEAR_IN_TIME}
        self.found = {how: _run(statement, values) for how, statement in _FIND.items()}
        """How many films were found in which way."""
        self.left_out: Counter[int] = Counter()
        """Film without a title → ratings and tags of it that were left out."""

    def tell_titles(self) -> int:
        """Give titles their ids at MovieLens where they have none; how many got one."""
        return _run(_TELL_TITLES)

    def follow_merges(self) -> None:
        """Titles may have been merged or deleted since they were found."""
        _run(_FOLLOW)

    def unmatched(self) -> Iterator[Reject]:
        """The films that ratings were left out of, as rows of the file that names them."""
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT film, line, title, year FROM movielens_film WHERE film = ANY(%s) "
                "ORDER BY line",
                [list(self.left_out)],
            )
            rows = cursor.fetchall()
        for film, line, title, year in rows:
            count = self.left_out[film]
            reason = ngettext(
                "no title of the catalogue is this film; one rating or tag of it is left out",
                "no title of the catalogue is this film; %(count)s ratings and tags of it are left "
                "out",
                count,
            )
            shown = " ".join(str(part) for part in (film, title, year) if part is not None)
            yield Reject(line, reason % {"count": count}, shown, self._file)


def _run(statement: str, values: Mapping[str, Any] | None = None) -> int:
    """How many rows it wrote."""
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return int(cursor.rowcount)
