"""The engines that find similar titles: what of them is built, when, and what is wrong."""

from dataclasses import dataclass

from recommendations.collaborative.artefact import BrokenArtefact
from recommendations.engines.base import Text
from recommendations.engines.builds import BuildFacts, current_build, facts_of
from recommendations.engines.choices import BUILT
from recommendations.engines.serving import trouble_with


@dataclass(frozen=True, slots=True)
class EngineState:
    name: str
    label: Text
    facts: BuildFacts | None
    """Of the newest build; None where there is none that can be read."""
    trouble: str
    """In English, for operators; "" while all is well."""


def engine_states() -> list[EngineState]:
    return [
        EngineState(name, engine.label, _facts(name), trouble_with(engine))
        for name, engine in BUILT.items()
    ]


def _facts(name: str) -> BuildFacts | None:
    try:
        return facts_of(build) if (build := current_build(name)) else None
    except BrokenArtefact:
        return None
