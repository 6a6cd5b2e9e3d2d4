"""What a typology consists of: tests that are conjunctions of conditions on features."""

import math
from dataclasses import dataclass
from typing import Literal

from models.role import Place

Verdict = Literal["holds", "fails", "unknown"]


@dataclass(frozen=True, slots=True)
class Condition:
    """One feature against a threshold.

    Attributes
    ----------
    feature
        Name in the catalogue.
    least, most
        Holds from the one up to the other, both included.
    full
        Value from which on the sign is as strong as it gets; None where strength has no meaning.
    required
        Whether an unknown value means that the test could not be made. Otherwise it says that
        nothing of the kind ever happened, and the condition fails.
    """

    feature: str
    least: float = -math.inf
    most: float = math.inf
    full: float | None = None
    required: bool = False

    def verdict(self, value: float) -> Verdict:
        """Return whether the condition holds for a value; NaN is unknown."""
        if math.isnan(value):
            return "unknown" if self.required else "fails"
        return "holds" if self.least <= value <= self.most else "fails"

    def strength(self, value: float) -> float:
        """Return 0 at the threshold to 1 at `full` for a value that holds; 1 without `full`."""
        if self.full is None:
            return 1.0
        threshold = self.least if math.isfinite(self.least) else self.most
        return min(max((value - threshold) / (self.full - threshold), 0.0), 1.0)


@dataclass(frozen=True, slots=True)
class Test:
    """Conditions that hold together; `severe` ones force more than others."""

    conditions: tuple[Condition, ...]
    severe: bool = False

    __test__ = False  # none of pytest's


@dataclass(frozen=True, slots=True)
class Typology:
    """One pattern.

    Attributes
    ----------
    code
        Name of the pattern, and of its reason.
    place
        Where it is looked for; a pattern of both places stands twice.
    tests
        It is there if one of them holds.
    doubts
        Where none does and one of these holds it is not ruled out either: a control that would tell is
        missing, as an input may be.
    """

    code: str
    place: Place
    tests: tuple[Test, ...]
    doubts: tuple[Test, ...] = ()
