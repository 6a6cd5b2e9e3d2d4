"""Four nodes of the quadrature at once, in one register of the processor.

By itself numba computes four numbers one after the other. Here `load` and `store` move four numbers between an
array and a register, `spread` makes four of one, and + - * work node by node, each rounded by itself: the bits
are those of four numbers computed singly.
"""

import operator
from collections.abc import Callable
from typing import Any

from numba.core import cgutils as _numba_cgutils
from numba.core import types
from numba.core.datamodel import models
from numba.core.typing import templates as _numba_templates
from numba.extending import intrinsic as _numba_intrinsic
from numba.extending import lower_builtin as _numba_lower_builtin
from numba.extending import register_model

from models.trees.quadrature import WIDTH

cgutils: Any = _numba_cgutils  # none of the three has types
ir = cgutils.ir
templates: Any = _numba_templates
lower_builtin: Any = _numba_lower_builtin

_REGISTER = ir.VectorType(ir.DoubleType(), WIDTH)
_ALIGNMENT = 8
"""Bytes; of a number, not of four, so that they may begin anywhere."""


class _LanesType(types.Type):
    """The type of four numbers in a register."""


LANES = _LanesType("lanes")


@register_model(_LanesType)
class _LanesModel(models.PrimitiveModel):
    def __init__(self, manager: Any, of: Any) -> None:
        initialise: Any = super().__init__
        initialise(manager, of, _REGISTER)


def intrinsic(function: Callable[..., Any]) -> Any:
    """Let kernels call what writes the processor's instructions itself."""
    return _numba_intrinsic(function)


def _address(context: Any, builder: Any, array_type: Any, array: Any, first: Any) -> Any:
    data = context.make_array(array_type)(context, builder, array).data
    return builder.bitcast(builder.gep(data, [first]), _REGISTER.as_pointer())


@intrinsic
def load(_typing: Any, array: Any, _first: Any) -> Any:
    """Return the numbers of a contiguous float64 array from a place on; nothing checks that they are there."""

    def generate(context: Any, builder: Any, given: Any, args: Any) -> Any:
        return builder.load(_address(context, builder, given.args[0], *args), align=_ALIGNMENT)

    return LANES(array, types.uint64), generate


@intrinsic
def store(_typing: Any, array: Any, _first: Any, lanes: Any) -> Any:
    """Put four numbers into a contiguous float64 array from a place on."""

    def generate(context: Any, builder: Any, given: Any, args: Any) -> Any:
        builder.store(args[2], _address(context, builder, given.args[0], *args[:2]), align=_ALIGNMENT)
        return context.get_dummy_value()

    return types.void(array, types.uint64, lanes), generate


@intrinsic
def spread(_typing: Any, _number: Any) -> Any:
    """Return one number four times."""

    def generate(_context: Any, builder: Any, _given: Any, args: Any) -> Any:
        lanes = ir.Constant(_REGISTER, ir.Undefined)
        for k in range(WIDTH):
            lanes = builder.insert_element(lanes, args[0], ir.Constant(ir.IntType(32), k))
        return lanes

    return LANES(types.float64), generate


def _by_node(symbol: Callable[[Any, Any], Any], instruction: str) -> None:
    """Teach numba what an operator does to four and four numbers."""

    def generic(_self: Any, args: Any, _keywords: Any) -> Any:
        return templates.signature(LANES, LANES, LANES) if tuple(args) == (LANES, LANES) else None

    def lower(_context: Any, builder: Any, _given: Any, args: Any) -> Any:
        return getattr(builder, instruction)(*args)

    template = type(f"_{instruction}", (templates.AbstractTemplate,), {"generic": generic})
    templates.infer_global(symbol)(template)
    lower_builtin(symbol, LANES, LANES)(lower)


_by_node(operator.add, "fadd")
_by_node(operator.sub, "fsub")
_by_node(operator.mul, "fmul")
