"""`manage.py train_recommender` and `manage.py promote_recommender`."""

from collections.abc import Callable

import pytest
from django.core.management import CommandError

from recommendations.collaborative.data import UnusableRatings
from recommendations.collaborative.registry import active_run, promote
from recommendations.models import Rater, TrainingRun
from tests.recommendations.collaborative import stand_ins
from tests.recommendations.collaborative.stand_ins import make_opinions, make_run

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("stand_in")]

Manage = Callable[..., str]


class TestTrain:
    def test_both_kinds_are_trained_and_served(self, manage: Manage) -> None:
        make_opinions()
        told = manage("train_recommender")
        ranking, rating = active_run("ranking"), active_run("rating")
        assert ranking is not None
        assert rating is not None
        assert told.splitlines()[-1] == f"2 trained: {ranking.version}, {rating.version}"
        assert f"{ranking.version}: hr@10 0.5000, recall@100 0.5000" in told

    def test_one_kind_with_a_seed(self, manage: Manage) -> None:
        make_opinions()
        manage("train_recommender", "--kind", "rating", "--seed", "7")
        run = TrainingRun.objects.get()
        assert (run.kind, run.seed, run.is_scheduled) == ("rating", 7, False)

    def test_a_model_can_be_offered_without_being_served(self, manage: Manage) -> None:
        make_opinions()
        told = manage("train_recommender", "--kind", "ranking", "--no-promote")
        run = TrainingRun.objects.get()
        assert f"manage.py promote_recommender {run.pk}" in told
        assert not run.is_active

    def test_a_worse_one_is_not_served_and_the_reason_is_told(self, manage: Manage) -> None:
        make_opinions()
        manage("train_recommender", "--kind", "ranking")
        before = active_run("ranking")
        stand_ins.worth["ranking"] = 0.25
        told = manage("train_recommender", "--kind", "ranking", "--seed", "1")
        assert "hr@10 0.2500 (0.5000)" in told
        assert active_run("ranking") == before

    def test_without_ratings_it_ends_with_one_line(self, manage: Manage) -> None:
        with pytest.raises(CommandError, match="nobody has rated anything yet"):
            manage("train_recommender")

    def test_with_one_user_it_ends_with_one_line(self, manage: Manage) -> None:
        make_opinions()
        Rater.objects.all().delete()
        with pytest.raises(CommandError, match="too little to learn from"):
            manage("train_recommender")

    def test_a_failure_ends_with_its_reason(
        self, manage: Manage, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def refuse(ratings: object, **options: object) -> None:
            raise UnusableRatings("nobody likes anything")

        make_opinions()
        monkeypatch.setattr(stand_ins, "measure_rating", refuse)
        with pytest.raises(CommandError, match="failed: nobody likes anything"):
            manage("train_recommender")
        assert active_run("ranking") is not None, "the other kind is served all the same"

    @pytest.mark.parametrize(
        "arguments",
        [("--seed", "-1"), ("--seed", "one"), ("--seed", "4294967296"), ("--kind", "both")],
    )
    def test_other_arguments_are_refused(self, arguments: tuple[str, str], manage: Manage) -> None:
        with pytest.raises(CommandError, match=arguments[0]):
            manage("train_recommender", *arguments)


class TestPromote:
    def test_a_training_is_served_by_its_number(self, manage: Manage) -> None:
        run = make_run()
        assert manage("promote_recommender", run.pk) == f"{run.version} is active\n"
        assert active_run("ranking") == run

    def test_a_worse_one_needs_force_and_a_reason(self, manage: Manage) -> None:
        promote(make_run(figure=0.5))
        run = make_run(figure=0.4)
        with pytest.raises(CommandError, match="worse than the active"):
            manage("promote_recommender", run.pk)
        with pytest.raises(CommandError):
            manage("promote_recommender", run.pk, "--force", "  ")
        manage("promote_recommender", run.pk, "--force", "other data")
        run.refresh_from_db()
        assert (run.is_active, run.promotion_note) == (True, "other data")

    def test_back_to_what_was_served_before(self, manage: Manage) -> None:
        first, second = make_run(figure=0.1), make_run(figure=0.2)
        promote(first)
        promote(second)
        assert manage("promote_recommender", "--roll-back", "ranking") == (
            f"{first.version} is active\n"
        )
        with pytest.raises(CommandError, match="Nothing was served before"):
            manage("promote_recommender", "--roll-back", "ranking")

    def test_without_arguments_it_lists_what_there_is(self, manage: Manage) -> None:
        run = make_run()
        promote(run)
        told = manage("promote_recommender")
        assert "active" in told
        assert "hr@10 0.5000" in told
        assert str(run.pk) in told

    @pytest.mark.parametrize("number", [0, 999_999, 10**30])
    def test_a_training_that_there_is_not(self, number: int, manage: Manage) -> None:
        with pytest.raises(CommandError, match=f"there is no training {number}"):
            manage("promote_recommender", number)

    def test_force_without_a_training_is_refused(self, manage: Manage) -> None:
        with pytest.raises(CommandError, match="--force goes with"):
            manage("promote_recommender", "--force", "why not")
