"""How long the challenger takes against the champion, in one run on one machine."""

import time
from typing import Final

from models.scoring.loaded import LoadedBundle
from training.gates.gate import Gate
from training.gates.later import answers_of
from training.gates.rows import MOST_ROWS, Floats, spread

MOST_RATIO: Final = 3.0
_ROUNDS: Final = 9


def latency_gate(champion: LoadedBundle, challenger: LoadedBundle, rows: Floats) -> Gate:
    """The challenger may take at most three times as long for the same rows, explanation included.

    The two take turns and the fastest round of each counts, so that a busy machine slows both or none.
    """
    sample = spread(rows, MOST_ROWS)
    if not len(sample):
        return Gate("latency", passed=False, detail="the test part is empty")
    best = [float("inf"), float("inf")]
    for _ in range(_ROUNDS):
        for place, loaded in enumerate((champion, challenger)):
            begin = time.perf_counter()
            answers_of(loaded, sample)
            best[place] = min(best[place], time.perf_counter() - begin)
    ratio = best[1] / best[0]
    detail = f"{ratio:.2f} times the champion's time, at most {MOST_RATIO:.1f} allowed"
    return Gate("latency", ratio <= MOST_RATIO, detail)
