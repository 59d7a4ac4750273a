"""The films of several catalogues, each once, with all that is said of it."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from catalog.embeddings.training import TrainingRefused
from catalog.embeddings.training.sources import DataSource, digest
from catalog.importers.files import ImportFiles
from catalog.importers.netflix import NETFLIX
from catalog.importers.records import read_batches
from catalog.importers.rejects import Reject
from catalog.importers.schema import Schema
from catalog.importers.textfile import UnreadableFile
from catalog.importers.tmdb import TMDB
from catalog.models import Source
from catalog.records import TitleRecord

# Catalogues differ by a year where a film was shown at a festival before its release.
YEARS_APART = 1


@dataclass(slots=True)
class Film:
    """What the catalogues say of one film or series; `descriptions` are all different."""

    title: str
    year: int | None
    descriptions: list[str] = field(default_factory=list)
    tagline: str = ""
    keywords: tuple[str, ...] = ()
    genres: tuple[str, ...] = ()
    countries: tuple[str, ...] = ()

    @property
    def key(self) -> str:
        """Films of one key may be one film: never taken for each other's negative."""
        return title_key(self.title)

    @property
    def parts(self) -> list[str]:
        return [*self.genres, *self.countries]

    @property
    def terms(self) -> str:
        """As in the text that a title's vector is made of."""
        return ", ".join(self.parts)

    @property
    def facts(self) -> str:
        return ". ".join(filter(None, [", ".join(self.genres), self.title]))

    def learn(self, record: TitleRecord) -> None:
        if record.description and record.description not in self.descriptions:
            self.descriptions.append(record.description)
        self.tagline = self.tagline or record.tagline
        self.keywords = self.keywords or record.keywords
        self.genres = self.genres or record.genres
        self.countries = self.countries or record.countries


def title_key(title: str) -> str:
    return "".join(character for character in title.casefold() if character.isalnum())


class Films:
    """All films, and where the ids that requests name them by lead."""

    def __init__(self) -> None:
        self.all: list[Film] = []
        self.sources: list[DataSource] = []
        self.by_id: dict[str, int] = {}
        """`tmdb:<id>`, `imdb:<id>` and `show:<id>:<title key>`: show ids repeat between files."""
        self._by_name: dict[tuple[str, int | None], list[int]] = {}

    def add_tmdb(self, folder: Path) -> None:
        """The Movies Dataset's folder; raise TrainingRefused."""
        keywords = folder / "keywords.csv"
        beside = {"keywords": keywords} if keywords.is_file() else {}
        self._add_file(folder / "movies_metadata.csv", TMDB, beside, role="films")
        if beside:
            self.sources.append(DataSource(keywords.name, "keywords", 0, digest(keywords)))

    def add_plots(self, path: Path) -> None:
        """A file in the Netflix schema; raise TrainingRefused."""
        self._add_file(path, NETFLIX, {}, role="descriptions")

    def add_catalogue(self) -> None:
        """The titles of the operator's own database, as their records say."""
        places: dict[int, int] = {}
        records = Source.objects.exclude(record={}).order_by("movie_id", "pk")
        count = 0
        for source in records.only("movie_id", "platform", "record").iterator():
            record = TitleRecord.from_json(source.record)
            place = places.get(source.movie_id)
            if place is None:
                place = places[source.movie_id] = self._new(record)
            self.all[place].learn(record)
            self._name(record, place, is_tmdb=source.platform == TMDB.platform)
            count += 1
        if not count:
            raise TrainingRefused("the catalogue is empty: import titles first, or name files")
        self.sources.append(DataSource("the operator's catalogue", "films", count, ""))

    def _add_file(self, path: Path, schema: Schema, beside: dict[str, Path], *, role: str) -> None:
        known = len(self.all)
        rows = 0
        for record in _read_records(ImportFiles(path, schema, beside)):
            place = self._place(record, known)
            self.all[place].learn(record)
            self._name(record, place, is_tmdb=schema is TMDB)
            rows += 1
        if not rows:
            raise TrainingRefused(f"{path}: has no title that can be read")
        self.sources.append(DataSource(path.name, role, rows, digest(path)))

    def _place(self, record: TitleRecord, known: int) -> int:
        """Of the one film of that name and year in the files before this one, or a new place."""
        key = title_key(record.title)
        year = record.release_year
        years = [None] if year is None else range(year - YEARS_APART, year + YEARS_APART + 1)
        alike = {
            place for near in years for place in self._by_name.get((key, near), ()) if place < known
        }
        if key and len(alike) == 1:
            return alike.pop()
        return self._new(record)

    def _new(self, record: TitleRecord) -> int:
        self.all.append(Film(record.title, record.release_year))
        key = (title_key(record.title), record.release_year)
        self._by_name.setdefault(key, []).append(len(self.all) - 1)
        return len(self.all) - 1

    def _name(self, record: TitleRecord, place: int, *, is_tmdb: bool) -> None:
        if is_tmdb:
            self.by_id.setdefault(f"tmdb:{record.source_id}", place)
        else:
            self.by_id.setdefault(f"show:{record.source_id}:{title_key(record.title)}", place)
        if record.imdb_id:
            self.by_id.setdefault(f"imdb:{record.imdb_id}", place)


def _read_records(files: ImportFiles) -> Iterator[TitleRecord]:
    """What an import of the files would take; rows that it would reject are passed over."""
    try:
        for batch in read_batches(files, limit=None):
            for item in batch:
                if not isinstance(item, Reject):
                    yield item.record
    except UnreadableFile as error:
        raise TrainingRefused(str(error)) from error
