import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import sqlalchemy as sa

Write = Callable[..., Path]
Run = Callable[..., Any]

BAD_ROWS: dict[str, tuple[Callable[[Any], str], str, str]] = {
    "no kind": (lambda rows: rows.invoice(2, kind=""), "kind", "name of a kind"),
    "unknown kind": (lambda rows: rows.invoice(2, kind="invoice_eaten"), "kind", "name of a kind"),
    "kind of riskdesk's own": (
        lambda rows: rows.invoice(2, kind="policy_published"),
        "kind",
        "written by riskdesk itself",
    ),
    "text for an amount": (lambda rows: rows.invoice(2, amount="lots"), "amount", "decimal"),
    "negative amount": (lambda rows: rows.invoice(2, amount="-5.00"), "amount", "negative"),
    "zero amount": (lambda rows: rows.invoice(2, amount="0.00"), "amount", "zero"),
    "huge amount": (lambda rows: rows.invoice(2, amount="100000000000.01"), "amount", "10^13"),
    "NaN": (lambda rows: rows.invoice(2, amount="NaN"), "amount", "decimal"),
    "infinity": (lambda rows: rows.invoice(2, amount="Infinity"), "amount", "decimal"),
    "1e5": (lambda rows: rows.invoice(2, amount="1e5"), "amount", "decimal"),
    "too many decimals": (lambda rows: rows.invoice(2, amount="1.005"), "amount", "decimals"),
    "separators": (lambda rows: rows.invoice(2, amount='"1,000.00"'), "amount", "decimal"),
    "Arabic digits": (lambda rows: rows.invoice(2, amount="١٢٣"), "amount", "decimal"),
    "no amount": (lambda rows: rows.invoice(2, amount=""), "amount", "required"),
    "unknown currency": (lambda rows: rows.invoice(2, currency="XQQ"), "currency", "ISO 4217"),
    "currency without a rate": (lambda rows: rows.invoice(2, currency="SEK"), "currency", "no rate"),
    "small letters for a currency": (lambda rows: rows.invoice(2, currency="cny"), "currency", ""),
    "naive time": (lambda rows: rows.invoice(2, occurred_at="2026-01-05T10:00:00"), "occurred_at", "offset"),
    "future time": (
        lambda rows: rows.invoice(2, occurred_at="2090-01-05T10:00:00Z"),
        "occurred_at",
        "not come yet",
    ),
    "time before all": (
        lambda rows: rows.invoice(2, occurred_at="1890-01-05T10:00:00Z"),
        "occurred_at",
        "1990",
    ),
    "no such hour": (
        lambda rows: rows.invoice(2, occurred_at="2026-01-05T25:00:00Z"),
        "occurred_at",
        "no such",
    ),
    "no time": (lambda rows: rows.invoice(2, occurred_at=""), "occurred_at", "ISO 8601"),
    "another date format": (lambda rows: rows.invoice(2, due_date="05/02/2026"), "due_date", "pattern"),
    "no such day": (lambda rows: rows.invoice(2, due_date="2026-02-30"), "due_date", "YYYY-MM-DD"),
    "text for a number": (lambda rows: rows.invoice(2, terms_days="thirty"), "terms_days", "whole number"),
    "number out of range": (lambda rows: rows.invoice(2, terms_days="4000"), "terms_days", "730"),
    "null for a number": (lambda rows: rows.invoice(2, terms_days="null"), "terms_days", "whole number"),
    "no customer": (lambda rows: rows.invoice(2, customer_id=""), "customer_id", "required"),
    "an id too long": (lambda rows: rows.invoice(2, invoice_id="I" * 65), "invoice_id", "64"),
    "control characters": (
        lambda rows: rows.invoice(2, customer_id="C\x001"),
        "customer_id",
        "control characters",
    ),
    "a sign of direction": (
        lambda rows: rows.invoice(2, customer_id="26\u202eABC"),
        "customer_id",
        "signs that are not seen",
    ),
    "a field of another kind": (lambda rows: rows.invoice(2, match_id="M2"), "match_id", "not permitted"),
    "too few cells": (lambda _: "invoice_issued,,2026-01-05T10:00:00+08:00", "row", "3 cells"),
    "too many cells": (lambda rows: rows.invoice(2) + ",surplus", "row", "12 cells"),
    "a quote never closed": (lambda rows: rows.invoice(2, customer_id='"C1'), "row", "quote"),
    "a quote in the middle": (lambda rows: rows.invoice(2, customer_id='"C"1'), "row", "expected after"),
    "a line of 10 MiB": (lambda rows: rows.invoice(2, customer_id="C" * 10_485_760), "row", "longer than"),
    "unknown invoice": (lambda rows: rows.match(77), "invoice_id", "not in the log"),
    "match before invoice": (
        lambda rows: rows.match(1, occurred_at="2026-01-04T10:00:00+08:00"),
        "invoice_id",
        "not in the log",
    ),
    "more paid than owed": (lambda rows: rows.match(1, amount="1000.01"), "amount", "more than is owed"),
    "paid in another currency": (lambda rows: rows.match(1, currency="USD"), "currency", "CNY"),
    "same id, other content": (lambda rows: rows.invoice(1, amount="999.00"), "event_id", "other content"),
}


@pytest.mark.parametrize("name", BAD_ROWS)
def test_a_bad_row_names_its_field_and_spares_its_neighbours(
    name: str, sqlite_database: sa.Engine, run: Run, write: Write, rows: Any, kinds_of: Run
) -> None:
    """Each kind of rubbish is refused with row, field and reason; the rows around it are taken."""
    bad, field, why = BAD_ROWS[name]

    report = run(sqlite_database, write(rows.invoice(1), bad(rows), rows.invoice(3)))

    assert [(3, field)] == [(refusal.row, refusal.field) for refusal in report.refusals]
    assert why in report.refusals[0].detail
    assert (3, 2, 1) == (report.read, report.taken, report.refused)
    assert ["invoice:I1", "invoice:I3"] == [document for document, _ in kinds_of(sqlite_database)]


BAD_FILES: dict[str, tuple[str, bytes, str | None, str]] = {
    "empty": ("a.csv", b"", None, "empty"),
    "blank lines": ("a.csv", b"\n\n", None, "empty"),
    "no header names": ("a.csv", b",,\n1,2,3\n", None, "names of the columns"),
    "duplicate headers": ("a.csv", b"kind,occurred_at,kind\n", "kind", "twice"),
    "a column missing": ("a.csv", b"kind,amount\ninvoice_issued,5\n", "occurred_at", "also needs"),
    "UTF-16": ("a.csv", "kind,occurred_at\n".encode("utf-16"), None, "UTF-16"),
    "no Parquet": ("a.parquet", b"PAR1 or so", None, "Parquet"),
    "no workbook": ("a.xlsx", b"PK or so", None, "workbook"),
    "unknown ending": ("a.pdf", b"%PDF", None, "ends in one of"),
}


@pytest.mark.parametrize("name", BAD_FILES)
def test_a_bad_file_is_refused_and_the_others_are_read(
    name: str, sqlite_database: sa.Engine, run: Run, write: Write, rows: Any, tmp_path: Path
) -> None:
    """A file that cannot be read is refused as a whole with its reason; its neighbour is taken."""
    ending, content, field, why = BAD_FILES[name]
    bad = tmp_path / ending
    bad.write_bytes(content)

    report = run(sqlite_database, bad, write(rows.invoice(1)))

    assert [(ending, 0, field)] == [(r.file, r.row, r.field) for r in report.refusals]
    assert why in report.refusals[0].detail
    assert 1 == report.taken


def test_broken_utf8_costs_one_row(sqlite_database: sa.Engine, run: Run, write: Write, rows: Any) -> None:
    """Bytes that are no UTF-8 refuse their row, also where most of the file is not ASCII."""
    path = write(*(rows.invoice(n, customer_id="客户甲") for n in (1, 2, 3)))
    lines = path.read_bytes().split(b"\n")
    lines[2] = lines[2].replace("客".encode(), b"\xff\xfe")
    path.write_bytes(b"\n".join(lines))

    report = run(sqlite_database, path)

    assert [(3, "row", "the bytes are no utf-8 text")] == [
        (r.row, r.field, r.detail) for r in report.refusals
    ]
    assert 2 == report.taken


def test_a_header_alone_is_an_empty_import(sqlite_database: sa.Engine, run: Run, write: Write) -> None:
    """No rows, nothing refused, and the report says that nothing was read."""
    report = run(sqlite_database, write())

    assert (0, 0, True) == (report.read, len(report.refusals), report.is_empty)


def test_two_stray_quotes_cost_two_rows(
    sqlite_database: sa.Engine, run: Run, write: Write, rows: Any
) -> None:
    """Rows between two rows with a stray quote each are not swallowed."""
    stray = [rows.invoice(n, customer_id='"C1') for n in (2, 4)]

    report = run(
        sqlite_database, write(rows.invoice(1), stray[0], rows.invoice(3), stray[1], rows.invoice(5))
    )

    assert [3, 5] == [refusal.row for refusal in report.refusals]
    assert 3 == report.taken


BAD_LINES = {
    "truncated": ('{"kind": "invoice_iss', "row", "cut off"),
    "no object": ("[1, 2]", "row", "object"),
    "NaN": ('{"kind": "invoice_issued", "amount": NaN}', "row", "NaN"),
    "a name twice": ('{"kind": "a", "kind": "b"}', "row", "twice"),
    "a number too long to read": ('{"terms_days": ' + "9" * 5000 + "}", "row", "no JSON"),
    "nested without end": ("[" * 100_000, "row", "no JSON"),
    "an amount that is a number": ("AMOUNT", "amount", "string"),
    "half a surrogate": ("SURROGATE", "customer_id", "broken Unicode"),
    "a list for an id": ("LIST", "customer_id", "string"),
    "unknown field": ("UNKNOWN", "colour", "not permitted"),
    "broken UTF-8": ("BYTES", "row", "UTF-8"),
    "a long line": ('{"kind": "' + "x" * 2_000_000, "row", "longer than"),
}


def _line(number: int, **changed: Any) -> dict[str, Any]:
    return {
        "kind": "invoice_issued",
        "occurred_at": "2026-01-05T10:00:00+08:00",
        "invoice_id": f"I{number}",
        "customer_id": "C1",
        "amount": "1000.00",
        "currency": "CNY",
        "due_date": "2026-02-05",
        "terms_days": 31,
    } | changed


@pytest.mark.parametrize("name", BAD_LINES)
def test_a_bad_line_of_json_spares_its_neighbours(
    name: str, sqlite_database: sa.Engine, run: Run, tmp_path: Path
) -> None:
    """Each kind of rubbish in JSON lines is refused with line, field and reason."""
    text, field, why = BAD_LINES[name]
    made = {
        "AMOUNT": json.dumps(_line(2, amount=1e5)),
        "SURROGATE": json.dumps(_line(2, customer_id="C\ud800")),
        "LIST": json.dumps(_line(2, customer_id=["C1"])),
        "UNKNOWN": json.dumps(_line(2, colour="red")),
    }
    bad = b"\xff\xfe{}" if text == "BYTES" else made.get(text, text).encode()
    path = tmp_path / "events.ndjson"
    path.write_bytes(b"\n".join([json.dumps(_line(1)).encode(), bad, json.dumps(_line(3)).encode()]))

    report = run(sqlite_database, path)

    assert [(2, field)] == [(r.row, r.field) for r in report.refusals]
    assert why in report.refusals[0].detail
    assert 2 == report.taken


def test_odd_cells_of_parquet_are_refused_by_row(
    sqlite_database: sa.Engine, run: Run, tmp_path: Path
) -> None:
    """Nulls, NaN and floats beyond the currency's decimals in Parquet refuse their rows only."""
    amounts = [1000.0, None, float("nan"), 1.005, 2000.5]
    lines = [_line(n, amount=amount) for n, amount in enumerate(amounts, 1)]
    path = tmp_path / "events.parquet"
    pq.write_table(pa.Table.from_pylist(lines), path)

    report = run(sqlite_database, path)

    assert [(2, "amount"), (3, "amount"), (4, "amount")] == [(r.row, r.field) for r in report.refusals]
    assert 2 == report.taken


def test_lists_in_parquet_are_refused(sqlite_database: sa.Engine, run: Run, tmp_path: Path) -> None:
    """A column of lists cannot be read as cells: each row says so."""
    path = tmp_path / "events.parquet"
    pq.write_table(pa.Table.from_pylist([_line(1, customer_id=["C1"])]), path)

    report = run(sqlite_database, path)

    assert [(1, "row", "customer_id: expected a single value, not a list or structure")] == [
        (r.row, r.field, r.detail) for r in report.refusals
    ]
