"""Libraries that engines need are loaded by who needs them."""

import subprocess
import sys

from recommendations.engines.knn import Knn
from recommendations.engines.tfidf import Tfidf
from tests.recommendations.engines.catalogues import SEA

ASKED = """
import django, sys
from pathlib import Path
django.setup()
from recommendations.engines.choices import BUILT
folder = Path(sys.argv[1])
found = [BUILT[name].load(folder).nearest(3, 1)[0].title_id for name in ("tfidf", "knn")]
print(found, {"sklearn", "scipy", "faiss", "annoy", "voyager", "torch"} & set(sys.modules))
"""


def test_words_and_facts_are_served_by_numpy_alone(tmp_path):
    Tfidf.build(SEA).save(tmp_path)
    Knn.build(SEA).save(tmp_path)
    finished = subprocess.run(
        [sys.executable, "-c", ASKED, str(tmp_path)], capture_output=True, text=True, check=True
    )
    assert finished.stdout.splitlines()[-1] == "[5, 5] set()"
