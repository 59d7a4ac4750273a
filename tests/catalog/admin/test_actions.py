"""What is done with titles that were chosen in the list, and what remembers it."""

import csv

import pytest
from django.contrib.admin.models import LogEntry
from django.test import Client

from catalog.models import Movie, Source
from tests.catalog.admin.title_forms import LIST
from tests.catalog.factories import MovieFactory


def chosen(action: str, *movies: Movie, **more: object) -> dict[str, object]:
    return {"action": action, "_selected_action": [movie.pk for movie in movies], **more}


@pytest.mark.django_db
class TestPublishing:
    def test_changes_only_what_is_otherwise_and_remembers_that(self, curator: Client):
        shown, hidden = MovieFactory.create(), MovieFactory.create(is_published=False)
        response = curator.post(LIST, chosen("publish", shown, hidden), follow=True)
        assert "1 title was changed." in response.content.decode()
        assert Movie.objects.published().count() == 2
        entry = LogEntry.objects.get()
        assert (entry.object_id, entry.get_change_message()) == (str(hidden.pk), "Published.")
        history = curator.get(f"{LIST}{hidden.pk}/history/").content.decode()
        assert "Published." in history

    def test_reaches_all_that_match_where_that_was_chosen(self, curator: Client):
        movies = MovieFactory.create_batch(3, kind="series")
        film = MovieFactory.create()
        data = chosen("hide", movies[0], select_across="1")
        curator.post(f"{LIST}?kind__exact=series", data)
        assert list(Movie.objects.published()) == [film]

    @pytest.mark.parametrize("action", ["publish", "hide", "embed_again", "delete_selected"])
    def test_more_than_can_be_done_at_once_is_refused(
        self, curator: Client, monkeypatch: pytest.MonkeyPatch, action: str
    ):
        monkeypatch.setattr("catalog.admin.actions.MOST_AT_ONCE", 2)
        movies = MovieFactory.create_batch(3, is_published=action == "hide")
        data = chosen(action, movies[0], select_across="1", post="yes")
        response = curator.post(LIST, data, follow=True)
        assert "At most 2 titles at a time" in response.content.decode()
        assert not LogEntry.objects.exists()
        assert Movie.objects.filter(is_published=action == "hide", embedding_job=None).count() == 3

    def test_embedding_again_is_remembered(self, curator: Client, catalogue: dict[str, Movie]):
        curator.post(LIST, chosen("embed_again", catalogue["Jaws"]))
        assert LogEntry.objects.get().get_change_message() == "Queued to be embedded again."


@pytest.mark.django_db
class TestExport:
    def rows(self, response) -> list[dict[str, str]]:
        text = b"".join(response.streaming_content).decode("utf-8-sig")
        return list(csv.DictReader(text.splitlines()))

    def test_streams_what_was_chosen(self, curator: Client):
        first, _second = MovieFactory.create_batch(2)
        Source.objects.create(movie=first, platform="netflix", source_id="s1")
        response = curator.post(LIST, chosen("export_csv", first))
        assert response["Content-Type"] == "text/csv; charset=utf-8"
        assert "attachment; filename" in response["Content-Disposition"]
        (row,) = self.rows(response)
        assert (row["show_id"], row["title"]) == ("s1", first.title)
        assert LogEntry.objects.get().get_change_message() == "Exported as CSV."

    def test_of_all_that_match_is_not_bounded(
        self, curator: Client, monkeypatch: pytest.MonkeyPatch
    ):
        monkeypatch.setattr("catalog.admin.actions.MOST_AT_ONCE", 2)
        movies = MovieFactory.create_batch(60, kind="series")
        MovieFactory.create()
        data = chosen("export_csv", movies[0], select_across="1")
        rows = self.rows(curator.post(f"{LIST}?kind__exact=series&q=title", data))
        assert len(rows) == 60

    def test_defuses_formulas(self, curator: Client):
        movie = MovieFactory.create(title="=cmd|' /C calc'!A0", description="@SUM(1)")
        (row,) = self.rows(curator.post(LIST, chosen("export_csv", movie)))
        assert row["title"].startswith("'=")
        assert row["description"].startswith("'@")


@pytest.mark.django_db
class TestMerge:
    @pytest.mark.parametrize("number", [1, 3])
    def test_wants_two(self, curator: Client, number: int):
        movies = MovieFactory.create_batch(number)
        response = curator.post(LIST, chosen("merge", *movies), follow=True)
        assert "Choose two titles to merge." in response.content.decode()

    def test_leads_to_the_page_where_it_is_decided(self, curator: Client):
        first, second = MovieFactory.create_batch(2)
        response = curator.post(LIST, chosen("merge", first, second))
        assert response["Location"] == f"{LIST}merge/{first.pk}/{second.pk}/"
