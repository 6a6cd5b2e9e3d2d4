"""What an aggregate is: which measure of the kernel, its part of a feature's name, its sentence."""

from collections.abc import Callable
from dataclasses import KW_ONLY, dataclass

from features.catalogue.calling import takes_operand
from riskdesk.core.i18n import Text


@dataclass(frozen=True, slots=True)
class Aggregate:
    """One aggregate.

    Parameters
    ----------
    measure
        A function of the kernel, called by the names of its parameters (`features.catalogue.calling`);
        of what the kernel computes by number, an operation of `features.kernel.ops`.
    suffix
        What it adds to a feature's name, or nothing.
    operands
        How many other features it is made of; a function tells that itself.
    text
        How a value is put together, in a sentence; it may name `{number}`, the integer of a definition as
        `aggregate_said.py` puts it in words.
    """

    measure: int | Callable[..., float]
    suffix: str = ""
    operands: int = 0
    _: KW_ONLY
    text: Text

    def __post_init__(self) -> None:
        if not isinstance(self.measure, int):
            object.__setattr__(self, "operands", int(takes_operand(self.measure)))
