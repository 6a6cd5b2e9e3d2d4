"""Counters of challengers in shadow."""

from typing import Final

from prometheus_client import Counter, Gauge

ASKED: Final = Counter(
    "riskdesk_shadow", "Decisions that a bundle in shadow was to speak of, by what came of it", ("result",)
)
BROKEN: Final = Gauge("riskdesk_shadow_broken", "1 where the bundle in shadow failed its checks", ("role",))

RESULTS: Final = (
    "scored",
    "dropped",
    "late",
    "slow",
    "failed",
    "refused",
    "resting",
    "switched",
    "unwritten",
)
"""`dropped`: too many waited; `late`: it waited too long; `slow`: beyond its time; `failed`: it broke; `refused`:
the bundle failed its checks; `resting`: it broke or was slow before; `switched`: what decides was switched
meanwhile; `unwritten`: the database did not take it."""

for _result in RESULTS:
    ASKED.labels(_result)  # a counter that begins at 0 can be watched for its first rise
