"""The kernel as plain Python: what machine code does without a word must be said to numpy."""

import sys
from types import ModuleType
from typing import Any, Final

import numpy as np

PACKAGE: Final = "features.kernel"


class WrappingNumpy(ModuleType):
    """Numpy whose conversions to unsigned integers wrap, as compiled ones do."""

    def __getattr__(self, name: str) -> Any:
        """Return all else as numpy has it."""
        return getattr(np, name)

    @staticmethod
    def uint64(value: int) -> np.uint64:
        """Return the lowest 64 bits."""
        return np.uint64(int(value) & 0xFFFF_FFFF_FFFF_FFFF)


def wrap_conversions() -> None:
    """Let all modules of the kernel that are loaded use it."""
    wrapping = WrappingNumpy("numpy")
    for name, module in list(sys.modules.items()):
        if name.startswith(f"{PACKAGE}.") and getattr(module, "np", None) is np:
            module.np = wrapping  # type: ignore[attr-defined]
