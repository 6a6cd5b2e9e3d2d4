"""Vectors must be what they would have been then: nothing known later may change one by a bit."""

from collections.abc import Sequence
from typing import Final

from training.evaluate.leakage.future import Recomputed
from training.gates.gate import Gate

AS_OF_THEN: Final = "as_of_then"
_NAMED: Final = 3


def as_of_then_gate(differing: Sequence[Recomputed], *, moments: int, rows: int) -> Gate:
    """No feature may differ from what is recomputed of a history that ends where the row stood.

    Parameters
    ----------
    differing
        Features that do.
    moments, rows
        What was tried; nothing at all is no proof.
    """
    if not rows:
        return Gate(AS_OF_THEN, passed=False, detail="there was no row to recompute")
    tried = f"{rows} vectors recomputed from the history cut at {moments} moments"
    if not differing:
        return Gate(AS_OF_THEN, passed=True, detail=f"{tried}: equal bit by bit")
    loudest = sorted(differing, key=lambda one: -one.rows)[:_NAMED]
    named = ", ".join(f"{one.name} in {one.rows}" for one in loudest)
    return Gate(
        AS_OF_THEN, passed=False, detail=f"{tried}: {len(differing)} features know the future: {named}"
    )
