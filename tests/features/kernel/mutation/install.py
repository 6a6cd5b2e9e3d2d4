"""Put a mutant in the place of what it changes, wherever that was imported to, and take it out again."""

import ast
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import ModuleType
from typing import Any, Final

from tests.features.kernel.mutation.mutate import Mutant
from tests.features.kernel.mutation.plain import PACKAGE

_MISSING: Final = object()


@contextmanager
def installed(mutant: Mutant) -> Iterator[None]:
    """Let the kernel run with a mutant; as plain Python, machine code would not change."""
    module = sys.modules[mutant.module]
    owner = module if mutant.owner is None else getattr(module, mutant.owner)
    before = vars(owner).get(mutant.name, _MISSING)
    changed = _defined(mutant, module)
    places = [(owner, mutant.name)]
    if mutant.owner is None:
        places += _imported(before, mutant.name, is_function=not mutant.is_constant)
    for place, name in places:
        setattr(place, name, changed)
    try:
        yield
    finally:
        for place, name in places:
            setattr(place, name, before)


def _defined(mutant: Mutant, module: ModuleType) -> Any:
    tree = ast.Module(body=[mutant.node], type_ignores=[])
    found: dict[str, Any] = {}
    # functions read the module's names when they run, and write what they define beside them
    scope = _Scope(module.__dict__)
    exec(compile(tree, str(module.__file__), "exec"), module.__dict__, scope)
    found.update(scope.written)
    return found[mutant.name]


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
