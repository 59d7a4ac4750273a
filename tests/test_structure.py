"""The directions that the parts of the project depend on each other in."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).resolve().parent.parent
APPS = {"accounts", "catalog", "recommendations", "config"}

MAY_IMPORT = {
    "accounts": set(),
    "catalog": set(),
    "recommendations": {"catalog"},
}
# Inside an app, each of these is imported only by what stands above it.
BELOW = {"models": {"tasks", "views", "admin", "forms", "search", "similar", "browse"}}


def imported_names(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module


@pytest.mark.parametrize("app", MAY_IMPORT)
def test_apps_import_only_what_they_may(app: str):
    forbidden = APPS - {app} - MAY_IMPORT[app]
    offences = [
        f"{path.relative_to(REPOSITORY)} imports {name}"
        for path in (REPOSITORY / app).rglob("*.py")
        for name in imported_names(path)
        if name.split(".")[0] in forbidden
    ]
    assert offences == []


@pytest.mark.parametrize("app", MAY_IMPORT)
def test_models_import_neither_tasks_nor_pages_nor_the_encoder(app: str):
    models = [*(REPOSITORY / app).glob("models.py"), *(REPOSITORY / app).glob("models/*.py")]
    assert models
    forbidden = {f"{app}.{name}" for name in BELOW["models"]} | {"catalog.embeddings.encoder"}
    offences = [
        f"{path.relative_to(REPOSITORY)} imports {name}"
        for path in models
        for name in imported_names(path)
        if any(name == part or name.startswith(f"{part}.") for part in forbidden)
    ]
    assert offences == []
