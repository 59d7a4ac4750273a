"""What a browser sends when a title's form is saved."""

from catalog.models import Movie

LIST = "/admin/catalog/movie/"


def form_data(movie: Movie | None = None, **changes: object) -> dict[str, object]:
    """As opened, with these fields typed anew."""
    data: dict[str, object] = {"kind": "film", "title": "", "status": "released"}
    if movie is not None:
        data = {
            "kind": movie.kind,
            "title": movie.title,
            "description": movie.description,
            "release_year": movie.release_year or "",
            "status": movie.status,
            "version": movie.updated_at.isoformat(),
        }
    for prefix in ("credits", "figures", "sources"):
        for name in ("TOTAL_FORMS", "INITIAL_FORMS"):
            data[f"{prefix}-{name}"] = 0
    return {**data, "is_published": "on", **changes}
