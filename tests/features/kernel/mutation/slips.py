"""The small slips of one expression or statement: what a mutant has in its place."""

import ast
import copy
from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Final

Slips = Iterator[ast.AST]
Path = tuple[tuple[str, int | None], ...]
"""Fields, and places in lists, that lead from a definition to one of its nodes."""
Neighbours = Mapping[str, tuple[str, ...]]
"""Qualified name (`L.P_SEQ`) -> names that may be mistaken for it."""

_COMPARED: Final = MappingProxyType(
    {
        ast.Lt: (ast.LtE, ast.GtE),
        ast.LtE: (ast.Lt, ast.Gt),
        ast.Gt: (ast.GtE, ast.LtE),
        ast.GtE: (ast.Gt, ast.Lt),
        ast.Eq: (ast.NotEq,),
        ast.NotEq: (ast.Eq,),
        ast.Is: (ast.IsNot,),
        ast.IsNot: (ast.Is,),
        ast.In: (ast.NotIn,),
        ast.NotIn: (ast.In,),
    }
)
_COMPUTED: Final = MappingProxyType(
    {
        ast.Add: (ast.Sub,),
        ast.Sub: (ast.Add,),
        ast.Mult: (ast.Add, ast.FloorDiv),
        ast.Div: (ast.Mult,),
        ast.FloorDiv: (ast.Mult,),
        ast.Mod: (ast.Mult, ast.FloorDiv),
        ast.BitAnd: (ast.BitOr,),
        ast.BitOr: (ast.BitAnd,),
    }
)
_MISTAKEN: Final = MappingProxyType(
    {"min": "max", "max": "min", "argmin": "argmax", "flatnonzero": "nonzero"}
)
_EITHER: Final = (ast.Add(), ast.Sub())


def at(node: ast.AST, path: Path) -> ast.AST:
    """Return the node to which a path leads."""
    for name, i in path:
        value = getattr(node, name)
        node = value if i is None else value[i]
    return node


def slips_of(node: ast.AST, path: Path, definition: ast.stmt, neighbours: Neighbours) -> Slips:
    """Yield what may stand in the place of a node."""
    parent = at(definition, path[:-1])
    if isinstance(node, ast.stmt):
        yield from _statements(node)
    elif isinstance(node, ast.Compare | ast.BinOp | ast.BoolOp | ast.UnaryOp | ast.IfExp):
        yield from _operators(node)
    elif isinstance(node, ast.Constant):
        if not ast.unparse(parent).endswith(".shape[0]"):  # the last dimension is the first of one
            yield from _constants(node)
    elif isinstance(node, ast.Attribute):
        yield from _attributes(node, neighbours)
    elif isinstance(node, ast.Call):
        yield from _calls(node)
    elif (
        isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load) and _is_place(path, parent, definition)
    ):
        yield from _beside(node)


def _is_place(path: Path, parent: ast.AST, definition: ast.stmt) -> bool:
    """Tell whether a name says where to look: an index, a bound of a slice or of a range."""
    if isinstance(parent, ast.Subscript | ast.Slice):
        return path[-1][0] != "value"
    if isinstance(parent, ast.Tuple):
        return isinstance(at(definition, path[:-2]), ast.Subscript)
    return isinstance(parent, ast.Call) and ast.unparse(parent.func) == "range" and path[-1][0] == "args"


def _beside(node: ast.expr) -> Slips:
    for op in _EITHER:
        yield ast.BinOp(left=copy.deepcopy(node), op=op, right=ast.Constant(1))


def _statements(node: ast.stmt) -> Slips:
    if isinstance(node, ast.Assign | ast.AugAssign | ast.Expr):
        yield ast.Pass()
    if isinstance(node, ast.AugAssign):
        for op in _COMPUTED.get(type(node.op), ()):
            yield ast.AugAssign(target=node.target, op=op(), value=node.value)
    if isinstance(node, ast.Continue):
        yield from (ast.Pass(), ast.Break())
    if isinstance(node, ast.Break):
        yield from (ast.Pass(), ast.Continue())
    if isinstance(node, ast.If | ast.While):
        for value in (True, False) if isinstance(node, ast.If) else (False,):
            changed = copy.copy(node)
            changed.test = ast.Constant(value)
            yield changed
    if isinstance(node, ast.Return) and node.value is not None and ast.unparse(node.value) != "np.nan":
        for either in _EITHER:
            yield ast.Return(value=ast.BinOp(left=node.value, op=either, right=ast.Constant(1)))


def _operators(node: ast.Compare | ast.BinOp | ast.BoolOp | ast.UnaryOp | ast.IfExp) -> Slips:
    if isinstance(node, ast.Compare):
        for i, op in enumerate(node.ops):
            for other in _COMPARED[type(op)]:
                ops = [*node.ops[:i], other(), *node.ops[i + 1 :]]
                yield ast.Compare(left=node.left, ops=ops, comparators=node.comparators)
    elif isinstance(node, ast.BinOp):
        for computed in _COMPUTED.get(type(node.op), ()):
            yield ast.BinOp(left=node.left, op=computed(), right=node.right)
    elif isinstance(node, ast.BoolOp):
        yield ast.BoolOp(op=ast.Or() if isinstance(node.op, ast.And) else ast.And(), values=node.values)
        for i in range(len(node.values)):
            rest = [value for k, value in enumerate(node.values) if k != i]
            yield rest[0] if len(rest) == 1 else ast.BoolOp(op=node.op, values=rest)
    elif isinstance(node, ast.UnaryOp):
        yield node.operand
    else:
        yield ast.IfExp(test=node.test, body=node.orelse, orelse=node.body)
        yield from (node.body, node.orelse)


def _constants(node: ast.Constant) -> Slips:
    value = node.value
    if isinstance(value, bool):
        yield ast.Constant(not value)
    elif isinstance(value, int):
        yield from (ast.Constant(value + 1), ast.Constant(value - 1))
    elif isinstance(value, float):
        yield ast.Constant(value + 1.0)
        if value:
            yield ast.Constant(value * 0.999)


def _attributes(node: ast.Attribute, neighbours: Neighbours) -> Slips:
    name = ast.unparse(node)
    if name == "np.nan":
        yield ast.Constant(0.0)
    for other in neighbours.get(name, ()):
        yield ast.Attribute(value=node.value, attr=other, ctx=node.ctx)


def _calls(node: ast.Call) -> Slips:
    name = node.func.attr if isinstance(node.func, ast.Attribute) else ast.unparse(node.func)
    if name in _MISTAKEN:
        other = _MISTAKEN[name]
        func = (
            ast.Attribute(value=node.func.value, attr=other, ctx=ast.Load())
            if isinstance(node.func, ast.Attribute)
            else ast.Name(id=other, ctx=ast.Load())
        )
        yield ast.Call(func=func, args=node.args, keywords=node.keywords)
        yield from node.args
    if name in {"abs", "log"}:
        yield node.args[0]
    for i in range(len(node.args) - 1):
        one, two = node.args[i : i + 2]
        if (
            isinstance(one, ast.Name)
            and isinstance(two, ast.Name)
            and one.id != two.id
            and name not in _MISTAKEN
        ):
            args = [*node.args[:i], two, one, *node.args[i + 2 :]]
            yield ast.Call(func=node.func, args=args, keywords=node.keywords)
