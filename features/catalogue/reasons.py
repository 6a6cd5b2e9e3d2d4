"""All reasons by code, and their rendering in words.

A decision stores codes and parameters; words are made when it is read, in the reader's language.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from features.catalogue.reason import ReasonSpec
from features.catalogue.reasons_credit import CREDIT_REASONS
from features.catalogue.reasons_documents import DOCUMENT_REASONS
from features.catalogue.reasons_history import HISTORY_REASONS
from features.catalogue.reasons_payments import PAYMENT_REASONS
from features.catalogue.reasons_policy import POLICY_REASONS
from features.catalogue.units import UNKNOWN, Scalar, ShownAs, is_known, show
from riskdesk.core.i18n import Language, Text

REASONS: Final = MappingProxyType(
    {
        spec.code: spec
        for spec in (
            *CREDIT_REASONS,
            *DOCUMENT_REASONS,
            *PAYMENT_REASONS,
            *HISTORY_REASONS,
            *POLICY_REASONS,
        )
    }
)

NO_NORMAL: Final = Text(zh="没有历史可比", en="no history to compare with")
_JOINT: Final[dict[Language, str]] = {"zh": "；", "en": "; "}
_PARAMETER = re.compile(r"{(\w+)}")


@dataclass(frozen=True, slots=True)
class Rendered:
    """A reason in one language: what it is, what was found, what is normal, what would clear it."""

    text: str
    value: str
    normal: str
    clears: str | None


def render(code: str, language: Language, params: Mapping[str, Scalar], currency: str = "CNY") -> Rendered:
    """Return a reason in words.

    Parameters
    ----------
    params
        Values by the names that the reason's texts use; what is missing is unknown.
    currency
        Of all money among them.

    Raises
    ------
    KeyError
        There is no such reason.
    """
    spec = REASONS[code]
    shown = {name: show(params.get(name), unit, language, currency) for name, unit in units_of(spec).items()}
    known = {name for name in shown if is_known(params.get(name))}
    return Rendered(
        text=spec.text.render(language),
        value=_join(spec.value, language, shown, known) or UNKNOWN.render(language),
        normal=_join(spec.normal, language, shown, known) or NO_NORMAL.render(language),
        clears=None if spec.clears is None else spec.clears.render(language, shown),
    )


def units_of(spec: ReasonSpec) -> dict[str, ShownAs]:
    """Return the unit of every parameter that the reason's texts may name."""
    return {**{name: unit for name, (_, unit) in spec.params.items()}, **spec.given}


def parameters_of(text: Text) -> frozenset[str]:
    """Return the names of the parameters of a text, in either language."""
    return frozenset(_PARAMETER.findall(text.zh) + _PARAMETER.findall(text.en))


def _join(pieces: Sequence[Text], language: Language, shown: Mapping[str, str], known: set[str]) -> str:
    said = [piece.render(language, shown) for piece in pieces if parameters_of(piece) <= known]
    return _JOINT[language].join(said)
