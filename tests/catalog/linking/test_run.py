"""The joining as a whole, on records in a real database."""

import dataclasses
from collections.abc import Callable
from datetime import date
from typing import Any, cast

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from catalog.composition import compose
from catalog.linking import link_sources
from catalog.linking.curating import keep_apart
from catalog.linking.run import close_interrupted_links
from catalog.merge import merge_titles
from catalog.models import Credit, FormerTitle, Job, Movie, OutdatedText, Source, SourcePair
from catalog.records import CreditRecord, Role, TitleRecord
from recommendations.models import Favorite
from tests.accounts.factories import UserFactory
from tests.catalog.records import film, imported

pytestmark = pytest.mark.django_db

NETFLIX = film(
    "Home",
    2015,
    directors="Tim Johnson",
    cast="Jim Parsons, Rihanna",
    description="An alien makes friends.",
    genres=("Comedies",),
    countries=("United States",),
    date_added=date(2020, 1, 2),
    age_rating="PG",
)
TMDB = film(
    "Home",
    2015,
    source_id="228161",
    directors="Tim Johnson 7",
    cast="Rihanna 131519, Jim Parsons 5374, Steve Martin 67773",
    description="When Earth is taken over by the Boov…",
    tagline="Worlds collide.",
    genres=("Animation",),
    keywords=("alien",),
    companies=("DreamWorks",),
    collection="Home Collection",
    imdb_id="tt2224026",
    minutes=94,
    release_date=date(2015, 3, 18),
    budget=135_000_000,
    revenue=368_871_007,
    vote_count=1_539,
    vote_average=6.8,
)


def record_of(movie: Movie) -> TitleRecord:
    """What the title says in the tables, as one record; its lists in the order of their names."""
    figures = getattr(movie, "figures", None)
    said: dict[str, Any] = {}
    for field in dataclasses.fields(TitleRecord):
        name = field.name
        if name == "source_id":
            said[name] = ""
        elif name == "credits":
            credits = movie.credits.select_related("person").order_by("-role", "position")
            said[name] = tuple(
                CreditRecord(c.person.name, cast(Role, c.role), c.person.tmdb_id, c.character)
                for c in credits
            )
        elif name == "collection":
            said[name] = movie.collection.name if movie.collection else ""
        elif hasattr(movie, name):
            value = getattr(movie, name)
            is_list = hasattr(value, "all")
            said[name] = tuple(sorted(term.name for term in value.all())) if is_list else value
        else:
            said[name] = getattr(figures, name, None)
    return TitleRecord(**said)


class TestJoining:
    def test_makes_one_title_that_says_what_both_records_say_together(self):
        first, second = imported(NETFLIX, "netflix"), imported(TMDB, "tmdb")
        report = link_sources()
        assert report.counts()["joined"] == 1
        movie = Movie.objects.get()
        assert movie.pk == min(first.movie_id, second.movie_id), "the older one stays"
        wanted = dataclasses.replace(
            compose([NETFLIX, TMDB]), source_id="", genres=("Animation", "Comedies")
        )
        assert record_of(movie) == wanted
        assert movie.people_text == "Rihanna, Jim Parsons, Steve Martin, Tim Johnson"

    def test_says_the_same_whichever_platform_came_first(self):
        imported(TMDB, "tmdb"), imported(NETFLIX, "netflix")
        link_sources()
        movie = Movie.objects.get()
        assert movie.description == TMDB.description
        assert movie.cast == ["Rihanna", "Jim Parsons", "Steve Martin"]
        assert movie.date_added == NETFLIX.date_added

    def test_keeps_what_each_record_said(self):
        imported(NETFLIX, "netflix"), imported(TMDB, "tmdb")
        link_sources()
        for platform, record in (("netflix", NETFLIX), ("tmdb", TMDB)):
            source = Source.objects.get(platform=platform)
            assert TitleRecord.from_json(source.record) == record
            assert source.content_hash == record.content_hash()

    def test_keeps_favourites_and_the_address_of_both(self, client: Client):
        first, second = imported(NETFLIX, "netflix"), imported(TMDB, "tmdb")
        address = second.movie.get_absolute_url()
        both, other = UserFactory.create_batch(2)
        for user, movie in ((both, first.movie), (both, second.movie), (other, second.movie)):
            Favorite.objects.create(user=user, movie=movie)
        link_sources()
        movie = Movie.objects.get()
        assert set(movie.favorites.values_list("user_id", flat=True)) == {both.pk, other.pk}
        assert client.get(address)["Location"] == movie.get_absolute_url()

    def test_keeps_what_a_curator_has_made_of_the_older_title(self):
        source = imported(NETFLIX, "netflix")
        Movie.objects.filter(pk=source.movie_id).update(description="By hand.", is_published=False)
        imported(TMDB, "tmdb")
        link_sources()
        movie = Movie.objects.get()
        assert (movie.description, movie.is_published) == ("By hand.", False)
        assert movie.tagline == "Worlds collide."

    def test_queues_the_title_to_be_embedded_if_its_text_is_another(
        self, django_capture_on_commit_callbacks: Callable
    ):
        imported(NETFLIX, "netflix"), imported(TMDB, "tmdb")
        with django_capture_on_commit_callbacks(execute=True):
            assert link_sources().queued == 1
        assert Job.objects.get(kind=Job.Kind.EMBED).queued_movies.get() == Movie.objects.get()

    def test_leaves_that_to_the_sweep_if_it_is_told_to(self):
        imported(NETFLIX, "netflix"), imported(TMDB, "tmdb")
        assert link_sources(embed=False).queued == 0
        assert Movie.objects.get().embedding_job is None

    def test_writes_a_job_and_the_pair(self):
        imported(NETFLIX, "netflix"), imported(TMDB, "tmdb")
        link_sources()
        job = Job.objects.get(kind=Job.Kind.LINK)
        assert (job.status, job.total, job.done) == (Job.Status.SUCCEEDED, 1, 1)
        pair = SourcePair.objects.get()
        assert (pair.status, pair.decided_by) == (SourcePair.Status.JOINED, None)

    def test_of_three_platforms_makes_one_title(self):
        imported(NETFLIX, "netflix"), imported(film("Home", 2015), "hulu"), imported(TMDB, "tmdb")
        assert link_sources().counts()["joined"] == 2
        assert Source.objects.filter(movie=Movie.objects.get()).count() == 3

    def test_needs_no_more_queries_for_many_pairs(self, django_assert_num_queries: Callable):
        def import_pairs(*numbers: int) -> None:
            for number in numbers:
                for platform in ("netflix", "tmdb"):
                    imported(film(f"Film number {number}", directors="Ada"), platform)

        import_pairs(1, 2)
        with CaptureQueriesContext(connection) as few:
            link_sources(embed=False)
        import_pairs(*range(3, 30))
        with django_assert_num_queries(len(few)):
            assert link_sources(embed=False).counts()["joined"] == 27


class TestWhatIsOneFilm:
    @pytest.mark.parametrize(
        ("one", "other"),
        [
            (film("The Witch", 2015), film("The Witch!", 2016)),
            (film("Amélie", 2001), film("AMELIE", 2001)),
            (film("Biggie & Tupac", 2002), film("Biggie and Tupac", 2002)),
            (film("Balto III", 2004), film("Balto 3", 2004)),
            (film("Spirited Away", 2001), film("Sen", 2001, original_title="Spirited Away")),
        ],
    )
    def test_has_one_name_and_a_year_next_to_the_other(self, one: TitleRecord, other: TitleRecord):
        imported(one, "netflix"), imported(other, "tmdb")
        link_sources()
        assert Movie.objects.count() == 1

    @pytest.mark.parametrize(
        ("one", "other"),
        [
            (film("Home", 2015), film("Home", 2017)),
            (film("Home", 2015), film("Home", None)),
            (film("Home", 2015), film("Home", 2015, kind="series")),
            (film("Home", 2015), film("Home Again", 2015)),
        ],
    )
    def test_has_not_another_year_kind_or_name(self, one: TitleRecord, other: TitleRecord):
        imported(one, "netflix"), imported(other, "tmdb")
        report = link_sources()
        assert report.counts() == {"joined": 0, "to be decided": 0, "of them new": 0} | {
            "without a record": 0
        }
        assert Movie.objects.count() == 2

    def test_is_not_two_records_of_one_platform(self):
        imported(film("Home", source_id="1"), "tmdb"), imported(film("Home", source_id="2"), "tmdb")
        link_sources()
        assert Movie.objects.count() == 2

    def test_is_not_a_remake_of_the_year_after(self):
        imported(film("Home", 2015, directors="Tim Johnson"), "netflix")
        imported(film("Home", 2016, directors="Frank Lin 8"), "tmdb")
        report = link_sources()
        assert (Movie.objects.count(), len(report.open)) == (2, 1)
        pair = SourcePair.objects.get()
        assert (pair.status, pair.reason) == ("open", SourcePair.Reason.DIRECTORS)

    def test_is_told_from_a_remake_that_is_there_too(self):
        imported(film("Home", 2015, directors="Tim Johnson"), "netflix")
        imported(film("Home", 2016, directors="Frank Lin 8"), "tmdb")
        imported(film("Home", 2015, directors="Tim Johnson 7", source_id="2"), "tmdb")
        link_sources()
        assert Movie.objects.count() == 2
        assert Source.objects.get(platform="netflix").movie.sources.count() == 2
        assert not SourcePair.objects.filter(status="open").exists()

    def test_is_for_a_curator_to_say_where_there_are_several(self):
        imported(film("Home"), "netflix")
        for number in "12":
            imported(film("Home", source_id=number), "tmdb")
        link_sources()
        assert Movie.objects.count() == 3
        assert {pair.reason for pair in SourcePair.objects.all()} == {SourcePair.Reason.SEVERAL}


class TestCuratorsDecisions:
    def two(self) -> tuple[Source, Source]:
        return imported(NETFLIX, "netflix"), imported(TMDB, "tmdb")

    def apart(self, first: Source, second: Source) -> None:
        pair = SourcePair.objects.create(first=first, second=second, reason="by_hand")
        assert keep_apart(pair, by_user_id=UserFactory.create().pk)

    def test_to_keep_two_records_apart_stand(self):
        self.apart(*self.two())
        link_sources()
        assert Movie.objects.count() == 2
        assert SourcePair.objects.get().status == SourcePair.Status.APART

    def test_to_keep_them_apart_stand_by_way_of_a_third(self):
        self.apart(*self.two())
        imported(film("Home", 2015), "hulu")
        link_sources()
        netflix, tmdb = (Source.objects.get(platform=name) for name in ("netflix", "tmdb"))
        assert netflix.movie_id != tmdb.movie_id

    def test_decide_for_the_other_candidate_too(self):
        first = imported(film("Home"), "netflix")
        others = [imported(film("Home", source_id=number), "tmdb") for number in "12"]
        link_sources()
        keep_apart(SourcePair.objects.get(second=others[0]), by_user_id=None)
        link_sources()
        first = Source.objects.get(pk=first.pk)
        assert first.movie.sources.filter(pk=others[1].pk).exists()

    def test_to_merge_by_hand_are_noted(self):
        first = imported(film("Home", 2015, directors="Tim Johnson"), "netflix")
        second = imported(film("Home", 2016, directors="Frank Lin"), "tmdb")
        link_sources()
        merge_titles(keep_id=first.movie_id, merge_id=second.movie_id)
        assert SourcePair.objects.get().status == SourcePair.Status.JOINED
        link_sources()
        assert Movie.objects.count() == 1


class TestRunningAgain:
    def test_changes_nothing(self):
        imported(NETFLIX, "netflix"), imported(TMDB, "tmdb")
        imported(film("Elena", 2012, directors="Petra Costa"), "netflix")
        imported(film("Elena", 2011, directors="Andrey Zvyagintsev"), "tmdb")
        first = link_sources()
        assert (first.counts()["joined"], first.new) == (1, 1)
        before = list(Movie.objects.order_by("pk").values("pk", "updated_at"))
        again = link_sources()
        assert (again.counts()["joined"], len(again.open), again.new) == (0, 1, 0)
        assert list(Movie.objects.order_by("pk").values("pk", "updated_at")) == before
        assert Job.objects.filter(kind=Job.Kind.LINK).count() == 1

    def test_takes_a_pair_from_the_list_that_is_none_any_more(self):
        imported(film("Elena", 2012, directors="Petra Costa"), "netflix")
        other = imported(film("Elena", 2011, directors="Andrey Zvyagintsev"), "tmdb")
        link_sources()
        other.movie.delete()
        imported(film("Helena", 2011), "tmdb")
        assert link_sources().open == []
        assert not SourcePair.objects.exists()

    def test_after_a_dry_run_does_what_that_has_shown(self):
        imported(NETFLIX, "netflix"), imported(TMDB, "tmdb")
        shown = link_sources(dry_run=True)
        assert Movie.objects.count() == 2
        assert not Job.objects.exists()
        assert link_sources().joined == shown.joined

    def test_closes_the_job_of_a_run_that_was_killed(self):
        Job.objects.create(kind=Job.Kind.LINK, label="records of one film")
        assert close_interrupted_links() == 1
        assert Job.objects.get().status == Job.Status.FAILED


def test_a_record_of_before_the_site_kept_them_is_left_alone_and_counted():
    source = imported(NETFLIX, "netflix")
    Source.objects.filter(pk=source.pk).update(record={})
    imported(TMDB, "tmdb")
    report = link_sources()
    assert (report.without_record, Movie.objects.count()) == (1, 2)


def test_no_row_is_left_behind():
    imported(NETFLIX, "netflix"), imported(TMDB, "tmdb")
    link_sources()
    movie = Movie.objects.get()
    assert not Credit.objects.exclude(movie=movie).exists()
    assert FormerTitle.objects.get().movie == movie
    assert not OutdatedText.objects.exists()
