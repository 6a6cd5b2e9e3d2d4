"""riskdesk itself, started by its own command on a copy of the home, on SQLite or PostgreSQL."""

import sys
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from benchmarks.inline.callers import Line, warming
from benchmarks.inline.databases import Databases
from benchmarks.inline.home import ZONE, Home
from benchmarks.inline.party import HOST, Launch, Party
from benchmarks.inline.shifted import OFFSET
from riskdesk.core.clock import SystemClock, to_us

_DOES = "features from history, both models, contributions, policy, reservation, durable commit"


def riskdesk(home: Home, lines: list[Line]) -> Party:
    """Return the party on SQLite."""

    def launch(port: int, workers: int, folder: Path) -> Launch:
        settings = home.copy_to(folder / "home")
        return _launch(home, lines, port, workers, {"RISKDESK_HOME": str(settings.home)})

    return Party(name="riskdesk", title="**riskdesk**", does=_DOES, launch=launch)


def riskdesk_postgresql(home: Home, lines: list[Line], databases: Databases) -> Party:
    """Return the party on PostgreSQL."""

    def launch(port: int, workers: int, folder: Path) -> Launch:
        settings = home.copy_to(folder / "home", database=False)
        environment = {"RISKDESK_HOME": str(settings.home), "RISKDESK_DATABASE_URL": databases.fresh()}
        started = _launch(home, lines, port, workers, environment)
        return replace(started, beside=(databases.process,))

    return Party(name="riskdesk_postgresql", title="**riskdesk**, PostgreSQL", does="the same", launch=launch)


def _launch(home: Home, lines: list[Line], port: int, workers: int, environment: dict[str, str]) -> Launch:
    offset_us = to_us(datetime.fromisoformat(home.moment)) - SystemClock().now_us()
    program = [sys.executable, "-m", "benchmarks.inline.shifted", "serve"]
    return Launch(
        [*program, "--host", HOST, "--port", str(port), "--workers", str(workers)],
        lines,
        environment=environment
        | {"RISKDESK_LOG_LEVEL": "warning", "RISKDESK_ZONE": ZONE, OFFSET: str(offset_us)},
        headers={"Authorization": f"Bearer {home.key}"},
        warming=warming(home.callers(), moment=home.moment),
    )
