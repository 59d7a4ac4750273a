"""What the database holds to be true of a title, whoever writes."""

import pytest
from django.db import IntegrityError, connection, transaction

from catalog.browse import browse_titles
from catalog.denormalise import refresh_texts
from catalog.models import Credit, Movie, Person
from catalog.search import Filters
from tests.catalog.factories import MovieFactory

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("values", "constraint"),
    [
        ({"title": ""}, "movie_has_a_title"),
        ({"kind": "opera"}, "movie_kind_is_known"),
        ({"release_year": 1492}, "movie_release_year_is_plausible"),
        ({"minutes": 0}, "movie_minutes_are_positive"),
        ({"seasons": 2}, "movie_seasons_belong_to_series"),
        ({"embedding": [0.1] * 512}, "movie_embedding_says_what_made_it"),
        ({"embedding_model": "x"}, "movie_embedding_says_what_made_it"),
    ],
)
def test_the_database_refuses(values: dict, constraint: str):
    movie = MovieFactory.create()
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        Movie.objects.filter(pk=movie.pk).update(**values)


def test_saving_an_instance_that_was_read_earlier_keeps_the_embedding():
    from catalog.embeddings.refresh import embed_chunk

    movie = MovieFactory.create()
    embed_chunk([movie.pk], job_id=None)
    movie.age_rating = "PG"
    movie.save()
    movie.refresh_from_db()
    assert movie.age_rating == "PG"
    assert movie.is_embedded


def test_saving_the_title_alone_writes_what_follows_from_it():
    movie = MovieFactory.create(title="Before")
    movie.title = "After"
    movie.save(update_fields=["title"])
    movie.refresh_from_db()
    assert (movie.title_key, movie.slug) == ("after", "after")


def test_a_title_of_which_the_description_alone_was_saved_is_embedded_anew():
    from catalog.embeddings.refresh import embed_chunk

    movie = MovieFactory.create()
    embed_chunk([movie.pk], job_id=None)
    movie.refresh_from_db()
    assert not Movie.objects.outdated(movie.embedding_model).exists()
    movie.description = "Something else happens."
    movie.save(update_fields=["description"])
    assert Movie.objects.outdated(movie.embedding_model).get() == movie


def test_saving_another_field_alone_writes_that_field_alone():
    movie = MovieFactory.create()
    Movie.objects.filter(pk=movie.pk).update(description="Newer.", text_hash="newer")
    movie.age_rating = "PG"
    movie.save(update_fields=["age_rating"])
    movie.refresh_from_db()
    assert (movie.age_rating, movie.text_hash) == ("PG", "newer")


def test_full_text_knows_people_genres_and_words_without_their_accents():
    movie = MovieFactory.create(title="Amélie", description="A shy waitress.")
    movie.genres.create(name="Romantic Movies")
    movie.keywords.create(name="garden gnome")
    person = Person.objects.create(name="Audrey Tautou")
    Credit.objects.create(movie=movie, person=person, role="actor")
    refresh_texts([movie.pk])
    for words in ("amelie", "tautou", "romantic", "gnomes", "waitresses"):
        found = Movie.objects.extra(
            where=["search_document @@ plainto_tsquery('movieclip', %s)"], params=[words]
        )
        assert found.exists(), words


def test_the_search_configuration_folds_accents_and_stems():
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_tsvector('movieclip', 'Amélie''s naïve cafés')::text")
        assert cursor.fetchone()[0] == "'ameli':1 'cafe':4 'naiv':3"


def test_the_nearest_titles_come_from_the_index(catalogue: dict[str, Movie]):
    movie = catalogue["Jaws"]
    assert movie.embedding is not None
    nearest = Movie.objects.nearest_to(movie.embedding, model=movie.embedding_model)[:5]
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute("SET LOCAL enable_sort = off")
        plan = nearest.values_list("pk", "distance").explain()
    assert "movie_embedding_hnsw" in plan


@pytest.mark.parametrize(
    ("sort", "index"),
    [
        ("year", "movie_newest"),
        ("oldest", "movie_oldest"),
        ("added", "movie_recently_added"),
        ("title", "movie_title_key"),
    ],
)
def test_each_order_of_browsing_comes_sorted_from_its_index(sort: str, index: str):
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute("SET LOCAL enable_sort = off")
        plan = browse_titles(Filters(), sort=sort)[:24].explain()
    assert f"Index Scan using {index} " in plan
    assert "Sort" not in plan


def test_a_range_of_years_is_looked_up_in_an_index():
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        plan = Filters(year_from=1990, year_to=1999).apply().values("pk").explain()
    assert "Index Cond: ((release_year >= 1990) AND (release_year <= 1999))" in plan
