"""Builds on disk: whole or not there, and never another one than was written."""

import json
import os
import signal
from pathlib import Path

import numpy as np
import pytest

from recommendations.collaborative.artefact import BrokenArtefact, read_arrays, write_arrays
from recommendations.collaborative.manifest import MANIFEST, write_manifest
from recommendations.engines import builds
from recommendations.engines.builds import Build, current_build, facts_of, load_build, write_build
from recommendations.engines.features import FlatFeatures
from recommendations.engines.knn import Knn
from recommendations.engines.tfidf import Tfidf
from tests.recommendations.damage import cut_short, overwrite, turn_a_bit
from tests.recommendations.engines.catalogues import SEA, generated_catalogue

ENGINES = [Tfidf, Knn, FlatFeatures]
every_engine = pytest.mark.parametrize("engine_class", ENGINES)


def write(engine_class):
    return write_build(engine_class.build(SEA), SEA, seconds=1.5)


def arrays_of(folder: Path) -> Path:
    (path,) = folder.glob("*.safetensors")
    return path


def rewrite(folder: Path, change) -> None:
    """Change the arrays, and the manifest with them but for what it tells of the titles: as if
    another build had been put together with this one's manifest."""
    path = arrays_of(folder)
    arrays = {name: array.copy() for name, array in read_arrays(path)[0].items()}
    change(arrays)
    write_arrays(path, arrays, facts={})
    manifest = json.loads((folder / MANIFEST).read_text())
    (folder / MANIFEST).unlink()
    facts = {
        key: value for key, value in manifest.items() if key not in {"format", "kind", "files"}
    }
    write_manifest(folder, kind=manifest["kind"], facts=facts)


@every_engine
class TestEveryEngine:
    def test_a_build_is_read_as_it_was_written(self, engine_class):
        build = write(engine_class)
        assert current_build(engine_class.name) == build
        loaded = load_build(build, engine_class)
        assert loaded.nearest(3, 5) == engine_class.build(SEA).nearest(3, 5)

    def test_its_manifest_tells_what_it_was_made_of(self, engine_class):
        facts = facts_of(write(engine_class))
        assert (facts.titles, facts.seconds, facts.version) == (6, 1.5, "one")
        assert facts.data_hash == SEA.digest
        assert facts.parameters == dict(engine_class.parameters)
        assert facts.size > 0

    def test_a_byte_that_has_turned_is_found(self, engine_class):
        build = write(engine_class)
        for path in build.folder.iterdir():
            if path.name == MANIFEST:
                continue
            whole = path.read_bytes()
            turn_a_bit(path)
            with pytest.raises(BrokenArtefact, match=path.name):
                load_build(build, engine_class)
            overwrite(path, whole)
        load_build(build, engine_class)

    def test_a_file_that_is_cut_short_or_away_is_found(self, engine_class):
        build = write(engine_class)
        for path in build.folder.iterdir():
            whole = path.read_bytes()
            cut_short(path, len(whole) // 2)
            with pytest.raises(BrokenArtefact):
                load_build(build, engine_class)
            path.unlink()
            with pytest.raises(BrokenArtefact, match=path.name):
                load_build(build, engine_class)
            path.write_bytes(whole)

    def test_two_ids_that_are_swapped_are_found(self, engine_class):
        def swap(arrays: dict[str, np.ndarray]) -> None:
            arrays["title_ids"][[0, 1]] = arrays["title_ids"][[1, 0]]

        build = write(engine_class)
        rewrite(build.folder, swap)
        with pytest.raises(BrokenArtefact, match="not ascending"):
            load_build(build, engine_class)

    def test_ids_of_other_titles_are_found(self, engine_class):
        def move(arrays: dict[str, np.ndarray]) -> None:
            arrays["title_ids"] += 1

        build = write(engine_class)
        rewrite(build.folder, move)
        with pytest.raises(BrokenArtefact, match="not those of its manifest"):
            load_build(build, engine_class)

    def test_an_id_that_is_dropped_is_found(self, engine_class):
        def drop(arrays: dict[str, np.ndarray]) -> None:
            arrays["title_ids"] = arrays["title_ids"][:-1]
            arrays["is_series"] = arrays["is_series"][:-1]

        build = write(engine_class)
        rewrite(build.folder, drop)
        with pytest.raises(BrokenArtefact, match="fit together"):
            load_build(build, engine_class)

    def test_rows_of_another_width_are_found(self, engine_class):
        def narrow(arrays: dict[str, np.ndarray]) -> None:
            for name, array in arrays.items():
                if name not in {"title_ids", "is_series"}:
                    arrays[name] = array[..., :-1] if array.ndim == 1 else array[:-1]

        build = write(engine_class)
        rewrite(build.folder, narrow)
        with pytest.raises(BrokenArtefact):
            load_build(build, engine_class)

    def test_arrays_that_are_not_there_are_missed(self, engine_class):
        for name in read_arrays(arrays_of(write(engine_class).folder))[0]:
            build = write(engine_class)
            rewrite(build.folder, lambda arrays, name=name: arrays.pop(name))
            with pytest.raises(BrokenArtefact):
                load_build(build, engine_class)

    def test_a_build_of_another_engine_is_refused(self, engine_class):
        build = write(engine_class)
        manifest = build.folder / MANIFEST
        another = manifest.read_text().replace(f'"{engine_class.name}"', '"another"')
        overwrite(manifest, another.encode())
        with pytest.raises(BrokenArtefact, match="another"):
            load_build(build, engine_class)


def test_nothing_of_a_build_is_written_to_by_mistake():
    for path in write(Knn).folder.iterdir():
        assert path.stat().st_mode & 0o222 == 0


def test_words_and_titles_out_of_range_are_found():
    def beyond(arrays: dict[str, np.ndarray]) -> None:
        arrays["word_rows"][0] = 1_000

    build = write(Tfidf)
    rewrite(build.folder, beyond)
    with pytest.raises(BrokenArtefact, match="fit together"):
        load_build(build, Tfidf)


@pytest.mark.parametrize("content", ["", "[]", "{}", '{"format": 1}', "\0\0", '{"built_at": 3}'])
def test_a_manifest_that_is_none_is_an_error_and_no_crash(content: str):
    build = write(Knn)
    overwrite(build.folder / MANIFEST, content.encode())
    with pytest.raises(BrokenArtefact):
        load_build(build, Knn)
    with pytest.raises(BrokenArtefact):
        facts_of(build)


def test_without_a_build_there_is_none():
    assert current_build("tfidf") is None


def test_builds_are_counted_and_old_ones_cleared_away():
    written = [write(Knn) for _ in range(4)]
    assert [build.number for build in written] == [1, 2, 3, 4]
    assert [build.folder.exists() for build in written] == [False, False, True, True]
    assert current_build("knn") == written[-1]


def test_after_the_ninth_comes_the_tenth():
    for _ in range(11):
        write(Knn)
    assert current_build("knn") == Build("knn", 11)


class Killed(Knn):
    """Dies while it writes."""

    def save(self, folder: Path) -> None:
        (folder / "knn.safetensors").write_bytes(b"half")
        os.kill(os.getpid(), signal.SIGKILL)


def test_a_process_that_is_killed_leaves_the_build_before_served():
    before = write(Knn)
    child = os.fork()
    if child == 0:
        write(Killed)
        os._exit(0)
    _pid, status = os.waitpid(child, 0)
    assert os.WTERMSIG(status) == signal.SIGKILL
    assert current_build("knn") == before
    load_build(before, Knn)
    after = write(Knn)
    assert current_build("knn") == after
    assert sorted(path.name for path in after.folder.parent.iterdir()) == ["1", "2"]


def test_a_full_disk_leaves_nothing_behind(monkeypatch: pytest.MonkeyPatch):
    def refuse(folder: Path, **facts: object) -> int:
        raise OSError(28, "No space left on device")

    before = write(Knn)
    monkeypatch.setattr(builds, "write_manifest", refuse)
    with pytest.raises(OSError, match="No space left"):
        write(Knn)
    assert [path.name for path in before.folder.parent.iterdir()] == ["1"]


def test_the_digest_of_a_catalogue_changes_with_what_engines_read():
    assert generated_catalogue(20).digest == generated_catalogue(20).digest
    assert generated_catalogue(20).digest != generated_catalogue(20, seed=1).digest
