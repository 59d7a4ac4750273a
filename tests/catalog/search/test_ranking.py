"""A ranking is kept until the catalogue changes, and never shows what has been hidden since."""

import redis
from django.conf import settings
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from catalog.embeddings.queue import queue_embeddings
from catalog.embeddings.refresh import embed_chunk
from catalog.models import Job, Movie
from catalog.search import Filters, search_titles
from catalog.search.facets import count_choices
from catalog.search.ranking import RANKING_CACHE_SECONDS
from tests.catalog.factories import MovieFactory


def shown(client: Client, **fields: str) -> list[str]:
    return [card.movie.title for card in client.get("/", fields).context["cards"]]


def test_a_search_that_was_asked_before_is_not_ranked_again(
    client: Client, catalogue: dict[str, Movie]
):
    first = shown(client, q="clever sharks")
    with CaptureQueriesContext(connection) as queries:
        assert shown(client, q="clever sharks") == first
    for way in ("<=>", "WITH scored", "SIMILARITY"):
        assert not any(way in query["sql"] for query in queries)


def test_every_hit_comes_back_as_it_was(catalogue: dict[str, Movie]):
    first, again = (search_titles("breking bad", Filters()) for _ in range(2))
    assert again == first
    assert again.hits[0].title_similarity is not None


def test_another_text_or_filter_is_ranked_by_itself(catalogue: dict[str, Movie]):
    everything = search_titles("sharks", Filters())
    assert search_titles("shark", Filters()) != everything
    assert search_titles("sharks", Filters(kind="series")).hits == []


def test_a_title_that_is_hidden_goes_at_once(client: Client, catalogue: dict[str, Movie]):
    assert "Jaws" in shown(client, q="sharks")[:2]
    Movie.objects.filter(title="Jaws").update(is_published=False)
    assert "Jaws" not in shown(client, q="sharks")


def test_a_title_that_no_longer_fits_the_filter_goes_at_once(
    client: Client, catalogue: dict[str, Movie]
):
    assert "Jaws" in shown(client, q="sharks", year_to="2001")[:2]
    Movie.objects.filter(title="Jaws").update(release_year=2020)
    assert "Jaws" not in shown(client, q="sharks", year_to="2001")


def test_a_new_title_comes_when_its_embedding_is_over(
    client: Client, catalogue: dict[str, Movie], django_capture_on_commit_callbacks
):
    shown(client, q="a zeppelin")
    movie = MovieFactory.create(title="Airship", description="A zeppelin crosses the ocean.")
    job, _queued = queue_embeddings([movie.pk], label="a new one")
    assert job
    assert "Airship" not in shown(client, q="a zeppelin")
    with django_capture_on_commit_callbacks(execute=True):
        embed_chunk([movie.pk], job_id=job.pk)
    assert shown(client, q="a zeppelin")[0] == "Airship"


def test_titles_come_before_the_whole_job_is_over(
    client: Client, catalogue: dict[str, Movie], django_capture_on_commit_callbacks
):
    shown(client, q="a zeppelin")
    new = [MovieFactory.create(title="Airship", description="A zeppelin.") for _ in range(2)]
    job, _queued = queue_embeddings([movie.pk for movie in new], label="two new ones")
    assert job
    cache.delete("catalogue-growing")  # half a minute later
    with django_capture_on_commit_callbacks(execute=True):
        embed_chunk([new[0].pk], job_id=job.pk)
    assert Job.objects.running().filter(pk=job.pk).exists()
    assert shown(client, q="a zeppelin")[0] == "Airship"


def test_a_title_that_is_published_comes_at_once_and_is_counted(
    admin_client: Client, catalogue: dict[str, Movie], django_capture_on_commit_callbacks
):
    jaws = catalogue["Jaws"]
    Movie.objects.filter(pk=jaws.pk).update(is_published=False)
    assert "Jaws" not in shown(admin_client, q="sharks")
    [before] = count_choices(Filters())["kind"]
    with django_capture_on_commit_callbacks(execute=True):
        admin_client.post(
            "/admin/catalog/movie/", {"action": "publish", "_selected_action": [jaws.pk]}
        )
    assert "Jaws" in shown(admin_client, q="sharks")[:2]
    [after] = count_choices(Filters())["kind"]
    assert after.count == before.count + 1


def test_where_the_cache_was_away_a_change_is_seen_when_the_time_is_over(
    client: Client, catalogue: dict[str, Movie]
):
    shown(client, q="a zeppelin")
    server = redis.Redis.from_url(settings.CACHE_URL)
    [ranking] = server.keys("*:ranking:*")
    assert 0 < server.ttl(ranking) <= RANKING_CACHE_SECONDS


def test_a_cache_that_forgot_the_version_brings_no_old_ranking_back(
    client: Client, catalogue: dict[str, Movie]
):
    server = redis.Redis.from_url(settings.CACHE_URL)
    shown(client, q="a zeppelin")
    [version] = server.keys("*:catalogue-version")
    server.delete(version)
    shown(client, q="a zeppelin")
    assert len(server.keys("*:ranking:*")) == 2


def test_words_alone_are_not_kept(client: Client, catalogue: dict[str, Movie]):
    model = catalogue["Jaws"].embedding_model
    Movie.objects.update(embedding_model="another@1")
    assert set(shown(client, q="sharks")) == {"Jaws", "Deep Blue"}
    Movie.objects.update(embedding_model=model)
    assert set(shown(client, q="sharks")) > {"Jaws", "Deep Blue"}
