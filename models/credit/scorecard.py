"""A scorecard as frozen plain data: what each input adds to the log-odds of default.

log-odds = intercept + sum over items of coefficient * unit(value), where a unit is the weight of evidence
of the bin that a value falls in, or a standardised value on a straight line. Coefficients are never
negative and units rise with the risk, so that no bin speaks against its item's direction.

Source: Siddiqi, "Credit Risk Scorecards" (2006), chapters 5 and 6.
"""

import math
from bisect import bisect_left
from typing import Literal

import msgspec

Scale = Literal["plain", "log", "root"]


class Item(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One input of a scorecard.

    Attributes
    ----------
    name, zh, en
        Its name and its texts.
    direction
        1 where a higher value raises the risk, -1 where it lowers it.
    kind
        `bins`: `units[i]` holds for values in (cuts[i - 1], cuts[i]]; `line`: units at the knots `cuts`,
        straight between them and level beyond.
    scale, shift
        What is compared with `cuts`: the value, ln(max(value, 0) + shift), or the root of max(value, 0).
    cuts, units
        Rising, and monotone in the direction.
    missing
        The unit of an unknown value.
    spread
        Standard deviation of the unit over the training rows: what is not known of an unknown value.
    coefficient
        Log-odds of default a unit; 0 or more.
    rows, bad
        Training rows and defaults of each bin, those of `missing` last; empty for a line.
    """

    name: str
    zh: str
    en: str
    direction: Literal[-1, 1]
    kind: Literal["bins", "line"]
    scale: Scale = "plain"
    shift: float = 1.0
    cuts: tuple[float, ...]
    units: tuple[float, ...]
    missing: float
    spread: float
    coefficient: float
    rows: tuple[int, ...] = ()
    bad: tuple[int, ...] = ()

    def __post_init__(self) -> None:
        """Refuse what would not be monotone or not be defined everywhere."""
        numbers = (*self.cuts, *self.units, self.missing, self.spread, self.coefficient, self.shift)
        if not all(map(math.isfinite, numbers)):
            raise ValueError(f"{self.name}: expected finite numbers")
        if len(self.units) != len(self.cuts) + (self.kind == "bins") or not self.units:
            raise ValueError(f"{self.name}: cuts and units do not fit each other")
        if any(after <= before for before, after in zip(self.cuts, self.cuts[1:], strict=False)):
            raise ValueError(f"{self.name}: cuts have to rise")
        steps = [after - before for before, after in zip(self.units, self.units[1:], strict=False)]
        if any(step * self.direction < 0 for step in steps):
            raise ValueError(f"{self.name}: units go against the direction")
        if self.coefficient < 0 or self.spread < 0 or self.shift <= 0:
            raise ValueError(f"{self.name}: coefficient and spread are 0 or more, the shift above 0")

    def scaled(self, value: float) -> float:
        """Return the value on the item's scale."""
        if self.scale == "plain":
            return value
        return math.log(max(value, 0.0) + self.shift) if self.scale == "log" else math.sqrt(max(value, 0.0))

    def unscaled(self, at: float) -> float:
        """Return the value that stands at a place of the item's scale."""
        if self.scale == "plain":
            return at
        return math.exp(at) - self.shift if self.scale == "log" else at * at

    def unit(self, value: float) -> float:
        """Return the unit of a value; NaN is unknown."""
        if math.isnan(value):
            return self.missing
        at = self.scaled(value)
        place = bisect_left(self.cuts, at)
        if self.kind == "bins":
            return self.units[place]
        if place == 0:
            return self.units[0]
        if place == len(self.cuts):
            return self.units[-1]
        low, high = self.cuts[place - 1], self.cuts[place]
        below, above = self.units[place - 1], self.units[place]
        return below + (above - below) * (at - low) / (high - low)

    def log_odds(self, value: float) -> float:
        """Return what a value adds to the log-odds of default."""
        return self.coefficient * self.unit(value)


class Scorecard(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A fitted scorecard.

    Attributes
    ----------
    version
        Its name among the company's models.
    items
        In the order of the vectors that it takes.
    intercept
        Log-odds of default where every unit is 0.
    covariance
        Of (intercept, coefficients): (items + 1) x (items + 1), symmetric.
    pd_floor
        Grades and limits never assume a probability of default below this.
    """

    version: str
    items: tuple[Item, ...]
    intercept: float
    covariance: tuple[tuple[float, ...], ...]
    pd_floor: float = 0.0

    def __post_init__(self) -> None:
        """Refuse a covariance of another shape."""
        side = len(self.items) + 1
        if not self.items or len(self.covariance) != side or any(len(row) != side for row in self.covariance):
            raise ValueError(f"expected items and a covariance of {side} x {side}")

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the items, in the order of the vectors."""
        return tuple(item.name for item in self.items)


def to_json(card: Scorecard) -> bytes:
    """Return the scorecard as JSON; `from_json` gives back the same, bit by bit."""
    return msgspec.json.encode(card)


def from_json(content: bytes) -> Scorecard:
    """Read a scorecard.

    Raises
    ------
    ValueError
        No scorecard, or one that contradicts itself.
    """
    return msgspec.json.decode(content, type=Scorecard)
