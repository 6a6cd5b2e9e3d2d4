"""All reasons by code, and their rendering in words.

A decision stores codes and parameters; words are made when it is read, in the reader's language.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
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
_COUNTED: Final = frozenset({"count", "flag", "money"})
"""Units of which 0 is nothing found."""
_JOINT: Final[dict[Language, str]] = {"zh": "；", "en": "; "}
_MANY: Final = re.compile(
    r"(?<![\d.,])(1 (?:late |other )?)(bill|change|claim|claimant|customer|dispute|employee|invoice|order|other|payee"
    r"|payment|person|submission|supplier|trailing zero)s\b|(?<![\d.,])1 salespeople\b"
)
"""One of what texts name as many, in English."""
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
    words = _words_of(code, language)
    shown, unknown, nothing = {}, set(), set()
    for name, unit in words.units:
        value = params.get(name)
        if is_known(value):
            shown[name] = show(value, unit, language, currency)
            if value == 0 and unit in _COUNTED:
                nothing.add(name)
        else:
            shown[name] = words.unknown
            unknown.add(name)
    return Rendered(
        text=words.text,
        value=_join(_found(words, nothing), language, shown, unknown)
        or _join(words.value, language, shown, unknown)
        or words.unknown,
        normal=_join(words.normal, language, shown, unknown) or NO_NORMAL.render(language),
        clears=None if words.clears is None else _filled(words.clears, shown),
    )


@dataclass(frozen=True, slots=True)
class _Piece:
    """A template, and the parameters without which it is left out."""

    template: str
    names: frozenset[str]


@dataclass(frozen=True, slots=True)
class _Words:
    """A reason's templates in one language, and the units of all that they may name."""

    text: str
    units: tuple[tuple[str, ShownAs], ...]
    value: tuple[_Piece, ...]
    normal: tuple[_Piece, ...]
    clears: str | None
    unknown: str
    only_found: bool


@cache
def _words_of(code: str, language: Language) -> _Words:
    spec = REASONS[code]

    def pieces(texts: Sequence[Text]) -> tuple[_Piece, ...]:
        return tuple(_Piece(text.render(language), parameters_of(text)) for text in texts)

    return _Words(
        text=spec.text.render(language),
        units=tuple(units_of(spec).items()),
        value=pieces(spec.value),
        normal=pieces(spec.normal),
        clears=None if spec.clears is None else spec.clears.render(language),
        unknown=UNKNOWN.render(language),
        only_found=spec.only_found,
    )


def units_of(spec: ReasonSpec) -> dict[str, ShownAs]:
    """Return the unit of every parameter that the reason's texts may name."""
    return {**{name: unit for name, (_, unit) in spec.params.items()}, **spec.given}


def parameters_of(text: Text) -> frozenset[str]:
    """Return the names of the parameters of a text, in either language."""
    return frozenset(_PARAMETER.findall(text.zh) + _PARAMETER.findall(text.en))


def _found(words: _Words, nothing: set[str]) -> Sequence[_Piece]:
    """Return the pieces of what was found, without those that found nothing."""
    if not words.only_found or not nothing:
        return words.value
    return [one for one in words.value if not one.names or not one.names <= nothing]


def _join(pieces: Sequence[_Piece], language: Language, shown: Mapping[str, str], unknown: set[str]) -> str:
    said = [_filled(one.template, shown) for one in pieces if not unknown or unknown.isdisjoint(one.names)]
    if language == "en":
        said = [_MANY.sub(_one, text) if "1 " in text else text for text in said]
    return said[0] if len(said) == 1 else _JOINT[language].join(said)


def _one(found: re.Match[str]) -> str:
    return "1 salesperson" if found[1] is None else found[1] + found[2]


def _filled(template: str, shown: Mapping[str, str]) -> str:
    return template.format_map(shown) if shown else template
