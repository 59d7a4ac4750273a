"""What a visitor typed, where the encoder's libraries are not installed."""

import json
import subprocess
import sys

import pytest

SEARCH = """
import json, sys
sys.modules[sys.argv[1]] = None  # every import of it fails
import django
django.setup()
from contextlib import suppress
from django.test import Client
from catalog.embeddings.encoder import EncoderUnavailable, load_encoder
from config.health import CHECKS
with suppress(EncoderUnavailable):
    load_encoder()  # the library that is there takes its seconds now, and no search waits for it
client = Client(SERVER_NAME="localhost")
try:
    problem = CHECKS["encoder"]()
except Exception as error:
    problem = str(error)
page = client.get("/", {"q": "sharks"})
print(json.dumps({
    "status": page.status_code,
    "has_notice": b"Search by meaning is not ready" in page.content,
    "readyz": client.get("/readyz").status_code,
    "problem": problem,
}))
"""


@pytest.mark.parametrize("library", ["torch", "transformers"])
def test_without_a_library_words_answer_a_notice_says_so_and_the_site_is_not_ready(
    library: str, served_environment: dict[str, str]
):
    finished = subprocess.run(
        [sys.executable, "-c", SEARCH, library],
        env=served_environment | {"DJANGO_SETTINGS_MODULE": "tests.settings"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert finished.returncode == 0, finished.stderr
    assert json.loads(finished.stdout.splitlines()[-1]) == {
        "status": 200,
        "has_notice": True,
        "readyz": 503,
        "problem": f"{library} is not installed: pip install -r requirements/ml.txt",
    }
    assert f"{library} is not installed" in finished.stderr


def test_without_the_hub_s_library_a_model_by_name_is_unavailable():
    code = (
        "import sys; sys.modules['huggingface_hub'] = None\n"
        "from catalog.embeddings.encoder import EncoderUnavailable, model_folder\n"
        "try: model_folder('nobody/has-this-model')\n"
        "except EncoderUnavailable as error: print(error)"
    )
    finished = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    assert "huggingface_hub is not installed" in finished.stdout
