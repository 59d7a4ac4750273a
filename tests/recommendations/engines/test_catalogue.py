"""The catalogue as engines learn it."""

import numpy as np
import pytest
from pytest_django import DjangoAssertNumQueries

from catalog.models import Keyword
from catalog.version import catalogue_version
from recommendations.engines.catalogue import catalogue_from_database
from tests.catalog.factories import FiguresFactory, GenreFactory, MovieFactory

pytestmark = pytest.mark.django_db


def test_it_has_what_engines_read_of_each_title():
    drama, crime = GenreFactory.create(name="Drama"), GenreFactory.create(name="Crime")
    movie = MovieFactory.create(
        title="Heat",
        description="A thief and a detective.",
        release_year=1995,
        genres=[drama, crime],
        keywords_text="heist, Los Angeles",
    )
    FiguresFactory.create(movie=movie, popularity=17.5)
    found = catalogue_from_database()
    assert found.title_ids.tolist() == [movie.pk]
    assert found.texts == ["Heat\nCrime, Drama\nA thief and a detective.\nheist, Los Angeles"]
    assert found.genres == [("Crime", "Drama")]
    assert found.kinds == ["film"]
    assert (found.years.tolist(), found.popularity.tolist()) == ([1995.0], [17.5])
    assert found.version == catalogue_version()


def test_what_is_not_known_is_nan():
    MovieFactory.create(release_year=None)
    found = catalogue_from_database()
    assert np.isnan(found.years).all()
    assert np.isnan(found.popularity).all()
    assert found.genres == [()]


def test_ids_ascend_and_hidden_titles_are_left_out():
    titles = MovieFactory.create_batch(5)
    titles[2].is_published = False
    titles[2].save()
    wanted = sorted(title.pk for title in titles if title.is_published)
    assert catalogue_from_database().title_ids.tolist() == wanted


def test_an_empty_catalogue_is_one_too():
    assert len(catalogue_from_database()) == 0


def test_it_is_read_by_one_statement(django_assert_num_queries: DjangoAssertNumQueries):
    catalogue_version()
    MovieFactory.create_batch(3, genres=[GenreFactory.create()])
    with django_assert_num_queries(1):
        catalogue_from_database()


def test_its_digest_changes_with_the_titles_alone():
    movie = MovieFactory.create()
    before = catalogue_from_database()
    Keyword.objects.create(name="of no title")
    assert catalogue_from_database().digest == before.digest
    movie.description = "Something else happens."
    movie.save()
    assert catalogue_from_database().digest != before.digest
