"""`/docs`: the interface as one page of our own, made from the OpenAPI document; it loads nothing."""

import base64
import hashlib
import json
from functools import cache
from pathlib import Path
from typing import Any, Final, NamedTuple

from fastapi import APIRouter, Request, Response
from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from riskdesk.core.i18n import LANGUAGES, Language, choose_language
from serving.operations.docs_texts import LABELS, STATUSES, told

router = APIRouter(include_in_schema=False)

_HERE: Final = Path(__file__).parent / "templates"
_TAGS: Final[dict[Language, str]] = {"zh": "zh-CN", "en": "en"}
_NAMES: Final[dict[Language, str]] = {"zh": "中文", "en": "English"}


class Row(NamedTuple):
    """A field or parameter."""

    name: str
    sort: str
    is_required: bool
    meaning: str


class Operation(NamedTuple):
    """One call."""

    method: str
    path: str
    anchor: str
    needs_key: bool
    paragraphs: list[str]
    parameters: list[Row]
    body: str | None
    example: str | None
    answers: list[tuple[str, str, str | None]]


class Schema(NamedTuple):
    """One schema of a body."""

    name: str
    meaning: str
    fields: list[Row]


@router.get("/docs")
async def docs(request: Request, lang: str = "") -> Response:
    """The interface for people, in the language of `lang` or of the header."""
    default: Language = request.app.state.language
    language = choose_language(request.headers.get("accept-language"), default)
    chosen: Language = "zh" if lang == "zh" else "en" if lang == "en" else language
    return HTMLResponse(_page(request.app.openapi(), chosen), headers=_headers(chosen))


def _page(document: dict[str, Any], language: Language) -> str:
    return (
        _environment()
        .get_template("docs.html")
        .render(
            t={name: text.render(language) for name, text in LABELS.items() if "{" not in text.en},
            tag=_TAGS[language],
            languages=[(one, _TAGS[one], _NAMES[one]) for one in LANGUAGES if one != language],
            style=_style(),
            about=told(document["info"]["description"], language),
            version=document["info"]["version"],
            operations=operations(document, language),
            schemas=schemas(document, language),
        )
    )


def operations(document: dict[str, Any], language: Language) -> list[Operation]:
    """Return every call of an OpenAPI document."""
    return [
        _operation(document, path, method, said, language)
        for path, methods in document["paths"].items()
        for method, said in methods.items()
    ]


def schemas(document: dict[str, Any], language: Language) -> list[Schema]:
    """Return every schema of an OpenAPI document that is an object."""
    found = []
    for name, said in document["components"]["schemas"].items():
        needed = said.get("required", ())
        fields = [
            Row(field, _sort(one, language), field in needed, told(one.get("description", ""), language))
            for field, one in said.get("properties", {}).items()
        ]
        if fields:
            found.append(Schema(name, told(said.get("description", ""), language), fields))
    return found


def _operation(
    document: dict[str, Any], path: str, method: str, said: dict[str, Any], language: Language
) -> Operation:
    needs_key = "security" in said
    content = said.get("requestBody", {}).get("content", {}).get("application/json")
    example = None if content is None else _example(document, content["schema"])
    return Operation(
        method=method.upper(),
        path=path,
        anchor=said["operationId"],
        needs_key=needs_key,
        paragraphs=[told(one, language) for one in said.get("description", "").split("\n\n")],
        parameters=[_parameter(one, language) for one in said.get("parameters", ())],
        body=None if content is None else _name_of(content["schema"]),
        example=_curl(method, path, example, needs_key=needs_key),
        answers=[_answer(status, one, language) for status, one in said["responses"].items()],
    )


def _parameter(said: dict[str, Any], language: Language) -> Row:
    place = LABELS[said["in"]].render(language)
    sort = f"{place}, {_sort(said.get('schema', {}), language)}"
    return Row(said["name"], sort, said.get("required", False), told(said.get("description", ""), language))


def _answer(status: str, said: dict[str, Any], language: Language) -> tuple[str, str, str | None]:
    text = STATUSES.get(status)
    schema: dict[str, Any] = next((one.get("schema", {}) for one in said.get("content", {}).values()), {})
    meaning = told(said["description"], language) if text is None else text.render(language)
    return status, meaning, _name_of(schema)


def _sort(schema: dict[str, Any], language: Language) -> str:
    """Return the type of a field in words."""
    if "$ref" in schema:
        return str(_name_of(schema))
    if "anyOf" in schema:
        return LABELS["or"].render(language).join(_sort(one, language) for one in schema["anyOf"])
    if "enum" in schema:
        return " | ".join(str(one) for one in schema["enum"])
    if "const" in schema:
        return str(schema["const"])
    name = schema.get("type", "anything")
    inner = schema.get("items") if name == "array" else schema.get("additionalProperties")
    if isinstance(inner, dict) and inner:
        label = "list_of" if name == "array" else "map_of"
        return LABELS[label].render(language, {"of": _sort(inner, language)})
    return LABELS.get(name, LABELS["anything"]).render(language)


def _name_of(schema: dict[str, Any]) -> str | None:
    reference = schema.get("$ref") or schema.get("items", {}).get("$ref")
    return None if reference is None else str(reference).rsplit("/", 1)[1]


def _example(document: dict[str, Any], schema: dict[str, Any]) -> Any:
    name = _name_of(schema)
    known = schema if "$ref" not in schema else document["components"]["schemas"][name]
    return next(iter(known.get("examples", ())), known.get("example"))


def _curl(method: str, path: str, example: Any, *, needs_key: bool) -> str:
    lines = [f"curl -X {method.upper()} http://127.0.0.1:8700{path}"]
    if needs_key:
        lines.append('  -H "Authorization: Bearer $RISKDESK_KEY"')
    if example is not None:
        lines.append("  -H 'Content-Type: application/json'")
        lines.append(f"  -d '{json.dumps(example, ensure_ascii=False, indent=2)}'")
    return " \\\n".join(lines)


@cache
def _environment() -> Environment:
    return Environment(
        loader=FileSystemLoader(_HERE),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


@cache
def _style() -> str:
    return (_HERE / "docs.css").read_text(encoding="utf-8")


def _headers(language: Language) -> dict[str, str]:
    digest = base64.b64encode(hashlib.sha256(_style().encode()).digest()).decode()
    return {
        "Content-Language": _TAGS[language],
        "Content-Security-Policy": f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; "
        "form-action 'none'; frame-ancestors 'none'",
        "Vary": "Accept-Language",
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "no-referrer",
    }
