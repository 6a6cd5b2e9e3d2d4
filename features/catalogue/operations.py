"""The number of an aggregate's operation, as the kernel's dispatch has it."""

from typing import Final

from features.catalogue.aggregate import Aggregate
from features.catalogue.calling import name_of
from features.kernel.dispatch import DISPATCHED
from features.kernel.ops import OP_FIRST_SPECIAL

_NUMBERS: Final = {name: OP_FIRST_SPECIAL + i for i, name in enumerate(DISPATCHED)}


def operation_of(aggregate: Aggregate) -> int:
    """Return the kernel's operation; it is never stored.

    Raises
    ------
    LookupError
        The dispatch was not written since the measure was declared.
    """
    if isinstance(aggregate.measure, int):
        return aggregate.measure
    name = name_of(aggregate.measure)
    if name not in _NUMBERS:
        raise LookupError(f"{name} is not dispatched yet: run `python -m features.catalogue.dispatching`")
    return _NUMBERS[name]
