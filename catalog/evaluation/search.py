"""Asks the site's own search, in each of its ways, and judges where the films stand."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from catalog.evaluation.metrics import DEPTH, judge, mean_ranks
from catalog.evaluation.questions import Question
from catalog.search import Filters, search_titles
from catalog.search.ranking import Mode

# In the order of the tables: by words alone, by vectors alone, both by the fitted sum of their
# scores (what the site does), and both by reciprocal rank fusion, the yardstick of that sum.
MODES: tuple[Mode, ...] = ("words", "vectors", "fused", "rrf")
DEFAULT_MODE: Mode = "fused"

Scored = Sequence[tuple[int, float]]
"""Ids with scores, best first."""


@dataclass(frozen=True, slots=True)
class Answer:
    scored: Scored
    is_empty_page: bool = False
    """Whether the site says instead that nothing comes close."""


Rank = Callable[[Sequence[str]], Iterable[Answer]]
"""Of each text, in their order."""


@dataclass(frozen=True, slots=True)
class Verdict:
    question: Question
    way: str
    """A mode of the search, or the name of a baseline."""
    figures: dict[str, float]
    is_empty_page: bool
    shows_unwanted: bool | None
    """Whether a film that it rules out is among the first ten; None if it rules none out."""


def judge_ranking(
    questions: Sequence[Question], way: str, rank: Rank, *, on_progress: Callable[[], None]
) -> list[Verdict]:
    """The verdict on each question, by what `rank` makes of its text."""
    verdicts = []
    texts = [question.text for question in questions]
    for question, answer in zip(questions, rank(texts), strict=True):
        verdicts.append(_verdict(question, way, answer))
        on_progress()
    return verdicts


def rank_by_search(mode: Mode) -> Rank:
    """The site's search with every published title competing, adult and unreleased ones too. At
    most its 200 candidates have a rank: what stands beyond counts as not found. The ranks are those
    behind the empty page too, where there is one: one fault is not counted twice."""
    filters = Filters(include_adult_and_unreleased=True)

    def rank(texts: Sequence[str]) -> Iterator[Answer]:
        for text in texts:
            ranking = search_titles(text, filters, mode=mode, is_kept=False)
            scored = [(hit.movie_id, hit.score) for hit in ranking.hits]
            yield Answer(scored, is_empty_page=not ranking.is_close_enough)

    return rank


def _verdict(question: Question, way: str, answer: Answer) -> Verdict:
    found = mean_ranks(answer.scored, question.films)
    unwanted = mean_ranks(answer.scored, [{pk} for pk in question.unwanted])
    return Verdict(
        question=question,
        way=way,
        figures=judge(found, gold=len(question.films)),
        is_empty_page=answer.is_empty_page,
        shows_unwanted=any(rank <= DEPTH for rank in unwanted) if question.unwanted else None,
    )
