"""Counters of webhooks; no label holds an endpoint, an address or an id."""

from typing import Final

from prometheus_client import Counter, Gauge

TRIES: Final = Counter(
    "riskdesk_webhook_tries", "Tries to deliver a notice, by what came of them", ("result",)
)
WAITING: Final = Gauge("riskdesk_webhook_waiting", "Notices that wait to be delivered")
DEAD: Final = Gauge("riskdesk_webhook_dead", "Notices that were given up and wait for a person")
LAG: Final = Gauge("riskdesk_webhook_lag_seconds", "Age of the oldest notice that waits")

for _result in ("delivered", "failed", "dead"):
    TRIES.labels(_result)  # a counter that begins at 0 can be watched for its first rise
