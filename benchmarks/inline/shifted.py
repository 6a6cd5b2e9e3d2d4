"""`riskdesk` with its clock moved, else as users start it: `python -m benchmarks.inline.shifted serve --port 8700`.

The books of a home end one day. Served at night, or weeks later, every order would be one of odd hours or of a
customer who stopped buying; so the service lives in the morning of the working day that follows the books. Worker
processes import this file again and so have the same clock.
"""

import os
from typing import Final

from riskdesk.core.clock import SystemClock

OFFSET: Final = "BENCH_OFFSET_US"
_true_now_us: Final = SystemClock.now_us


def _now_us(self: SystemClock) -> int:
    return _true_now_us(self) + int(os.environ[OFFSET])


if OFFSET in os.environ:
    SystemClock.now_us = _now_us  # type: ignore[method-assign]

if __name__ == "__main__":
    from riskdesk.cli import main

    main()
