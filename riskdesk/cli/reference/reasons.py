"""`docs/reasons.md`."""

from features.catalogue.reason import ReasonSpec
from features.catalogue.reasons import REASONS
from riskdesk.cli.reference.markdown import code, page, table
from riskdesk.core.i18n import Language

_LEAD = [
    "A decision stores the code of a reason and its parameters; the words are made when it is read.",
    "Names in braces are parameters; a piece of which a parameter is unknown is left out.",
    "Evidence names the tables of facts from which the documents behind a reason are taken.",
]


def render(_stands: str) -> str:
    """Return the page of all reasons."""
    overview = table(
        ["code", "text", "文字"],
        [[f"[{code(spec.code)}](#{spec.code})", spec.text.en, spec.text.zh] for spec in REASONS.values()],
    )
    return page("Reasons", _LEAD, "\n\n".join([overview, *(_section(spec) for spec in REASONS.values())]))


def _section(spec: ReasonSpec) -> str:
    columns = ["", "en", "zh"]
    rows = [["what it is", spec.text.en, spec.text.zh]]
    rows += [["what was found", _pieces(spec, "en"), _pieces(spec, "zh")]]
    rows += [["what is normal", _normal(spec, "en"), _normal(spec, "zh")]]
    if spec.clears is not None:
        rows.append(["what would clear it", spec.clears.en, spec.clears.zh])
    parts = [f'<a id="{spec.code}"></a>', f"## {spec.code}", table(columns, rows)]
    if spec.params or spec.given:
        parts.append(_parameters(spec))
    facts = sorted({_fact(one.table.name, one.window) for one in spec.evidence})
    parts.append("Evidence: " + (", ".join(facts) if facts else "the document itself") + ".")
    return "\n\n".join(parts)


def _pieces(spec: ReasonSpec, language: Language) -> str:
    return " · ".join(piece.en if language == "en" else piece.zh for piece in spec.value)


def _normal(spec: ReasonSpec, language: Language) -> str:
    return " · ".join(piece.en if language == "en" else piece.zh for piece in spec.normal)


def _parameters(spec: ReasonSpec) -> str:
    rows = [[code(name), unit, f"feature {code(feature)}"] for name, (feature, unit) in spec.params.items()]
    rows += [[code(name), unit, "policy"] for name, unit in spec.given.items()]
    return table(["parameter", "unit", "from"], rows)


def _fact(table_name: str, window: str) -> str:
    return code(table_name.lower()) + (f" of {window}" if window else "")
