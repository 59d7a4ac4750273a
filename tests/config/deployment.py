"""compose.yml, Dockerfile and .dockerignore, read as Docker reads them."""

import fnmatch
import re
import shlex
import shutil
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).resolve().parents[2]

# What an operator who copies .env.example and fills it in has.
FILLED_IN = {
    "SECRET_KEY": "a-secret-key-of-fifty-letters-and-digits-0123456789-abcdef",
    "POSTGRES_PASSWORD": "0123456789abcdef",
    "ALLOWED_HOSTS": "films.example.org",
}

VARIABLE = re.compile(r"\$(?:(?P<dollar>\$)|\{(?P<name>\w+)(?::(?P<kind>[-?])(?P<rest>[^}]*))?\})")


class MissingVariable(Exception):
    pass


def compose(variables: Mapping[str, str] = FILLED_IN) -> dict[str, Any]:
    """compose.yml with the variables filled in; raise MissingVariable where one is required."""
    return _filled_in(yaml.safe_load((ROOT / "compose.yml").read_text()), variables)


def compose_variables() -> set[str]:
    """Names of the variables that compose.yml takes from .env."""
    found = VARIABLE.finditer((ROOT / "compose.yml").read_text())
    return {match["name"] for match in found if match["name"]}


def example_variables() -> dict[str, str]:
    lines = (ROOT / ".env.example").read_text().splitlines()
    return _pairs(line for line in lines if line and not line.startswith("#"))


def _pairs(assignments: Iterable[str]) -> dict[str, str]:
    return {each.partition("=")[0]: each.partition("=")[2] for each in assignments}


def _filled_in(value: Any, variables: Mapping[str, str]) -> Any:
    if isinstance(value, dict):
        return {key: _filled_in(item, variables) for key, item in value.items()}
    if isinstance(value, list):
        return [_filled_in(item, variables) for item in value]
    if not isinstance(value, str):
        return value

    def fill(match: re.Match[str]) -> str:
        if match["dollar"]:
            return "$"
        given = variables.get(match["name"], "")
        if given or match["kind"] is None:
            return given
        if match["kind"] == "?":
            raise MissingVariable(match["name"])
        return str(match["rest"])

    return VARIABLE.sub(fill, value)


@dataclass(frozen=True)
class Instruction:
    name: str
    argument: str
    stage: int

    @property
    def words(self) -> list[str]:
        """The exec form as a list."""
        assert self.argument.startswith("["), f"not in exec form: {self.argument}"
        return [str(word) for word in yaml.safe_load(self.argument)]


def dockerfile() -> list[Instruction]:
    text = re.sub(r"^\s*#.*\n", "", (ROOT / "Dockerfile").read_text(), flags=re.MULTILINE)
    found: list[Instruction] = []
    stage = -1
    for line in text.replace("\\\n", " ").splitlines():
        if not line.strip():
            continue
        name, argument = line.strip().split(maxsplit=1)
        stage += name == "FROM"
        found.append(Instruction(name, argument, stage))
    return found


def final_stage(name: str) -> list[Instruction]:
    """The instructions of this name that make the image itself, not what it is built in."""
    everything = dockerfile()
    last = everything[-1].stage
    return [each for each in everything if each.name == name and each.stage == last]


def image_environment(arguments: Mapping[str, str] | None = None) -> dict[str, str]:
    """What processes of an image find that was built with these arguments (`--build-arg`)."""
    given = {**_pairs(_words("ARG")), **(arguments or {})}
    return {
        name: VARIABLE.sub(lambda match: given[match["name"]], value)
        for name, value in _pairs(_words("ENV")).items()
    }


def _words(name: str) -> list[str]:
    """Of all instructions of this name in the final stage."""
    return [word for each in final_stage(name) for word in shlex.split(each.argument)]


def image_health_command() -> list[str]:
    argument = final_stage("HEALTHCHECK")[-1].argument
    return Instruction("CMD", argument[argument.index("[") :], 0).words


def is_left_out(path: Path) -> bool:
    """Whether .dockerignore keeps a path, relative to the repository, out of the image."""
    names = [str(Path(*path.parts[: depth + 1])) for depth in range(len(path.parts))]
    return any(
        fnmatch.fnmatch(name, pattern) or fnmatch.fnmatch(f"./{name}", pattern)
        for name in names
        for pattern in _ignore_patterns()
    )


def copy_build_context(target: Path) -> None:
    """What `COPY . /app` copies."""

    def left_out(folder: str, names: list[str]) -> list[str]:
        relative = Path(folder).relative_to(ROOT)
        return [name for name in names if is_left_out(relative / name)]

    shutil.copytree(ROOT, target, ignore=left_out, symlinks=True)


def _ignore_patterns() -> list[str]:
    lines = (ROOT / ".dockerignore").read_text().splitlines()
    return [line.strip() for line in lines if line.strip() and not line.startswith("#")]
