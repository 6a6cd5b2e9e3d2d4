import csv
import json
import stat
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import sqlalchemy as sa

from features.history.log import verify_chain
from features.imports.mapping_file import load_mapping
from features.imports.run import import_files
from riskdesk.core.crypto import Vault
from riskdesk.core.database.unit import read_unit
from riskdesk.core.errors import DatabaseUnavailable
from riskdesk.core.settings import Settings

Write = Callable[..., Path]
Run = Callable[..., Any]


def test_the_same_file_twice_is_repeated(database: sa.Engine, run: Run, write: Write, rows: Any) -> None:
    """On both databases: all rows are taken once, then known already; the log stays whole."""
    path = write(*(rows.invoice(n) for n in range(1, 40)), *(rows.match(n) for n in range(1, 40)))

    first, second = run(database, path), run(database, path)

    assert (78, 78, 0, 0) == (first.read, first.taken, first.repeated, first.refused)
    assert (78, 0, 78, 0) == (second.read, second.taken, second.repeated, second.refused)
    with read_unit(database) as connection:
        assert verify_chain(connection) is None


def test_what_is_mended_can_be_fed_again(
    database: sa.Engine, run: Run, write: Write, rows: Any, kinds_of: Run
) -> None:
    """On both databases: the file of refused rows, mended, is taken with the same mapping."""
    first = run(database, write(rows.invoice(1), rows.invoice(2, amount="lots"), rows.match(2)))
    kept = Path(first.files[0].refused_file)
    with kept.open(encoding="utf-8-sig", newline="") as file:
        refused = list(csv.DictReader(file))

    assert [("3", "amount"), ("4", "invoice_id")] == [(row["_row"], row["_field"]) for row in refused]
    kept.write_text(kept.read_text("utf-8-sig").replace("lots", "1000.00"), "utf-8")
    second = run(database, kept)

    assert (2, 2, 0) == (second.read, second.taken, second.refused)
    assert ["invoice:I1", "invoice:I2", "invoice:I2"] == [document for document, _ in kinds_of(database)]


def test_refused_rows_are_for_the_owner_only(
    sqlite_database: sa.Engine, run: Run, write: Write, rows: Any, settings: Settings
) -> None:
    """Refused rows hold what the original holds, so nobody else may read them."""
    report = run(sqlite_database, write(rows.invoice(1, amount="lots")))

    kept = Path(report.files[0].refused_file)
    assert settings.home / "refused" / report.import_id == kept.parent
    assert 0o600 == stat.S_IMODE(kept.stat().st_mode)
    assert 0o700 == stat.S_IMODE(kept.parent.stat().st_mode)


def test_refused_lines_of_json_are_kept_as_json(sqlite_database: sa.Engine, run: Run, tmp_path: Path) -> None:
    """A refused JSON line keeps its names and types beside the reason, and is taken once mended."""
    said = {
        "kind": "invoice_issued",
        "occurred_at": "2026-01-05T10:00:00+08:00",
        "invoice_id": "I1",
        "customer_id": "C1",
        "amount": 1000,
        "currency": "CNY",
        "due_date": "2026-02-05",
        "terms_days": 31,
    }
    path = tmp_path / "events.ndjson"
    path.write_text(json.dumps(said) + "\n", "utf-8")
    kept = Path(run(sqlite_database, path).files[0].refused_file)
    refused = json.loads(kept.read_text("utf-8"))

    assert said == {name: value for name, value in refused.items() if not name.startswith("_")}
    assert (1, "amount") == (refused["_row"], refused["_field"])
    kept.write_text(json.dumps(refused | {"amount": "1000.00"}) + "\n", "utf-8")
    assert 1 == run(sqlite_database, kept).taken


def test_rows_are_appended_in_the_order_of_time(
    sqlite_database: sa.Engine, run: Run, write: Write, rows: Any, kinds_of: Run
) -> None:
    """A payment that stands before its invoice, in another file even, is appended after it."""
    payments = write(rows.match(1, occurred_at="2026-01-05T10:00:00+08:00"), name="payments.csv")
    invoices = write(
        rows.invoice(2, occurred_at="2026-03-01T10:00:00+08:00"), rows.invoice(1), name="invoices.csv"
    )

    report = run(sqlite_database, payments, invoices)

    assert 3 == report.taken
    documents = [document for document, _ in kinds_of(sqlite_database)]
    assert ["invoice:I1", "invoice:I1", "invoice:I2"] == documents


def test_an_import_that_broke_off_is_completed(
    sqlite_database: sa.Engine,
    settings: Settings,
    vault: Vault,
    write: Write,
    rows: Any,
    run: Run,
    kinds_of: Run,
) -> None:
    """What was committed before a crash stays, and the same file again takes exactly the rest."""
    path = write(*(rows.invoice(n) for n in range(1, 401)))

    def crash(stage: str, done: int, _total: int) -> None:
        if stage == "appending" and done:
            raise DatabaseUnavailable("the plug was pulled")

    with pytest.raises(DatabaseUnavailable):
        import_files(
            sqlite_database, vault, settings, [path], load_mapping("canonical"), source="erp", progress=crash
        )
    kept = len(kinds_of(sqlite_database))
    report = run(sqlite_database, path)

    assert 0 < kept < 400
    assert (kept, 400 - kept) == (report.repeated, report.taken)
    assert 400 == len(kinds_of(sqlite_database))


def test_a_dry_run_writes_nothing(
    sqlite_database: sa.Engine, run: Run, write: Write, rows: Any, kinds_of: Run, settings: Settings
) -> None:
    """Rows are read and checked; neither the log nor the folder of refused rows is touched."""
    report = run(sqlite_database, write(rows.invoice(1), rows.invoice(2, amount="lots")), dry_run=True)

    assert (1, 1, 0) == (report.taken, report.refused, report.events_taken)
    assert [] == kinds_of(sqlite_database)
    assert not (settings.home / "refused").exists()


@pytest.mark.parametrize(
    ("encoding", "delimiter"),
    [("utf-8", ","), ("utf-8-sig", ","), ("gb18030", ","), ("gb18030", "\t"), ("utf-8", ";")],
)
def test_encodings_and_delimiters_are_found_out(
    encoding: str, delimiter: str, sqlite_database: sa.Engine, run: Run, tmp_path: Path, kinds_of: Run
) -> None:
    """UTF-8 with and without mark and GB18030, with several delimiters, give the same events."""
    cells = [
        ["kind", "occurred_at", "customer_id", "name"],
        ["customer_registered", "2026-01-05T10:00:00+08:00", "客户一", '"上海""好""\n公司"'],
    ]
    path = tmp_path / "customers.csv"
    path.write_bytes("\r\n".join(delimiter.join(row) for row in cells).encode(encoding))

    report = run(sqlite_database, path)

    assert (1, 1) == (report.read, report.taken)
    assert ["customer:客户一"] == [document for document, _ in kinds_of(sqlite_database)]


def test_a_sheet_is_read_like_text(sqlite_database: sa.Engine, run: Run, tmp_path: Path) -> None:
    """Excel rows are refused by the number that the sheet shows, empty rows aside."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["kind", "occurred_at", "invoice_id", "customer_id", "amount", "currency", "due_date"])
    for number, amount in ((1, 1000.1), (2, "lots")):
        sheet.append(
            ["invoice_issued", "2026-01-05T10:00:00+08:00", f"I{number}", 17, amount, "CNY", "2026-02-05"]
        )
        sheet.append([])
    path = tmp_path / "events.xlsx"
    book.save(path)

    report = run(sqlite_database, path)

    assert [(4, "amount")] == [(refusal.row, refusal.field) for refusal in report.refusals]
    assert (2, 1) == (report.read, report.taken)


def test_two_files_of_one_name_keep_their_refused_rows_apart(
    sqlite_database: sa.Engine, run: Run, tmp_path: Path
) -> None:
    """Files of one name from two folders give two files of refused rows."""
    paths = []
    for folder in ("a", "b"):
        (tmp_path / folder).mkdir()
        paths.append(tmp_path / folder / "events.parquet")
        pq.write_table(pa.table({"kind": ["nonsense"], "occurred_at": [folder]}), paths[-1])

    report = run(sqlite_database, *paths)

    assert ["events.csv", "events-2.csv"] == [Path(str(file.refused_file)).name for file in report.files]


def test_every_row_has_one_fate(sqlite_database: sa.Engine, run: Run, write: Write, rows: Any) -> None:
    """Rows taken, repeated, refused and passed over sum to those read, in the report as JSON too."""
    path = write(rows.invoice(1), rows.invoice(1), rows.invoice(2, currency="XQQ"), rows.match(1))

    said = run(sqlite_database, path).to_dict("en")

    assert {"read": 4, "taken": 2, "repeated": 1, "refused": 1, "passed": 0} == said["rows"]
    assert {"taken": 2, "repeated": 1, "refused": 0} == said["events"]
    assert said == json.loads(json.dumps(said))
