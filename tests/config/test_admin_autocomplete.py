"""An autocomplete field that is sent something that is no id."""

import pytest
from django.test import Client

from catalog.models import Movie
from tests.catalog.factories import GenreFactory, MovieFactory


@pytest.mark.parametrize("value", [" ", "Jaws", "1e309", "<script>", "9" * 400])
def test_a_word_for_an_id_is_an_error_beside_the_field(admin_client: Client, value: str):
    response = admin_client.post("/admin/recommendations/favorite/add/", {"movie": value})
    assert response.status_code == 200
    assert response.context["adminform"].form.errors["movie"]


def test_what_is_chosen_stays_chosen_beside_it(admin_client: Client):
    genre, movie = GenreFactory.create(name="Horror"), MovieFactory.create()
    response = admin_client.post(
        f"/admin/catalog/movie/{movie.pk}/change/", {"title": "", "genres": [genre.pk, "x"]}
    )
    assert response.status_code == 200
    assert b"selected>Horror</option>" in response.content
    assert Movie.objects.get().title == movie.title
