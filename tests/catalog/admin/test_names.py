"""People, genres and countries in the admin."""

import pytest
from django.test import Client

from catalog.denormalise import refresh_texts
from catalog.models import Credit, Movie, OutdatedText, Person
from tests.catalog.factories import GenreFactory, MovieFactory


@pytest.mark.django_db
class TestNames:
    def test_a_genre_that_is_renamed_is_renamed_in_the_texts_of_its_titles(
        self, staff: Client, catalogue: dict[str, Movie], django_capture_on_commit_callbacks
    ):
        genre = catalogue["Jaws"].genres.create(name="Horor")
        with django_capture_on_commit_callbacks(execute=True):
            staff.post(f"/admin/catalog/genre/{genre.pk}/change/", {"name": "Horror"})
        movie = Movie.objects.get(title="Jaws")
        assert movie.terms_text == "Horror"
        assert movie.embedding_job is not None, "its text is another now"
        assert not OutdatedText.objects.exists()

    @pytest.mark.parametrize("way", ["page", "action"])
    def test_a_genre_that_is_deleted_leaves_the_texts_of_its_titles(
        self,
        staff: Client,
        catalogue: dict[str, Movie],
        way: str,
        django_capture_on_commit_callbacks,
    ):
        genre = catalogue["Jaws"].genres.create(name="Horror")
        refresh_texts([catalogue["Jaws"].pk])
        with django_capture_on_commit_callbacks(execute=True):
            if way == "page":
                staff.post(f"/admin/catalog/genre/{genre.pk}/delete/", {"post": "yes"})
            else:
                chosen = {"action": "delete_selected", "_selected_action": [genre.pk]}
                staff.post("/admin/catalog/genre/", chosen | {"post": "yes"})
        assert Movie.objects.get(title="Jaws").terms_text == ""

    def test_the_page_before_a_deletion_counts_the_titles_and_lists_none(self, curator: Client):
        genre = GenreFactory.create(name="Horror")
        for movie in MovieFactory.create_batch(3):
            movie.genres.add(genre)
        page = curator.get(f"/admin/catalog/genre/{genre.pk}/delete/").content.decode()
        assert "Titles that lose it: 3" in page
        assert "Title number" not in page


@pytest.mark.django_db
class TestAutocompletes:
    def suggested(self, client: Client, model: str, field: str, term: str) -> list[str]:
        params = {"app_label": "catalog", "model_name": model, "field_name": field, "term": term}
        response = client.get("/admin/autocomplete/", params)
        return [result["text"] for result in response.json()["results"]]

    @pytest.fixture(autouse=True)
    def people(self, db: None) -> None:
        for name in ("Penélope Cruz", "Tom Cruise", "Will Smith", "Jean-Luc Godard", "$"):
            Person.objects.create(name=name)

    @pytest.mark.parametrize(
        ("term", "expected"),
        [
            ("penelope", ["Penélope Cruz"]),
            ("CRUZ PEN", ["Penélope Cruz"]),
            ("cru", ["Penélope Cruz", "Tom Cruise"]),
            ("will", ["Will Smith"]),
            ("luc", ["Jean-Luc Godard"]),
            ("nobody", []),
            ("$", []),
            ("'; & | ! <-> (", []),
            ("x" * 5000, []),
        ],
    )
    def test_people_are_found_by_the_beginnings_of_their_names(
        self, curator: Client, term: str, expected: list[str]
    ):
        assert self.suggested(curator, "credit", "person", term) == expected

    def test_genres_are_found_by_any_part(self, curator: Client):
        GenreFactory.create(name="TV Dramas")
        assert self.suggested(curator, "movie", "genres", "drama") == ["TV Dramas"]

    def test_the_search_for_people_has_an_index(self):
        Credit.objects.all().delete()
        Person.objects.all().delete()
        Person.objects.bulk_create(Person(name=f"First{n} Last{n}") for n in range(3000))
        from django.db import connection

        with connection.cursor() as cursor:
            cursor.execute("ANALYZE catalog_person")
        assert "person_name_words" in Person.objects.named_like("last77").explain()

    def test_visitors_learn_nothing(self, client: Client):
        params = {"app_label": "catalog", "model_name": "credit", "field_name": "person"}
        assert client.get("/admin/autocomplete/", params).status_code == 302
