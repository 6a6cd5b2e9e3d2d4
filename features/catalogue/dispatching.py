"""Writes the kernel's dispatch of special measures: `python -m features.catalogue.dispatching`.

It is source, not a table of functions: compiled code is cached by file, and a chain of comparisons with
numbers in a row becomes one jump.
"""

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Final

import features.kernel
from features.catalogue.aggregate import Aggregate
from features.catalogue.aggregates import SPECIAL
from features.catalogue.calling import Measure, arguments_of, name_of
from features.kernel.ops import OP_FIRST_SPECIAL

PATH: Final = Path(features.kernel.__path__[0]) / "dispatch.py"
_LINE: Final = 110

_HEAD: Final = '''"""Which function a special operation is; written by `python -m features.catalogue.dispatching`."""

from typing import Final

{imports}
from features.kernel.arrays import Ints
from riskdesk.core.jit import inlined_kernel

DISPATCHED: Final = (
{names}
)
"""Functions in the order of their operations, from `OP_FIRST_SPECIAL` on."""


@inlined_kernel
def special(  # noqa: PLR0915 -- one branch a measure
    op: int,
    p: Ints,
    start: int,
    end: int,
    q: Ints,
    window_us: int,
    number: int,
    operand: float,
    other: int,
    limits: Ints,
    scratch: Ints,
) -> float:
    """Return one special measure; `number` and `operand` are those of the definition."""
'''


def dispatch_source(aggregates: Mapping[str, Aggregate] = SPECIAL) -> str:
    """Return the source of the dispatch of these special measures, in their order.

    Raises
    ------
    ValueError
        A function does not stand in the kernel.
    """
    measures = _distinct(one.measure for one in aggregates.values() if not isinstance(one.measure, int))
    modules = sorted({name_of(measure).partition(".")[0] for measure in measures})
    imports = "from features.kernel import (\n" + "".join(f"    {module},\n" for module in modules) + ")"
    names = "\n".join(f'    "{name_of(measure)}",' for measure in measures)
    calls = [_call(measure) for measure in measures]
    return "\n".join([_HEAD.format(imports=imports, names=names) + _halved(calls, OP_FIRST_SPECIAL, 1), ""])


def _halved(calls: Sequence[str], first: int, depth: int) -> str:
    """Return the choice among calls numbered from `first` on: half of them are told apart by each comparison."""
    indent = "    " * depth
    if len(calls) == 1:
        return f"{indent}return {calls[0]}"
    half = len(calls) // 2
    lower, upper = _halved(calls[:half], first, depth + 1), _halved(calls[half:], first + half, depth)
    return f"{indent}if op < {first + half}:\n{lower}\n{upper}"


def _distinct(measures: Iterable[Measure]) -> list[Measure]:
    found = {name_of(measure): measure for measure in measures}
    for name, measure in found.items():
        if measure.__module__.rpartition(".")[0] != features.kernel.__name__:
            raise ValueError(f"{name} stands in {measure.__module__}: the kernel dispatches to its own files")
    return list(found.values())


def _call(measure: Measure) -> str:
    call = f"{name_of(measure)}({', '.join(arguments_of(measure))})"
    if len(call) + len("        return ") > _LINE:
        raise ValueError(f"the call of {name_of(measure)} does not fit a line: shorten its name")
    return call


def main() -> None:
    """Write the dispatch."""
    PATH.write_text(dispatch_source(), encoding="utf-8")


if __name__ == "__main__":
    main()
