"""What a model must pass before it becomes champion, one gate a file; nothing becomes champion without.

Every fit passes `rank` (or the median), `calibration`, `monotone`, `explanation` and `golden` before its bundle
leaves training, and `as_of_then`: its vectors are recomputed of a history that ends where they stood. Before a bundle may be activated, `challenge` sets it against the champion on rows later than
what it learned from: `better` or equal on agreed metrics with the paired interval, `later_calibration`, `drift`
of features and scores, `flips` of decisions by grade, `latency`. What all of them said is the `report`, which is
kept beside the bundle and which `riskdesk models activate` asks for.
"""

from training.gates.calibration import calibration_gate
from training.gates.explanation import explanation_gate
from training.gates.gate import Gate, require
from training.gates.golden import golden_gate
from training.gates.monotone import monotone_gate
from training.gates.rank import better_than_chance_gate, better_than_median_gate
from training.gates.rows import spread, trees_of

__all__ = [
    "Gate",
    "better_than_chance_gate",
    "better_than_median_gate",
    "calibration_gate",
    "explanation_gate",
    "golden_gate",
    "monotone_gate",
    "require",
    "spread",
    "trees_of",
]
