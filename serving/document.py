"""The interface's document: OpenAPI as the framework makes it, with errors as they are really sent."""

from collections.abc import Iterator
from typing import Any, Final

from fastapi import FastAPI

from serving.problems import MEDIA_TYPE

_PROBLEM: Final = {"$ref": "#/components/schemas/Problem"}
_HEADERS: Final[dict[str, dict[str, Any]]] = {
    "401": {"WWW-Authenticate": {"required": True, "schema": {"type": "string", "const": "Bearer"}}},
    "503": {"Retry-After": {"required": True, "schema": {"type": "integer", "minimum": 1}}},
}
"""Headers that an error of this status always has: whom to be, when to come again."""


class Documented(FastAPI):
    """An application that says of its errors that they are problem documents (RFC 9457)."""

    def openapi(self) -> dict[str, Any]:
        """Return the document; made once."""
        if self.openapi_schema is None:
            for status, response in _responses(super().openapi()):
                content = response.get("content", {})
                if content.get("application/json", {}).get("schema") == _PROBLEM:
                    content[MEDIA_TYPE] = content.pop("application/json")
                if status in _HEADERS:
                    response["headers"] = _HEADERS[status]
        assert self.openapi_schema is not None
        return self.openapi_schema


def _responses(document: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    for operations in document["paths"].values():
        for operation in operations.values():
            yield from operation["responses"].items()
