"""Of which code a figure is: in a checkout, a linked worktree, an image, and a folder of files."""

import shutil
import subprocess
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.apps import apps
from pytest_django import Settings

from catalog.evaluation import provenance
from catalog.evaluation.provenance import code_version, current_commit, shown_version
from catalog.models import Measurement

COMMIT = "1b" * 20
needs_git = pytest.mark.skipif(not shutil.which("git"), reason="git is not installed")


@pytest.fixture(autouse=True)
def checkout(settings: Settings, tmp_path: Path) -> Path:
    """A folder that is the project's, with nothing in it yet."""
    settings.SOURCE_COMMIT = ""
    settings.BASE_DIR = tmp_path / "site"
    settings.BASE_DIR.mkdir()
    return Path(settings.BASE_DIR)


def git(folder: Path, *words: str) -> str:
    author = ("-c", "user.name=Ada", "-c", "user.email=ada@example.org")
    return subprocess.run(
        ["git", *author, *words], cwd=folder, check=True, capture_output=True, text=True
    ).stdout.strip()


def commit(folder: Path) -> str:
    git(folder, "commit", "--quiet", "--allow-empty", "--message", "one more")
    return git(folder, "rev-parse", "HEAD")


@needs_git
class TestCheckouts:
    def test_a_branch(self, checkout: Path):
        git(checkout, "init", "--quiet")
        first = commit(checkout)
        assert current_commit() == first
        assert current_commit() != commit(checkout)

    def test_a_branch_whose_commit_is_packed(self, checkout: Path):
        git(checkout, "init", "--quiet")
        known = commit(checkout)
        git(checkout, "pack-refs", "--all")
        assert current_commit() == known

    def test_no_branch(self, checkout: Path):
        git(checkout, "init", "--quiet")
        known = commit(checkout)
        git(checkout, "checkout", "--quiet", "--detach")
        commit(checkout)
        git(checkout, "checkout", "--quiet", known)
        assert current_commit() == known

    @pytest.mark.parametrize("how", [["--detach"], ["-b", "aside"]], ids=["detached", "branch"])
    @pytest.mark.parametrize("is_packed", [False, True], ids=["loose", "packed"])
    def test_a_linked_worktree(
        self, checkout: Path, tmp_path: Path, how: list[str], is_packed: bool
    ):
        main = tmp_path / "main"
        main.mkdir()
        git(main, "init", "--quiet")
        before = commit(main)
        git(main, "worktree", "add", "--quiet", *how, str(checkout))
        commit(main)
        if is_packed:
            git(main, "pack-refs", "--all")
        assert current_commit() == before
        assert code_version() == before

    def test_a_submodule(self, checkout: Path, tmp_path: Path):
        own = tmp_path / "modules"
        git(checkout, "init", "--quiet", "--separate-git-dir", str(own))
        known = commit(checkout)
        (checkout / ".git").write_text("gitdir: ../modules\n")
        assert current_commit() == known

    def test_nothing_committed_yet(self, checkout: Path):
        git(checkout, "init", "--quiet")
        assert current_commit() == ""


@pytest.mark.parametrize("text", ["", "gitdir: ../nowhere", "\0", "gitdir: \0", "ab" * 20])
def test_a_link_that_leads_nowhere_is_no_commit(checkout: Path, text: str):
    (checkout / ".git").write_text(text)
    assert current_commit() == ""


def test_an_image_knows_the_commit_that_it_was_built_from(settings: Settings):
    settings.SOURCE_COMMIT = COMMIT
    assert current_commit() == code_version() == COMMIT


@pytest.mark.parametrize("given", ["main", COMMIT[:12], COMMIT.upper(), f"{COMMIT}\n", "${HEAD}"])
def test_what_is_no_commit_is_not_taken_for_one(settings: Settings, given: str):
    settings.SOURCE_COMMIT = given
    assert current_commit() == ""


class TestDigestOfSources:
    @pytest.fixture(autouse=True)
    def app(self, checkout: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
        """The only one of the project; a library lies elsewhere."""
        app, library = checkout / "films", checkout.parent / "library"
        for package in (app, library):
            package.mkdir()
            (package / "models.py").write_text("A = 1")
        configs = [SimpleNamespace(path=str(package)) for package in (app, library)]
        monkeypatch.setattr(apps, "get_app_configs", lambda: configs)
        return app

    def digest(self) -> str:
        provenance._digest_of_sources.cache_clear()
        version = code_version()
        assert version.startswith("sources:"), "nobody takes it for a commit"
        return version

    @pytest.fixture(autouse=True)
    def _forget(self):
        yield
        provenance._digest_of_sources.cache_clear()

    def test_is_the_same_for_the_same_files(self, app: Path):
        before = self.digest()
        (app / "models.py").touch()
        (app / "models.cpython-311.pyc").write_text("compiled")
        (app.parent.parent / "library" / "models.py").write_text("A = 2")
        assert self.digest() == before

    @pytest.mark.parametrize("name", ["models.py", "weights.json", "deeper/views.py"])
    def test_is_another_for_another_file(self, app: Path, name: str):
        before = self.digest()
        (app / "deeper").mkdir()
        (app / name).write_text("A = 2")
        assert self.digest() != before

    def test_is_another_where_a_file_has_another_name(self, app: Path):
        before = self.digest()
        (app / "models.py").rename(app / "views.py")
        assert self.digest() != before

    def test_can_be_stored_and_is_shown_as_what_it_is(self):
        version = self.digest()
        assert len(version) <= len(COMMIT), "it fits wherever a commit does"
        assert shown_version(version) == version
        assert Measurement(commit=version).shown_commit == version


def test_of_a_commit_the_first_digits_are_shown():
    assert Measurement(commit=COMMIT).shown_commit == shown_version(COMMIT) == COMMIT[:12]
    assert shown_version("") == ""
