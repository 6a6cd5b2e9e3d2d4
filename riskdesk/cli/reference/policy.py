"""The generated blocks of `docs/policy.md`: the default policy as tables."""

from typing import Any, Final

import msgspec

from features.catalogue.program import FEATURES
from features.catalogue.reasons import REASONS
from models.credit.grades import GRADES
from models.credit.limits import coefficient_percent
from models.credit.shipping import shipping_of
from models.credit.terms import longest_terms_days
from models.policy.default import DEFAULT_POLICY
from models.policy.policy import Policy
from models.policy.rules import Rules
from models.typologies.catalogue import TYPOLOGIES
from models.typologies.test import Condition, Test
from riskdesk.cli.reference.markdown import code, fill, table

_REASON: Final = {"grade": "credit_grade", "past_due": "past_due_block"}
"""Rules whose reason has another name."""


def render(stands: str) -> str:
    """Return the page with its tables as the default policy says."""
    policy = DEFAULT_POLICY
    return fill(
        stands,
        {
            "models": _models(policy),
            "rules": _rules(policy.rules),
            "typologies": _typologies(policy),
            "tests": _tests(),
            "fail-modes": _fail_modes(policy),
            "grades": _grades(policy),
            "relief": _relief(policy),
        },
    )


def _models(policy: Policy) -> str:
    rows = [
        [code(role), f"{cut.review_at:.0%}", "never" if cut.block_at is None else f"{cut.block_at:.0%}"]
        for role, cut in policy.models.items()
    ]
    forest = f"percentile {policy.isolation.review_at_percentile:g}"
    rows.append(["isolation forest", forest, "never"])
    return table(["model", "review from", "block from"], rows)


def _rules(rules: Rules) -> str:
    rows = []
    for name in rules.__struct_fields__:
        rule = getattr(rules, name)
        reason = _REASON.get(name, name)
        link = f"[{code(name)}](reasons.md#{reason})"
        if not isinstance(rule, msgspec.Struct):
            rows.append([link, rule.value, "", REASONS[reason].text.en])
            continue
        said = {field: getattr(rule, field) for field in rule.__struct_fields__}
        outcome = said.pop("outcome", None)
        what = ", ".join(_parameter(field, value) for field, value in said.items())
        rows.append([link, "by grade" if outcome is None else outcome.value, what, REASONS[reason].text.en])
    return table(["rule", "forces", "parameters", "says"], rows)


def _parameter(field: str, value: Any) -> str:
    if field.endswith("_minor"):
        return f"{code(field)} {value:,} ({_money(value)})"
    return f"{code(field)} {value.value}" if hasattr(value, "value") else f"{code(field)} {value:,}"


def _money(minor: float) -> str:
    return f"{int(minor) // 100:,}.{int(minor) % 100:02d}"


def _typologies(policy: Policy) -> str:
    places = {
        rule: [p for p, all_of in TYPOLOGIES.items() if rule in {t.code for t in all_of}]
        for rule in policy.typologies
    }
    rows = [
        [
            f"[{code(name)}](reasons.md#{name})",
            ", ".join(places[name]),
            rule.minimum.value,
            rule.severe.value,
            rule.missing.value,
        ]
        for name, rule in policy.typologies.items()
    ]
    return table(
        ["typology", "looked for in", "a test hits", "a severe test hits", "no test could be made"], rows
    )


def _tests() -> str:
    rows = [
        [place, code(typology.code), "severe" if test.severe else "", _conditions(test)]
        for place, typologies in TYPOLOGIES.items()
        for typology in typologies
        for test in typology.tests
    ]
    return table(["place", "typology", "", "all of these hold"], rows)


def _conditions(test: Test) -> str:
    return "; ".join(_condition(one) for one in test.conditions)


def _condition(one: Condition) -> str:
    sign, limit = ("≤", one.most) if one.least == float("-inf") else ("≥", one.least)
    is_money = FEATURES[one.feature].unit == "money"
    return f"{code(one.feature)} {sign} {_money(limit) if is_money else f'{limit:g}'}"


def _fail_modes(policy: Policy) -> str:
    rows = [[code(name), outcome.value] for name, outcome in policy.fail_modes.items()]
    return table(["input", "forces"], [*rows, ["any other", policy.fail_default.value]])


def _grades(policy: Policy) -> str:
    tables, bands = policy.credit, policy.credit.bands
    pd = {
        "A": f"below {bands.a_below:.0%}",
        "B": f"below {bands.b_below:.0%}",
        "C": f"up to {bands.c_up_to:.0%}",
        "D": f"above {bands.c_up_to:.0%}",
    }
    ups = tables.approval
    level = {"A": ups.a_up, "B": ups.b_up, "C": ups.c_up, "D": ups.d_up}
    rows = [
        [
            grade,
            pd[grade],
            f"{coefficient_percent(tables.limits, grade, strategic=False)} %",
            f"{longest_terms_days(tables.terms, grade)} days",
            shipping_of(tables.shipping, grade),
            f"+{level[grade]}",
        ]
        for grade in GRADES
    ]
    columns = [
        "grade",
        "probability of default",
        "limit coefficient",
        "longest terms",
        "shipping",
        "approval level",
    ]
    return table(columns, rows)


def _relief(policy: Policy) -> str:
    green, special = policy.green, policy.special_approval
    chance = policy.sampling.rate_ppm / 10_000
    rows = [
        ["green channel", f"grades {', '.join(green.grades)}, orders up to {_money(green.most_minor)}"],
        ["special approval", f"up to its own amount, and never above {_money(special.most_minor)}"],
        [
            "special approval of a payment",
            "lifts " + (", ".join(f"`{code}`" for code in special.payment_lifts) or "nothing"),
        ],
        [
            "strategic customers",
            "by grade"
            if policy.credit.strategic == "by_grade"
            else "orders on credit by special approval only",
        ],
        ["random review", f"{chance:g} % of what would be approved, drawn by the hash of the document's id"],
    ]
    return table(["part", "default"], rows)
