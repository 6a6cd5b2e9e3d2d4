import importlib.util
import random
import sys
import zlib
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
import sqlalchemy as sa

from features.catalogue.parameters import DEFAULT_PARAMETERS
from features.catalogue.program import NAMES
from features.history.reader import Reader
from features.offline import History
from riskdesk.cli.demo.company import END_DAY
from riskdesk.core.calendar import WorkingCalendar
from riskdesk.core.database.unit import read_unit
from training.synth.company import CompanySpec, generate

CLIENTS = 4
_BATCH = 40
_REPEATED = 50
"""Every so manieth call is made once more, of the other process."""


def beside(name: str) -> ModuleType:
    """Load a module that stands beside this file."""
    if name not in sys.modules:
        spec = importlib.util.spec_from_file_location(name, Path(__file__).with_name(f"{name}.py"))
        assert spec is not None
        assert spec.loader is not None
        sys.modules[name] = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(sys.modules[name])
    return sys.modules[name]


@pytest.fixture
def founded(
    database: sa.Engine, tmp_path: Path, world: ModuleType, bundles: Mapping[str, bytes]
) -> Iterator[Any]:
    """An installation on each kind of database in turn, with models and keys and without a single fact."""
    for role, content in bundles.items():
        world.activate_bundle(database, role, content)
    settings = world.settings_of(tmp_path / "home", database.url.render_as_string(hide_password=False))
    made = world.opened(settings, world.make_keys(database))
    yield made
    made.engine.dispose()


class Life:
    """What a company did through the service, and what it was answered."""

    def __init__(self, world: ModuleType, fleet: Any) -> None:
        client = beside("parity_fleet").Client
        self._world = world
        self._fleet = fleet
        self._clients = [client(world, fleet, turn) for turn in range(CLIENTS + 1)]
        self.decided: dict[str, list[str]] = {}
        self.fates: Counter[str] = Counter()
        self.verdicts = 0

    def live(self, steps: Sequence[Any], restarts: Mapping[int, tuple[int, bool]]) -> None:
        """Let all clients do their part of a step at once, and processes end in the middle of some of them."""
        for k, step in enumerate(steps):
            lanes: list[list[Any]] = [[] for _ in range(CLIENTS)]
            for call in step.calls:
                lanes[zlib.crc32(call.document.encode()) % CLIENTS].append(call)
            work = [partial(self._score, *pair) for pair in zip(self._clients, lanes, strict=False)]
            work.append(partial(self._book, self._clients[-1], step))
            if k in restarts:
                place, kill = restarts[k]
                work.append(partial(self._fleet.restart, place, kill=kill))
            for found in self._world.at_once(work):
                if isinstance(found, Exception):
                    raise found
                assert found is True

    def close(self) -> None:
        """Hang up."""
        for client in self._clients:
            client.close()

    def _score(self, client: Any, calls: list[Any]) -> bool:
        for k, call in enumerate(calls):
            name = client.post(call.path, call.body)["decision_id"]
            self.decided.setdefault(call.document, []).append(name)
            client.turn()
            if k % _REPEATED == 0:
                assert name == client.post(call.path, call.body)["decision_id"]
        return True

    def _book(self, client: Any, step: Any) -> bool:
        for begin in range(0, len(step.events), _BATCH):
            answer = client.post("/v1/events", step.events[begin : begin + _BATCH])
            self.fates.update({fate: answer[fate] for fate in ("taken", "repeated", "refused")})
            client.turn()
        for document, verdict in step.verdicts:
            if document in self.decided:
                path = f"/v1/decisions/{self.decided[document][-1]}/verdict"
                self.verdicts += client.post(path, {"verdict": verdict})["seq"] > 0
        return True


def through(
    world: ModuleType, house: Any, rows: Sequence[Any], *, size: int, quarters: int, cache_bytes: int
) -> Life:
    """Let a company live through two processes: in each quarter one is killed and the other one restarted."""
    steps = list(beside("parity_company").Books(rows, size, random.Random(7)).steps())
    ends = [len(steps) * k // (2 * quarters) for k in range(1, 2 * quarters + 1)]
    restarts = {end - 1: (k // 2 % 2 ^ k % 2, k % 2 == 0) for k, end in enumerate(ends)}
    fleet = beside("parity_fleet").Fleet(world, house, cache_bytes)
    life = Life(world, fleet)
    try:
        life.live(steps, restarts)
    finally:
        life.close()
        fleet.stop()
    return life


def is_what_history_says(house: Any, life: Life, cache_bytes: int) -> int:
    """Assert that what was answered is the ledger and is what history says; return the values compared."""
    found = house.parity()
    answered = {name for names in life.decided.values() for name in names}
    assert {name for (name,) in house.ask("SELECT decision_id FROM decisions")} == answered
    assert () == found.first
    assert (len(answered), 0, 0) == (found.decisions, found.differences, found.other_catalogue)
    assert len(answered) * len(NAMES) == found.compared
    assert house.broken_at() is None
    # one process could never hold more than a part of what it was asked about
    with read_unit(house.engine) as connection:
        history = History.read(connection, Reader(WorkingCalendar()), DEFAULT_PARAMETERS)
    assert history.arena.nbytes > 10 * cache_bytes
    assert life.fates["refused"] * 100 < life.fates["taken"]
    return int(found.compared)


def test_a_slice_of_a_company_is_what_history_says(
    founded: Any, world: ModuleType, rows: list[dict[str, Any]]
) -> None:
    """Books of a year, then weeks through two processes, one killed and one restarted: no bit differs."""
    begin, end = 3_500, 3_900
    world.append(founded.engine, rows[:begin])

    life = through(world, founded, rows[begin:end], size=50, quarters=1, cache_bytes=50_000)

    assert is_what_history_says(founded, life, 50_000) > 100 * len(NAMES)
    assert life.verdicts > 0


@pytest.mark.prove
def test_a_whole_company_is_what_history_says(founded: Any, world: ModuleType) -> None:
    """All facts of a company's life, a process killed in each quarter: 5 million values on both databases, no bit differs."""
    rows = list(generate(CompanySpec(seed=11, events=62_000, end_day=END_DAY, zone="Asia/Shanghai")))

    life = through(world, founded, rows, size=400, quarters=4, cache_bytes=1_500_000)

    assert is_what_history_says(founded, life, 1_500_000) >= 2_500_000
    assert life.verdicts > 300
