"""Promises 1 and 2: what was served is what history gives again, and nothing known later changes it."""

import random
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from features.catalogue.parameters import DEFAULT_PARAMETERS
from features.catalogue.program import NAMES
from features.history.encode import moment_class_one
from features.history.reader import Reader
from features.kernel import layout as at
from features.offline import ORDER_KINDS, PAYMENT_KINDS, History
from features.online import OnlineHistory
from features.query import query_row
from features.shelf import Shelf
from riskdesk.core.calendar import WorkingCalendar
from riskdesk.core.clock import to_us
from riskdesk.core.database.engine import open_engine
from riskdesk.core.database.unit import read_unit

Ints = npt.NDArray[np.int64]
Asked = tuple[Ints, dict[str, str]]
"""A query, and the parties it names."""

READER = Reader(WorkingCalendar())
any_seed = st.integers(0, 2**32 - 1)
few = settings(
    max_examples=6,
    deadline=None,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],  # a smaller seed is no simpler company
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)


@contextmanager
def copy_of(migrated_file: Path) -> Iterator[sa.Engine]:
    """Give a fresh database to one example."""
    path = migrated_file.with_name("parity.db")
    shutil.copy(migrated_file, path)
    engine = open_engine(f"sqlite:///{path}")
    try:
        yield engine
    finally:
        engine.dispose()


def read(engine: sa.Engine) -> History:
    """Return the whole history."""
    with read_unit(engine) as connection:
        return History.read(connection, READER, DEFAULT_PARAMETERS)


def random_query(draw: random.Random, company: ModuleType, day: float, **more: Any) -> Asked:
    """Return a question of any kind about any parties, around a day."""
    place = draw.choice(["customer", "order", "payment", "claim"])
    parties = {entity: draw.choice(keys) for entity, keys in company.keys().items() if draw.random() < 0.8}
    as_of_us = company.at_us(round((day + draw.choice([-200, -3, 0, 0, 0.5, 40])) * 48) / 48)
    number = draw.randrange(120)
    query = query_row(
        place,
        as_of_us=as_of_us,
        moment_class=moment_class_one(as_of_us, READER.calendar),
        document=draw.choice([f"order:O{number}", f"payment:P{number}", f"claim:X{number}", None]),
        amount_minor=draw.choice([100_000, 49_550, 2_950_000, 3_050_000, 4_999_999, 12_000_000]),
        parties=parties,
        tag=draw.choice(["INV1", "INV77", None]),
        voucher=draw.choice(["V-1", "V-2", None]),
        flags=draw.choice([0, 0, at.FLAG_RECURRING]) | draw.randrange(4) << at.SHIFT_PAYMENT_KIND,
        terms_days=draw.choice([None, 0, 45]),
        again=draw.random() < 0.4,
        **more,
    )
    return query, parties


def served(online: OnlineHistory, connection: sa.Connection, asked: Asked) -> bytes:
    """Return the vector as the service computes it."""
    query, parties = asked
    online.ensure(connection, parties)
    return online.vector(query.copy()).tobytes()


def recomputed(history: History, queries: list[Ints]) -> list[bytes]:
    """Return the vectors as training computes them."""
    return [vector.tobytes() for vector in history.vectors(np.stack(queries))] if queries else []


def assert_same(expected: list[bytes], found: list[bytes]) -> None:
    """Compare vectors bit by bit; say which features differ."""
    for i, (one, other) in enumerate(zip(expected, found, strict=True)):
        if one != other:
            pairs = zip(NAMES, np.frombuffer(one), np.frombuffer(other), strict=True)
            differing = {name: (a, b) for name, a, b in pairs if a != b and not (np.isnan(a) and np.isnan(b))}
            pytest.fail(f"vector {i} differs: {differing or 'in the bits of a NaN'}")


def online_histories(draw: random.Random) -> list[OnlineHistory]:
    """Return a process with much memory, one with hardly any, and two in between; two have a shelf, one a short one."""
    sizes = ((10**9, 0), (1, 0), (draw.choice([1, 2_000, 20_000]), 1 << 24), (2_000, 10_000))
    return [OnlineHistory(READER, DEFAULT_PARAMETERS, most, Shelf(shelf)) for most, shelf in sizes]


def play_and_serve(
    engine: sa.Engine, company: ModuleType, seed: int, count: int
) -> tuple[list[Ints], list[bytes]]:
    """Append a random company chunk by chunk; between chunks ask all processes; return what they said.

    Some processes lag behind, forget, or load a key late; all must say the same of one horizon.
    """
    draw = random.Random(seed)
    processes = online_histories(draw)
    queries: list[Ints] = []
    answers: list[bytes] = []
    days = 400.0
    for part in company.chunked(company.random_rows(seed, count), seed):
        company.append(engine, part)
        day = (datetime.fromisoformat(part[0]["occurred_at"]) - company.START).days if part else days
        with read_unit(engine) as connection:
            for online in processes:
                if draw.random() < 0.7:
                    online.advance(connection)
                if draw.random() < 0.1:
                    draw.choice([online.reset, online.forget])()
                asked = random_query(draw, company, day)
                answers.append(served(online, connection, asked))
                asked[0][at.Q_HORIZON] = online.upto
                queries.append(asked[0])
    return queries, answers


@given(seed=any_seed)
@few
def test_what_was_served_is_what_history_gives(company: ModuleType, migrated_file: Path, seed: int) -> None:
    """Promise 1: every vector served, whenever keys were loaded or let go, is recomputed bit by bit."""
    with copy_of(migrated_file) as engine:
        queries, answers = play_and_serve(engine, company, seed, 110)
        assert len(answers) > 20
        assert_same(answers, recomputed(read(engine), queries))


def test_parity_on_both_databases(database: sa.Engine, company: ModuleType) -> None:
    """The same on SQLite and PostgreSQL, over a longer history, and vectors say something."""
    queries, answers = play_and_serve(database, company, 21, 700)
    assert_same(answers, recomputed(read(database), queries))
    vectors = np.stack([np.frombuffer(answer) for answer in answers])
    said = (np.isfinite(vectors) & (vectors != 0)).any(axis=0)
    assert said.mean() > 0.8, [name for name, one in zip(NAMES, said, strict=True) if not one]


@given(seed=any_seed)
@few
def test_every_stored_document_is_served_as_history_asks(
    company: ModuleType, migrated_file: Path, seed: int
) -> None:
    """What training asks of each order and payment, a process with little memory answers the same."""
    with copy_of(migrated_file) as engine:
        company.append(engine, company.random_rows(seed, 130))
        history = read(engine)
        online = OnlineHistory(READER, DEFAULT_PARAMETERS, most_bytes=5_000, shelf=Shelf(1 << 20))
        for kinds, queries in (
            (ORDER_KINDS, history.order_queries()),
            (PAYMENT_KINDS, history.payment_queries()),
        ):
            expected = recomputed(history, list(queries))
            documents = history.events[at.E_SEQ, history.first_events(kinds)].tolist()
            with read_unit(engine) as connection:
                online.advance(connection)
                found = [
                    served(online, connection, (query, parties_of(connection, seq)))
                    for query, seq in zip(queries, documents, strict=True)
                ]
            assert_same(expected, found)


def parties_of(connection: sa.Connection, seq: int) -> dict[str, str]:
    """Return the parties of an event."""
    from riskdesk.core.database.tables import PARTY_COLUMNS, events

    columns = [events.c[name] for name in PARTY_COLUMNS]
    row = connection.execute(sa.select(*columns).where(events.c.seq == seq)).mappings().one()
    return {name: key for name, key in row.items() if key is not None}


def told_late(company: ModuleType, rows: list[Any], day: float, draw: random.Random) -> list[Any]:
    """Return rows that are known only after a day, whenever they occurred."""
    late = []
    for row in rows:
        known = max(to_us(datetime.fromisoformat(row["occurred_at"])), company.at_us(day))
        days = (known - company.at_us(0)) / at.DAY + draw.choice([0.001, 1, 30])
        late.append({**row, "known_at": company.at(days)})
    return late


def queries_around(draw: random.Random, company: ModuleType, day: float, **more: Any) -> list[Ints]:
    """Return many questions as of a day at the latest."""
    found = [random_query(draw, company, day, **more)[0] for _ in range(60)]
    return [query for query in found if query[at.Q_AS_OF] <= company.at_us(day)]


@given(seed=any_seed, day=st.integers(20, 380), cut=st.integers(10, 100))
@few
def test_what_is_known_later_changes_nothing(
    company: ModuleType, migrated_file: Path, seed: int, day: int, cut: int
) -> None:
    """Promise 2, in a snapshot: facts known after T, of the same documents and keys, leave vectors as of T alone."""
    draw = random.Random(seed)
    rows = company.random_rows(seed, 120)
    queries = queries_around(draw, company, day, known_by_us=company.at_us(day))
    with copy_of(migrated_file) as engine:
        company.append(engine, rows[:cut])
        before = recomputed(read(engine), queries)
        added = company.append(engine, told_late(company, rows[cut:], day, draw))
        assert company.taken(added) >= 1
        assert_same(before, recomputed(read(engine), queries))


@given(seed=any_seed, day=st.integers(20, 380))
@few
def test_what_is_known_later_may_stand_anywhere(
    company: ModuleType, migrated_file: Path, seed: int, day: int
) -> None:
    """The same where the later facts, on documents of their own, stand between the others in the log."""
    draw = random.Random(seed)
    rows = company.random_rows(seed, 90)
    own = [row for row in told_late(company, company.random_rows(seed + 1, 60), day, draw) if opens(row)]
    mixed = list(rows)
    for i, row in enumerate(own):
        mixed.insert(draw.randrange(len(mixed) + 1), renamed(row, i))
    queries = queries_around(draw, company, day, known_by_us=company.at_us(day))
    with copy_of(migrated_file) as engine:
        company.append(engine, rows)
        before = recomputed(read(engine), queries)
    with copy_of(migrated_file) as engine:
        added = company.taken(company.append(engine, mixed))
        assert own
        assert_same(before, recomputed(read(engine), queries))
    assert added >= len(own)


def opens(row: Any) -> bool:
    """Tell whether a row can open a document of its own."""
    return row["kind"] in {
        "order_placed",
        "order_submitted",
        "payment_executed",
        "payment_submitted",
        "expense_claimed",
    }


def renamed(row: Any, i: int) -> Any:
    """Return the row under ids that nothing else uses."""
    ids = {name: f"own-{i}" for name in ("order_id", "payment_id", "claim_id", "event_id") if name in row}
    return {**row, **ids}


@given(seed=any_seed, day=st.integers(20, 380))
@few
def test_what_is_learned_of_a_party_later_changes_no_fact_before(
    company: ModuleType, migrated_file: Path, seed: int, day: int
) -> None:
    """Groups known after T, standing in the log before the facts of then, leave every vector as of T alone."""
    draw = random.Random(seed)
    masters = {"customer_registered", "limit_overridden"}  # of the same document, hence known with it
    rows = [row for row in company.random_rows(seed, 140) if row["kind"] not in masters]
    queries = queries_around(draw, company, day, known_by_us=company.at_us(day))
    own = [
        company.row(
            "group_membership_set", day, event_id=f"own-{i}", customer_id=f"C{i % 3 + 1}", group_id="G1"
        )
        for i in range(20)
    ]
    mixed = list(rows)
    for row in told_late(company, own, day, draw):
        mixed.insert(draw.randrange(len(mixed) + 1), row)
    with copy_of(migrated_file) as engine:
        company.append(engine, rows)
        before = recomputed(read(engine), queries)
        asked = of_then(read(engine), company, day)
    with copy_of(migrated_file) as engine:
        company.append(engine, mixed)
        assert_same(before, recomputed(read(engine), queries))
        assert asked == of_then(read(engine), company, day)


def of_then(history: History, company: ModuleType, day: float) -> list[tuple[list[int], bytes]]:
    """Return group, industry and namesake of each order and payment up to a day, and its vector."""
    queries = np.concatenate([history.order_queries(), history.payment_queries()])
    queries = queries[(queries[:, at.Q_AS_OF] <= company.at_us(day)) & (queries[:, at.Q_DOCUMENT] != 0)]
    order = np.argsort(queries[:, at.Q_DOCUMENT], kind="stable")
    named = [at.Q_DOCUMENT, at.Q_GROUP, at.Q_INDUSTRY, at.Q_NAMESAKE]
    vectors = recomputed(history, list(queries[order]))
    return list(zip(queries[order][:, named].tolist(), vectors, strict=True))


@given(seed=any_seed, cut=st.integers(10, 100))
@few
def test_what_comes_after_the_horizon_changes_nothing(
    company: ModuleType, migrated_file: Path, seed: int, cut: int
) -> None:
    """Promise 2, for what was decided: facts with a later seq leave the vector of an earlier horizon alone."""
    draw = random.Random(seed)
    rows = company.random_rows(seed, 120)
    with copy_of(migrated_file) as engine:
        company.append(engine, rows[:cut])
        first = read(engine)
        queries = [random_query(draw, company, cut * 3, horizon=first.horizon)[0] for _ in range(60)]
        before = recomputed(first, queries)
        assert company.taken(company.append(engine, rows[cut:])) >= 1
        assert_same(before, recomputed(read(engine), queries))


def value(vector: npt.NDArray[np.float64], name: str) -> float:
    """Return one feature of a vector."""
    return float(vector[NAMES.index(name)])


COUNT = "customer_order_count_90d"


def orders_counted(engine: sa.Engine, company: ModuleType, day: float, **more: Any) -> float:
    """Return how many orders of the last 90 days C1 has on a day."""
    query = query_row(
        "customer", as_of_us=company.at_us(day), moment_class=10, parties={"customer": "C1"}, **more
    )
    return value(read(engine).vectors(query.reshape(1, -1))[0], COUNT)


def test_a_late_fact_is_seen_by_the_log_and_not_by_the_snapshot(
    sqlite_database: sa.Engine, company: ModuleType
) -> None:
    """An order of day 1 told on day 5: as of day 3 training does not see it, nor did any decision before."""
    company.append(sqlite_database, [company.row("order_placed", 0, order_id="O1")])
    company.append(sqlite_database, [company.row("order_placed", 1, order_id="O2", known=5)])
    known = {
        day: orders_counted(sqlite_database, company, day, known_by_us=company.at_us(day))
        for day in (3, 5, 6)
    }
    assert {3: 1, 5: 2, 6: 2} == known
    assert [1, 2] == [orders_counted(sqlite_database, company, 3, horizon=horizon) for horizon in (1, 2)]


def test_of_two_at_one_moment_the_later_seq_sees_the_other(
    sqlite_database: sa.Engine, company: ModuleType
) -> None:
    """Ties in time are told apart by seq: each order sees those before it and not itself."""
    company.append(sqlite_database, [company.row("order_placed", 0, order_id=f"O{i}") for i in range(4)])
    history = read(sqlite_database)
    vectors = history.vectors(history.order_queries())
    assert [0, 1, 2, 3] == [value(vector, COUNT) for vector in vectors]


def test_an_order_placed_after_its_submission_is_one_order(
    sqlite_database: sa.Engine, company: ModuleType
) -> None:
    """Submitted, resubmitted, placed, cancelled, reopened: it counts once, or not at all while it is cancelled."""
    steps: list[tuple[str, dict[str, Any], int]] = [
        ("order_submitted", {}, 1),
        ("order_submitted", {"revision": 1, "amount": "1200"}, 1),
        ("order_placed", {}, 1),
        ("order_cancelled", {}, 0),
        ("order_submitted", {"revision": 2}, 1),
        ("order_reopened", {}, 1),
        ("order_delivered", {}, 1),
    ]
    for day, (kind, fields, counted) in enumerate(steps):
        row = company.row(kind, day, event_id=f"e{day}", **fields)
        assert 1 == company.taken(company.append(sqlite_database, [row]))
        assert counted == orders_counted(sqlite_database, company, day + 0.5), kind


@given(seed=any_seed)
@few
def test_a_revision_leaves_its_own_document_out(company: ModuleType, migrated_file: Path, seed: int) -> None:
    """Asked again, an order or payment is scored as if it had never been in the log, but for verdicts."""
    draw = random.Random(seed)
    said = ("invoice", "verdict")
    rows = [row for row in company.random_rows(seed, 90) if not row["kind"].startswith(said)]
    own = draw.choice([row for row in rows if opens(row) and "claim_id" not in row])
    name = "order_id" if "order_id" in own else "payment_id"
    document = f"{name.removesuffix('_id')}:{own[name]}"
    with copy_of(migrated_file) as engine:
        company.append(engine, rows)
        queries = []
        for _ in range(40):
            query, _ = random_query(draw, company, draw.randrange(400))
            again = query_row("order", as_of_us=0, moment_class=0, document=document, again=True)
            query[[at.Q_DOCUMENT, at.Q_AGAIN]] = again[[at.Q_DOCUMENT, at.Q_AGAIN]]
            queries.append(query)
        with_it = recomputed(read(engine), queries)
    with copy_of(migrated_file) as engine:
        company.append(engine, [row for row in rows if row.get(name) != own[name]])
        for query in queries:
            query[at.Q_AGAIN] = 0
        assert_same(recomputed(read(engine), queries), with_it)
