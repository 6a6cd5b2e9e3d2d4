"""What watching found, as gauges for Prometheus' textfile collector.

Written by a command and not by the serving process: watching reads the whole ledger and imports the training
packages, which a process that answers calls must not.
"""

from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from prometheus_client import CollectorRegistry

    from training.watch.report import Watch

_FORECASTS: Final = {
    "forecast_error_days": "Mean distance of forecast and paid days late, capped at 30, of invoices new to the bundle",
    "forecast_coverage": "Share of them paid within the 80 % interval",
}


def write_metrics(found: "Watch", file: Path, *, now_us: int) -> None:
    """Replace a file by the gauges of a watch, as a whole: a reader never sees half of it.

    No label holds a person, an account or an id. A figure that is not known has no line.
    """
    from prometheus_client import CollectorRegistry, Gauge, write_to_textfile

    registry = CollectorRegistry()

    def gauge(name: str, text: str, label: str) -> Gauge:
        return Gauge(f"riskdesk_watch_{name}", text, (label,), registry=registry)

    psi = gauge("score_psi", "Drift of scores since the bundle was made", "role")
    critical = gauge("score_psi_critical", "What chance alone passes once in a thousand times", "role")
    moved = gauge("features_moved", "Features that moved by more than chance", "role")
    area = gauge("expected_auc", "AUC expected before labels are there", "role")
    error = gauge(
        "expected_auc_error", "Mean distance of expected and realised AUC in matured months", "role"
    )
    rate = gauge("expected_rate", "Share of hits expected before labels are there", "role")
    alerts = gauge("alerts_a_day", "Alerts a calendar day", "place")
    _set_forecasts(found, registry)
    findings = Gauge("riskdesk_watch_findings", "What asks for attention", registry=registry)
    at = Gauge("riskdesk_watch_seconds", "When this was written, seconds since the epoch", registry=registry)
    for one in found.roles:
        moved.labels(one.role).set(len(one.features))
        if one.scores is not None:
            psi.labels(one.role).set(one.scores.psi)
            critical.labels(one.role).set(one.scores.critical)
        if one.estimated is not None and one.estimated.auc.value is not None:
            area.labels(one.role).set(one.estimated.auc.value)
        if one.estimated is not None and one.estimated.rate.value is not None:
            rate.labels(one.role).set(one.estimated.rate.value)
        if one.matured.auc_error is not None:
            error.labels(one.role).set(one.matured.auc_error)
    for place in found.places:
        if place.alerts is not None:
            alerts.labels(place.place).set(place.alerts.now)
    findings.set(len(found.findings))
    at.set(now_us / 1e6)
    write_to_textfile(str(file), registry)


def _set_forecasts(found: "Watch", registry: "CollectorRegistry") -> None:
    from prometheus_client import Gauge

    if found.forecasts is None:
        return
    seen = {"forecast_error_days": found.forecasts.mae, "forecast_coverage": found.forecasts.coverage}
    for name, interval in seen.items():
        if interval is not None:
            Gauge(f"riskdesk_watch_{name}", _FORECASTS[name], registry=registry).set(interval.value)
