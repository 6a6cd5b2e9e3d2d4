"""The points table of a scorecard, as rows for a page and as text to print."""

from dataclasses import dataclass
from typing import Final

from models.credit.points import FACTOR, points_of_log_odds
from models.credit.scorecard import Item, Scorecard
from riskdesk.core.i18n import Language, Text

_PLACES: Final = 5
"""So many values of a straight line are shown."""

BASE: Final = Text(zh="基础分", en="base points")
ABOVE: Final = Text(zh="{low} 以上", en="above {low}")
UP_TO: Final = Text(zh="不超过 {high}", en="up to {high}")
BETWEEN: Final = Text(zh="{low} 以上至 {high}", en="above {low} up to {high}")
AT: Final = Text(zh="为 {at}", en="at {at}")
ANY: Final = Text(zh="任何值", en="any value")
MISSING: Final = Text(zh="未知", en="not known")


@dataclass(frozen=True, slots=True)
class PointsRow:
    """One row.

    Attributes
    ----------
    item
        Name of the input; empty for the base points.
    text
        What the input is.
    range
        Which values the row is about, and its parameters.
    params
        Of `range`.
    points
        What such a value adds, not rounded.
    rows, bad
        Training rows and defaults of the bin; None where the item has no bins.
    """

    item: str
    text: Text
    range: Text
    params: dict[str, str]
    points: float
    rows: int | None = None
    bad: int | None = None


def points_rows(card: Scorecard) -> list[PointsRow]:
    """Return the base points and every bin of every item, in the items' order."""
    found = [PointsRow("", BASE, ANY, {}, points_of_log_odds(card.intercept))]
    for item in card.items:
        found += _item_rows(item)
    return found


def points_text(card: Scorecard, language: Language) -> str:
    """Return the table as text: points in whole numbers, one line a row.

    Rounded points of a customer may differ from its rounded sum by one point or two; what counts is the sum.
    """
    lines = [f"{card.version}"]
    last = None
    for row in points_rows(card):
        if row.item != last:
            lines.append(row.text.render(language) + (f"  ({row.item})" if row.item else ""))
            last = row.item
        counts = "" if row.rows is None else f"   {row.bad}/{row.rows}"
        points = round(row.points)  # a whole number has no minus zero
        lines.append(f"  {points:+7d}  {row.range.render(language, row.params)}{counts}")
    return "\n".join(lines) + "\n"


def _item_rows(item: Item) -> list[PointsRow]:
    text = Text(zh=item.zh, en=item.en)
    shown = _bin_ranges(item) if item.kind == "bins" else _line_places(item)
    found = []
    for place, (said, params, unit) in enumerate([*shown, (MISSING, {}, item.missing)]):
        rows = item.rows[place] if item.rows else None
        bad = item.bad[place] if item.bad else None
        found.append(PointsRow(item.name, text, said, params, -FACTOR * item.coefficient * unit, rows, bad))
    return found


def _bin_ranges(item: Item) -> list[tuple[Text, dict[str, str], float]]:
    ends = [_shown(item.unscaled(cut)) for cut in item.cuts]
    if not ends:
        return [(ANY, {}, item.units[0])]
    middle = [
        (BETWEEN, {"low": low, "high": high}, unit)
        for low, high, unit in zip(ends, ends[1:], item.units[1:], strict=False)
    ]
    return [
        (UP_TO, {"high": ends[0]}, item.units[0]),
        *middle,
        (ABOVE, {"low": ends[-1]}, item.units[-1]),
    ]


def _line_places(item: Item) -> list[tuple[Text, dict[str, str], float]]:
    first, last = item.cuts[0], item.cuts[-1]
    places = sorted({first + (last - first) * step / (_PLACES - 1) for step in range(_PLACES)})
    values = [item.unscaled(place) for place in places]
    return [(AT, {"at": _shown(value)}, item.unit(value)) for value in values]


def _shown(value: float) -> str:
    """Return a number with four digits that matter, thousands set apart."""
    return f"{value:,.0f}" if abs(value) >= 1_000 else f"{value:.4g}"
