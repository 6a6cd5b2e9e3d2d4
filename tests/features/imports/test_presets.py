import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import sqlalchemy as sa

from features.imports.mapping_file import load_mapping, preset_names
from riskdesk.core.database.tables import customers, documents, rates
from riskdesk.core.database.unit import read_unit

Run = Callable[..., Any]
DATA = Path(os.environ.get("RISKDESK_DATA") or Path(__file__).parents[4] / "shared" / "data")


@pytest.mark.parametrize("name", preset_names())
def test_every_preset_loads_and_speaks_both_languages(name: str) -> None:
    """A preset is named like its file, and every text of it is there in Chinese and English."""
    mapping = load_mapping(name)
    skips = [skip.why for layout in mapping.layout for skip in layout.skip]

    assert name == mapping.name
    assert all(
        words.zh.strip() and words.en.strip() for words in (mapping.text, *mapping.assumptions, *skips)
    )
    assert all(words.zh != words.en for words in (mapping.text, *mapping.assumptions, *skips))


def _documents(engine: sa.Engine) -> dict[str, tuple[str, int]]:
    with read_unit(engine) as connection:
        query = sa.select(documents.c.document, documents.c.status, documents.c.open_minor)
        return {str(d): (str(status), int(open_minor)) for d, status, open_minor in connection.execute(query)}


def _paid(**changed: Any) -> dict[str, Any]:
    row = {
        "cust_number": "100043965",
        "clear_date": "2019-01-03",
        "due_date": "2019-01-02",
        "days_late": 1,
        "amount": 16635.4,
        "seq_by_clear_date": 0,
        "term_days_from_open_invoices": None,
    }
    return row | changed


def test_paid_receivables_become_invoices_and_matches(
    sqlite_database: sa.Engine, run: Run, tmp_path: Path
) -> None:
    """An invoice is issued its term before it is due, never after it was paid, and is settled."""
    rows = [
        _paid(),
        _paid(seq_by_clear_date=1, term_days_from_open_invoices=22.5),
        _paid(seq_by_clear_date=2, clear_date="2018-12-01", term_days_from_open_invoices=10.0),
    ]
    path = tmp_path / "closed.parquet"
    pq.write_table(pa.Table.from_pylist(rows), path)

    report = run(sqlite_database, path, mapping="receivables")

    assert (3, 7) == (report.taken, report.events_taken)
    assert {"invoice:paid-0", "invoice:paid-1", "invoice:paid-2"} <= _documents(sqlite_database).keys()
    assert all(("settled", 0) == _documents(sqlite_database)[f"invoice:paid-{n}"] for n in range(3))
    with read_unit(sqlite_database) as connection:
        query = sa.select(documents.c.opened_at_us).where(documents.c.document.startswith("invoice:"))
        opened = sorted(int(us) // 86_400_000_000 for us in connection.execute(query).scalars())
        assert [("USD", 6_993_007)] == [
            tuple(row) for row in connection.execute(sa.select(rates.c.currency, rates.c.rate_micro))
        ]
    # 2018-12-01, 2018-12-11 (22 days before 01-02) and 2018-12-18 (15 days before it)
    assert [17_866, 17_876, 17_883] == opened


def test_open_receivables_find_the_same_customer(
    sqlite_database: sa.Engine, run: Run, tmp_path: Path
) -> None:
    """The zero-padded number is the same customer; days come as text or as numbers; CAD has a rate."""
    row = {
        "cust_number": "0100043965",
        "doc_id": "1930571429.0",
        "posting_date": "2020-02-27",
        "due_in_date": "2020-03-13",
        "invoice_currency": "CAD",
        "total_open_amount": 100.0,
    }
    rows = [row, row | {"doc_id": "2.0", "posting_date": "20200228", "due_in_date": "20200313.0"}]
    open_path, paid_path = tmp_path / "open.parquet", tmp_path / "paid.parquet"
    pq.write_table(pa.Table.from_pylist(rows), open_path)
    pq.write_table(pa.Table.from_pylist([_paid()]), paid_path)

    report = run(sqlite_database, open_path, paid_path, mapping="receivables")

    assert (3, 0) == (report.taken, report.refused)
    assert {"invoice:1930571429", "invoice:2"} <= _documents(sqlite_database).keys()
    with read_unit(sqlite_database) as connection:
        held = connection.execute(sa.select(customers.c.customer, customers.c.invoiced_minor)).all()
    assert [("100043965", 2 * 51_049)] == [tuple(one) for one in held]


def test_sme_invoices_of_each_status(sqlite_database: sa.Engine, run: Run, tmp_path: Path) -> None:
    """Valid ones are settled, void ones void, returns credited, zero ones passed over, none is owed."""
    row = {"企业代号": "E1", "开票日期": "2017-02-10", "购方单位代号": "B1", "金额": 0.0, "税额": 0.0}
    rows = [
        row | {"发票号码": "1", "价税合计": 100.5, "发票状态": "有效发票"},
        row | {"发票号码": "2", "价税合计": 100.5, "发票状态": " 作废发票"},
        row | {"发票号码": "3", "价税合计": -20.0, "发票状态": "有效发票"},
        row | {"发票号码": "4", "价税合计": 0.0, "发票状态": "有效发票"},
        row | {"发票号码": "5", "价税合计": 7.0, "发票状态": "红冲"},
    ]
    path = tmp_path / "sales.parquet"
    pq.write_table(pa.Table.from_pylist(rows), path)

    report = run(sqlite_database, path, mapping="sme_credit")

    assert (3, 1, ((5, "sales"),)) == (
        report.taken,
        report.refused,
        tuple((r.row, r.field) for r in report.refusals),
    )
    assert [1] == [count for _, count in report.passed]
    found = _documents(sqlite_database)
    assert ("settled", 0) == found["invoice:E1-1-2017-02-10-B1"]
    assert ("void", 0) == found["invoice:E1-2-2017-02-10-B1"]
    assert ("settled", 0) == found["invoice:E1-3-2017-02-10-B1"]


def test_u8_lists_are_told_apart_by_their_columns(
    sqlite_database: sa.Engine, run: Run, tmp_path: Path
) -> None:
    """Order, invoice, red invoice, receipt and match of U8, with captions or field names, fit together."""
    lists: dict[str, list[list[Any]]] = {
        "a": [["订单号", "订单日期", "客户编码", "价税合计", "币种", "业务员编码"], ["SO1", "2026-01-02", "C1", "1,130.00", "人民币", "E7"]],
        "b": [
            ["cSBVCode", "dDate", "cCusCode", "iSum", "dGatheringDate", "cSOCode", "原发票号"],
            ["SI1", "2026/01/05", "C1", 1130, "2026/02/05", "SO1", None],
            ["SI2", "2026/01/09", "C1", -130, "2026/02/05", None, "SI1"],
            ["SI3", "2026/01/09", "C1", -130, "2026/02/05", None, None],
        ],
        "c": [["单据编号", "单据日期", "客户编码", "原币金额"], ["RC1", "2026-02-01", "C1", 1000]],
        "d": [["发票号", "收款单号", "核销日期", "核销金额"], ["SI1", "RC1", "2026-02-01", 600]],
    }  # fmt: skip

    report = run(sqlite_database, *_sheets(lists, tmp_path), mapping="u8")

    assert (5, [("b.xlsx", 4, "原发票号")]) == (
        report.taken,
        [(r.file, r.row, r.field) for r in report.refusals],
    )
    assert ("open", 40_000) == _documents(sqlite_database)["invoice:SI1"]


def test_k3_lists_are_told_apart_by_their_columns(
    sqlite_database: sa.Engine, run: Run, tmp_path: Path
) -> None:
    """Order, receivable, void receivable, receipt and match of K/3 Cloud fit together."""
    lists: dict[str, list[list[Any]]] = {
        "a": [["单据编号", "日期", "客户编码", "价税合计", "销售员"], ["SO1", "2026-01-02", "C1", "1,130.00", "张三"]],
        "b": [
            ["单据编号", "业务日期", "客户", "价税合计", "到期日", "币别", "作废状态"],
            ["AR1", "2026-01-05", "C1", 1130, "2026-02-05", "人民币", "正常"],
            ["AR2", "2026-01-05", "C1", 50, "2026-02-05", "人民币", "作废"],
        ],
        "c": [["单据编号", "业务日期", "往来单位", "实收金额", "结算币别"], ["RC1", "2026-02-01", "C1", 1000, "PRE001"]],
        "d": [["应收单号", "收款单号", "核销日期", "本次核销金额"], ["AR1", "RC1", "2026-02-01", 600]],
    }  # fmt: skip

    report = run(sqlite_database, *_sheets(lists, tmp_path), mapping="k3")

    assert (5, 0) == (report.taken, report.refused)
    found = _documents(sqlite_database)
    assert (("open", 53_000), ("void", 0)) == (found["invoice:AR1"], found["invoice:AR2"])


def _sheets(lists: dict[str, list[list[Any]]], folder: Path) -> list[Path]:
    paths = []
    for name, lines in lists.items():
        book = openpyxl.Workbook()
        for line in lines:
            book.active.append(line)
        paths.append(folder / f"{name}.xlsx")
        book.save(paths[-1])
    return paths


needs_receivables = pytest.mark.skipif(
    not (DATA / "receivables").is_dir(), reason=f"the public data sets are not at {DATA}"
)
TABLES = ("closed_invoices", "open_invoices")


@needs_receivables
def test_every_row_of_the_real_receivables_can_be_read(sqlite_database: sa.Engine, run: Run) -> None:
    """No row of either table is refused when they are read and checked."""
    paths = [DATA / "receivables" / f"{name}.parquet" for name in TABLES]

    report = run(sqlite_database, *paths, mapping="receivables", dry_run=True)

    assert [] == list(report.refusals)
    assert [pq.ParquetFile(path).metadata.num_rows for path in paths] == [file.taken for file in report.files]


@needs_receivables
def test_some_of_the_real_receivables_are_taken_whole(
    sqlite_database: sa.Engine, run: Run, tmp_path: Path
) -> None:
    """Real rows, each invoice with the payment that settles it, contradict the log nowhere."""
    for name in TABLES:
        table = pq.read_table(DATA / "receivables" / f"{name}.parquet")
        pq.write_table(table.slice(0, 600), tmp_path / f"{name}.parquet")

    report = run(sqlite_database, *sorted(tmp_path.glob("*.parquet")), mapping="receivables")

    assert [] == list(report.refusals)
    assert (1200, 1802) == (report.taken, report.events_taken)


@pytest.mark.prove
@needs_receivables
def test_all_of_the_real_receivables_are_taken_whole(sqlite_database: sa.Engine, run: Run) -> None:
    """The whole of both tables is taken, and the log is held for less than 50 ms in the median."""
    paths = [DATA / "receivables" / f"{name}.parquet" for name in TABLES]

    report = run(sqlite_database, *paths, mapping="receivables")

    assert [] == list(report.refusals)
    assert report.holds.median_ms < 50
