"""Of requests, what can be asked of this catalogue; the rest is counted, never silently dropped."""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

from catalog.evaluation.gold import GoldTitles
from catalog.evaluation.requests import Gold, JudgedRequest

# Why a text was not asked, as the figures call it.
EMPTY = "empty"
ELSEWHERE = "of another catalogue"
ABSENT = "film not in the catalogue"


@dataclass(frozen=True, slots=True)
class Question:
    """One text to search for, and the titles that it means."""

    query_id: str
    length: str
    text: str
    request_class: str
    films: tuple[frozenset[int], ...]
    """The titles of each film that was meant; usually one film of one title."""
    unwanted: frozenset[int]
    was_trained_on: bool | None
    """Whether one of its films occurs in the training requests; None where none were given."""


@dataclass(frozen=True, slots=True)
class Questions:
    asked: list[Question] = field(default_factory=list)
    left_out: dict[str, Counter[str]] = field(default_factory=dict)
    """By length, the reasons and how often."""


def questions_of(
    requests: Sequence[JudgedRequest],
    *,
    length: str | None,
    among: Collection[int],
    platforms: Collection[str],
    training: Collection[JudgedRequest] | None = None,
) -> Questions:
    """`among` has the ids of the titles that compete. A request that names a catalogue is asked
    where that is one of `platforms`: it may mean all titles of that catalogue by somebody."""
    titles = GoldTitles(_golds(requests, training or ()), among=among)
    trained_on = titles.ids_of_all(gold for request in training or () for gold in request.gold)
    questions = Questions()
    for request in requests:
        films = titles.films(request.gold)
        unwanted = titles.ids_of_all(request.unwanted)
        for name in request.lengths(length):
            reason = _reason_to_leave_out(request, name, films, platforms)
            if reason:
                questions.left_out.setdefault(name, Counter())[reason] += 1
                continue
            questions.asked.append(
                Question(
                    query_id=request.query_id,
                    length=name,
                    text=request.texts[name],
                    request_class=request.request_class,
                    films=films,
                    unwanted=unwanted,
                    was_trained_on=(
                        None
                        if training is None
                        else any(not ids.isdisjoint(trained_on) for ids in films)
                    ),
                )
            )
    return questions


def _reason_to_leave_out(
    request: JudgedRequest,
    length: str,
    films: Collection[frozenset[int]],
    platforms: Collection[str],
) -> str:
    if not request.texts.get(length, "").strip():
        return EMPTY
    if request.catalogue and request.catalogue not in platforms:
        return ELSEWHERE
    return "" if films else ABSENT


def _golds(*files: Collection[JudgedRequest]) -> list[Gold]:
    return [
        gold for file in files for request in file for gold in (*request.gold, *request.unwanted)
    ]
