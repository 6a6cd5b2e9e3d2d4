"""Put a mutant in the place of what it changes, wherever that was imported to, and take it out again."""

import ast
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import CodeType, ModuleType
from typing import Any, Final

from tests.features.kernel.mutation.mutate import Mutant
from tests.features.kernel.mutation.plain import PACKAGE
from tests.features.kernel.mutation.sources import source_of

_MISSING: Final = object()


@contextmanager
def installed(mutant: Mutant) -> Iterator[None]:
    """Let the kernel run with a mutant; as plain Python, machine code would not change."""
    module = sys.modules[mutant.module]
    owner = module if mutant.owner is None else getattr(module, mutant.owner)
    changes: list[tuple[Any, str, Any, Any]] = []
    for name, changed in _defined(mutant, module).items():
        before = vars(owner).get(name, _MISSING)
        places = [(owner, name)]
        if mutant.owner is None:
            places += _imported(before, name, is_function=not mutant.is_constant)
        changes += [(place, attribute, before, changed) for place, attribute in places]
    for place, attribute, _, changed in changes:
        setattr(place, attribute, changed)
    try:
        yield
    finally:
        for place, attribute, before, _ in changes:
            setattr(place, attribute, before)


def _defined(mutant: Mutant, module: ModuleType) -> dict[str, Any]:
    """Return what is changed by name: the definition, and of a constant those that are made of it."""
    if mutant.is_constant:
        return _constants(mutant, dict(module.__dict__))
    # functions read the module's names when they run, and write what they define beside them
    scope = _Scope(module.__dict__)
    exec(_compiled(mutant.node, module), module.__dict__, scope)
    return {mutant.name: scope.written[mutant.name]}


def _constants(mutant: Mutant, names: dict[str, Any]) -> dict[str, Any]:
    changed: set[str] = set()
    for node in ast.parse(source_of(mutant.module)).body:
        if not isinstance(node, ast.Assign | ast.AnnAssign) or node.value is None:
            continue
        target = node.target if isinstance(node, ast.AnnAssign) else node.targets[0]
        is_it = ast.unparse(target) == mutant.name
        if is_it or changed & _names_in(node.value):
            exec(_compiled(mutant.node if is_it else node, sys.modules[mutant.module]), names)
            changed |= _names_in(target)
    return {name: names[name] for name in changed}


def _names_in(node: ast.AST) -> set[str]:
    return {part.id for part in ast.walk(node) if isinstance(part, ast.Name)}


def _compiled(node: ast.stmt, module: ModuleType) -> CodeType:
    return compile(ast.Module(body=[node], type_ignores=[]), str(module.__file__), "exec")


class _Scope(dict[str, Any]):
    """Names of a module to read, a dictionary of its own to write."""

    def __init__(self, names: dict[str, Any]) -> None:
        super().__init__()
        self._names = names

    @property
    def written(self) -> dict[str, Any]:
        """What was defined."""
        return dict(self)

    def __missing__(self, name: str) -> Any:
        return self._names[name]


def _imported(before: object, name: str, *, is_function: bool) -> list[tuple[Any, str]]:
    """Return the other places of the package that hold what is changed."""
    places: list[tuple[Any, str]] = []
    for module_name, module in list(sys.modules.items()):
        if module_name.startswith(PACKAGE) and isinstance(module, ModuleType):
            for attribute, value in vars(module).items():
                same = value is before and (is_function or attribute == name)
                if same:
                    places.append((module, attribute))
    return places
