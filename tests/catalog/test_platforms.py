"""The names of the catalogues that titles came from."""

import pytest

from catalog.models import Source
from catalog.platforms import platforms
from tests.catalog.factories import MovieFactory


@pytest.mark.django_db
def test_each_is_named_once_in_order():
    assert platforms() == []
    movie = MovieFactory.create()
    for number, name in enumerate(("tmdb", "hulu", "netflix", "tmdb", "hulu")):
        Source.objects.create(movie=movie, platform=name, source_id=str(number))
    assert platforms() == ["hulu", "netflix", "tmdb"]


@pytest.mark.django_db
def test_they_cost_one_query(django_assert_num_queries):
    Source.objects.create(movie=MovieFactory.create(), platform="hulu", source_id="1")
    with django_assert_num_queries(1):
        platforms()
