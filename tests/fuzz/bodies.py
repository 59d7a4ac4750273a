"""Bodies of posted forms: those of a page with garbage in some fields, or garbage alone."""

from urllib.parse import quote

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from tests.fuzz import garbage
from tests.fuzz.forms import Form

BOUNDARY = "fuzz-boundary"
URL_ENCODED = "application/x-www-form-urlencoded"
MULTIPART = f"multipart/form-data; boundary={BOUNDARY}"

files = st.one_of(
    st.binary(max_size=200),
    st.sampled_from(
        [
            b"",
            b"show_id,type,title\n1,Movie,=1+1\n",
            b"\xff\xfe\x00\x00",
            b"PK\x03\x04" + bytes(60),
            b"a,b\n" * 500,
        ]
    ),
)


def form_bodies(forms: list[Form]) -> SearchStrategy[tuple[bytes, str]]:
    """Body and content type."""
    filled = [_filled(form) for form in forms if form.method == "post"]
    return st.one_of(*filled, *filled, _nonsense)


@st.composite
def _filled(draw: st.DrawFn, form: Form) -> tuple[bytes, str]:
    fields = dict(form.fields)
    changed = st.lists(st.sampled_from(sorted(fields) or [""]), max_size=4, unique=True)
    for name in draw(changed):
        fields[name] = draw(garbage.texts)
    if draw(st.booleans()) and fields:
        del fields[draw(st.sampled_from(sorted(fields)))]
    if not form.files:
        return _url_encoded(fields), URL_ENCODED
    return _multipart(fields, {name: draw(files) for name in sorted(form.files)}), MULTIPART


_nonsense = st.one_of(
    st.tuples(garbage.query_strings([]).map(str.encode), st.just(URL_ENCODED)),
    st.tuples(st.binary(max_size=100), st.sampled_from([URL_ENCODED, MULTIPART])),
    st.tuples(
        st.sampled_from([b"{", b"[1, 2]", b'{"action": null}', b"\xff"]),
        st.sampled_from(["application/json", "text/plain; charset=nothing", "multipart/form-data"]),
    ),
)


def _url_encoded(fields: dict[str, str]) -> bytes:
    return "&".join(
        f"{quote(_bytes(name), safe='')}={quote(_bytes(value), safe='')}"
        for name, value in fields.items()
    ).encode()


def _multipart(fields: dict[str, str], uploads: dict[str, bytes]) -> bytes:
    parts = [
        _part(f'name="{name}"'.encode("utf-8", "replace"), _bytes(value))
        for name, value in fields.items()
    ]
    parts += [
        _part(f'name="{name}"; filename="fuzz.csv"'.encode(), content)
        for name, content in uploads.items()
    ]
    return b"".join(parts) + f"--{BOUNDARY}--\r\n".encode()


def _part(disposition: bytes, content: bytes) -> bytes:
    head = b"Content-Disposition: form-data; " + disposition
    return f"--{BOUNDARY}\r\n".encode() + head + b"\r\n\r\n" + content + b"\r\n"


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")
