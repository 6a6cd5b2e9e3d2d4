"""Times of rounds: by the wall clock, and of the processor, which neighbours on the machine disturb less."""

import gc
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TypeVar

Result = TypeVar("Result")


@dataclass
class Stopwatch:
    """Seconds of one contender, a number each round."""

    wall: list[float] = field(default_factory=list)
    processor: list[float] = field(default_factory=list)

    def time(self, run: Callable[[], Result]) -> Result:
        """Run once, note how long it took, return what it returned."""
        gc.collect()
        wall, processor = time.perf_counter(), time.process_time()
        result = run()
        self.wall.append(time.perf_counter() - wall)
        self.processor.append(time.process_time() - processor)
        return result

    def told(self) -> dict[str, float]:
        """Return best and median by the wall clock and best of the processor, in seconds."""
        return {
            "best_s": min(self.wall),
            "median_s": statistics.median(self.wall),
            "processor_s": min(self.processor),
        }
