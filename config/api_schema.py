"""What the OpenAPI schema says of every question alike."""

from typing import Any

from ninja import NinjaAPI
from ninja.openapi.schema import OpenAPISchema

from catalog.api.examples import PROBLEM_EXAMPLES
from catalog.api.problems import KINDS, MEDIA_TYPE, TITLES, Problem

# What any of them may end as, besides its answer; 400 where it has a body, 403 where it is about a
# user of the site, 409 where an engine is asked that may not be built.
PROBLEMS = (400, 401, 403, 404, 409, 422, 429, 500, 503)


class DocumentedAPI(NinjaAPI):
    def get_openapi_schema(self, **options: Any) -> OpenAPISchema:
        """With the problems, whose media type ninja has no place for, and the token optional."""
        schema = super().get_openapi_schema(**options)
        document = Problem.model_json_schema(ref_template="#/components/schemas/{model}")
        components = schema["components"]
        components["schemas"] |= document.pop("$defs") | {"Problem": document}
        components["responses"] = {f"problem{status}": _response(status) for status in PROBLEMS}
        for path in schema["paths"].values():
            for operation in path.values():
                operation["security"].append({})
                for status in PROBLEMS:
                    operation["responses"][status] = {
                        "$ref": f"#/components/responses/problem{status}"
                    }
        return schema


def _response(status: int) -> dict[str, Any]:
    example = {"type": KINDS.get(status, "about:blank"), "title": TITLES[status], "status": status}
    content = {
        "schema": {"$ref": "#/components/schemas/Problem"},
        "example": example | PROBLEM_EXAMPLES.get(status, {}),
    }
    return {"description": TITLES[status], "content": {MEDIA_TYPE: content}}
