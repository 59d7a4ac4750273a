"""What the page of the map draws."""

import numpy as np
import pytest
from django.test import Client

from catalog.models import Movie
from catalog.version import catalogue_changed
from recommendations.map import drawing
from recommendations.map.drawing import Drawing, current_drawing, draw, points_of
from recommendations.models import CatalogueMap
from tests.browser.rows import make_map
from tests.catalog.factories import GenreFactory, MovieFactory
from tests.recommendations.map.conftest import give_vector

pytestmark = pytest.mark.django_db


def now() -> Drawing:
    current = current_drawing()
    assert current is not None
    return current[1]


def read_points(points: bytes) -> dict[str, np.ndarray]:
    """As `static/js/map-points.js` does."""
    [count] = np.frombuffer(points, "<u4", 1)
    x, y = np.frombuffer(points, "<u2", 2 * count, 4).reshape(2, -1)
    steps = np.frombuffer(points, "<u4", count, 4 + 4 * count)
    colours = np.frombuffer(points, "u1", 3 * count, 4 + 8 * count).reshape(3, -1)
    assert len(points) == 4 + 11 * count
    return {"ids": np.cumsum(steps), "x": x, "y": y, "genre": colours[0], "decade": colours[1]}


def test_points_say_what_was_stored(catalogue: dict[str, Movie]):
    make_map()
    found = read_points(now().points)
    assert found["ids"].tolist() == sorted(movie.pk for movie in catalogue.values())
    assert np.stack([found["x"], found["y"]], axis=1).tolist() == now().places.tolist()


def test_fifty_thousand_points_take_half_a_megabyte():
    count = 50_000
    many = Drawing(
        np.arange(count) * 3,
        np.zeros((count, 2), dtype=np.uint16),
        np.zeros((3, count), dtype=np.uint8),
        ("Drama",),
        0,
    )
    assert len(many.points) == 550_004


def test_what_is_hidden_or_deleted_after_the_map_was_made_is_not_drawn(
    catalogue: dict[str, Movie],
):
    make_map()
    version = now().version
    Movie.objects.filter(title="Jaws").update(is_published=False)
    catalogue["Moon Base"].delete()
    drawing._here.clear()
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(drawing, "catalogue_version", lambda: "another")
        left = now()
        assert len(left) == 6
        assert left.place_of(catalogue["Jaws"].pk) is None
        assert left.version != version


@pytest.mark.django_db(transaction=True)
def test_a_change_of_the_catalogue_is_seen_at_once(catalogue: dict[str, Movie]):
    make_map()
    assert len(now()) == 8
    Movie.objects.filter(title="Jaws").update(is_published=False)
    catalogue_changed()
    assert len(now()) == 7


def test_titles_without_a_place_are_counted(catalogue: dict[str, Movie]):
    row = make_map()
    assert now().missing == 0
    give_vector(MovieFactory.create(), np.eye(512)[0])
    MovieFactory.create(description="Not read yet.")
    give_vector(MovieFactory.create(is_published=False), np.eye(512)[0])
    assert draw(row).missing == 1


def test_titles_keep_their_place_while_another_encoder_reads_them(catalogue: dict[str, Movie]):
    row = make_map()
    Movie.objects.filter(title="Jaws").update(embedding_model="another")
    drawn = draw(row)
    assert (len(drawn), drawn.missing) == (8, 0)
    give_vector(new := MovieFactory.create(), np.eye(512)[0])
    Movie.objects.filter(pk=new.pk).update(embedding_model="another")
    assert draw(row).missing == 1


def test_of_several_genres_the_rarest_with_a_colour_counts(catalogue: dict[str, Movie]):
    for movie in catalogue.values():
        movie.genres.add(GenreFactory.create(name="Drama"))
    for name in ("Jaws", "Deep Blue"):
        catalogue[name].genres.add(GenreFactory.create(name="Horror"))
    catalogue["Moon Base"].genres.clear()
    drawn = draw(make_map())
    assert drawn.genres == ("Drama", "Horror")
    by_title = dict(zip(drawn.title_ids.tolist(), drawn.colours[0].tolist(), strict=True))
    assert by_title[catalogue["Jaws"].pk] == 1
    assert by_title[catalogue["Love Actually"].pk] == 0
    assert by_title[catalogue["Moon Base"].pk] == 2
    legend = drawn.legends()["genre"]
    assert [(entry.label, entry.count) for entry in legend] == [
        ("Drama", 5),
        ("Horror", 2),
        ("other or none", 1),
    ]


def test_genres_beyond_the_colours_share_one(
    catalogue: dict[str, Movie], monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(drawing, "MOST_GENRES", 2)
    for nth, movie in enumerate(catalogue.values()):
        movie.genres.add(GenreFactory.create(name=f"Genre {min(nth // 3, 2)}"))
    assert [entry.count for entry in draw(make_map()).legends()["genre"]] == [3, 3, 2]


@pytest.mark.parametrize(
    ("year", "label"),
    [
        (1899, "before 1950"),
        (1949, "before 1950"),
        (1950, "1950s"),
        (2019, "2010s"),
        (2020, "from 2020"),
        (2031, "from 2020"),
        (None, "not known"),
    ],
)
def test_each_year_has_its_decade(catalogue: dict[str, Movie], year: int | None, label: str):
    Movie.objects.update(release_year=year)
    found = draw(make_map()).legends()["decade"]
    assert [entry.label for entry in found if entry.count] == [label]


def test_kinds_have_their_colours(catalogue: dict[str, Movie]):
    Movie.objects.filter(title="Breaking Bad").update(kind="series")
    found = draw(make_map()).legends()["kind"]
    assert [(entry.label, entry.count) for entry in found] == [("film", 7), ("series", 1)]


def test_the_nearest_on_the_map_come_first_and_of_equals_the_lower_id():
    drawn = Drawing(
        np.array([3, 5, 8, 9]),
        np.array([[9, 9], [0, 2], [0, 0], [2, 0]], dtype=np.uint16),
        np.zeros((3, 4), dtype=np.uint8),
        (),
        0,
    )
    place = drawn.place_of(8)
    assert place is not None
    assert drawn.nearest_to(place).tolist() == [8, 5, 9, 3]


def test_without_a_map_or_with_a_broken_one_nothing_is_drawn(catalogue: dict[str, Movie]):
    assert current_drawing() is None
    row = make_map()
    CatalogueMap.objects.filter(pk=row.pk).update(places=b"short")
    assert current_drawing() is None


def test_operators_are_told_of_a_map_that_cannot_be_read(
    admin_client: Client, catalogue: dict[str, Movie]
):
    row = make_map()
    assert "map" not in admin_client.get("/readyz").json().get("degraded", {})
    CatalogueMap.objects.filter(pk=row.pk).update(places=b"short")
    told = admin_client.get("/readyz")
    assert told.status_code == 200
    assert "5 of places" in told.json()["degraded"]["map"]
    assert "degraded" not in Client().get("/readyz").json()


def test_points_of_an_earlier_version_are_kept_and_of_none_are_not(catalogue: dict[str, Movie]):
    make_map()
    version, points = now().version, now().points
    assert points_of(version) == points
    CatalogueMap.objects.all().delete()
    assert points_of(version) == points
    assert points_of("0" * 16) is None


def test_the_map_is_drawn_once_until_something_changes(
    catalogue: dict[str, Movie], django_assert_num_queries
):
    make_map()
    now()
    with django_assert_num_queries(1):
        now()
    drawing._here.clear()
    with django_assert_num_queries(1):
        now()
