"""Who uses a feature: rules and typologies of the default policy, reasons, other features."""

from collections.abc import Iterator

from features.catalogue.program import CATALOGUE
from features.catalogue.reasons import REASONS
from models.decision import facts
from models.decision.sense import SENSE
from models.policy.default import DEFAULT_POLICY
from models.typologies.catalogue import TYPOLOGIES
from models.typologies.test import Condition, Typology


def typologies_of(name: str) -> list[tuple[str, Typology]]:
    """Return (place, typology) for each typology that has a condition on this feature."""
    return [
        (place, one)
        for place, all_of in TYPOLOGIES.items()
        for one in all_of
        if any(conditions_of(one, name))
    ]


def conditions_of(typology: Typology, name: str) -> Iterator[Condition]:
    """Yield the conditions of a typology on this feature, each once."""
    yield from dict.fromkeys(
        condition
        for test in (*typology.tests, *typology.doubts)
        for condition in test.conditions
        if condition.feature == name
    )


def rules_of(name: str) -> list[str]:
    """Return the rules of the default policy that read this feature, by their names there."""
    days = DEFAULT_POLICY.rules.past_due.more_than_days
    reads = {
        "past_due": (facts.PAST_DUE_AMOUNT[days],),
        "new_payee": (facts.PAYEE_PAID_SINCE_DAYS,),
        "new_customer": (facts.CUSTOMER_AGE_DAYS, facts.CUSTOMER_INVOICES),
    }
    return [rule for rule, names in reads.items() if name in names]


def sets_limit(name: str) -> bool:
    """Tell whether the customer's limit is a multiple of this feature."""
    return name == facts.MONTHLY_SALES


def reasons_showing(name: str) -> list[str]:
    """Return the codes of reasons whose texts give this feature's value, or that stand only if it bears them out."""
    shown = [code for code, spec in REASONS.items() if any(of == name for of, _ in spec.params.values())]
    sensed = [code for code, senses in SENSE.items() if any(sense.feature == name for sense in senses)]
    return list(dict.fromkeys(shown + sensed))


def made_of(name: str) -> list[str]:
    """Return the features that have this one as an operand."""
    return [feature.name for feature in CATALOGUE if name in feature.operands]
