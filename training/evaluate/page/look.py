"""How a page writes numbers, money and moments."""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from riskdesk.core.clock import format_time
from riskdesk.core.i18n import Language, Text


@dataclass(frozen=True, slots=True)
class Look:
    """One reader's way to see a page.

    Parameters
    ----------
    language, zone, currency
        Of texts, of moments, of amounts.
    """

    language: Language = "zh"
    zone: str = "Asia/Shanghai"
    currency: str = "CNY"

    def say(self, text: Text, /, **params: str) -> str:
        """Return a text in the language."""
        return text.render(self.language, params or None)

    def listed(self, items: Iterable[str]) -> str:
        """Return items in one line, parted as the language parts them."""
        return ("；" if self.language == "zh" else "; ").join(items)

    def day(self, moment_us: int) -> str:
        """Return the local day of a moment, microseconds since the epoch."""
        return format_time(moment_us, self.zone)[:10]


def number(value: float | None, digits: int = 3) -> str:
    """Return a figure, whole ones without decimals, and a dash where there is none.

    >>> number(0.81234), number(1200.0), number(None)
    ('0.812', '1,200', '–')
    """
    if value is None or math.isnan(value):
        return "–"
    said = f"{value:,.0f}" if float(value).is_integer() and abs(value) >= 2 else f"{value:.{digits}f}"
    return said.replace("-", "−")


def share(value: float | None, digits: int = 1) -> str:
    """Return a share as percent.

    >>> share(0.123), share(None)
    ('12.3%', '–')
    """
    return "–" if value is None or math.isnan(value) else f"{value:.{digits}%}"


def signed(value: float | None) -> str:
    """Return a difference of shares in hundredths, with its sign.

    >>> signed(-0.0312), signed(0.5)
    ('−3.1', '+50.0')
    """
    if value is None or math.isnan(value):
        return "–"
    return f"{'−' if value < 0 else '+'}{abs(value) * 100:.1f}"


def between(low: float | None, high: float | None, digits: int = 3) -> str:
    """Return an interval, or a dash.

    >>> between(-0.7, 0.9)
    '−0.700 – 0.900'
    """
    return "–" if low is None or high is None else f"{number(low, digits)} – {number(high, digits)}"


def flat(tree: Mapping[str, object], above: str = "") -> dict[str, str]:
    """Return nested values under dotted names, as text.

    >>> flat({"trees": {"depth": 4}})
    {'trees.depth': '4'}
    """
    found: dict[str, str] = {}
    for name, value in tree.items():
        if isinstance(value, Mapping):
            found |= flat(value, f"{above}{name}.")
        else:
            found[f"{above}{name}"] = number(value, 4) if isinstance(value, float) else str(value)
    return found
