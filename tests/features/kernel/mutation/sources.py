"""The kernel's modules and their text."""

import importlib
import pkgutil
from functools import cache
from pathlib import Path
from typing import Final

import features.kernel as package

DECLARATIONS: Final = frozenset({"layout", "ops", "tables", "arrays"})
"""Modules that only number things: any other numbering would do, so they have no mutants."""


@cache
def modules() -> tuple[str, ...]:
    """Return the kernel's modules, those of declarations left out."""
    names = sorted(module.name for module in pkgutil.iter_modules(package.__path__))
    return tuple(f"{package.__name__}.{name}" for name in names if name not in DECLARATIONS)


@cache
def source_of(module: str) -> str:
    """Return the text of a module."""
    return Path(str(importlib.import_module(module).__file__)).read_text(encoding="utf-8")
