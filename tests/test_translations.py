"""The Spanish interface: every text of the site is in it, whole, and compiled as it stands."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import allauth
import django
import polib
import pytest

from tests.conftest import REPOSITORY
from tests.shown_texts import shown_texts

CATALOGUE = REPOSITORY / "locale" / "es" / "LC_MESSAGES" / "django.po"
TRANSLATED_FOLDERS = ["accounts", "catalog", "config", "recommendations", "templates"]

# %(name)s, %s and {name}: what the program fills in.
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%[sd]|\{\w*\}")

# Of a template: what is translated, or said to nobody; names of classes; what else is no text.
MARKED = re.compile(r"{% (blocktranslate|comment)\b.*?{% end\1 %}", re.DOTALL)
CLASS_NAMES = re.compile(r"{% block (bodyclass|width) %}.*?{% endblock %}")
TEMPLATE_CODE = re.compile(
    r"{%.*?%}|{{.*?}}|{#.*?#}|MovieCLIP|Movie|CLIP|IMDb|Letterboxd|Netflix|API|MRR|nDCG@10"
    r"|Recall@10",
    re.DOTALL,
)


@pytest.fixture(scope="module")
def catalogue() -> polib.POFile:
    return polib.pofile(str(CATALOGUE))


@pytest.fixture(scope="module")
def texts_of_the_site(tmp_path_factory: pytest.TempPathFactory) -> polib.POFile:
    """What `make messages` would find now, in a copy that has no translation yet."""
    if shutil.which("xgettext") is None:
        pytest.fail("No gettext: install it (.ci/run does).")
    copy = tmp_path_factory.mktemp("source")
    for folder in TRANSLATED_FOLDERS:
        shutil.copytree(REPOSITORY / folder, copy / folder)
    (copy / "locale").mkdir()
    subprocess.run(
        [sys.executable, "-m", "django", "makemessages", "--locale", "es"],
        cwd=copy,
        # Without settings: those of the tests are not in the copy.
        env={name: value for name, value in os.environ.items() if not name.startswith("DJANGO")},
        check=True,
        capture_output=True,
    )
    return polib.pofile(str(copy / "locale/es/LC_MESSAGES/django.po"))


def key(entry: polib.POEntry) -> tuple[str, str, str]:
    return entry.msgctxt or "", entry.msgid, entry.msgid_plural


def translations_of(entry: polib.POEntry) -> list[str]:
    return list(entry.msgstr_plural.values()) if entry.msgid_plural else [entry.msgstr]


def test_no_message_is_empty_or_fuzzy(catalogue: polib.POFile):
    unfinished = [
        entry.msgid
        for entry in catalogue
        if entry.fuzzy or not all(text.strip() for text in translations_of(entry))
    ]
    assert unfinished == []


def test_every_text_of_the_site_is_in_the_catalogue(
    catalogue: polib.POFile, texts_of_the_site: polib.POFile
):
    assert {key(entry) for entry in texts_of_the_site} - {
        key(entry) for entry in catalogue
    } == set()


def test_the_catalogue_has_no_text_that_the_site_has_lost(
    catalogue: polib.POFile, texts_of_the_site: polib.POFile
):
    assert {key(entry) for entry in catalogue} - {
        key(entry) for entry in texts_of_the_site
    } == set()
    assert catalogue.obsolete_entries() == []


def test_every_placeholder_is_kept(catalogue: polib.POFile):
    changed = []
    for entry in catalogue:
        allowed = {*PLACEHOLDER.findall(entry.msgid), *PLACEHOLDER.findall(entry.msgid_plural)}
        # The singular may leave the number out: "una película".
        needed = set(PLACEHOLDER.findall(entry.msgid_plural or entry.msgid))
        texts = translations_of(entry)
        if any(set(PLACEHOLDER.findall(text)) - allowed for text in texts) or (
            set(PLACEHOLDER.findall(texts[-1])) != needed
        ):
            changed.append(entry.msgid)
    assert changed == []


def test_the_compiled_messages_are_those_of_the_catalogue(catalogue: polib.POFile):
    compiled = polib.mofile(str(CATALOGUE.with_suffix(".mo")))
    assert {(key(entry), *translations_of(entry)) for entry in compiled} == {
        (key(entry), *translations_of(entry)) for entry in catalogue
    }


def test_texts_of_libraries_that_are_said_anew_are_still_theirs(texts_of_the_site: polib.POFile):
    """One that a newer version words differently would come in its own Spanish again."""
    theirs = {
        (entry.msgid, entry.msgid_plural)
        for library in (django, allauth)
        for file in Path(library.__path__[0]).rglob("locale/es/LC_MESSAGES/django.mo")
        for entry in polib.mofile(str(file))
    }
    said_anew = {
        (entry.msgid, entry.msgid_plural)
        for entry in texts_of_the_site
        if any(file == "config/library_texts.py" for file, _line in entry.occurrences)
    }
    assert said_anew
    assert said_anew - theirs == set()


def test_nothing_that_is_translated_lies_outside_the_folders_that_are_read():
    """A new app whose texts nobody extracts would stay English without a word."""
    marked = re.compile(r"{%\s*(translate|blocktranslate)|gettext")
    files: list[Path] = [
        path
        for pattern in ("*.py", "*.html", "*.txt")
        for path in REPOSITORY.glob(f"*/**/{pattern}")
        if not path.relative_to(REPOSITORY).parts[0].startswith(".")
    ]
    outside = {
        path.relative_to(REPOSITORY).parts[0]
        for path in files
        if path.relative_to(REPOSITORY).parts[0]
        not in {*TRANSLATED_FOLDERS, "tests", "var", "locale"}
        and marked.search(path.read_text(errors="ignore"))
    }
    assert outside == set()


def test_no_template_says_anything_that_is_not_marked():
    """Also in states that no test shows."""
    unmarked = set()
    for template in (REPOSITORY / "templates").rglob("*.*"):
        text = "" if template.name == "robots.txt" else template.read_text()
        for pattern in (MARKED, CLASS_NAMES, TEMPLATE_CODE):
            text = pattern.sub("", text)
        for said in shown_texts(text, language="en"):
            unmarked.add(f"{template.relative_to(REPOSITORY)}: {said}")
    assert not unmarked, "\n".join(sorted(unmarked))
