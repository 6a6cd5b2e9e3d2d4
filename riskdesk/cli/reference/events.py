"""`docs/events.md`."""

import inspect
from typing import Any, Final

from features.events.fields import PARTIES, SECRETS
from features.events.kinds import KINDS, EventKind
from riskdesk.cli.reference.markdown import code, page, table

_ORIGIN: Final = {
    "anyone": "callers with the scope `events`, and imports",
    "import": "imports by an operator, and riskdesk itself",
    "inside": "riskdesk alone",
}
_LEAD = [
    "Everything the company did is an event of the log, and each kind has a schema.",
    "Beside the fields of its kind a row has `kind`, `occurred_at` (ISO 8601 with its offset), and if it likes `event_id` and `known_at`.",
    "Without `known_at` the row counts as known when it occurred, and is marked as assumed.",
    "Amounts are decimal strings such as `85000.00` with an ISO 4217 `currency`; unknown fields refuse the row.",
    "Fields marked *sealed* are stored as ciphertext with a keyed digest for matching.",
]


def render(_stands: str) -> str:
    """Return the page of all kinds."""
    overview = table(
        ["code", "kind", "English", "中文", "document", "written by"],
        [
            [
                str(kind.code),
                f"[{code(kind.name)}](#{kind.name})",
                kind.text.en,
                kind.text.zh,
                kind.document,
                kind.origin,
            ]
            for kind in KINDS
        ],
    )
    return page("Events", _LEAD, "\n\n".join([overview, *(_section(kind) for kind in KINDS)]))


def _section(kind: EventKind) -> str:
    said = inspect.cleandoc(kind.schema.__doc__ or "").split("\n\n")[0].replace("\n", " ")
    lines = [
        f"Document: {code(f'{kind.document}:{{{kind.document_field}}}')}; written by {_ORIGIN[kind.origin]}."
    ]
    if not kind.opens:
        lines.append("The document must be known before.")
    if kind.once:
        lines.append("At most one such event stands for a document.")
    return "\n\n".join(
        [f'<a id="{kind.name}"></a>', f"## {kind.name}", said, "\n".join(lines), _fields(kind)]
    )


def _fields(kind: EventKind) -> str:
    properties: dict[str, Any] = kind.schema.model_json_schema()["properties"]
    secrets = SECRETS | kind.schema.secrets
    rows = []
    for name, info in kind.schema.model_fields.items():
        notes = ["sealed"] if name in secrets else []
        notes += [f"party: {PARTIES[name]}"] if name in PARTIES else []
        needed = "yes" if info.is_required() else ""
        rows.append([code(name), _type(properties[name]), needed, ", ".join(notes)])
    return table(["field", "type", "needed", "note"], rows)


def _type(schema: dict[str, Any]) -> str:
    options = [one for one in schema.get("anyOf", [schema]) if one.get("type") != "null"]
    return " or ".join(_one_type(option) for option in options)


def _one_type(schema: dict[str, Any]) -> str:
    if "const" in schema:
        return code(str(schema["const"]))
    if "enum" in schema:
        return ", ".join(code(str(value)) for value in schema["enum"])
    if schema["type"] == "array":
        return f"list of {_type(schema['items'])}"
    if schema["type"] == "object":
        return f"map of {_type(schema['additionalProperties'])}"
    low, high = schema.get("minimum"), schema.get("maximum")
    plain = {"string": "text", "integer": "number", "boolean": "flag"}[schema["type"]]
    if low is not None and high is not None:
        return f"{plain}, {low} to {high:,}"
    longest = schema.get("maxLength")
    return f"{plain}, at most {longest:,} characters" if longest else plain
