"""What a figure depends on beside the code: the machine, the versions and the day. No names, no paths."""

import os
import platform
from datetime import UTC, datetime
from importlib.metadata import version

_PACKAGES = ("numpy", "numba", "lightgbm", "scikit-learn", "sqlalchemy")


def describe_machine() -> dict[str, str]:
    """Return processor, cores, system, Python, packages and day as texts."""
    return {
        "day": datetime.now(UTC).date().isoformat(),
        "machine": platform.machine(),
        "cores": str(os.cpu_count()),
        "system": platform.system(),
        "python": platform.python_version(),
        **{name: version(name) for name in _PACKAGES},
    }
