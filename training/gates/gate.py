"""A gate and what it said."""

from collections.abc import Sequence
from dataclasses import dataclass

from riskdesk.core.errors import ModelRefused


@dataclass(frozen=True, slots=True)
class Gate:
    """One gate: its name, whether it was passed, and a sentence that says by how much."""

    name: str
    passed: bool
    detail: str


def require(gates: Sequence[Gate]) -> None:
    """Refuse a model that failed any gate.

    Raises
    ------
    ModelRefused
        `field` names the first gate that failed.
    """
    for gate in gates:
        if not gate.passed:
            raise ModelRefused(gate.detail, field=f"gates.{gate.name}")
