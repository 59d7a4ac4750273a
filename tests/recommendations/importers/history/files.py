"""Files as Letterboxd, IMDb and Netflix give them, a few rows each, and how they are sent."""

from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

ADDRESS = "/history/import/"

RATINGS = """Date,Name,Year,Letterboxd URI,Rating
2021-03-04,Jaws,1975,https://boxd.it/a,4.5
2021-03-05,Unheard Of,1999,https://boxd.it/b,2
"""
WATCHED = """Date,Name,Year,Letterboxd URI
2021-03-04,Jaws,1975,https://boxd.it/a
"""
DIARY = """Date,Name,Year,Letterboxd URI,Rating,Rewatch,Tags,Watched Date
2021-03-04,Jaws,1975,https://boxd.it/a,3,,,2021-03-01
2022-03-04,Jaws,1975,https://boxd.it/a,4,Yes,,2022-03-01
2022-03-05,Jaws,1975,https://boxd.it/a,,Yes,,2022-03-02
"""
IMDB = """Const,Your Rating,Date Rated,Title,Original Title,URL,Title Type,IMDb Rating,Year
tt0073195,9,2020-01-02,Der weiße Hai,Jaws,https://www.imdb.com/title/tt0073195/,Movie,8.1,1975
tt0959621,8,2020-01-02,Pilot,Pilot,https://www.imdb.com/title/tt0959621/,TV Episode,9.0,2008
"""
NETFLIX = """Title,Date
"Breaking Bad: Season 1: Pilot","1/24/21"
"Breaking Bad: Season 1: Cat's in the Bag...","1/25/21"
"Jaws","2/3/21"
"Mission: Unknown","2/4/21"
"""


def send(client: Client, text: str | bytes, name: str = "file.csv") -> Any:
    content = text if isinstance(text, bytes) else text.encode()
    return client.post(ADDRESS, {"file": SimpleUploadedFile(name, content)})


def keep(client: Client, preview: Any, **also: str) -> Any:
    """Press the button of a preview."""
    text = preview.context["consent"]["proposal"].value()
    return client.post(
        reverse("recommendations:keep_history"), {"proposal": text, **also}, follow=True
    )
