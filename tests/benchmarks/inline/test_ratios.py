"""Figures from measurements: medians of rounds, ratios within a round, tables and the page."""

from typing import Any

from benchmarks.inline.ratios import all_ratios, medians, ratio


def measured(party: str, turn: int, per_second: float, workers: int = 1, clients: int = 8) -> dict[str, Any]:
    """One measurement; latencies go down as requests a second go up."""
    return {
        "party": party,
        "workers": workers,
        "clients": clients,
        "round": turn,
        "per_second": per_second,
        "p50_us": 1e6 / per_second,
        "p99_us": 3e6 / per_second,
        "cpu_us": 100.0,
        "memory_mb": 50.0,
        "start_s": 1.0,
        "load_cpu_us": 20.0,
    }


RUN = [
    measured("riskdesk", 0, 100.0),
    measured("echo", 0, 200.0),
    measured("echo_durable", 0, 125.0),
    measured("riskdesk", 1, 300.0),
    measured("echo", 1, 400.0),
    measured("echo_durable", 1, 500.0),
    measured("riskdesk", 2, 100.0),
    measured("echo", 2, 1000.0),
    measured("echo_durable", 2, 1000.0),
    measured("riskdesk", 0, 150.0, workers=2),
    measured("echo", 0, 240.0, workers=2),
]


def test_a_ratio_is_the_median_of_ratios_within_rounds() -> None:
    """Rounds of a slow machine are compared with each other, not with those of a fast one."""
    assert 0.5 == ratio(RUN, ("riskdesk", 1, 8), ("echo", 1, 8))


def test_a_ratio_of_what_was_not_measured_is_none() -> None:
    """No figure is made up for a party that did not take part."""
    assert ratio(RUN, ("riskdesk", 1, 8), ("naive", 1, 8)) is None


def test_all_ratios_hold_scaling_over_the_echo() -> None:
    """Two workers give riskdesk 1.5 times as much and the echo 1.2 times."""
    found = all_ratios(RUN, ("echo", "naive"), 8)
    assert 1.25 == found["workers_2"]
    assert found["naive"] is None
    assert found["postgresql"] is None


def test_medians_are_told_by_party_workers_and_clients() -> None:
    """Each figure's median over the rounds."""
    found = medians(RUN)
    assert 100.0 == found["riskdesk", 1, 8]["per_second"]
    assert 240.0 == found["echo", 2, 8]["per_second"]
