"""A record that leaves the title it was joined to."""

import pytest
from django.test import Client

from catalog.linking import link_sources
from catalog.models import FormerTitle, Job, Movie, Source, SourcePair
from catalog.splitting import SplitRefused, split_off
from recommendations.models import Favorite
from tests.accounts.factories import UserFactory
from tests.catalog.records import film, imported

pytestmark = pytest.mark.django_db

NETFLIX = film("Home", 2015, directors="Tim Johnson", cast="Rihanna", genres=("Comedies",))
TMDB = film(
    "HOME",
    2016,
    source_id="228161",
    directors="Tim Johnson 7",
    cast="Rihanna 131519, Steve Martin 67773",
    genres=("Animation",),
    tagline="Worlds collide.",
    budget=135_000_000,
)


@pytest.fixture
def joined() -> tuple[Source, Source]:
    """The records of Netflix and TMDB, of one title."""
    first, second = imported(NETFLIX, "netflix"), imported(TMDB, "tmdb")
    link_sources(embed=False)
    for source in (first, second):
        source.refresh_from_db()
    assert first.movie_id == second.movie_id
    return first, second


class TestTheRecord:
    def test_has_a_title_of_its_own_that_says_what_it_says_alone(self, joined):
        split = split_off(joined[1].pk)
        joined[1].refresh_from_db()
        assert joined[1].movie == split
        assert (split.title, split.release_year, split.tagline) == ("HOME", 2016, "Worlds collide.")
        assert split.cast == ["Rihanna", "Steve Martin"]
        assert [genre.name for genre in split.genres.all()] == ["Animation"]
        assert split.figures.budget == 135_000_000
        assert split.people_text == "Tim Johnson, Rihanna, Steve Martin"

    def test_has_the_title_again_that_it_had_before(self, joined, client: Client):
        former = FormerTitle.objects.get().pk
        split = split_off(joined[1].pk)
        assert split.pk == former
        assert not FormerTitle.objects.exists()
        assert client.get(split.get_absolute_url()).status_code == 200

    def test_has_a_new_one_if_that_was_the_title_that_stayed(self, joined, client: Client):
        former = FormerTitle.objects.get()
        split = split_off(joined[0].pk)
        assert split.pk not in (former.pk, former.movie_id)
        assert FormerTitle.objects.get() == former, "still of the record that stays"

    def test_says_afterwards_what_its_import_said(self, joined):
        split_off(joined[1].pk)
        source = Source.objects.get(pk=joined[1].pk)
        assert source.content_hash == TMDB.content_hash()


class TestTheTitleThatStays:
    def test_says_what_its_other_records_say(self, joined):
        title = joined[0].movie
        split_off(joined[1].pk)
        title = Movie.objects.get(pk=title.pk)
        assert (title.title, title.tagline, title.cast) == ("Home", "", ["Rihanna"])
        assert [genre.name for genre in title.genres.all()] == ["Comedies"]
        assert getattr(title, "figures", None) is None or title.figures.budget is None

    def test_keeps_the_favourites(self, joined):
        favorite = Favorite.objects.create(user=UserFactory.create(), movie=joined[0].movie)
        for source in joined[1], joined[0]:
            if Source.objects.get(pk=source.pk).movie.sources.count() == 2:
                split_off(source.pk)
        favorite.refresh_from_db()
        assert favorite.movie_id == joined[0].movie_id

    def test_is_embedded_anew_as_the_other_is(self, joined, django_capture_on_commit_callbacks):
        with django_capture_on_commit_callbacks(execute=True):
            split = split_off(joined[1].pk)
        queued = Job.objects.get(kind=Job.Kind.EMBED).queued_movies
        assert set(queued.values_list("pk", flat=True)) == {joined[0].movie_id, split.pk}


class TestLaterRuns:
    def test_do_not_join_them_again(self, joined):
        user = UserFactory.create()
        split_off(joined[1].pk, by_user_id=user.pk)
        assert link_sources().counts()["joined"] == 0
        pair = SourcePair.objects.get()
        assert (pair.status, pair.decided_by) == (SourcePair.Status.APART, user)

    def test_of_an_import_change_each_title_by_its_own_record(self, joined):
        split = split_off(joined[1].pk)
        imported(film("HOME", 2016, source_id="228161", tagline="Another."), "tmdb")
        split.refresh_from_db()
        assert split.tagline == "Another."
        assert Movie.objects.get(pk=joined[0].movie_id).tagline == ""


class TestRefusals:
    def test_the_only_record_of_a_title(self):
        source = imported(NETFLIX, "netflix")
        with pytest.raises(SplitRefused, match="only record"):
            split_off(source.pk)

    def test_a_record_that_is_gone(self, joined):
        with pytest.raises(SplitRefused, match="gone"):
            split_off(joined[1].pk + 1000)

    def test_a_record_of_which_is_not_known_what_it_says(self, joined):
        Source.objects.filter(pk=joined[0].pk).update(record={})
        with pytest.raises(SplitRefused, match="import its file again"):
            split_off(joined[1].pk)
        assert Movie.objects.count() == 1
