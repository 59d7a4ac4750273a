"""The files of a folder, opened and checked before anything of them is used."""

from collections.abc import Iterator
from pathlib import Path

from django.utils.translation import gettext as _

from catalog.importers.rows import BadRow, RawRow, UnreadableFile, read_rows

RATINGS, TAGS, MOVIES, LINKS = "ratings.csv", "tags.csv", "movies.csv", "links.csv"

_COLUMNS = {
    RATINGS: ("userId", "movieId", "rating", "timestamp"),
    TAGS: ("userId", "movieId", "tag", "timestamp"),
    MOVIES: ("movieId", "title"),
    LINKS: ("movieId", "imdbId", "tmdbId"),
}
_ALWAYS = (RATINGS,)


class MovielensFolder:
    """`names` has those of the files that are there."""

    def __init__(self, path: Path) -> None:
        """Raises UnreadableFile where ratings are missing, both of the files that tell which film
        is which, or a column of any of them."""
        if not path.is_dir():
            reason = (
                _("is no folder; unpack the archive first")
                if path.exists()
                else _("no such folder")
            )
            raise UnreadableFile(path, reason)
        self.path = path
        self.names = [n for n in _COLUMNS if n in _ALWAYS or (path / n).exists()]
        if not {MOVIES, LINKS} & set(self.names):
            reason = _("has neither links.csv nor movies.csv: nothing tells which film is which")
            raise UnreadableFile(path, reason)
        for name in self.names:
            rows = self.rows(name)
            if name == RATINGS and next(rows, None) is None:
                raise UnreadableFile(path / name, _("there is no row below the header"))

    def __contains__(self, name: str) -> bool:
        return name in self.names

    def rows(self, name: str) -> Iterator[RawRow | BadRow]:
        """Of one of the files, with MovieLens' own names for the columns."""
        columns = _COLUMNS[name]
        spellings = {column.lower(): column for column in columns}
        # As pandas and R write them.
        spellings |= {"user_id": "userId", "movie_id": "movieId"}
        known = {spelt: column for spelt, column in spellings.items() if column in columns}
        return read_rows(self.path / name, columns=known, required=columns)
