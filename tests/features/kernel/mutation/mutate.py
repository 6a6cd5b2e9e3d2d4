"""Mutants of one source file: every place where a small slip would be one other piece of code.

A mutant is one changed expression or statement of one function, method or constant of the module.
Its key names the function, the statement before and after: it stays the same when lines move.
"""

import ast
import copy
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from tests.features.kernel.mutation.slips import Neighbours, Path, at, slips_of

_UNTOUCHED: Final = frozenset({"annotation", "returns", "decorator_list", "type_params"})
_NUMBERED: Final = (
    "__",
    "PROGRAM_",
    "LIMITS_",
    "MATCH_",
    "PAID_",
    "LIST_",
    "SIGNS_",
    "WEIGHED_",
    "WEIGHTS_",
    "SET_",
    "EPOCH",
    "SIZE",
)
"""Names that only number columns, choices and places of shared room: any other numbering would do."""


@dataclass(frozen=True)
class Mutant:
    """One changed definition.

    Parameters
    ----------
    module, owner, name
        `features.kernel.windows`, the class or None, the function or constant.
    line
        Where the change is.
    key
        `file::function: before -> after`, unique in its file.
    definition, path, slip
        The definition as it is, where it is changed, and what stands there then.
    """

    module: str
    owner: str | None
    name: str
    line: int
    key: str
    definition: ast.stmt
    path: Path
    slip: ast.AST

    @property
    def is_constant(self) -> bool:
        """It changes a constant of the module, not a function."""
        return not isinstance(self.definition, ast.FunctionDef)

    @property
    def function(self) -> str:
        """Qualified name such as `features.kernel.arena.Arena.put`."""
        return _qualified(self.module, self.owner, self.name)

    @property
    def node(self) -> ast.stmt:
        """The whole changed definition."""
        changed = copy.deepcopy(self.definition)
        _put(at(changed, self.path[:-1]), self.path[-1], copy.deepcopy(self.slip))
        return ast.fix_missing_locations(changed)


def mutants_of(module: str, source: str, neighbours: Neighbours) -> list[Mutant]:
    """Return all mutants of a module's functions, methods and numeric constants."""
    found: list[Mutant] = []
    seen: Counter[str] = Counter()
    for owner, definition in _definitions(ast.parse(source)):
        name = _name_of(definition)
        where = f"{owner}.{name}" if owner else name
        for path, slip, line, before, after in _changed(definition, neighbours):
            key = f"{module.rpartition('.')[2]}.py::{where}: {before} -> {after}"
            seen[key] += 1
            unique = key if seen[key] == 1 else f"{key} #{seen[key]}"
            found.append(Mutant(module, owner, name, line, unique, definition, path, slip))
    return found


def functions_of(module: str, source: str) -> Iterator[tuple[str, ast.FunctionDef]]:
    """Yield qualified name and definition of each function and method."""
    for owner, definition in _definitions(ast.parse(source)):
        if isinstance(definition, ast.FunctionDef):
            yield _qualified(module, owner, definition.name), definition


def _qualified(module: str, owner: str | None, name: str) -> str:
    return f"{module}.{owner}.{name}" if owner else f"{module}.{name}"


def _definitions(tree: ast.Module) -> Iterator[tuple[str | None, ast.stmt]]:
    for node in tree.body:
        if isinstance(node, ast.ClassDef):
            yield from ((node.name, method) for method in node.body if isinstance(method, ast.FunctionDef))
        elif isinstance(node, ast.FunctionDef) or (_is_constant(node) and node.lineno):
            yield None, node


def _is_constant(node: ast.stmt) -> bool:
    named = isinstance(node, ast.Assign) or (isinstance(node, ast.AnnAssign) and node.value is not None)
    return (
        named
        and not _name_of(node).startswith(_NUMBERED)
        and any(
            isinstance(part, ast.Constant) and isinstance(part.value, int | float) for part in ast.walk(node)
        )
    )


def _name_of(node: ast.stmt) -> str:
    if isinstance(node, ast.FunctionDef):
        return node.name
    target = node.target if isinstance(node, ast.AnnAssign) else node.targets[0]  # type: ignore[attr-defined]
    return ast.unparse(target)


def _changed(definition: ast.stmt, neighbours: Neighbours) -> Iterator[tuple[Path, ast.AST, int, str, str]]:
    """Yield path, slip, line, statement before and after of every slip."""
    for path, node in list(_nodes(definition, ())):
        statement = _statement(path, definition)
        holder = at(definition, path[:-1])
        before = _head(at(definition, statement))
        for slip in list(slips_of(node, path, definition, neighbours)):
            _put(holder, path[-1], slip)
            after = _head(at(definition, statement))
            _put(holder, path[-1], node)
            yield path, slip, getattr(node, "lineno", definition.lineno), before, after


def _nodes(node: ast.AST, path: Path) -> Iterator[tuple[Path, ast.AST]]:
    """Yield every node below, with the fields that lead to it; no annotations, decorators, docstrings."""
    for name, value in ast.iter_fields(node):
        if name in _UNTOUCHED or (
            name.startswith("target") and not isinstance(node, ast.Assign | ast.AugAssign)
        ):
            continue
        if isinstance(node, ast.Assign | ast.AnnAssign) and name.startswith("target") and not path:
            continue
        children = value if isinstance(value, list) else [value]
        for i, child in enumerate(children):
            if not isinstance(child, ast.AST) or _is_docstring(child):
                continue
            step = (*path, (name, i if isinstance(value, list) else None))
            yield step, child
            yield from _nodes(child, step)


def _is_docstring(node: ast.AST) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)


def _put(holder: ast.AST, step: tuple[str, int | None], node: ast.AST) -> None:
    name, i = step
    if i is None:
        setattr(holder, name, node)
    else:
        getattr(holder, name)[i] = node


def _statement(path: Path, definition: ast.stmt) -> Path:
    """Return the path of the innermost statement on a path."""
    for length in range(len(path), 0, -1):
        if isinstance(at(definition, path[:length]), ast.stmt):
            return path[:length]
    return ()


def _head(node: ast.AST) -> str:
    """Return the first line of a statement."""
    if getattr(node, "body", None) and not isinstance(node, ast.IfExp):
        node = copy.copy(node)
        node.body, node.orelse = [ast.Pass()], []  # type: ignore[attr-defined]
    return " ".join(ast.unparse(ast.fix_missing_locations(node)).split("\n")[0].split())
