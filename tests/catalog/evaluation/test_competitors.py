"""A search over some of the titles, or with another encoder, that changes nothing for the site."""

import shutil
from pathlib import Path

import numpy as np
import pytest
from django.conf import settings
from django.db import connection

from catalog.embeddings.encoder import EncoderUnavailable, current_model
from catalog.evaluation.competitors import NoCompetitors, competing
from catalog.models import Job, Movie
from catalog.search import Filters, search_titles
from catalog.version import catalogue_version

ALL_TITLES = Filters(include_adult_and_unreleased=True)


def found(text: str) -> set[int]:
    return {hit.movie_id for hit in search_titles(text, ALL_TITLES, is_kept=False).hits}


@pytest.fixture
def other_encoder(tmp_path: Path) -> Path:
    """The bundled one with its projection turned round: other vectors, another name."""
    from safetensors.numpy import load_file, save_file

    folder = tmp_path / "turned-round"
    shutil.copytree(settings.CLIP_MODEL, folder)
    weights = load_file(folder / "model.safetensors")
    weights["text_projection.weight"] = np.ascontiguousarray(-weights["text_projection.weight"])
    save_file(weights, folder / "model.safetensors", metadata={"format": "pt"})
    return folder


def test_all_titles_compete_as_they_stand(catalogue: dict[str, Movie]):
    with competing(["all"]) as competitors:
        assert competitors.ids == {movie.pk for movie in catalogue.values()}
        assert competitors.embedded == len(catalogue)
        assert competitors.encoder == current_model()


def test_hidden_titles_do_not(catalogue: dict[str, Movie]):
    Movie.objects.filter(title="Jaws").update(is_published=False)
    with competing(["all"]) as competitors:
        assert catalogue["Jaws"].pk not in competitors.ids


def test_titles_without_an_overview_are_nowhere_to_be_found_inside(catalogue: dict[str, Movie]):
    jaws, shark = catalogue["Jaws"], "a great white shark hunts swimmers"
    Movie.objects.filter(pk=jaws.pk).update(description="")
    with competing(["overview"]) as competitors:
        assert jaws.pk not in competitors.ids
        inside = found(shark)
        assert catalogue["Deep Blue"].pk in inside
        assert inside <= competitors.ids
        assert found("Jaws") <= competitors.ids
    assert jaws.pk in found(shark)
    assert Movie.objects.count() == len(catalogue)


def test_a_platform_names_its_titles_and_its_requests(catalogue: dict[str, Movie]):
    catalogue["Jaws"].sources.create(platform="netflix", source_id="s1")
    catalogue["Moon Base"].sources.create(platform="sample", source_id="m1")
    with competing(["netflix"]) as competitors:
        assert competitors.ids == {catalogue["Jaws"].pk}
        assert competitors.platforms == {"netflix"}
    with competing(["all"]) as competitors:
        assert competitors.platforms == {"netflix", "sample"}


def test_the_copy_has_the_indexes_that_search_uses(catalogue: dict[str, Movie]):
    statement = (
        "SELECT count(*) FROM pg_indexes WHERE schemaname LIKE 'pg_temp%%' AND tablename = %s"
    )
    with competing(["overview"]), connection.cursor() as cursor:
        cursor.execute(statement, [Movie._meta.db_table])
        assert cursor.fetchone()[0] == len(Movie._meta.indexes) + 1, "and the primary key"


def test_another_encoder_reads_a_copy_and_the_site_keeps_its_vectors(
    catalogue: dict[str, Movie], other_encoder: Path
):
    before = dict(Movie.objects.values_list("pk", "embedding_model"))
    with competing(["all"], encoder=str(other_encoder)) as competitors:
        assert competitors.encoder.startswith("turned-round@")
        assert competitors.embedded == len(catalogue)
        assert search_titles("shark", ALL_TITLES, mode="vectors", is_kept=False).by_meaning
        models = set(Movie.objects.values_list("embedding_model", flat=True))
        assert models == {competitors.encoder}
    assert dict(Movie.objects.values_list("pk", "embedding_model")) == before
    assert current_model() in before.values()


def test_nothing_that_the_site_keeps_or_counts_changes_with_another_encoder(
    catalogue: dict[str, Movie], other_encoder: Path, django_capture_on_commit_callbacks
):
    job = Job.objects.create(kind=Job.Kind.EMBED, total=1)
    Movie.objects.filter(title="Jaws").update(embedding_job=job)
    before = catalogue_version()
    with (
        django_capture_on_commit_callbacks(execute=True),
        competing(["all"], encoder=str(other_encoder)) as competitors,
    ):
        assert competitors.embedded == len(catalogue)
    assert catalogue_version() == before
    job.refresh_from_db()
    assert job.done == 0


def test_an_encoder_that_is_in_use_reads_nothing_again(catalogue: dict[str, Movie]):
    told: list[tuple[int, int]] = []
    name = Path(settings.CLIP_MODEL).name
    with competing(["all"], encoder=name, on_progress=lambda *at: told.append(at)) as competitors:
        assert competitors.encoder == current_model()
    assert told == []


def test_an_encoder_that_is_not_here_is_refused_by_its_name(catalogue: dict[str, Movie]):
    before = settings.CLIP_MODEL
    refused = pytest.raises(EncoderUnavailable, match="nobody/made-this")
    with refused, competing(["all"], encoder="nobody/made-this"):
        pass
    assert before == settings.CLIP_MODEL


def test_a_catalogue_without_titles_is_refused_by_its_name(catalogue: dict[str, Movie]):
    with pytest.raises(NoCompetitors, match="of the catalogue hulu"), competing(["hulu"]):
        pass
