"""How values are shown to people: one function over the units of features and parameters."""

import math
from collections.abc import Callable, Mapping
from typing import Final, Literal

from features.catalogue.feature import Unit
from riskdesk.core.i18n import Language, Text
from riskdesk.core.money import show_amount

ShownAs = Unit | Literal["delay", "text", "seconds", "ppm"]
"""Units of features, days late or early, and of what policy adds: a word, seconds, parts per million."""

Scalar = str | int | float | bool | None

UNKNOWN: Final = Text(zh="未知", en="unknown")
_YES: Final = Text(zh="是", en="yes")
_NO: Final = Text(zh="否", en="no")


def is_known(value: Scalar) -> bool:
    """Tell whether there is a value: None, NaN and infinities are none."""
    return value is not None and (isinstance(value, str) or math.isfinite(value))


def show(value: Scalar, unit: ShownAs, language: Language, currency: str = "CNY") -> str:
    """Return a value as a person of that language reads it.

    Parameters
    ----------
    value
        Money in minor units of `currency`, shares from 0 to 1, hours from 0 to 23.
    unit
        What it is.

    >>> show(3.0, "days", "en"), show(0.125, "share", "zh"), show(8_500_000, "money", "en")
    ('3 days', '12.5%', 'CN¥85,000.00')
    """
    if isinstance(value, str):
        return value
    if value is None or not math.isfinite(value):
        return UNKNOWN.render(language)
    if unit == "money":
        return show_amount(round(value), currency, language)
    return _SHOWN[unit](float(value), language)


def _number(value: float, decimals: int = 1) -> str:
    shown = f"{value:,.{decimals}f}"
    whole = shown.rstrip("0").rstrip(".") if "." in shown else shown
    return "0" if whole == "-0" else whole


def _days(value: float, language: Language) -> str:
    number = _number(value)
    if language == "zh":
        return f"{number} 天"
    return f"{number} day" if number in {"1", "-1"} else f"{number} days"


def _delay(value: float, language: Language) -> str:
    """Return days past due: late where positive, early where negative.

    >>> _delay(2.7, "en"), _delay(-1.0, "en"), _delay(-2.7, "zh")
    ('2.7 days late', '1 day early', '早 2.7 天')
    """
    days = _days(abs(value), language)
    if language == "zh":
        return f"早 {days}" if value < 0 else f"晚 {days}"
    return f"{days} early" if value < 0 else f"{days} late"


def _ratio(value: float, language: Language) -> str:
    return f"{_number(value, 2)} 倍" if language == "zh" else f"{_number(value, 2)} times"


def _seconds(value: float, language: Language) -> str:
    return f"{_number(value / 3600.0)} 小时" if language == "zh" else f"{_number(value / 3600.0)} h"


_SHOWN: Final[Mapping[str, Callable[[float, Language], str]]] = {
    "days": _days,
    "delay": _delay,
    "count": lambda value, _: _number(value, 0),
    "share": lambda value, _: f"{_number(value * 100.0)}%",
    "ratio": _ratio,
    "score": lambda value, _: _number(value),
    "hour": lambda value, _: f"{int(value):02d}:00",
    "flag": lambda value, language: (_YES if value else _NO).render(language),
    "text": lambda value, _: _number(value, 2),
    "seconds": _seconds,
    "ppm": lambda value, _: f"{_number(value / 10_000.0, 4)}%",
}
