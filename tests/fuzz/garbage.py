"""What no form and no address was made for, as hypothesis strategies."""

from urllib.parse import quote, quote_from_bytes

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

NUMBERS = ["-1", "0", "1", "007", "2147483648", "9223372036854775808", "9" * 400, "1e309", "NaN"]
TEXTS = [
    "",
    " ",
    "\0",
    "nul \0 inside",
    "\ud800",  # half a character, as a page's script can send it
    "\u202eright to left",
    "שלום עולם",
    "🦈" * 50,
    "a\u0301" * 40,
    "x" * 5_000,
    "%00%ff%zz",
    "' OR 1=1 --",
    "<script>alert(1)</script>",
    "{{ 7 }}{% now %}",
    "../../../../etc/passwd",
    "\r\nSet-Cookie: a=b",
    "[]",
    '{"a": 1}',
    "_5F",  # the admin's own escapes
    "a:b|c & !d",
    "1,2,3",
    "on",
    "2020-13-45",
]

texts = st.one_of(
    st.sampled_from(NUMBERS),
    st.sampled_from(TEXTS),
    st.text(max_size=40),
    st.text(st.characters(categories=["Cs", "Cc", "Cf", "So", "Mn"]), max_size=10),
)

# In an address: any text, any bytes, and percent signs that escape nothing.
escaped = st.one_of(
    texts.map(lambda text: quote(text.encode("utf-8", "surrogatepass"), safe="")),
    st.binary(max_size=12).map(lambda data: quote_from_bytes(data, safe="")),
    st.sampled_from(["%", "%zz", "%u0041", "%C3%28", "+", "a;b", "a=b=c", "%00"]),
)

PARAMETERS = [
    *("q", "p", "page", "o", "all", "e", "_facets", "_popup", "_to_field", "_changelist_filters"),
    *("id__exact", "pk__in", "title__regex", "password__startswith", "next", "language", "theme"),
    *("term", "app_label", "model_name", "field_name", "object_id", "q[]", "q[0]", "", "action"),
]


def query_strings(names: list[str]) -> SearchStrategy[str]:
    """Some of `names` and of PARAMETERS with garbage; repeated ones and arrays among them."""
    name = st.one_of(st.sampled_from(names or [""]), st.sampled_from(PARAMETERS), escaped)
    pairs = st.tuples(name, escaped).map("=".join)
    return st.lists(st.one_of(pairs, pairs, escaped), max_size=5).map("&".join)


# A header's bytes as WSGI hands them on; no server lets line ends or NUL through.
header_values = st.one_of(
    st.text(
        st.characters(min_codepoint=1, max_codepoint=255, exclude_characters="\r\n"), max_size=60
    ),
    st.sampled_from(
        [
            "true",
            "http://[::1",
            "http://localhost/?q=%ff%00",
            "https://evil.example/",
            "//",
            "es, en;q=0.5, *;q=nan",
            "xx" * 300,
            "sessionid=nobody; csrftoken=x; messages=junk; django_language=\xff; theme=..",
            "127.0.0.1, unknown, \xff",
            "a" * 6_000,
        ]
    ),
)
HEADERS = [
    *("HTTP_HX_REQUEST", "HTTP_HX_BOOSTED", "HTTP_HX_CURRENT_URL", "HTTP_HX_TARGET"),
    *("HTTP_HX_PROMPT", "HTTP_HX_HISTORY_RESTORE_REQUEST", "HTTP_REFERER", "HTTP_ORIGIN"),
    *("HTTP_ACCEPT", "HTTP_ACCEPT_LANGUAGE", "HTTP_ACCEPT_ENCODING", "HTTP_COOKIE", "HTTP_HOST"),
    *("HTTP_X_FORWARDED_FOR", "HTTP_X_FORWARDED_PROTO", "HTTP_X_REQUEST_ID", "HTTP_RANGE"),
    *("HTTP_AUTHORIZATION", "HTTP_IF_MODIFIED_SINCE", "HTTP_IF_NONE_MATCH", "HTTP_USER_AGENT"),
    *("HTTP_X_CSRFTOKEN", "HTTP_X_REQUESTED_WITH"),
]
headers = st.dictionaries(st.sampled_from(HEADERS), header_values, max_size=3)
