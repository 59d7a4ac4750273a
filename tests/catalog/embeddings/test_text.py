"""The hash of a title's texts tells when its vector is out of date."""

from importlib import import_module

import pytest
from django.db import connection

from catalog.embeddings.text import text_hash
from catalog.models import Movie
from tests.catalog.factories import MovieFactory


def test_other_keywords_make_another_hash_and_none_leave_that_of_the_text():
    assert text_hash("a shark", "beach") != text_hash("a shark", "police") != text_hash("a shark")
    assert text_hash("a shark", "") == text_hash("a shark")


@pytest.mark.django_db
def test_an_upgrade_hashes_titles_with_keywords_as_saving_does():
    migration = import_module("catalog.migrations.0015_hash_of_keywords")
    texts = [
        {"description": "A shark; ñ, 鮫.", "terms_text": "Horror, Spain", "keywords_text": "beach"},
        {"description": "", "terms_text": "Horror", "keywords_text": "beach, police"},
        {"description": "A shark.", "terms_text": "", "keywords_text": "beach"},
        {"description": "A shark.", "terms_text": "", "keywords_text": ""},
    ]
    saved = {movie.pk: movie.text_hash for movie in [MovieFactory.create(**t) for t in texts]}
    Movie.objects.exclude(keywords_text="").update(text_hash="older")
    with connection.cursor() as cursor:
        cursor.execute(migration.HASH)
    assert dict(Movie.objects.values_list("pk", "text_hash")) == saved
