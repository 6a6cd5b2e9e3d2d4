"""`docs/features.md`."""

from features.catalogue.feature import ROLES, Feature
from features.catalogue.program import CATALOGUE
from features.catalogue.sets import SETS
from riskdesk.cli.reference.markdown import code, page, table
from riskdesk.cli.reference.words import ENTITIES, say_entity

_DIRECTION = {1: "may only raise", -1: "may only lower", 0: "free"}
_LEAD = [
    "Every feature is frozen data in `features/catalogue/`, and its name is computed from that data.",
    "Money is integer minor units of the base currency; an unknown value is NaN.",
    "Direction says what a higher value may do to the risk; LightGBM is trained under that constraint.",
    "What is taken back, an order cancelled, an invoice voided, a payment returned or withdrawn, leaves counts, sums, means and repetitions from when that is known.",
    "Hours, pace, persons, dates and largest amounts look at what was asked, whatever became of it; an account to which a payment was only asked and withdrawn is as new as before.",
    "A feature without a model is an operand of others, is read by a typology or a rule, or is shown in a reason.",
    "Each has a page of its own: how it is put together, who uses it, and how its values are spread on the synthetic company.",
    "[Add a feature](how-to/add-a-feature.md) says how one more is made.",
]


def render(_stands: str) -> str:
    """Return the page of all features, by entity."""
    parts = ["## Sets", _sets()]
    for entity in dict.fromkeys([*ENTITIES, *(feature.entity for feature in CATALOGUE)]):
        mine = [feature for feature in CATALOGUE if feature.entity == entity]
        if mine:
            parts += [f"## {say_entity(entity).en.capitalize()}", _features(mine)]
    return page("Features", _LEAD, "\n\n".join(parts))


def _sets() -> str:
    rows = [[code(role), str(len(SETS[role].names)), code(SETS[role].fingerprint)] for role in ROLES]
    rows.append(["whole catalogue", str(len(CATALOGUE)), ""])
    return table(["set", "features", "fingerprint"], rows)


def _features(features: list[Feature]) -> str:
    columns = ["feature", "unit", "direction", "text", "文字", "models", "reason", "version", "source"]
    return table(columns, [_row(feature) for feature in features])


def _row(feature: Feature) -> list[str]:
    return [
        f"[{code(feature.name)}](features/{feature.name}.md)",
        feature.unit,
        _DIRECTION[feature.direction],
        feature.text.en,
        feature.text.zh,
        ", ".join(feature.models),
        f"[{code(feature.reason)}](reasons.md#{feature.reason})",
        str(feature.version),
        feature.source,
    ]
