"""The ledger of this release under programs of other releases: features added, removed, mended.

Each of those programs is this one with its definitions changed before they are read, in a process of its own: see
`other_program.py`.
"""

import json
import lzma
import subprocess
import sys
from dataclasses import replace
from importlib.metadata import version
from pathlib import Path
from types import ModuleType
from typing import Any, Final

import numpy as np
import pytest
import sqlalchemy as sa

from features.catalogue.parameters import DEFAULT_PARAMETERS, FeatureParameters
from features.catalogue.program import CATALOGUE, NAMES
from features.catalogue.versions import reads_limits, with_operands
from features.history.reader import Reader
from features.offline import History
from riskdesk.core.calendar import WorkingCalendar
from riskdesk.core.database import migrate
from riskdesk.core.database.engine import open_engine
from riskdesk.core.database.unit import read_unit
from serving.ledger import store
from serving.ledger.catalogues import Catalogues, keep_present
from serving.ledger.parity import compare, recomputed

HERE: Final = Path(__file__).parent
LEDGER: Final = HERE / f"{version('riskdesk')}.sqlite.xz"
DECISIONS: Final = 48
LIMITS: Final = FeatureParameters(*[(200_000, 900_000)] * 5)
REMOVED, MENDED = "customer_order_weekday_surprise@1", "order_exposure_months@1"


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A folder with a copy of this release's ledger, brought to the tables of now."""
    folder = tmp_path / "home"
    folder.mkdir()
    (folder / "riskdesk.db").write_bytes(lzma.decompress(LEDGER.read_bytes()))
    engine = open_engine(f"sqlite:///{folder}/riskdesk.db")
    migrate.upgrade(engine)
    engine.dispose()
    return folder


@pytest.fixture
def old_house(home: Path, world: ModuleType) -> Any:
    """The same, opened by this program."""
    made = world.opened(world.settings_of(home, f"sqlite:///{home}/riskdesk.db"), {})
    yield made
    made.engine.dispose()


def run(home: Path, changes: str) -> dict[str, Any]:
    """Return what a program with these changes says of the ledger."""
    done = subprocess.run(
        [sys.executable, HERE / "other_program.py", home, changes],
        capture_output=True,
        text=True,
        timeout=180,
        check=False,
    )
    assert 0 == done.returncode, done.stderr[-2_000:]
    said: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return said


def change(house: Any, *statements: str) -> None:
    """Change rows by hand."""
    with house.engine.begin() as connection:
        for statement in statements:
            connection.execute(sa.text(statement))


def told(replay: dict[str, Any]) -> tuple[int, int, dict[str, int], int]:
    """Return identical, partial, what was kept, and how many differ."""
    return replay["identical"], replay["partial"], replay["kept"], len(replay["differing"])


def test_one_more_feature_changes_nothing(home: Path, old_house: Any) -> None:
    """All columns after it moved: every decision is identical, bundles fit and decide, and going back is told."""
    said = run(home, "added,serve")

    assert {"customer_order_count_45d"} == set(said["features"]) - set(NAMES)
    assert said["features"].index("customer_order_count_45d") < 30
    assert (DECISIONS + 1, 0, {}, 0) == told(said["replay"])
    assert [DECISIONS + 1, DECISIONS * len(NAMES) + len(NAMES) + 1, 0, {}] == said["parity"]
    assert {"fits"} == set(said["bundles"].values())
    assert not [name for name in said["answer"]["degraded"] if name.startswith("bundle")]
    assert "order_anomaly" in said["answer"]["contributions"]
    back = old_house.replay()
    assert (DECISIONS, [(said["answer"]["decision_id"], ("customer_order_count_45d@1",))], []) == (
        back.identical,
        back.partial,
        back.differing,
    )


def test_a_feature_that_is_gone_decides_from_what_was_kept(home: Path) -> None:
    """It is named, everything else is computed again; bundles that need it are refused by name."""
    said = run(home, "removed")

    assert (0, DECISIONS, {REMOVED: DECISIONS}, 0) == told(said["replay"])
    assert [DECISIONS, DECISIONS * (len(NAMES) - 1), 0, {REMOVED: DECISIONS}] == said["parity"]
    refused = "names: this program has no feature customer_order_weekday_surprise"
    assert said["bundles"] == {
        "credit-5.0": "fits",
        "payment_anomaly-5.0": "fits",
        "order_anomaly-5.0": refused,
        "order_anomaly-1.0": refused,
    }


@pytest.mark.parametrize(
    ("how", "here"),
    [
        ("mended", "version 2"),
        pytest.param("forgotten", "defined otherwise", marks=pytest.mark.prove),
    ],
)
def test_a_mended_feature_decides_from_what_was_kept(home: Path, how: str, here: str) -> None:
    """Its value of now, thirty times as large, does not; a version that was not raised is noticed all the same."""
    said = run(home, how)

    assert (0, DECISIONS, {MENDED: DECISIONS}, 0) == told(said["replay"])
    refused = f"feature_versions: it needs {MENDED} (here {here})"
    assert ["fits", "fits", refused, refused] == sorted(said["bundles"].values(), key=len)


def test_all_of_it_at_once(home: Path, old_house: Any) -> None:
    """Each is told by name, nothing else differs, and a decision changed by hand still comes out as a difference."""
    ((name, vector),) = old_house.ask("SELECT decision_id, vector FROM decisions ORDER BY seq LIMIT 1")
    column = NAMES.index("customer_order_count_30d")
    served = np.frombuffer(vector, np.float64).copy()
    served[column] += 1.0
    with old_house.engine.begin() as connection:
        text = sa.text("UPDATE decisions SET vector = :v WHERE decision_id = :d")
        connection.execute(text, {"v": served.tobytes(), "d": name})

    said = run(home, "added,removed,mended")

    rest = DECISIONS - 1
    assert (0, rest, {REMOVED: rest, MENDED: rest}, 1) == told(said["replay"])
    assert [[name, "vector (customer_order_count_30d)"]] == said["replay"]["differing"]


def test_typologies_of_then_decide(home: Path, old_house: Any) -> None:
    """A program that looks for less decides as the one before did; without their record it cannot."""
    assert (DECISIONS, 0, {}, 0) == told(run(home, "blind")["replay"])

    change(old_house, "UPDATE decisions SET versions = json_remove(versions, '$.typologies')")

    differing = run(home, "blind")["replay"]["differing"]
    assert differing
    assert {True} == {"forced" in what for _, what in differing}


@pytest.mark.prove
def test_typologies_of_then_read_what_is_gone(home: Path) -> None:
    """A feature that only they read is laid out for them, and named."""
    said = run(home, "unwatched,blind")["replay"]
    assert (0, DECISIONS, {"customer_order_rate_jump_7d@1": DECISIONS}, 0) == told(said)


@pytest.mark.prove
def test_a_typology_that_could_not_be_looked_for_says_so(home: Path, old_house: Any) -> None:
    """Decisions that do not say which typologies they were made by had no such feature: that is told by name."""
    assert (DECISIONS, 0, {}, 0) == told(run(home, "added,watchful")["replay"])
    change(old_house, "UPDATE decisions SET versions = json_remove(versions, '$.typologies')")
    said = run(home, "added,watchful")["replay"]
    assert (0, DECISIONS, {"typology:split_order": DECISIONS}, 0) == told(said)


def test_what_a_decision_recorded_has_to_be_there(old_house: Any) -> None:
    """Without its bundle or its typologies a decision is told, and the rest is replayed."""
    ((typologies,),) = old_house.ask("SELECT hash FROM artifacts WHERE sort = 'typologies'")
    ((bundle, count),) = old_house.ask(
        "SELECT json_extract(versions, '$.order_anomaly') AS b, count(*) FROM decisions GROUP BY b LIMIT 1"
    )
    assert 0 < count < DECISIONS
    change(old_house, f"DELETE FROM artifacts WHERE hash = '{bundle}'")
    found = old_house.replay()
    assert (DECISIONS - count, count) == (found.identical, len(found.differing))
    assert {f"versions (nothing is stored under {bundle})"} == {what for _, what in found.differing}
    change(
        old_house, f"DELETE FROM artifacts WHERE hash = '{typologies}'"
    )  # this program's own need no record
    assert count == len(old_house.replay().differing)


def test_a_catalogue_that_nobody_kept_is_told(home: Path, old_house: Any) -> None:
    """Decisions from before it was kept are understood by their own program, which keeps it for the next."""
    change(old_house, "DELETE FROM artifacts WHERE sort = 'catalogue'")
    assert DECISIONS == old_house.replay().identical

    unknown = run(home, "added")
    assert {"catalogue"} == {what for _, what in unknown["replay"]["differing"]}
    assert [0, 0, 0, {}] == unknown["parity"]

    for _ in range(2):
        keep_present(old_house.engine, DEFAULT_PARAMETERS, at_us=1)
    assert 1 == old_house.ask("SELECT count(*) FROM artifacts WHERE sort = 'catalogue'")[0][0]
    assert (DECISIONS, 0, {}, 0) == told(run(home, "added")["replay"])


def test_a_damaged_catalogue_is_none(old_house: Any) -> None:
    """Its decisions are not read as something else; those of the present one need no record."""
    fingerprint = old_house.ask("SELECT json_extract(versions, '$.features') FROM decisions LIMIT 1")[0][0]
    change(
        old_house,
        "UPDATE artifacts SET content = CAST('[]' AS BLOB) WHERE sort = 'catalogue'",
        f"UPDATE decisions SET versions = replace(versions, '{fingerprint}', '0') WHERE seq % 2 = 0",
    )
    found = old_house.replay()
    assert 0 < len(found.differing) < DECISIONS
    assert {"catalogue"} == {what for _, what in found.differing}
    assert DECISIONS == found.identical + len(found.differing)


def test_limits_of_then_are_those_that_count(old_house: Any) -> None:
    """A company that changes its approval limits replays and compares what was decided before under the former."""
    settings = old_house.settings
    other = json.dumps(
        {of: ["2000.00", "9000.00"] for of in ("order", "supplier", "expense", "refund", "salary")}
    )
    house = replace(old_house, settings=settings.model_copy(update={"approval_limits": other}))
    found = house.replay()
    assert (DECISIONS, [], []) == (found.identical, found.partial, found.differing)
    again = compare(house.engine, Reader(WorkingCalendar()), LIMITS)
    assert (DECISIONS, 0, {}) == (again.decisions, again.differences, dict(again.not_compared))


def test_limits_move_only_those_that_say_so(old_house: Any) -> None:
    """What the digests of versions leave out of account, the kernel does not read."""
    with read_unit(old_house.engine) as connection:
        history = History.read(connection, Reader(WorkingCalendar()), DEFAULT_PARAMETERS)
        catalogues = Catalogues(connection, DEFAULT_PARAMETERS)
        entries = store.since(connection, 0, limit=DECISIONS)
        here = [(entry, catalogues.of(entry)) for entry in entries]
    there = [(entry, replace(one, parameters=LIMITS)) for entry, one in here if one is not None]
    a, b = recomputed(history, here), recomputed(history, there)
    moved = {
        NAMES[column] for column in np.flatnonzero(((a != b) & ~(np.isnan(a) & np.isnan(b))).any(axis=0))
    }
    readers = {one.name for one in CATALOGUE if any(map(reads_limits, with_operands([one]).values()))}
    assert moved
    assert set() == moved - readers
