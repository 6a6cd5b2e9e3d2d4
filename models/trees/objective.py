"""What the raw score of an ensemble means."""

import math
from dataclasses import dataclass

from models.trees.errors import ModelTextNotUnderstood

REGRESSIONS = ("regression", "regression_l1", "quantile")


@dataclass(frozen=True)
class Objective:
    """The loss a model was fitted with.

    Attributes
    ----------
    name
        `binary`, `regression`, `regression_l1` or `quantile`, as LightGBM writes it.
    sigmoid
        Of `binary`, the slope: probability = 1 / (1 + exp(-sigmoid * raw score)); None otherwise.

    """

    name: str
    sigmoid: float | None = None

    def __str__(self) -> str:
        """Return the objective as LightGBM writes it."""
        return self.name if self.sigmoid is None else f"{self.name} sigmoid:{self.sigmoid:g}"


def parse_objective(line: str) -> Objective:
    """Read the value of the `objective=` line.

    >>> parse_objective("binary sigmoid:1")
    Objective(name='binary', sigmoid=1.0)
    """
    match line.split():
        case ["binary", parameter] if parameter.startswith("sigmoid:"):
            return Objective("binary", _sigmoid(parameter.removeprefix("sigmoid:")))
        case [name] if name in REGRESSIONS:
            return Objective(name)
    raise ModelTextNotUnderstood(f"objective {line!r}: only binary, {', '.join(REGRESSIONS)} are evaluated")


def _sigmoid(number: str) -> float:
    try:
        sigmoid = float(number)
    except ValueError:
        sigmoid = math.nan
    if not (math.isfinite(sigmoid) and sigmoid > 0.0):
        raise ModelTextNotUnderstood(f"objective binary: sigmoid {number!r} is not a positive number")
    return sigmoid
