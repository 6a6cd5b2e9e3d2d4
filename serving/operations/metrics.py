"""Counters for Prometheus; no label ever holds a person, an account or an id."""

from typing import Final

from prometheus_client import Counter, Gauge, Histogram

DECISIONS: Final = Counter("riskdesk_decisions", "Decisions answered", ("place", "outcome"))
FAILURES: Final = Counter("riskdesk_failures", "Calls that ended in an error", ("code",))
DEGRADED: Final = Counter("riskdesk_degraded", "Decisions in which an input was missing", ("input",))
RECOMPUTED: Final = Counter("riskdesk_recomputed", "Members computed again because a fact touched their keys")
QUEUE_DEPTH: Final = Gauge("riskdesk_queue_depth", "Calls that wait for the appender")
EVICTED: Final = Counter("riskdesk_keys_evicted", "Keys whose history was let go to stay within memory")
KEYS: Final = Gauge("riskdesk_keys_in_memory", "Keys whose history stands in memory")
HISTORY_BYTES: Final = Gauge("riskdesk_history_bytes", "Memory that postings of keys take")
GROUP_SIZE: Final = Histogram("riskdesk_group_size", "Decisions a commit", buckets=(1, 2, 4, 8, 16, 32, 64))
LATENCY: Final = Histogram(
    "riskdesk_score_seconds",
    "From the request's body to the answer",
    ("place",),
    buckets=(0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5),
)
BROKEN: Final = Gauge(
    "riskdesk_activation_broken", "1 where the latest activation failed its checks", ("role",)
)
EVENTS: Final = Counter("riskdesk_events", "Rows sent to /v1/events", ("status",))
