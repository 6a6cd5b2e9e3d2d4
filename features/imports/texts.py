"""The texts of one row, empty cells left out, and what may be done to a text."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from types import MappingProxyType
from typing import Any, Final

from features.imports.cells import as_text, is_unfit
from features.imports.mapping import Transform
from riskdesk.core.errors import EventInvalid

_DECIMAL: Final = re.compile(r"-?\d{1,20}(\.\d{1,18})?", re.ASCII)
_WHOLE: Final = re.compile(r"(-?\d+)\.0*", re.ASCII)
_SIGNS: Final = str.maketrans("", "", ",，¥￥$€£ \u00a0")


@dataclass(frozen=True, slots=True)
class Texts:
    """Column -> text without blanks at its ends; empty cells are absent."""

    cells: Mapping[str, str]

    def first(self, names: Iterable[str]) -> str | None:
        """Return the text of the first of these columns that is not empty."""
        for name in names:
            text = self.cells.get(name)
            if text is not None:
                return text
        return None


def texts_of(cells: Mapping[str, Any], missing: frozenset[str]) -> Texts:
    """Return the texts of a row.

    Raises
    ------
    EventInvalid
        Control characters, broken Unicode, a list or structure; `field` names the column.
    """
    texts: dict[str, str] = {}
    for name, value in cells.items():
        try:
            text = as_text(value)
        except EventInvalid as error:
            raise EventInvalid(error.detail, field=name) from None
        if text is None or not (text := text.strip()) or text in missing:
            continue
        if is_unfit(text):
            raise EventInvalid("control characters or broken Unicode", field=name)
        texts[name] = text
    return Texts(texts)


def plain_number(text: str) -> Decimal | None:
    """Return the number that a text shows, separators and currency signs aside, or None."""
    shown = _number(text)
    return Decimal(shown) if _DECIMAL.fullmatch(shown) else None


def _number(text: str) -> str:
    """Return a number without thousands separators and currency signs; others stay as they are.

    >>> _number("¥1,234.50"), _number("(12.00)"), _number("1e5")
    ('1234.50', '-12.00', '1e5')
    """
    shown = text.translate(_SIGNS).removeprefix("+")
    if shown.startswith("(") and shown.endswith(")"):
        shown = f"-{shown[1:-1]}"
    return shown if _DECIMAL.fullmatch(shown) else text


def _whole(text: str) -> str:
    found = _WHOLE.fullmatch(text)
    return found[1] if found else text


def _negate(text: str) -> str:
    return text[1:] if text.startswith("-") else f"-{text}"


TRANSFORMS: Final[Mapping[Transform, Callable[[str], str]]] = MappingProxyType(
    {
        "strip_zeros": lambda text: text.lstrip("0") or "0",
        "whole": _whole,
        "number": _number,
        "abs": lambda text: text.removeprefix("-"),
        "negate": _negate,
        "floor": lambda text: text.partition(".")[0] if _DECIMAL.fullmatch(text) else text,
        "upper": str.upper,
    }
)
"""What `transform` may name."""
