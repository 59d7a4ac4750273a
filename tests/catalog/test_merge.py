"""One title made of two."""

from collections.abc import Callable
from pathlib import Path
from threading import Barrier, Thread

import pytest
from django.db import connection
from django.test import Client

from catalog.merge import MergeRefused, merge_titles
from catalog.models import Credit, Figures, FormerTitle, Job, Movie, Person, Source
from catalog.relations import relations_to_titles
from catalog.tasks import waiting_tasks
from recommendations.models import Favorite
from tests.accounts.factories import UserFactory
from tests.catalog.factories import GenreFactory, MovieFactory


@pytest.fixture
def jaws(db: None) -> Movie:
    return MovieFactory.create(title="Jaws", description="A shark hunts swimmers.")


@pytest.fixture
def double(db: None) -> Movie:
    return MovieFactory.create(title="Jaws (film)", description="A shark.", release_year=1975)


def credit(movie: Movie, name: str, role: str = "actor", position: int = 0) -> Credit:
    person, _ = Person.objects.get_or_create(name=name)
    return Credit.objects.create(movie=movie, person=person, role=role, position=position)


@pytest.mark.django_db
class TestWhatMoves:
    def test_the_rows_of_every_app_move_and_the_other_title_is_gone(
        self, jaws: Movie, double: Movie
    ):
        favorite = Favorite.objects.create(user=UserFactory.create(), movie=double)
        source = Source.objects.create(movie=double, platform="hulu", source_id="s1")
        double.genres.add(GenreFactory.create(name="Horror"))
        double.countries.create(name="United States")
        credit(double, "Roy Scheider")
        kept = merge_titles(keep_id=jaws.pk, merge_id=double.pk)
        assert kept == jaws
        for row in (favorite, source):
            row.refresh_from_db()
            assert row.movie_id == jaws.pk
        assert jaws.cast == ["Roy Scheider"]
        assert not Movie.objects.filter(pk=double.pk).exists()

    def test_no_table_with_a_title_in_it_is_left_out(self):
        tables = {relation.related_model._meta.db_table for relation in relations_to_titles()}
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT conrelid::regclass::text FROM pg_constraint "
                "WHERE contype = 'f' AND confrelid = 'catalog_movie'::regclass"
            )
            assert tables == {table for (table,) in cursor.fetchall()}

    def test_what_both_have_is_there_once(self, jaws: Movie, double: Movie):
        both, other = UserFactory.create_batch(2)
        mine = Favorite.objects.create(user=both, movie=jaws)
        for user in (other, both):
            Favorite.objects.create(user=user, movie=double)
        genre = GenreFactory.create(name="Horror")
        for movie in (jaws, double):
            movie.genres.add(genre)
            credit(movie, "Steven Spielberg", role="director")
        merge_titles(keep_id=jaws.pk, merge_id=double.pk)
        assert set(jaws.favorites.values_list("user_id", flat=True)) == {both.pk, other.pk}
        assert Favorite.objects.filter(pk=mine.pk).exists(), "the older row is the one that stays"
        assert jaws.genres.count() == 1
        assert jaws.directors == ["Steven Spielberg"]

    def test_ratings_and_marks_go_along_and_one_s_own_of_the_kept_title_stay(
        self, jaws: Movie, double: Movie
    ):
        both, other = UserFactory.create_batch(2)
        both.ratings.create(movie=jaws, value=9)
        both.marks.create(movie=jaws, kind="watchlist")
        for user in (both, other):
            user.ratings.create(movie=double, value=2)
            user.marks.create(movie=double, kind="watchlist")
            user.marks.create(movie=double, kind="seen")
        merge_titles(keep_id=jaws.pk, merge_id=double.pk)
        assert dict(jaws.ratings.values_list("user", "value")) == {both.pk: 9, other.pk: 2}
        for user in (both, other):
            assert sorted(user.marks.values_list("movie", "kind")) == [
                (jaws.pk, "seen"),
                (jaws.pk, "watchlist"),
            ]

    def test_many_rows_with_few_clashes_move_in_few_queries(
        self, jaws: Movie, double: Movie, django_assert_max_num_queries
    ):
        users = UserFactory.create_batch(40)
        Favorite.objects.create(user=users[7], movie=jaws)
        Favorite.objects.bulk_create(Favorite(user=user, movie=double) for user in users)
        with django_assert_max_num_queries(110):
            merge_titles(keep_id=jaws.pk, merge_id=double.pk)
        assert jaws.favorites.count() == 40

    def test_the_people_of_the_other_title_come_after_those_that_are_there(
        self, jaws: Movie, double: Movie
    ):
        credit(jaws, "Roy Scheider", position=0)
        credit(jaws, "Robert Shaw", position=1)
        credit(double, "Lorraine Gary", position=0)
        credit(double, "Roy Scheider", position=1)
        credit(double, "Murray Hamilton", position=2)
        merge_titles(keep_id=jaws.pk, merge_id=double.pk)
        jaws.refresh_from_db()
        names = ["Roy Scheider", "Robert Shaw", "Lorraine Gary", "Murray Hamilton"]
        assert jaws.cast == names
        assert jaws.people_text == ", ".join(names)


@pytest.mark.django_db
class TestValues:
    def test_stay_as_they_are_unless_taken(self, jaws: Movie, double: Movie):
        kept = merge_titles(keep_id=jaws.pk, merge_id=double.pk, take={"release_year": "merged"})
        assert (kept.title, kept.release_year) == ("Jaws", 1975)

    def test_a_kind_brings_its_length(self, jaws: Movie):
        Movie.objects.filter(pk=jaws.pk).update(minutes=124)
        series = MovieFactory.create(kind="series", seasons=3)
        kept = merge_titles(keep_id=jaws.pk, merge_id=series.pk, take={"kind": "merged"})
        assert (kept.kind, kept.minutes, kept.seasons) == ("series", None, 3)

    def test_of_figures_are_taken_one_by_one(self, jaws: Movie, double: Movie):
        Figures.objects.create(movie=jaws, budget=7_000_000, vote_count=3, vote_average=9.0)
        Figures.objects.create(movie=double, budget=9, revenue=470_000_000, vote_count=2_628)
        merge_titles(
            keep_id=jaws.pk,
            merge_id=double.pk,
            take={"revenue": "merged", "vote_count": "merged"},
        )
        figures = Figures.objects.get()
        assert (figures.movie_id, figures.budget, figures.revenue) == (
            jaws.pk,
            7_000_000,
            470_000_000,
        )
        assert (figures.vote_count, figures.vote_average) == (2_628, None)

    def test_of_figures_that_only_one_has_move_unless_none_was_chosen(
        self, jaws: Movie, double: Movie
    ):
        Figures.objects.create(movie=double, budget=7_000_000)
        other = MovieFactory.create()
        merge_titles(keep_id=jaws.pk, merge_id=double.pk)
        assert Figures.objects.get().movie_id == jaws.pk
        merge_titles(keep_id=other.pk, merge_id=jaws.pk, take={"budget": "kept"})
        assert not Figures.objects.exists()

    def test_a_text_that_is_another_is_embedded_after_the_commit(
        self,
        catalogue: dict[str, Movie],
        django_capture_on_commit_callbacks: Callable,
    ):
        kept, merged = catalogue["Jaws"], catalogue["Deep Blue"]
        with django_capture_on_commit_callbacks(execute=True):
            merge_titles(keep_id=kept.pk, merge_id=merged.pk, take={"description": "merged"})
        kept.refresh_from_db()
        assert kept.description == merged.description
        assert kept.embedding is not None, "found by its old text meanwhile"
        assert kept.embedding_job == Job.objects.get()
        assert waiting_tasks("embedding") == 1

    def test_a_text_that_is_the_same_is_not(self, catalogue: dict[str, Movie]):
        merge_titles(keep_id=catalogue["Jaws"].pk, merge_id=catalogue["Deep Blue"].pk)
        assert not Job.objects.exists()


@pytest.mark.django_db
class TestTheOldAddress:
    def test_leads_to_the_title_that_stayed(self, jaws: Movie, double: Movie, client: Client):
        address = double.get_absolute_url()
        merge_titles(keep_id=jaws.pk, merge_id=double.pk)
        response = client.get(address)
        assert (response.status_code, response["Location"]) == (301, jaws.get_absolute_url())

    def test_still_does_when_that_one_is_merged_too(
        self, jaws: Movie, double: Movie, client: Client
    ):
        address = double.get_absolute_url()
        last = MovieFactory.create(title="Jaws, restored")
        merge_titles(keep_id=jaws.pk, merge_id=double.pk)
        merge_titles(keep_id=last.pk, merge_id=jaws.pk)
        assert client.get(address)["Location"] == last.get_absolute_url()
        assert FormerTitle.objects.filter(movie=last).count() == 2

    def test_says_nothing_of_a_title_that_is_hidden(
        self, jaws: Movie, double: Movie, client: Client
    ):
        address = double.get_absolute_url()
        merge_titles(keep_id=jaws.pk, merge_id=double.pk)
        Movie.objects.update(is_published=False)
        assert client.get(address).status_code == 404


@pytest.mark.django_db
class TestImportsAfterwards:
    def write(self, path: Path, *rows: str) -> Path:
        header = "show_id,type,title,release_year,listed_in,cast,description"
        path.write_text("\n".join([header, *rows]) + "\n")
        return path

    def test_change_the_title_that_stayed_and_do_not_make_the_other_again(
        self, tmp_path: Path, manage: Callable[..., str]
    ):
        rows = ["s1,Movie,Jaws,1975,Horror,Roy Scheider,A shark."]
        rows += ["s2,Movie,Jaws again,1976,Horror,Roy Scheider,Sharks."]
        manage("import_netflix", self.write(tmp_path / "a.csv", *rows), "--no-embed")
        kept, merged = Movie.objects.order_by("pk")
        merge_titles(keep_id=kept.pk, merge_id=merged.pk)
        out = manage("import_netflix", tmp_path / "a.csv", "--no-embed")
        assert "0 created, 0 updated, 2 unchanged" in out

        rows[0] = rows[0].replace("A shark.", "A great shark.")
        manage("import_netflix", self.write(tmp_path / "a.csv", *rows), "--no-embed")
        assert Movie.objects.get().description == "A great shark."

    def test_that_change_both_records_hear_the_first(
        self, tmp_path: Path, manage: Callable[..., str]
    ):
        rows = ["s1,Movie,Jaws,1975,Horror,Roy Scheider,A shark."]
        rows += ["s2,Movie,Jaws again,1976,Horror,Roy Scheider,Sharks."]
        manage("import_netflix", self.write(tmp_path / "a.csv", *rows), "--no-embed")
        kept, merged = Movie.objects.order_by("pk")
        merge_titles(keep_id=kept.pk, merge_id=merged.pk)
        changed = [row.replace("1975", "1977").replace("1976", "1978") for row in rows]
        out = manage("import_netflix", self.write(tmp_path / "a.csv", *changed), "--no-embed")
        assert "0 created, 2 updated" in out
        movie = Movie.objects.get()
        assert (movie.release_year, movie.cast) == (1977, ["Roy Scheider"])
        assert movie.genres.count() == 1


@pytest.mark.django_db
class TestRefusals:
    def test_a_title_and_itself(self, jaws: Movie):
        with pytest.raises(MergeRefused, match="itself"):
            merge_titles(keep_id=jaws.pk, merge_id=jaws.pk)
        assert Movie.objects.filter(pk=jaws.pk).exists()

    def test_a_title_that_is_gone(self, jaws: Movie):
        with pytest.raises(MergeRefused, match="gone"):
            merge_titles(keep_id=jaws.pk, merge_id=jaws.pk + 1000)

    def test_values_that_no_title_may_have_leave_everything_as_it_was(
        self, jaws: Movie, double: Movie, monkeypatch: pytest.MonkeyPatch
    ):
        """A length without its kind: not offered, and the last word is the table's anyway."""
        monkeypatch.setattr("catalog.merge_values.CHOICES", {"kind": ("seasons",)})
        Movie.objects.filter(pk=double.pk).update(kind="series", seasons=2)
        with pytest.raises(MergeRefused):
            merge_titles(keep_id=jaws.pk, merge_id=double.pk, take={"kind": "merged"})
        assert Movie.objects.count() == 2


@pytest.mark.django_db(transaction=True)
def test_two_curators_at_once_lose_neither_title(served_environment: dict[str, str]):
    """Each merges the other's title away: one of them wins, the other is told."""
    first, second = MovieFactory.create_batch(2)
    start, outcomes = Barrier(2), []

    def merge(keep: Movie, other: Movie) -> None:
        start.wait()
        try:
            merge_titles(keep_id=keep.pk, merge_id=other.pk)
            outcomes.append("merged")
        except MergeRefused:
            outcomes.append("refused")
        finally:
            connection.close()

    threads = [Thread(target=merge, args=pair) for pair in ((first, second), (second, first))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["merged", "refused"]
    assert Movie.objects.count() == FormerTitle.objects.count() == 1
