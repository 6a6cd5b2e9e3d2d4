"""A histogram as a small SVG: bars, the median and the 90th and 99th percentiles, the share that is not known.

It holds figures only, no words, so that it reads the same in either language.
"""

import math
from typing import Final

from features.catalogue.feature import Unit
from features.catalogue.units import show
from riskdesk.cli.reference.distribution import Bars, Spread
from riskdesk.cli.reference.markdown import HEADER

_WIDTH: Final = 640
_LEFT, _RIGHT, _TOP, _BOTTOM = 12.0, 628.0, 48.0, 160.0
_HEIGHT: Final = 196
_MOST_LABELS: Final = 12
_GAP: Final = 0.12
"""Share of a bar's width that stays free."""
_MARKS: Final = (("50 %", "#d62728", 14), ("90 %", "#b35900", 28), ("99 %", "#7f3c8d", 42))
"""Of median, 90th and 99th percentile: what stands at the line, its colour, how high."""


def draw(bars: Bars, spread: Spread, unit: Unit) -> str:
    """Return the picture, below 3 kB: n vectors, the share that is NaN, the tallest bar's share of the rest."""
    slots = [*([bars.zeros] if bars.zeros else []), *bars.counts]
    body = [_bars(slots), *_labels(bars, unit), *_marks(bars, spread, unit)]
    said = f"n = {spread.rows:,} · NaN {spread.missing:.1%} · ↑ {max(slots) / sum(slots):.0%}"
    body.append(f'<text x="{_RIGHT:g}" y="{_HEIGHT - 4}" text-anchor="end" fill="#777">{said}</text>')
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {_HEIGHT}" width="{_WIDTH}" '
        'font-family="sans-serif" font-size="11">'
    )
    ground = '<rect width="100%" height="100%" fill="#fff"/>'
    return "\n".join([HEADER, head, ground, *body, "</svg>", ""])


def _bars(counts: list[int]) -> str:
    """Return all bars as one path; a bar that holds anything is at least a pixel high."""
    step = (_RIGHT - _LEFT) / len(counts)
    tallest = (_BOTTOM - _TOP) / max(counts)
    path = "".join(
        f"M{_LEFT + step * (i + _GAP / 2):.1f} {_BOTTOM:g}v-{max(count * tallest, 1.0):.1f}"
        f"h{step * (1 - _GAP):.1f}V{_BOTTOM:g}z"
        for i, count in enumerate(counts)
        if count
    )
    line = f'<path d="M{_LEFT:g} {_BOTTOM:g}H{_RIGHT:g}" stroke="#999"/>'
    return f'<path d="{path}" fill="#4c78a8"/>\n{line}'


def _labels(bars: Bars, unit: Unit) -> list[str]:
    """Return what stands below the bars: each value, or both ends."""
    y = _BOTTOM + 13
    if bars.scale == "each":
        every = math.ceil(len(bars.edges) / _MOST_LABELS)
        return [_text(_x(bars, value), y, figure(value, unit), "middle") for value in bars.edges[::every]]
    zero = [_text(_LEFT, y, "0", "start")] if bars.zeros else []
    low, high = bars.edges
    begin = _x(bars, low)
    return [*zero, _text(begin, y, figure(low, unit), "start"), _text(_RIGHT, y, figure(high, unit), "end")]


def _marks(bars: Bars, spread: Spread, unit: Unit) -> list[str]:
    """Return a line and a figure for each quantile."""
    found = []
    for (name, colour, y), value in zip(_MARKS, (spread.median, spread.p90, spread.p99), strict=True):
        if value is None:
            continue
        x = _x(bars, value)
        side, at = ("end", x - 4) if x > _WIDTH / 2 else ("start", x + 4)
        line = f'<path d="M{x:.1f} {y - 9}V{_BOTTOM:g}" stroke="{colour}" stroke-dasharray="3 2"/>'
        found.append(line + _text(at, y, f"{name}: {figure(value, unit)}", side, colour))
    return found


def _x(bars: Bars, value: float) -> float:
    """Return where a value stands, within the picture."""
    if bars.scale == "each":
        step = (_RIGHT - _LEFT) / len(bars.edges)
        above = sum(edge <= value for edge in bars.edges)
        return _LEFT + step * (max(above, 1) - 0.5)
    left = _LEFT + (_RIGHT - _LEFT) / (len(bars.counts) + 1) if bars.zeros else _LEFT
    low, high = bars.edges
    if bars.scale == "log":
        if value <= 0.0:
            return (_LEFT + left) / 2
        low, high, value = math.log10(low), math.log10(high), math.log10(value)
    share = 0.5 if high == low else (value - low) / (high - low)
    return left + (_RIGHT - left) * min(max(share, 0.0), 1.0)


def _text(x: float, y: float, said: str, anchor: str, colour: str = "#555") -> str:
    return f'<text x="{x:.1f}" y="{y:g}" text-anchor="{anchor}" fill="{colour}">{said}</text>'


def figure(value: float, unit: Unit) -> str:
    """Return a value as figures alone.

    >>> figure(8_500_000, "money"), figure(0.125, "share"), figure(2.345, "days")
    ('¥85,000.00', '12.5%', '2.35')
    """
    if unit in {"money", "share"}:
        return show(value, unit, "zh")
    shown = f"{value:,.2f}"
    return shown.rstrip("0").rstrip(".")
