"""Which engines there are, in the order in which people choose among them."""

from recommendations.engines.base import BuiltEngine, Engine
from recommendations.engines.blend import Blend
from recommendations.engines.clip import Clip
from recommendations.engines.collaborative import Collaborative
from recommendations.engines.features import (
    AnnoyFeatures,
    FlatFeatures,
    HnswFeatures,
    VoyagerFeatures,
)
from recommendations.engines.knn import Knn
from recommendations.engines.serving import served_engine, trouble_with
from recommendations.engines.tfidf import Tfidf

BUILT: dict[str, type[BuiltEngine]] = {
    built.name: built
    for built in (
        Tfidf,
        Knn,
        FlatFeatures,
        HnswFeatures,
        AnnoyFeatures,
        VoyagerFeatures,
        Collaborative,
    )
}
"""Those that `manage.py build_engines` builds; the others ask what is there anyway."""

ENGINES: dict[str, type[Engine]] = {
    Blend.name: Blend,
    Clip.name: Clip,
    **BUILT,
}

DEFAULT_ENGINE = Blend.name


def engine(name: str) -> Engine:
    """The engine of this name, of its newest build, loaded when first asked for; the next build is
    noticed without a restart. Raises NotServed where there is none that can be read, and KeyError
    for a name that is none of ENGINES."""
    if name in BUILT:
        return served_engine(BUILT[name])
    if name == Blend.name:
        return Blend(engine)
    return ENGINES[name]()


def engine_troubles() -> str:
    """What is wrong with builds that are there, in English, for operators; "" while all is well."""
    troubles = (trouble_with(built) for built in BUILT.values())
    return "; ".join(trouble for trouble in troubles if trouble)
