"""Ledgers of releases: what an earlier program decided, this one decides again.

Each file `VERSION.sqlite.xz` beside this one is the database of a small company as that release left it. With
`GOLDEN_LEDGER=new` in the environment the second test puts the present program's own here, which a release does
once. A feature that was mended or removed since is told by name and decides from the value kept; nothing may differ.
"""

import lzma
import os
import shutil
from collections.abc import Callable, Mapping
from datetime import timedelta
from importlib.metadata import version
from itertools import islice
from pathlib import Path
from types import ModuleType
from typing import Any, Final

import pytest

from models.bundle.codec import write
from riskdesk.cli.demo.company import END_DAY
from riskdesk.core.database import migrate
from riskdesk.core.database.engine import open_engine
from training.synth.company import CompanySpec, generate

HERE: Final = Path(__file__).parent
LEDGERS: Final = sorted(HERE.glob("*.sqlite.xz"))
MOST_BYTES: Final = 300_000
BOOKS: Final = 500
"""Rows of the company's books, from their beginning."""
DECISIONS: Final = 48

BUSY: Final = (
    "SELECT {party} FROM events WHERE kind = {kind} AND {party} IS NOT NULL "
    "GROUP BY {party} ORDER BY count(*) DESC, {party} LIMIT 6"
)


def unpacked(ledger: Path, folder: Path, world: ModuleType) -> Any:
    """Return a house on a copy of a ledger, brought to the tables of now."""
    folder.mkdir()
    file = folder / "riskdesk.db"
    with lzma.open(ledger) as packed, file.open("wb") as out:
        shutil.copyfileobj(packed, out)
    engine = open_engine(f"sqlite:///{file}")
    migrate.upgrade(engine)
    engine.dispose()
    return world.opened(world.settings_of(folder, f"sqlite:///{file}"), {})


def decide_all(house: Any, world: ModuleType, make_bundle: Callable[..., Any]) -> int:
    """Decide about orders and payments while bundles and policies change; return how many decisions were made."""
    customers = [str(name) for (name,) in house.ask(BUSY.format(party="customer", kind=12))]
    payees = [str(name) for (name,) in house.ask(BUSY.format(party="payee", kind=44))]
    made = set()
    with house.open() as client:
        for k in range(DECISIONS // 2):
            if k == 8:
                world.publish(house.engine, world.LENIENT)
            if k == 16:
                content = write(make_bundle("order_anomaly", intercept=-1.0))
                world.activate_bundle(house.engine, "order_anomaly", content, at_us=house.clock.now_us())
            house.clock.advance(timedelta(minutes=7))
            order = world.order(
                f"26GO{k // 2:05}",
                customers[k // 2 % 6],
                amount=f"{9_000 + 700 * k}.00",
                revision=k % 2,
                reserve=True,
            )
            payment = world.payment(f"P-{k}", payee_id=payees[k % 6], amount=f"{900 + 300 * (k // 3)}.00")
            for path, body in (("orders", order), ("payments", payment)):
                reply = client.post(f"/v1/{path}/score", json=body)
                assert 200 == reply.status_code, reply.text
                made.add(reply.json()["decision_id"])
    return len(made)


def is_whole(house: Any) -> None:
    """Assert that the chain verifies and that every decision comes out as it did."""
    assert house.broken_at() is None
    told = house.replay()
    assert (DECISIONS, []) == (told.replayed, told.differing)
    assert (DECISIONS, 0) == (house.parity().decisions, house.parity().differences)


@pytest.mark.parametrize("ledger", LEDGERS, ids=lambda ledger: ledger.name)
def test_what_a_release_decided_is_decided_again(ledger: Path, tmp_path: Path, world: ModuleType) -> None:
    """Scores, contributions, grades, reasons and outcomes are those of then, bit by bit."""
    assert ledger.stat().st_size < MOST_BYTES
    house = unpacked(ledger, tmp_path / "golden", world)
    outcomes = {outcome for (outcome,) in house.ask("SELECT DISTINCT outcome FROM decisions")}
    assert outcomes >= {"approve", "review"}
    is_whole(house)
    house.engine.dispose()


def test_a_release_can_leave_its_ledger(
    tmp_path: Path,
    migrated_file: Path,
    world: ModuleType,
    make_bundle: Callable[..., Any],
    bundles: Mapping[str, bytes],
) -> None:
    """The present program's ledger replays, from a packed file too."""
    url = world.fresh(migrated_file, tmp_path / "home")
    house = world.opened(world.settings_of(tmp_path / "home", url), {})
    rows = generate(CompanySpec(seed=5, events=1_000, end_day=END_DAY, zone="Asia/Shanghai"))
    world.append(house.engine, [dict(row) for row in islice(rows, BOOKS)])
    for role, content in bundles.items():
        world.activate_bundle(house.engine, role, content)
    house.keys = world.make_keys(house.engine)
    assert DECISIONS == decide_all(house, world, make_bundle)
    with house.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.connection.dbapi_connection.execute("VACUUM")
    house.engine.dispose()
    packed = tmp_path / f"{version('riskdesk')}.sqlite.xz"
    packed.write_bytes(lzma.compress((tmp_path / "home" / "riskdesk.db").read_bytes(), preset=9))
    again = unpacked(packed, tmp_path / "again", world)
    is_whole(again)
    again.engine.dispose()
    assert packed.stat().st_size < MOST_BYTES
    if os.environ.get("GOLDEN_LEDGER") == "new":
        shutil.copy(packed, HERE)
