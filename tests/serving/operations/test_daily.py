import threading
from collections.abc import Iterator
from typing import Any

import pytest

from features.history.encode import BASELINE_KIND
from riskdesk.core.clock import DAY_US
from serving.operations import daily
from serving.operations.daily import DailyBaseline
from serving.runtime import Runtime, open_runtime


@pytest.fixture
def runtime(house: Any) -> Iterator[Runtime]:
    """What a process of the house stands on."""
    made = open_runtime(house.settings, house.clock)
    yield made
    made.engine.dispose()


class Lines:
    """Events that were logged."""

    def __init__(self) -> None:
        self.events: list[str] = []

    def note(self, event: str, **_: object) -> None:
        """Take in one."""
        self.events.append(event)

    warning = exception = info = note


@pytest.fixture
def lines(monkeypatch: pytest.MonkeyPatch) -> Lines:
    """What is said in the log."""
    lines = Lines()
    monkeypatch.setattr(daily, "_log", lines)
    return lines


def baselines(house: Any) -> int:
    """Return how many baselines the log holds."""
    return int(house.ask("SELECT count(*) FROM events WHERE kind = :k", k=BASELINE_KIND)[0][0])


def test_a_day_that_begins_has_one_baseline(house: Any, runtime: Runtime) -> None:
    """It is taken when the company's day changes, by the first of two processes, and once."""
    first, second = DailyBaseline(runtime), DailyBaseline(runtime)
    before = baselines(house)
    for _ in range(2):
        first.check()
    first.stop()
    assert before == baselines(house)
    house.clock.advance(DAY_US)
    for one in (first, first, second):
        one.check()
        one.stop()
    assert before + 1 == baselines(house)
    assert house.broken_at() is None


def test_a_system_without_threads_does_not_stop_decisions(
    house: Any, runtime: Runtime, lines: Lines, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The appender calls it before each group: what it cannot begin, it says, and leaves for the next day."""
    one = DailyBaseline(runtime)
    house.clock.advance(DAY_US)

    def refused(_thread: threading.Thread) -> None:
        raise RuntimeError("can't start new thread")

    with monkeypatch.context() as patch:
        patch.setattr(threading.Thread, "start", refused)
        one.check()
    one.stop()
    assert ["baseline.not_begun"] == lines.events
    before = baselines(house)
    house.clock.advance(DAY_US)
    one.check()
    one.stop()
    assert before < baselines(house)


def test_a_clock_that_has_lost_its_year_tells_no_day(house: Any, runtime: Runtime) -> None:
    """Nothing is taken, and nothing raised, until it is right again."""
    one = DailyBaseline(runtime)
    before, now_us = baselines(house), house.clock.now_us()
    house.clock.advance(-now_us)
    one.check()
    house.clock.advance(now_us)
    one.check()
    one.stop()
    assert before == baselines(house)


def test_what_breaks_in_it_is_told(
    house: Any, runtime: Runtime, lines: Lines, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A fault of the program in the thread stands in the service's own log."""

    def broken(*_: object, **__: object) -> int:
        raise ZeroDivisionError

    monkeypatch.setattr(daily, "take_missing", broken)
    one = DailyBaseline(runtime)
    house.clock.advance(DAY_US)
    one.check()
    one.stop()
    assert ["baseline.failed"] == lines.events
