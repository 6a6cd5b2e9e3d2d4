"""Counters for Prometheus; no label ever holds a person, an account or an id."""

from collections.abc import Iterator
from typing import Final

from prometheus_client import REGISTRY, Counter, Gauge, Histogram
from prometheus_client.core import CounterMetricFamily
from prometheus_client.registry import Collector

from riskdesk.core.lost_lines import LOST

DECISIONS: Final = Counter("riskdesk_decisions", "Decisions answered", ("place", "outcome"))
FAILURES: Final = Counter("riskdesk_failures", "Calls that ended in an error", ("code",))
DEGRADED: Final = Counter("riskdesk_degraded", "Decisions in which an input was missing", ("input",))
RECOMPUTED: Final = Counter("riskdesk_recomputed", "Members computed again because a fact touched their keys")
CONCLUDED_AGAIN: Final = Counter(
    "riskdesk_concluded_again", "Members concluded again because what they were concluded from had moved"
)
QUEUE_DEPTH: Final = Gauge("riskdesk_queue_depth", "Calls that wait for the appender")
EVICTED: Final = Counter("riskdesk_keys_evicted", "Keys whose history was let go to stay within memory")
LOADED: Final = Counter("riskdesk_keys_read", "Keys whose history was read from the log")
SHELVED: Final = Gauge("riskdesk_keys_on_shelf", "Keys let go whose history lies in the process's file")
KEYS: Final = Gauge("riskdesk_keys_in_memory", "Keys whose history stands in memory")
HISTORY_BYTES: Final = Gauge("riskdesk_history_bytes", "Memory that postings of keys take")
GROUP_SIZE: Final = Histogram("riskdesk_group_size", "Decisions a commit", buckets=(1, 2, 4, 8, 16, 32, 64))
LATENCY: Final = Histogram(
    "riskdesk_score_seconds",
    "From the request's body to the answer",
    ("place",),
    buckets=(0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5),
)
STAGE: Final = Histogram(
    "riskdesk_stage_seconds",
    "Parts of a call to score",
    ("stage",),
    buckets=(0.0001, 0.0002, 0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.2, 1),
)
BROKEN: Final = Gauge(
    "riskdesk_activation_broken", "1 where the latest activation failed its checks", ("role",)
)
HELD: Final = Gauge("riskdesk_reservations_held", "Reservations that hold exposure, expired ones included")
EXPIRED: Final = Counter(
    "riskdesk_reservations_expired", "Reservations given back once a minute because their time was over"
)
EVENTS: Final = Counter("riskdesk_events", "Rows sent to /v1/events", ("status",))


class _LostLines(Collector):
    """Tells what the log's own ground counts, which knows no Prometheus."""

    def collect(self) -> Iterator[CounterMetricFamily]:
        """Yield the count as it stands."""
        yield CounterMetricFamily(
            "riskdesk_log_lines_lost", "Log lines that could not be written", LOST.count
        )


REGISTRY.register(_LostLines())
