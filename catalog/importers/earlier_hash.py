"""Records that were imported before `Source.record` was kept."""

import hashlib
import json

from catalog.records import TitleRecord


def hash_before_records(record: TitleRecord) -> str:
    """What `Source.content_hash` was for a record of the Netflix schema then.

    A record that says the same as then is unchanged: what a curator has done to its title since
    must stay.
    """
    said = {
        "source_id": record.source_id,
        "kind": record.kind,
        "title": record.title,
        "directors": [credit.name for credit in record.credits if credit.role == "director"],
        "cast": [credit.name for credit in record.credits if credit.role == "actor"],
        "countries": record.countries,
        "genres": record.genres,
        "date_added": record.date_added,
        "release_year": record.release_year,
        "age_rating": record.age_rating,
        "minutes": record.minutes,
        "seasons": record.seasons,
        "description": record.description,
    }
    return hashlib.sha256(json.dumps(said, default=str).encode()).hexdigest()[:32]
