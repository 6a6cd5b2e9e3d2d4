from types import ModuleType

import numpy as np
import pytest
import sqlalchemy as sa

from features.history import reader as module
from features.history.encode import BASELINE_KIND, COLUMNS, code_of
from features.history.reader import Reader
from features.kernel.layout import E_CLASS, E_INDUSTRY, E_KIND, E_SEQ, E_WIDTH
from riskdesk.core.calendar import WorkingCalendar
from riskdesk.core.database.tables import PARTY_COLUMNS, events
from riskdesk.core.database.unit import read_unit

READER = Reader(WorkingCalendar())


@pytest.fixture
def filled(database: sa.Engine, company: ModuleType) -> sa.Engine:
    """A database with a random history."""
    for part in company.chunked(company.random_rows(5, 400), 5):
        company.append(database, part)
    return database


def test_an_empty_log_reads_as_nothing(database: sa.Engine) -> None:
    """No events, and arrays of the right shape."""
    with read_unit(database) as connection:
        assert 0 == READER.head(connection)
        assert (E_WIDTH, 0) == READER.all(connection, upto=0).shape
        assert (E_WIDTH, 0) == READER.tail(connection, after=0).shape
        assert {} == READER.documents_of(connection, [])


def test_all_is_the_beginning_and_the_tail(filled: sa.Engine) -> None:
    """Wherever the log is cut, both parts together are the whole, in order of seq."""
    with read_unit(filled) as connection:
        head = READER.head(connection)
        whole = READER.all(connection, upto=head)
        assert list(range(1, head + 1)) == np.unique(whole[E_SEQ]).tolist()
        assert sorted(whole[E_SEQ]) == whole[E_SEQ].tolist()
        for cut in (0, 1, head // 2, head - 1, head):
            parts = [READER.all(connection, upto=cut), READER.tail(connection, after=cut)]
            assert np.array_equal(whole, np.concatenate(parts, axis=1))


def test_chunks_are_the_whole(filled: sa.Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    """Read in chunks of seven, the log is the same."""
    with read_unit(filled) as connection:
        head = READER.head(connection)
        whole = READER.all(connection, upto=head)
        monkeypatch.setattr(module, "CHUNK", 7)
        chunks = list(READER.chunks(connection, after=3, upto=head - 2))
    inside = (whole[E_SEQ] > 3) & (whole[E_SEQ] <= head - 2)
    assert np.array_equal(whole[:, inside], np.concatenate(chunks, axis=1))
    assert {7} == {len(np.unique(chunk[E_SEQ])) for chunk in chunks[:-1]}


@pytest.mark.parametrize("entity", PARTY_COLUMNS)
def test_a_key_reads_as_its_part_of_all(filled: sa.Engine, entity: str) -> None:
    """The events of a key are those of the whole that carry its code, but baselines are read by themselves."""
    at = next(at for at, name, _ in COLUMNS if name == entity)
    with read_unit(filled) as connection:
        head = READER.head(connection)
        whole = READER.all(connection, upto=head)
        whole = whole[:, whole[E_KIND] != BASELINE_KIND]
        keys = connection.execute(sa.select(events.c[entity]).distinct()).scalars().all()
        keys = [key for key in keys if key is not None]
        for upto in (head // 2, head):
            for key in keys:
                expected = whole[:, (whole[at] == code_of(key)) & (whole[E_SEQ] <= upto)]
                assert np.array_equal(expected, READER.of_key(connection, entity, key, upto=upto))
    assert len(keys) >= 2


def test_an_unknown_entity_is_an_error(database: sa.Engine) -> None:
    """Only columns of parties can be asked for."""
    with read_unit(database) as connection, pytest.raises(ValueError, match="no entity 'body'"):
        READER.of_key(connection, "body", "x", upto=1)


def test_documents_of_events(database: sa.Engine, company: ModuleType) -> None:
    """Evidence names documents."""
    company.append(database, [company.row("order_placed"), company.row("invoice_issued", 1)])
    with read_unit(database) as connection:
        assert {1: "order:O1", 2: "invoice:I1"} == READER.documents_of(connection, [1, 2, 99])


def test_of_a_link_the_other_party_is_named(database: sa.Engine, company: ModuleType) -> None:
    """Evidence of a shared phone is the employee's record, not the link's."""
    rows = [company.row("employee_registered", phone="13900139000"), company.row("supplier_registered", 1)]
    company.append(database, rows)
    with read_unit(database) as connection:
        assert {2: "supplier:S1", 3: "employee:E1"} == READER.documents_of(connection, [2, 3])


def test_baselines_are_those_of_the_whole(filled: sa.Engine) -> None:
    """Read alone, baselines have a column for each class and industry, as in the whole log."""
    with read_unit(filled) as connection:
        for upto in (READER.head(connection) // 2, READER.head(connection)):
            whole = READER.all(connection, upto=upto)
            alone = READER.baselines(connection, upto=upto)
            assert np.array_equal(whole[:, whole[E_KIND] == BASELINE_KIND], alone)
    assert alone.shape[1] > 60
    assert ((alone[E_CLASS] != 0) != (alone[E_INDUSTRY] != 0)).all()
