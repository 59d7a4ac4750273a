"""Recommended for you."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import User
from catalog.models import Movie
from recommendations.models import Favorite, Rater
from recommendations.panel import recommend_for
from tests.accounts.factories import UserFactory
from tests.catalog.factories import MovieFactory


def like(user: User, *movies: Movie) -> None:
    for movie in movies:
        Favorite.objects.create(user=user, movie=movie)


def test_five_titles_are_shown_and_no_favorite_among_them(catalogue: dict[str, Movie]):
    user = UserFactory.create()
    favorites = [catalogue["Jaws"], catalogue["Finding Nemo"]]
    like(user, *favorites)
    panel = recommend_for(user)
    assert panel.is_personal
    shown = [r.movie for r in panel.recommendations]
    assert len(set(shown)) == 5
    assert set(shown).isdisjoint(favorites)


def test_each_names_the_favorite_that_it_is_there_for(catalogue: dict[str, Movie]):
    user = UserFactory.create()
    like(user, catalogue["Jaws"], catalogue["Love Actually"])
    reasons = {r.movie.title: r.because_of for r in recommend_for(user).recommendations}
    assert reasons["Deep Blue"] == (catalogue["Jaws"],)


def test_the_panel_follows_a_new_favorite_at_once(client: Client, catalogue: dict[str, Movie]):
    user = UserFactory.create()
    client.force_login(user)
    assert b"Liked by others" in client.get("/recommended/").content
    client.post(f"/favorites/{catalogue['Jaws'].pk}/", headers={"HX-Request": "true"})
    panel = client.get("/recommended/").content.decode()
    assert "Recommended for you" in panel
    assert panel.index("Deep Blue") < panel.index("because you liked Jaws")


def test_hidden_adult_and_unreleased_titles_are_never_recommended(catalogue: dict[str, Movie]):
    user = UserFactory.create()
    like(user, catalogue["Jaws"])
    Movie.objects.filter(title="Deep Blue").update(is_adult=True)
    Movie.objects.filter(title="Finding Nemo").update(is_published=False)
    Movie.objects.filter(title="Moon Base").update(status="planned")
    shown = {r.movie.title for r in recommend_for(user).recommendations}
    assert shown.isdisjoint({"Deep Blue", "Finding Nemo", "Moon Base"})
    Favorite.objects.all().delete()
    shown = {r.movie.title for r in recommend_for(user).recommendations}
    assert shown.isdisjoint({"Deep Blue", "Finding Nemo", "Moon Base"})


def test_logged_out_what_others_like_comes_first_then_the_newest(db: None):
    newest = MovieFactory.create(title="Newest", release_year=2022)
    MovieFactory.create(title="Older", release_year=2010)
    liked, loved = MovieFactory.create(release_year=1950), MovieFactory.create(release_year=1960)
    for movie in (liked, loved, loved):
        like(UserFactory.create(), movie)
    panel = recommend_for(AnonymousUser())
    assert not panel.is_personal
    assert [r.movie for r in panel.recommendations][:3] == [loved, liked, newest]
    assert [r.liked_by for r in panel.recommendations][:3] == [2, 1, 0]


def test_what_raters_and_users_gave_four_stars_counts_as_liked_once_a_person(db: None):
    rated, liked, disliked = MovieFactory.create_batch(3, release_year=1950)
    user = UserFactory.create()
    like(user, liked)
    for movie, value in ((liked, 10), (rated, 8), (disliked, 7)):
        user.ratings.create(movie=movie, value=value)
    for number in (1, 2):
        rater = Rater.objects.create(dataset="ml", number=number)
        for movie, value in ((rated, 8), (disliked, 2)):
            rater.ratings.create(movie=movie, value=value, rated_at=timezone.now())
    shown = recommend_for(AnonymousUser()).recommendations
    assert [(r.movie, r.liked_by) for r in shown] == [(rated, 3), (liked, 1), (disliked, 0)]


def test_favorites_without_an_embedding_fall_back_to_what_others_like(db: None):
    user, mine, other = UserFactory.create(), MovieFactory.create(), MovieFactory.create()
    like(user, mine)
    panel = recommend_for(user)
    assert not panel.is_personal
    assert [r.movie for r in panel.recommendations] == [other]


def test_hidden_favorites_are_no_reason_and_count_for_nothing(catalogue: dict[str, Movie]):
    user = UserFactory.create()
    like(user, catalogue["Jaws"], catalogue["Love Actually"])
    Movie.objects.filter(title="Jaws").update(is_published=False)
    shown = recommend_for(user).recommendations
    assert catalogue["Jaws"] not in {movie for r in shown for movie in r.because_of}
    Favorite.objects.filter(movie=catalogue["Jaws"]).delete()
    assert [r.movie for r in recommend_for(user).recommendations] == [r.movie for r in shown]


@pytest.mark.parametrize("kind", ["seen", "dismissed"])
def test_what_was_seen_or_dismissed_never_comes_back(catalogue: dict[str, Movie], kind: str):
    user = UserFactory.create()
    like(user, catalogue["Jaws"])
    user.marks.create(movie=catalogue["Deep Blue"], kind=kind)
    assert "Deep Blue" not in {r.movie.title for r in recommend_for(user).recommendations}
    Favorite.objects.all().delete()
    assert "Deep Blue" not in {r.movie.title for r in recommend_for(user).recommendations}


def test_what_others_like_is_counted_once_in_ten_minutes_and_each_visitor_s_own_left_out(db: None):
    liked, loved, hidden = MovieFactory.create_batch(3, release_year=1950)
    MovieFactory.create(title="Newest", release_year=2022)
    for movie in (liked, loved, loved, hidden, hidden, hidden):
        like(UserFactory.create(), movie)
    recommend_for(AnonymousUser())
    Movie.objects.filter(pk=hidden.pk).update(is_published=False)
    with CaptureQueriesContext(connection) as queries:
        panel = recommend_for(AnonymousUser())
    assert not any("COUNT(" in query["sql"] for query in queries)
    assert [r.movie for r in panel.recommendations][:2] == [loved, liked]
    user = UserFactory.create()
    like(user, loved)
    assert recommend_for(user).recommendations[0].movie == liked


def test_an_empty_catalogue_has_a_panel_that_shows_itself_with_the_first_title(
    client: Client, db: None
):
    assert b" hidden>" in client.get("/recommended/").content
    MovieFactory.create()
    assert b" hidden>" not in client.get("/recommended/").content


@pytest.mark.parametrize("number", [1, 6])
def test_the_number_of_queries_does_not_grow_with_the_favorites(
    catalogue: dict[str, Movie], number: int
):
    user = UserFactory.create()
    like(user, *list(catalogue.values())[:number])
    recommend_for(user)
    with CaptureQueriesContext(connection) as queries:
        recommend_for(user)
    # What was told, what is served, the liked titles, those near them, what is known of them all,
    # the cards.
    assert len(queries) == 6
