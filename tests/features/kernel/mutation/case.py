"""A question to the kernel with the answer of an oracle."""

from collections.abc import Callable
from dataclasses import dataclass

Columns = tuple[int, ...]
"""Features by their place in `bank.FEATURES`, in order, operands of each among them."""


@dataclass(frozen=True, eq=False)
class Case:
    """`ask` returns what the kernel says, in the form of what the oracle expects; no features are named."""

    name: str
    expected: object
    ask: Callable[[], object]

    def holds(self, _columns: Columns = ()) -> bool:
        """Tell whether the kernel gives the oracle's answer."""
        return self.expected == self.ask()
