"""A title's own page: making, editing, deleting; bad input; two people at once."""

import pytest
from django.contrib.admin.models import LogEntry
from django.test import Client

from catalog.models import Job, Movie, Source
from catalog.tasks import waiting_tasks
from recommendations.models import Favorite
from tests.accounts.factories import UserFactory
from tests.catalog.admin.title_forms import LIST, form_data
from tests.catalog.factories import GenreFactory, MovieFactory


def change_page(movie: Movie) -> str:
    return f"{LIST}{movie.pk}/change/"


@pytest.mark.django_db
class TestMaking:
    def test_a_title_made_by_hand_is_embedded_after_the_commit(
        self, curator: Client, django_capture_on_commit_callbacks
    ):
        genre = GenreFactory.create(name="Horror")
        data = form_data(title="Jaws", description="A shark.", genres=[genre.pk])
        with django_capture_on_commit_callbacks(execute=True):
            response = curator.post(f"{LIST}add/", data)
        assert response.status_code == 302, response.context["errors"]
        movie = Movie.objects.get()
        assert (movie.slug, movie.terms_text) == ("jaws", "Horror")
        assert movie.embedding_job == Job.objects.get()
        assert waiting_tasks("embedding") == 1
        assert LogEntry.objects.get().is_addition()

    def test_its_title_is_written_as_an_import_would(self, curator: Client):
        curator.post(f"{LIST}add/", form_data(title="  Ame\u0301lie\u200b  and  more "))
        assert Movie.objects.get().title == "Amélie and more"


@pytest.mark.django_db
class TestBadInput:
    @pytest.mark.parametrize(
        ("field", "value"),
        [
            ("title", ""),
            ("title", "   "),
            ("title", "\u200b"),
            ("title", "two\nlines"),
            ("title", "a\x00b"),
            ("title", "bell\x07"),
            ("title", "x" * 501),
            ("description", "x" * 20_001),
            ("description", "a\x00b"),
            ("kind", "opera"),
            ("release_year", "1066"),
            ("release_year", "99999"),
            ("release_year", "soon"),
            ("minutes", "0"),
            ("minutes", "-5"),
            ("minutes", "40000"),
            ("seasons", "2"),
            ("age_rating", "x" * 21),
            ("genres", "999999"),
            ("date_added", "31.02.2020"),
            ("original_title", "two\nlines"),
            ("original_title", "x" * 501),
            ("tagline", "a\x00b"),
            ("original_language", "English"),
            ("imdb_id", "114709"),
            ("imdb_id", "tt<script>"),
            ("movielens_id", "0"),
            ("movielens_id", str(2**31)),
            ("keywords", "999999"),
            ("companies", "many"),
            ("collection", "999999"),
        ],
    )
    def test_is_refused_at_its_field(self, curator: Client, field: str, value: str):
        response = curator.post(f"{LIST}add/", form_data() | {"title": "Jaws", field: value})
        assert response.status_code == 200
        assert list(response.context["adminform"].form.errors) == [field]
        assert not Movie.objects.exists()

    def test_html_is_text_wherever_it_is_shown(self, curator: Client):
        html = "<script>alert(1)</script><b>bold</b>"
        curator.post(f"{LIST}add/", form_data(title=html, description=html))
        movie = Movie.objects.get()
        assert movie.description == html
        pages = (LIST, change_page(movie), f"{LIST}{movie.pk}/delete/", movie.get_absolute_url())
        for page in (*pages, f"{LIST}{movie.pk}/history/", "/?q=alert"):
            text = curator.get(page).content.decode()
            assert "alert(1)" in text
            assert "<script>alert" not in text
            assert "<b>bold" not in text


@pytest.mark.django_db
class TestTwoAtOnce:
    def test_the_second_is_told_and_keeps_what_was_typed(self, curator: Client, staff: Client):
        movie = MovieFactory.create()
        opened = form_data(movie, description="Mine.")
        staff.post(change_page(movie), form_data(movie, description="Theirs."))

        response = curator.post(change_page(movie), opened)
        assert response.status_code == 200
        page = response.content.decode()
        assert "Somebody else has changed this title" in page
        assert "Mine." in page
        assert f'href="{change_page(movie)}"' in page
        movie.refresh_from_db()
        assert movie.description == "Theirs."

        again = {**opened, "version": response.context["adminform"].form["version"].value()}
        assert curator.post(change_page(movie), again).status_code == 302
        movie.refresh_from_db()
        assert movie.description == "Mine."

    def test_to_hide_a_title_counts_as_a_change(self, curator: Client, staff: Client):
        movie = MovieFactory.create()
        opened = form_data(movie, description="Mine.")
        staff.post(LIST, {"action": "hide", "_selected_action": [movie.pk]})
        assert curator.post(change_page(movie), opened).status_code == 200
        assert not Movie.objects.get().is_published

    def test_the_work_of_the_embedding_does_not(self, curator: Client, catalogue: dict[str, Movie]):
        from catalog.embeddings.refresh import embed_chunk

        movie = catalogue["Jaws"]
        Movie.objects.filter(pk=movie.pk).update(embedding_hash="old")
        opened = form_data(movie, description="Mine.")
        embed_chunk([movie.pk], job_id=None)
        assert curator.post(change_page(movie), opened).status_code == 302

    def test_a_title_that_was_deleted_meanwhile_is_no_error(self, curator: Client):
        movie = MovieFactory.create()
        opened = form_data(movie)
        Movie.objects.all().delete()
        response = curator.post(change_page(movie), opened, follow=True)
        assert "Perhaps it was deleted?" in response.content.decode()


@pytest.mark.django_db
class TestDeleting:
    def test_says_what_goes_along_without_listing_it(self, curator: Client):
        movie = MovieFactory.create()
        Source.objects.create(movie=movie, platform="hulu", source_id="s1")
        for user in UserFactory.create_batch(3):
            Favorite.objects.create(user=user, movie=movie)
        page = curator.get(f"{LIST}{movie.pk}/delete/").content.decode()
        assert "Favourites: 3" in page
        assert "Sources: 1" in page
        assert "hide it instead" in page
        assert user.username not in page

    @pytest.mark.parametrize("way", ["page", "action"])
    def test_takes_everything_along(self, curator: Client, way: str):
        movie = MovieFactory.create()
        Favorite.objects.create(user=UserFactory.create(), movie=movie)
        if way == "page":
            curator.post(f"{LIST}{movie.pk}/delete/", {"post": "yes"})
        else:
            chosen = {"action": "delete_selected", "_selected_action": [movie.pk], "post": "yes"}
            curator.post(LIST, chosen)
        assert not Movie.objects.exists()
        assert not Favorite.objects.exists()
        assert LogEntry.objects.get().is_deletion()
