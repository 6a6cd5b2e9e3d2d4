"""All typologies by place, and what each forces unless a policy says otherwise."""

from types import MappingProxyType
from typing import Final

from models.policy.outcome import Outcome
from models.policy.typology_rule import TypologyRule
from models.role import Place
from models.typologies.orders import ORDER_TYPOLOGIES
from models.typologies.payments import PAYMENT_TYPOLOGIES
from models.typologies.test import Typology

_APPROVE, _REVIEW, _BLOCK = Outcome.APPROVE, Outcome.REVIEW, Outcome.BLOCK

TYPOLOGIES: Final[MappingProxyType[Place, tuple[Typology, ...]]] = MappingProxyType(
    {"order": ORDER_TYPOLOGIES, "payment": PAYMENT_TYPOLOGIES}
)

DEFAULT_RULES: Final[MappingProxyType[str, TypologyRule]] = MappingProxyType(
    {
        "split_order": TypologyRule(minimum=_REVIEW, severe=_REVIEW, missing=_REVIEW),
        "split_payment": TypologyRule(minimum=_REVIEW, severe=_REVIEW, missing=_REVIEW),
        # Flags 0.5 % of orders and 0.2 % of payments of the planted companies (benchmarks, 2026-11), and
        # finds 98 % of what was planted. Who acts may be no employee: missing, it may pass.
        "odd_hours": TypologyRule(minimum=_REVIEW, severe=_REVIEW, missing=_APPROVE),
        "account_change": TypologyRule(minimum=_REVIEW, severe=_BLOCK, missing=_REVIEW),
        "duplicate_payment": TypologyRule(minimum=_REVIEW, severe=_REVIEW, missing=_REVIEW),
        "amount_jump": TypologyRule(minimum=_APPROVE, severe=_REVIEW, missing=_REVIEW),
        "frequency_jump": TypologyRule(minimum=_APPROVE, severe=_REVIEW, missing=_REVIEW),
        # A network address is optional in every call: without one it is named, and it may pass.
        "address_burst": TypologyRule(minimum=_REVIEW, severe=_REVIEW, missing=_APPROVE),
        "fictitious_supplier": TypologyRule(minimum=_REVIEW, severe=_BLOCK, missing=_REVIEW),
        "related_party": TypologyRule(minimum=_REVIEW, severe=_BLOCK, missing=_REVIEW),
        "dormant_active": TypologyRule(minimum=_REVIEW, severe=_REVIEW, missing=_REVIEW),
    }
)
"""By code; the missing column is the written fail mode of each."""
