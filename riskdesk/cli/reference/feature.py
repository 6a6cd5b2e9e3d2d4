"""`docs/features/<name>.md`: all that is known of one feature, from its definition and its measurement."""

from dataclasses import fields
from typing import Final

from features.catalogue.aggregate_said import say_aggregate
from features.catalogue.feature import Feature
from features.catalogue.reasons import REASONS
from features.catalogue.units import show
from features.kernel.tables import TABLES
from riskdesk.cli.reference import usage
from riskdesk.cli.reference.distribution import Spread
from riskdesk.cli.reference.markdown import code, page, table
from riskdesk.cli.reference.measured import PLACES, Measured, Measurements
from riskdesk.cli.reference.words import DIRECTIONS, UNITS, say_entity, say_window
from riskdesk.cli.reference.words import PLACES as PLACE_WORDS
from riskdesk.core.i18n import Text

_ROWS: Final = {
    "order": "orders, as submitted",
    "payment": "payments, as submitted",
    "claim": "expense claims, as submitted",
    "customer": "customers, at month-ends",
}
_MODELS: Final = {
    "credit": "default within the horizon",
    "lateness": "days late of an invoice",
    "order_anomaly": "anomaly of an order",
    "payment_anomaly": "anomaly of a payment",
}

_HELD: Final = {"v0": "first value", "v1": "second value", "other": "counterparty"}
"""What the columns of a posting are called in an aggregate's sentence."""


def render(feature: Feature, measured: Measured | None, measurements: Measurements | None) -> str:
    """Return the page of a feature; what is not measured yet says so."""
    parts = [_words(feature), "## Definition", _definition(feature), "## Who uses it", _users(feature)]
    parts += ["## On the synthetic company", *_figures(feature, measured, measurements)]
    return page(feature.name, ["[All features](../features.md)"], "\n\n".join(parts))


def _words(feature: Feature) -> str:
    rows = [
        ("what it says", feature.text),
        ("about", say_entity(feature.entity)),
        ("how it is put together", say_aggregate(feature)),
        ("how far back", say_window(feature.window)) if feature.table is not None else None,
        ("where it means something", PLACE_WORDS[feature.place]),
        ("unit", UNITS[feature.unit]),
        ("direction", DIRECTIONS[feature.direction]),
        (f"reason {_reason(feature.reason)}", REASONS[feature.reason].text),
    ]
    return table(["", "English", "中文"], [_both(*row) for row in rows if row is not None])


def _both(what: str, text: Text) -> list[str]:
    return [what, text.en, text.zh]


def _definition(feature: Feature) -> str:
    rows = [["aggregate", code(feature.aggregate)], ["entity", code(feature.entity)]]
    if feature.table is not None:
        spec = TABLES[feature.table]
        rows.append(["table", code(spec.table.name.lower())])
        held = {field.name: getattr(spec, field.name) for field in fields(spec)[2:]}
        rows += [[_HELD.get(name, name), meaning] for name, meaning in held.items() if meaning]
    if feature.other:
        rows.append(["only with this", say_entity(feature.other).en])
    if feature.operands:
        rows.append(["operands", ", ".join(link(name) for name in feature.operands)])
    rows += [["version", str(feature.version)], ["source", feature.source or "riskdesk"]]
    rows.append(["defined in", "`features/catalogue/`"])
    return table(["part", "is"], rows)


def _users(feature: Feature) -> str:
    name = feature.name
    typologies = [
        f"[{code(one.code)}](../reasons.md#{one.code}) of {place}s: "
        + ", ".join(
            _bound(condition.least, condition.most, feature) for condition in usage.conditions_of(one, name)
        )
        for place, one in usage.typologies_of(name)
    ]
    rules = [f"[{code(rule)}](../policy.md#rules)" for rule in usage.rules_of(name)]
    rules += ["[the customer's limit](../policy.md#credit)"] if usage.sets_limit(name) else []
    rows = [
        ["models", ", ".join(map(_model, feature.models))],
        ["typologies", "; ".join(typologies)],
        ["rules", ", ".join(rules)],
        ["shown or asked by reasons", ", ".join(_reason(one) for one in usage.reasons_showing(name))],
        ["operand of", ", ".join(link(one) for one in usage.made_of(name))],
    ]
    return table(["user", "which"], [row for row in rows if row[1]])


def _model(role: str) -> str:
    return f"{code(role)} ({_MODELS[role]})" if role in _MODELS else code(role)


def _bound(least: float, most: float, feature: Feature) -> str:
    sign, limit = ("≤", most) if least == float("-inf") else ("≥", least)
    return f"{sign} {show(limit, feature.unit, 'en')}"


def _figures(feature: Feature, measured: Measured | None, measurements: Measurements | None) -> list[str]:
    if measured is None or measurements is None:
        return ["Not measured yet: `python -m riskdesk.cli.reference measure` does."]
    company = (
        f"Seed {measurements.seed}, about {measurements.events:,} events over {measurements.months} months."
    )
    parts = [company, _spreads(feature, measured)]
    if measured.place is None:
        return [*parts, "No value of it is known in this company."]
    picture = (
        f"![distribution of {feature.name}]({feature.name}.svg)\n\n"
        f"Drawn are {_ROWS[measured.place]}: the tallest bar holds the share after the arrow, and the outermost bars what lies beyond them."
    )
    return [*parts, picture, _shown(feature, measured.spreads[measured.place])]


def _spreads(feature: Feature, measured: Measured) -> str:
    columns = ["", "vectors", "unknown", "least", "median", "90 %", "99 %", "most"]
    return table(columns, [_spread(feature, place, measured.spreads[place]) for place in PLACES])


def _spread(feature: Feature, place: str, spread: Spread) -> list[str]:
    quantiles = (spread.low, spread.median, spread.p90, spread.p99, spread.high)
    shown = ["" if value is None else show(value, feature.unit, "en") for value in quantiles]
    return [_ROWS[place], f"{spread.rows:,}", f"{spread.missing:.1%}", *shown]


def _shown(feature: Feature, spread: Spread) -> str:
    quantiles = (spread.median, spread.p90, spread.p99, spread.high)
    value = next((one for one in quantiles if one), 0.0)
    said = dict.fromkeys(code(show(value, feature.unit, language)) for language in ("en", "zh"))
    return f"A person reads the value {_plain(value)} as {' or '.join(said)}."


def _plain(value: float) -> str:
    shown = f"{value:.4f}"
    return shown.rstrip("0").rstrip(".")


def _reason(name: str) -> str:
    return f"[{code(name)}](../reasons.md#{name})"


def link(name: str) -> str:
    """Return a link to a feature's page, from another's."""
    return f"[{code(name)}]({name}.md)"
