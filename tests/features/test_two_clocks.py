"""Promise 2 over whole logs: what was known after a moment is nowhere in a vector as of that moment."""

import random
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Thread
from typing import Any

import numpy as np
import numpy.typing as npt
import psycopg
import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from features.catalogue.parameters import DEFAULT_PARAMETERS
from features.catalogue.program import NAMES, index
from features.offline import History
from features.online import OnlineHistory
from features.shelf import Shelf
from riskdesk.core.database.engine import open_engine
from riskdesk.core.database.tables import events
from riskdesk.core.database.unit import read_unit
from tests.features import company
from tests.features.company import Row
from tests.features.logs import (
    LATER,
    READER,
    documents_of,
    facts,
    known_us,
    logs,
    moments,
    numbered,
    occurred_us,
    questions,
    told_after,
)

Floats = npt.NDArray[np.float64]
Fresh = Callable[[], Any]

some = settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
few = settings(some, max_examples=3)


@pytest.fixture
def sqlite_copies(migrated_file: Path) -> Fresh:
    """A way to get one fresh SQLite database after the other."""

    @contextmanager
    def fresh() -> Iterator[sa.Engine]:
        path = migrated_file.with_name("clocks.db")
        for beside in path.parent.glob("clocks.db*"):
            beside.unlink()
        shutil.copy(migrated_file, path)
        engine = open_engine(f"sqlite:///{path}")
        try:
            yield engine
        finally:
            engine.dispose()

    return fresh


@pytest.fixture
def postgres_copies(postgres_server: str, migrated_template: str) -> Fresh:
    """The same on PostgreSQL."""

    @contextmanager
    def fresh() -> Iterator[sa.Engine]:
        name = f"c{random.getrandbits(64)}"
        with psycopg.connect(postgres_server, autocommit=True) as connection:
            connection.execute(f'CREATE DATABASE "{name}" TEMPLATE "{migrated_template}"'.encode())
        engine = open_engine(postgres_server.replace("/postgres?", f"/{name}?"))
        try:
            yield engine
        finally:
            engine.dispose()
            with psycopg.connect(postgres_server, autocommit=True) as connection:
                connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)'.encode())

    return fresh


def history(engine: sa.Engine, upto: int | None = None) -> History:
    """Return the log as training reads it."""
    with read_unit(engine) as connection:
        return History.read(connection, READER, DEFAULT_PARAMETERS, upto=upto)


def vectors_as_of(engine: sa.Engine, day: float) -> Floats:
    """Return the vectors of all questions as of a day, with what was known by then."""
    return history(engine).vectors(questions(day, known_by_us=company.at_us(day)))


def differing(expected: Floats, found: Floats) -> dict[str, list[tuple[float, float]]]:
    """Return the features that differ, with both values; NaN equals NaN."""
    unequal = (expected != found) & ~(np.isnan(expected) & np.isnan(found))
    return {
        NAMES[i]: [(float(a), float(b)) for a, b in zip(expected[:, i], found[:, i], strict=True) if a != b]
        for i in np.flatnonzero(unequal.any(axis=0))
    }


def taken_of(engine: sa.Engine, rows: list[Row]) -> list[Row]:
    """Append rows; return those that the log took."""
    results = company.append(engine, rows)
    return [row for row, result in zip(rows, results, strict=True) if result.status == "taken"]


def known_of(engine: sa.Engine) -> dict[str, int]:
    """Return the moment at which each fact counts as known, by event id."""
    with read_unit(engine) as connection:
        query = sa.select(events.c.event_id, events.c.known_at_us)
        return {str(name): int(known) for name, known in connection.execute(query)}


LINKING = frozenset({"customer_registered", "supplier_registered", "employee_registered"})


# -- what is known later --------------------------------------------------------------------
@st.composite
def changed_futures(draw: st.DrawFn, late: list[Row], day: float) -> list[Row]:
    """Late facts otherwise: some gone, moved, with other amounts or parties, others new, in any order.

    All are known after the day, whenever they are said to have happened.
    """
    future = []
    for row in draw(st.permutations(late)):
        match draw(st.sampled_from(("keep", "drop", "move", "amount", "party"))):
            case "keep":
                future.append(row)
            case "move":
                future.append({**row, "occurred_at": company.at(draw(moments))})
            case "amount" if "amount" in row:
                future.append({**row, "amount": draw(st.sampled_from(("7.77", "88888.88")))})
            case "party" if "customer_id" in row:
                future.append({**row, "customer_id": draw(st.sampled_from(("C1", "C2", "C3")))})
            case _:
                pass
    added = numbered(draw(st.lists(facts(), max_size=6)), 1_000)
    return [told_after(row, day, draw(st.sampled_from((0.001, 1, 30)))) for row in (*future, *added)]


@st.composite
def mixed(draw: st.DrawFn, kept: list[Row], future: list[Row]) -> list[Row]:
    """Put late facts among those kept, each behind the last that speaks of one of its documents.

    What follows a late fact on its document is itself known no earlier (booking carries it on), so a
    fact that was known in time never stands behind a late one of its document.
    """
    last = {name: i for i, row in enumerate(kept) for name in documents_of(row)}
    places = [
        draw(st.integers(1 + max((last.get(name, -1) for name in documents_of(row)), default=-1), len(kept)))
        for row in future
    ]
    found: list[Row] = []
    for i in range(len(kept) + 1):
        found += [row for row, place in zip(future, places, strict=True) if place == i]
        found += kept[i : i + 1]
    return found


def check_no_leak(fresh: Fresh, log: list[Row], day: float, data: st.DataObject) -> None:
    """Take vectors as of a day, change all that was known later, and compare."""
    with fresh() as engine:
        taken = taken_of(engine, log)
        known = known_of(engine)
        before = vectors_as_of(engine, day)
    # a link is seen from when both sides had registered what they share, also where the second stands
    # behind a registration told late: then what is hidden for its document's sake shows in its links
    assume(
        not any(
            row["kind"] in LINKING and known_us(row) <= company.at_us(day) < known[row["event_id"]]
            for row in taken
        )
    )
    in_time = [row for row in taken if known[row["event_id"]] <= company.at_us(day)]
    late = [row for row in taken if known[row["event_id"]] > company.at_us(day)]
    for other in (in_time, data.draw(mixed(in_time, data.draw(changed_futures(late, day))))):
        with fresh() as engine:
            again = taken_of(engine, other)
            ids = {row["event_id"] for row in again}
            assert [] == [row for row in in_time if row["event_id"] not in ids]
            assert {} == differing(before, vectors_as_of(engine, day))


@given(log=logs(), day=moments, data=st.data())
@some
def test_no_other_future_changes_a_vector(
    sqlite_copies: Fresh, log: list[Row], day: float, data: st.DataObject
) -> None:
    """Move, alter, remove, add, reorder what was known after T: no vector as of T changes by a bit."""
    check_no_leak(sqlite_copies, log, day, data)


@given(log=logs(), day=moments, data=st.data())
@few
def test_no_other_future_changes_a_vector_on_postgresql(
    postgres_copies: Fresh, log: list[Row], day: float, data: st.DataObject
) -> None:
    """The same on the other database."""
    check_no_leak(postgres_copies, log, day, data)


@pytest.mark.prove
@given(log=logs(most=60), day=moments, data=st.data())
@settings(some, max_examples=1_000)
def test_no_other_future_changes_a_vector_at_length(
    sqlite_copies: Fresh, log: list[Row], day: float, data: st.DataObject
) -> None:
    """The same over a thousand longer logs."""
    check_no_leak(sqlite_copies, log, day, data)


@pytest.mark.prove
@pytest.mark.parametrize("kind", LATER)
@given(data=st.data())
@settings(some, max_examples=100)
def test_no_other_future_of_one_kind_changes_a_vector(
    sqlite_copies: Fresh, kind: str, data: st.DataObject
) -> None:
    """The same over logs in which facts of one kind, told in time and late, follow each other."""
    check_no_leak(sqlite_copies, data.draw(logs(only=kind)), data.draw(moments), data)


# -- another order of arrival -----------------------------------------------------------------
@st.composite
def other_orders(draw: st.DrawFn, rows: list[Row]) -> list[Row]:
    """The same facts as they might as well have come.

    Facts keep their order where it means something: those of one document or of documents that refer
    to each other (an amendment is the difference to what stood before), master data and the facts of
    its party (booked with what the log held of the party), rates and what they convert, and facts of
    one moment (their order in the log is their order in time).
    """
    order: list[Row] = []
    rest = list(rows)
    while rest:
        free = [i for i, row in enumerate(rest) if not any(bound(before, row) for before in rest[:i])]
        order.append(rest.pop(draw(st.sampled_from(free))))
    return order


_MASTERS = frozenset(
    {
        "customer_registered",
        "supplier_registered",
        "employee_registered",
        "group_membership_set",
        "contract_signed",
    }
)


def bound(one: Row, other: Row) -> bool:
    """Tell whether two facts must come in this order."""
    if one["occurred_at"] == other["occurred_at"] or documents_of(one) & documents_of(other):
        return True
    return one["kind"] in _MASTERS or other["kind"] in _MASTERS


def check_order_of_arrival(fresh: Fresh, log: list[Row], day: float, data: st.DataObject) -> None:
    """Append the same facts in another order that booking allows, and compare."""
    in_time = [row for row in log if occurred_us(row) < company.at_us(day)]
    for row in in_time:
        row.pop("known_at", None)
    with fresh() as engine:
        taken = taken_of(engine, in_time)
        before = vectors_as_of(engine, day)
    with fresh() as engine:
        assert len(taken) == len(taken_of(engine, data.draw(other_orders(taken))))
        assert {} == differing(before, vectors_as_of(engine, day))


@given(log=logs(), day=moments, data=st.data())
@some
def test_order_of_arrival_changes_nothing(
    sqlite_copies: Fresh, log: list[Row], day: float, data: st.DataObject
) -> None:
    """What was known by T gives the same vectors as of T in whichever order it was told."""
    check_order_of_arrival(sqlite_copies, log, day, data)


@given(log=logs(), day=moments, data=st.data())
@few
def test_order_of_arrival_changes_nothing_on_postgresql(
    postgres_copies: Fresh, log: list[Row], day: float, data: st.DataObject
) -> None:
    """The same on the other database."""
    check_order_of_arrival(postgres_copies, log, day, data)


# -- a running service ------------------------------------------------------------------------
@given(log=logs(most=40), data=st.data())
@some
def test_memory_carried_forward_equals_history(
    sqlite_copies: Fresh, log: list[Row], data: st.DataObject
) -> None:
    """Tails of any length, keys let go at any time: after each step memory gives the vectors of history."""
    asked = questions(30)
    most_bytes, shelf = (
        data.draw(st.sampled_from((1, 3_000, 10**9))),
        data.draw(st.sampled_from((0, 9_000, 1 << 24))),
    )
    online = OnlineHistory(READER, DEFAULT_PARAMETERS, most_bytes, Shelf(shelf))
    with sqlite_copies() as engine:
        while log:
            cut = data.draw(st.integers(1, 9))
            company.append(engine, log[:cut])
            log = log[cut:]
            if data.draw(st.booleans()):
                online.reset()
            if data.draw(st.integers(0, 4)) == 0:
                continue  # the tail grows
            found = served(online, engine, asked)
            assert {} == differing(history(engine).vectors(asked.copy()), found)


def served(online: OnlineHistory, engine: sa.Engine, asked: npt.NDArray[np.int64]) -> Floats:
    """Return the vectors as the service computes them."""
    found = []
    with read_unit(engine) as connection:
        online.advance(connection)
        for i, query in enumerate(asked):
            keys = {entity: names[i % 2 % len(names)] for entity, names in company.keys().items()}
            online.ensure(connection, keys)
            found.append(online.vector(query.copy()))
    return np.stack(found)


@pytest.mark.parametrize("seed", [1, 2])
def test_memory_equals_history_while_others_append(database: sa.Engine, seed: int) -> None:
    """Two writers append while a reader follows: each of its answers is that of the log up to its place."""
    draw = random.Random(seed)
    asked = questions(300)
    rows = company.random_rows(seed, 160)
    answers: list[tuple[int, Floats]] = []
    writers = [Thread(target=_append_all, args=(database, rows[i::2], f"erp-{i}")) for i in range(2)]
    online = OnlineHistory(READER, DEFAULT_PARAMETERS, 20_000, Shelf(100_000))
    for writer in writers:
        writer.start()
    while any(writer.is_alive() for writer in writers) or not answers:
        if draw.random() < 0.2:
            online.reset()
        found = served(online, database, asked)
        answers.append((online.upto, found))
    for writer in writers:
        writer.join()
    answers.append((0, served(online, database, asked)))
    answers[-1] = (online.upto, answers[-1][1])
    assert online.upto > 50
    for upto, found in answers:
        assert {} == differing(history(database, upto).vectors(asked.copy()), found)


def _append_all(engine: sa.Engine, rows: list[Row], source: str) -> None:
    for part in company.chunked(rows, 5):
        company.append(engine, part, source=source)


# -- by example ---------------------------------------------------------------------------------
COUNT, SUM = "customer_order_count_90d", "customer_order_amount_sum_90d"


def told(engine: sa.Engine, day: float, *names: str) -> list[float]:
    """Return features of C1 as of a day, with what was known by then."""
    asked = questions(day, known_by_us=company.at_us(day))[:1]
    vector = history(engine).vectors(asked)[0]
    return [float(vector[index(name)]) for name in names]


def story(engine: sa.Engine, *rows: tuple[str, float, dict[str, Any]]) -> None:
    """Append facts of C1, all of which the log must take."""
    said = [company.row(kind, day, event_id=f"s{i}", **fields) for i, (kind, day, fields) in enumerate(rows)]
    assert len(said) == len(taken_of(engine, said))


def test_a_late_correction_counts_from_when_it_was_known(sqlite_database: sa.Engine) -> None:
    """Placed for 1,000.00, amended to 400.00 on day 2, told on day 5: day 3 still says 1,000.00."""
    story(
        sqlite_database,
        ("order_placed", 0, {}),
        ("order_amended", 2, {"amount": "400.00", "known": 5}),
    )
    said = {day: told(sqlite_database, day, COUNT, SUM) for day in (1, 3, 5, 6)}
    assert {1: [1, 100_000], 3: [1, 100_000], 5: [1, 40_000], 6: [1, 40_000]} == said


def test_a_back_dated_invoice_is_owed_from_when_it_was_known(sqlite_database: sa.Engine) -> None:
    """Issued on day 1 and entered on day 40, due on day 31: past due at once when it is known, not before."""
    story(sqlite_database, ("invoice_issued", 1, {"known": 40, "due_date": "2026-02-05"}))
    names = ("customer_receivable_amount", "customer_past_due_amount", "customer_past_due_invoice_count")
    said = {day: told(sqlite_database, day, *names) for day in (20, 39, 40, 41)}
    assert {20: [0, 0, 0], 39: [0, 0, 0], 40: [100_000, 100_000, 1], 41: [100_000, 100_000, 1]} == said


def test_a_reopened_order_counts_again_from_when_it_was_known(sqlite_database: sa.Engine) -> None:
    """Cancelled on day 2, reopened for 300.00 on day 4 and told on day 8."""
    story(
        sqlite_database,
        ("order_placed", 0, {}),
        ("order_cancelled", 2, {}),
        ("order_reopened", 4, {"amount": "300.00", "known": 8}),
    )
    said = {day: told(sqlite_database, day, COUNT, SUM, "customer_open_amount") for day in (1, 3, 5, 8)}
    assert {1: [1, 100_000, 100_000], 3: [0, 0, 0], 5: [0, 0, 0], 8: [1, 30_000, 30_000]} == said


def test_what_follows_a_late_fact_on_its_document_waits_for_it(sqlite_database: sa.Engine) -> None:
    """An amendment is the difference to what stood before it: told at once, it waits for one that is told late."""
    story(
        sqlite_database,
        ("order_placed", 0, {}),
        ("order_amended", 1, {"amount": "900.00", "known": 9}),
        ("order_amended", 2, {"amount": "400.00"}),
    )
    said = {day: told(sqlite_database, day, SUM)[0] for day in (0.5, 3, 9, 10)}
    assert {0.5: 100_000, 3: 100_000, 9: 40_000, 10: 40_000} == said


def test_a_payment_told_late_leaves_the_invoice_past_due_until_then(sqlite_database: sa.Engine) -> None:
    """Paid on day 30 and matched on day 50: due on day 10, it is past due as of day 45 and not as of day 50."""
    story(
        sqlite_database,
        ("invoice_issued", 0, {"due_date": "2026-01-14"}),
        ("money_matched", 30, {"receipt_id": None, "known": 50}),
    )
    names = ("customer_past_due_amount", "customer_paid_count_180d")
    said = {day: told(sqlite_database, day, *names) for day in (5, 45, 50)}
    assert {5: [0, 0], 45: [100_000, 0], 50: [0, 1]} == said


def test_a_voided_invoice_is_open_again_on_its_order(sqlite_database: sa.Engine) -> None:
    """What it billed is no longer owed and open again, from when the void was known; billed anew, it is owed once."""
    story(
        sqlite_database,
        ("order_placed", 0, {}),
        ("order_delivered", 1, {"amount": "600.00"}),
        ("invoice_issued", 2, {"amount": "600.00", "order_id": "O1"}),
        ("invoice_voided", 3, {"known": 6}),
        ("invoice_issued", 8, {"invoice_id": "I2", "amount": "600.00", "order_id": "O1"}),
    )
    names = ("customer_open_amount", "customer_receivable_amount", "customer_exposure_amount")
    said = {day: told(sqlite_database, day, *names) for day in (1.5, 2.5, 4, 6, 9)}
    billed, again = [40_000, 60_000, 100_000], [100_000, 0, 100_000]
    assert {1.5: again, 2.5: billed, 4: billed, 6: again, 9: billed} == said


def test_a_voided_invoice_is_near_when_its_order_is(sqlite_database: sa.Engine) -> None:
    """What is due beyond the horizon of the dynamic check stays beyond it, billed in advance and voided or not."""
    story(
        sqlite_database,
        ("order_placed", 0, {"delivery_date": "2026-06-01"}),
        ("invoice_issued", 1, {"order_id": "O1"}),
        ("invoice_voided", 3, {}),
    )
    names = ("customer_open_amount", "customer_open_near_amount")
    said = {day: told(sqlite_database, day, *names) for day in (0.5, 2, 4, 140)}
    assert {0.5: [100_000, 0], 2: [0, 0], 4: [100_000, 0], 140: [100_000, 100_000]} == said


def test_a_rate_converts_what_comes_after_it(sqlite_database: sa.Engine) -> None:
    """An order keeps the rate that the log held when it came: a later word on the same day changes nothing."""
    story(
        sqlite_database,
        ("fx_rate_set", 0, {"rate": "7.1"}),
        ("order_placed", 1, {"currency": "USD"}),
        ("fx_rate_set", 0, {"rate": "8", "known": 5}),
        ("order_placed", 2, {"currency": "USD", "order_id": "O2", "known": 6}),
    )
    assert {3: 710_000, 6: 1_510_000} == {day: told(sqlite_database, day, SUM)[0] for day in (3, 6)}


def test_a_verdict_waits_for_one_that_was_told_late(sqlite_database: sa.Engine) -> None:
    """Two confirm one order, the first is told on day 10: the second, which differs from it by nothing, waits for it."""
    story(
        sqlite_database,
        ("order_placed", 0, {}),
        ("verdict_recorded", 1, {"decision_id": "D1", "known": 10}),
        ("verdict_recorded", 2, {"decision_id": "D2"}),
    )
    said = {day: told(sqlite_database, day, "customer_confirmed_count")[0] for day in (5, 12)}
    assert {5: 0, 12: 1} == said
