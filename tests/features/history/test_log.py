import dataclasses
import json
import multiprocessing
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from types import ModuleType
from typing import Any

import pytest
import sqlalchemy as sa

from features.events.kinds import BY_NAME
from features.history.log import Log, verify_chain
from features.history.reader import Reader
from riskdesk.core.calendar import WorkingCalendar
from riskdesk.core.database.engine import open_engine
from riskdesk.core.database.tables import customers, documents, events, log_head
from riskdesk.core.database.unit import read_unit, write_unit

WRITERS = 3
EACH = 12


def seqs(engine: sa.Engine, *which: sa.ColumnElement[bool]) -> list[int]:
    """Return the seq of every event, or of those that fit."""
    query = sa.select(events.c.seq).where(*which).order_by(events.c.seq)
    with read_unit(engine) as connection:
        return [int(seq) for seq in connection.execute(query).scalars()]


def broken_at(engine: sa.Engine) -> int | None:
    """Return where the chain breaks."""
    with read_unit(engine) as connection:
        return verify_chain(connection)


def everything(engine: sa.Engine) -> str:
    """Return all that the log and its projections hold."""
    tables = (log_head, events, documents, customers)
    with read_unit(engine) as connection:
        return repr([sorted(map(repr, connection.execute(sa.select(table)).all())) for table in tables])


def test_an_empty_log_is_whole(database: sa.Engine) -> None:
    """Before anything happened, nothing is missing."""
    assert broken_at(database) is None


def test_seq_has_no_gaps(database: sa.Engine, company: ModuleType) -> None:
    """Refused and repeated rows use no seq; links follow their registrations; the chain holds."""
    appended = [
        one
        for part in company.chunked(company.random_rows(3, 120), 3)
        for one in company.append(database, part)
    ]
    taken = [one.seq for one in appended if one.status == "taken"]
    links = seqs(database, events.c.kind == BY_NAME["party_linked"].code)
    assert list(range(1, len(taken) + len(links) + 1)) == sorted(taken + links) == seqs(database)
    assert len(links) >= 2
    assert {"taken", "refused"} == {one.status for one in appended}
    assert broken_at(database) is None


def test_the_same_again_is_repeated(database: sa.Engine, company: ModuleType) -> None:
    """A row sent twice answers the seq it has, in the same batch, the same transaction, or later."""
    row = company.row("order_placed")
    first, within = company.append(database, [row, row])
    (later,) = company.append(database, [row])
    (spelled,) = company.append(database, [{**row, "amount": "1000"}])
    assert [("taken", 1), ("repeated", 1), ("repeated", 1), ("repeated", 1)] == [
        (one.status, one.seq) for one in (first, within, later, spelled)
    ]
    assert [1] == seqs(database)


def test_the_same_again_within_one_transaction(database: sa.Engine, company: ModuleType) -> None:
    """Two calls before one flush see each other."""
    event = company.parse(company.row("order_placed"))
    with write_unit(database) as connection:
        log = Log(connection, "CNY")
        found = [log.append([event], recorded_at_us=1)[0].status for _ in range(2)]
        log.flush()
    assert (["taken", "repeated"], [1]) == (found, seqs(database))


def test_the_same_id_with_other_content_is_a_conflict(database: sa.Engine, company: ModuleType) -> None:
    """It is refused by its event_id and marked as a conflict; nothing changes."""
    row = company.row("order_placed")
    company.append(database, [row])
    before = everything(database)
    (other,) = company.append(database, [{**row, "amount": "1000.01"}])
    assert ("refused", None, "event_id", True) == (other.status, other.seq, other.field, other.conflict)
    assert before == everything(database)


def test_another_source_or_kind_is_another_event(database: sa.Engine, company: ModuleType) -> None:
    """The identity is source, kind and id together."""
    company.append(database, [company.row("order_placed", event_id="e")])
    (kind,) = company.append(database, [company.row("order_amended", 1, event_id="e")])
    (source,) = company.append(database, [company.row("order_amended", 1, event_id="e")], source="shop")
    assert ["taken", "taken"] == [kind.status, source.status]


def test_a_refused_row_leaves_its_neighbours(database: sa.Engine, company: ModuleType) -> None:
    """One row of a batch contradicts the log: it is named, the others are taken, no seq is lost."""
    found = company.append(
        database,
        [
            company.row("order_placed"),
            company.row("order_delivered", 1, order_id="O9"),
            company.row("order_delivered", 1, currency="USD"),
            company.row("order_delivered", 1),
        ],
    )
    assert ["taken", "refused", "refused", "taken"] == [one.status for one in found]
    assert [None, "order_id", "currency", None] == [one.field for one in found]
    assert [1, 2] == seqs(database)
    assert broken_at(database) is None


@pytest.mark.parametrize("before_flush", [True, False])
def test_rollback_leaves_no_trace(database: sa.Engine, company: ModuleType, before_flush: bool) -> None:  # noqa: FBT001
    """A transaction that fails took nothing, its head and projections included; its seq is used by the next."""
    company.append(database, [company.row("order_placed")])
    before = everything(database)

    def fail() -> None:
        with write_unit(database) as connection:
            log = Log(connection, "CNY")
            rows = [
                company.row("order_delivered", 1),
                company.row("limit_overridden", 1),
                company.row("budget_set", 1),
            ]
            log.append([company.parse(row) for row in rows], recorded_at_us=1)
            if not before_flush:
                log.flush()
            raise LookupError("power")

    with pytest.raises(LookupError, match="power"):
        fail()
    assert before == everything(database)
    assert 2 == company.append(database, [company.row("order_delivered", 1)])[0].seq


_CHANGES: dict[str, Callable[[Any], Any]] = {
    "known_at_us": lambda value: value - 1,
    "occurred_at_us": lambda value: value + 1,
    "recorded_at_us": lambda value: value + 1,
    "amount_minor": lambda value: value + 1,
    "base_minor": lambda value: value - 1,
    "delta_minor": lambda value: value + 1,
    "count_delta": lambda value: value + 1,
    "customer": lambda _: "C9",
    "source": lambda _: "other",
    "event_id": lambda _: "other",
    "kind": lambda _: 13,
    "flags": lambda value: value + 1,
    "due_at_us": lambda value: value + 1,
    "body": lambda value: value.replace("1000.00", "1000.01"),
    "body_hash": lambda _: bytes(32),
    "chain": lambda _: bytes(32),
}


@pytest.mark.parametrize("column", _CHANGES)
def test_a_changed_row_is_found(sqlite_database: sa.Engine, company: ModuleType, column: str) -> None:
    """Whatever column somebody changes by hand, the chain names the row."""
    company.append(sqlite_database, [company.row("order_placed", i, order_id=f"O{i}") for i in range(4)])
    with write_unit(sqlite_database) as connection:
        value = connection.execute(sa.select(events.c[column]).where(events.c.seq == 3)).scalar_one()
        changed = _CHANGES[column](value)
        assert changed != value
        connection.execute(sa.update(events).where(events.c.seq == 3).values({column: changed}))
    assert 3 == broken_at(sqlite_database)


def test_every_column_is_covered_by_the_chain(sqlite_database: sa.Engine, company: ModuleType) -> None:
    """A column that comes later is covered too: changing any of them breaks the chain."""
    company.append(sqlite_database, [company.row("payment_executed", contract_id="K1")])
    missed = []
    for column in events.columns:
        with sqlite_database.connect() as connection, connection.begin() as undone:
            value = connection.execute(sa.select(column)).scalar_one()
            other = (
                not value if isinstance(value, bool)
                else value + 1 if isinstance(value, int)
                else value + b"x" if isinstance(value, bytes)
                else f'{value or ""}"'
            )  # fmt: skip
            connection.execute(sa.update(events).values({column.name: other}))
            missed += [column.name] if verify_chain(connection) is None else []
            undone.rollback()
    assert [] == missed


@pytest.mark.parametrize(("gone", "named"), [(1, 1), (2, 2), (3, 3)])
def test_a_missing_row_is_found(database: sa.Engine, company: ModuleType, gone: int, named: int) -> None:
    """A row that somebody took out is named, the last one too."""
    company.append(database, [company.row("order_placed", i, order_id=f"O{i}") for i in range(3)])
    with write_unit(database) as connection:
        connection.execute(sa.delete(events).where(events.c.seq == gone))
    assert named == broken_at(database)


def test_a_new_cipher_of_the_same_secret_keeps_the_chain(
    sqlite_database: sa.Engine, company: ModuleType
) -> None:
    """Keys may be rotated: the chain covers digests, not ciphers."""
    company.append(sqlite_database, [company.row("payment_executed")])
    with write_unit(sqlite_database) as connection:
        body = json.loads(connection.execute(sa.select(events.c.body)).scalar_one())
        body["payee_account"]["cipher"] = "sealed anew"
        connection.execute(sa.update(events).values(body=json.dumps(body)))
    assert broken_at(sqlite_database) is None


def test_an_event_is_stored_as_it_was_said(database: sa.Engine, company: ModuleType) -> None:
    """Its columns say what the event and its booking say."""
    event = company.parse(company.row("invoice_received", known=3))
    company.append(database, [company.row("invoice_received", known=3)])
    with read_unit(database) as connection:
        row = connection.execute(sa.select(events)).mappings().one()
    said = dataclasses.asdict(event)
    for name in (
        "source",
        "event_id",
        "occurred_at_us",
        "known_at_us",
        "known_assumed",
        "document",
        "amount_minor",
    ):
        assert said[name] == row[name]
    assert ("INV1", "S1", event.body_hash) == (row["tag"], row["payee"], bytes(row["body_hash"]))
    assert event.body == json.loads(row["body"])


def write_many(url: str, company: ModuleType, writer: int) -> list[int]:
    """Append some rows in many transactions: own orders, and one row that all writers send."""
    engine = open_engine(url)
    found = []
    for i in range(EACH):
        own = company.row("order_placed", i, order_id=f"W{writer}-{i}", customer_id="C1")
        shared = company.row("order_placed", i, order_id=f"shared-{i}", customer_id="C1")
        found += [one.seq for one in company.append(engine, [own, shared]) if one.status == "taken"]
    engine.dispose()
    return found


def assert_all_there_once(engine: sa.Engine, company: ModuleType, found: list[list[int]]) -> None:
    """Compare what the writers were told with what the log holds."""
    total = WRITERS * EACH + EACH
    assert list(range(1, total + 1)) == sorted(seq for part in found for seq in part) == seqs(engine)
    assert broken_at(engine) is None
    with read_unit(engine) as connection:
        open_minor = connection.execute(sa.select(customers.c.open_minor)).scalar_one()
    assert total * 100_000 == open_minor
    assert {"repeated"} == {
        one.status for one in company.append(engine, [company.row("order_placed", 0, order_id="W0-0")])
    }


def test_threads_append_together(database: sa.Engine, company: ModuleType) -> None:
    """Writers in threads: no gap, nothing twice, nothing lost, the exposure is the sum."""
    url = database.url.render_as_string(hide_password=False)
    with ThreadPoolExecutor(WRITERS) as pool:
        found = list(pool.map(lambda writer: write_many(url, company, writer), range(WRITERS)))
    assert_all_there_once(database, company, found)


def _in_process(url: str, path: str, writer: int) -> list[int]:
    import importlib.util

    spec = importlib.util.spec_from_file_location("features_company", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return write_many(url, module, writer)


def test_processes_append_together(database: sa.Engine, company: ModuleType) -> None:
    """Writers in processes of their own keep the same promise."""
    url = database.url.render_as_string(hide_password=False)
    path = str(company.__file__)
    with ProcessPoolExecutor(WRITERS, mp_context=multiprocessing.get_context("fork")) as pool:
        futures = [pool.submit(_in_process, url, path, writer) for writer in range(WRITERS)]
        found = [future.result(timeout=60) for future in futures]
    assert_all_there_once(database, company, found)


def test_what_a_transaction_appended_encodes_as_it_will_be_read(
    database: sa.Engine, company: ModuleType
) -> None:
    """Before, between and after flushes, the facts of the open transaction are those of the log later on."""
    reader = Reader(WorkingCalendar())
    parts = list(company.chunked(company.random_rows(7, 60), 7))
    company.append(database, parts[0])
    with write_unit(database) as connection:
        log = Log(connection, "CNY")
        first = log.seq
        for i, part in enumerate(parts[1:]):
            log.append([company.parse(row) for row in part], recorded_at_us=1)
            if i % 3 == 0:
                log.flush()
        fresh = [log.encoded_after(seq, reader.calendar) for seq in (first, first + 3, log.seq)]
        log.flush()
    with read_unit(database) as connection:
        read = [reader.tail(connection, after=seq) for seq in (first, first + 3, log.seq)]
    assert [one.tolist() for one in read] == [one.tolist() for one in fresh]
    assert read[0].shape[1] > 10
