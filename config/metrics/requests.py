"""What the web process counts about its own requests."""

from prometheus_client import Counter, Histogram

METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})

REQUESTS = Counter(
    "movieclip_requests", "Requests by view, method and status.", ["view", "method", "status"]
)
# Not by method and status too: each pair would have all the buckets again.
REQUEST_SECONDS = Histogram(
    "movieclip_request_seconds",
    "Time until the response begins.",
    ["view"],
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.15, 0.25, 0.5, 1, 2.5, 5, 10),
)
DATABASE_ERRORS = Counter(
    "movieclip_database_errors", "Requests that an error of the database ended.", ["error"]
)
CACHE_FAILURES = Counter(
    "movieclip_cache_failures", "Times that the cache stopped to answer and memory took over."
)


def observe_request(view: str, method: str, status: int, seconds: float) -> None:
    # Anybody can send any word as the method.
    REQUESTS.labels(view, method if method in METHODS else "other", status).inc()
    REQUEST_SECONDS.labels(view).observe(seconds)
