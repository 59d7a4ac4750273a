"""A small CSV, and how it is sent."""

from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

LIST = "/admin/catalog/importupload/"
ADD = f"{LIST}add/"
HEADER = "show_id,type,title,release_year,description"
ROWS = ["s1,Movie,Jaws,1975,A shark hunts.", "s2,Movie,Alien,1979,A ship is boarded."]


def table(*rows: str) -> bytes:
    return "\n".join([HEADER, *(rows or ROWS)]).encode()


def send(client: Client, content: bytes, name: str = "titles.csv", **fields: str) -> Any:
    file = SimpleUploadedFile(name, content, content_type="text/csv")
    return client.post(ADD, {"file": file, "platform": "netflix", "embed": "on", **fields})
