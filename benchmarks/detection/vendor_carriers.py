"""Real payments as rows of ours: what is mapped, and what had to be assumed.

City (FY2017): a row is a payment, `document_no` its id, the department its requester, vendor and day the
voucher; there are no invoice numbers. Company (2010): a row is a payment, `InvNum` its invoice number but
where a spreadsheet made an exponent of it; there is no requester, so that one office stands for all.
Both hold days only: what is paid on a day is paid at ten. Amounts of nothing or less are left out. No master
data are given: each vendor has one account; who was paid in the first 60 days is an old vendor, every other is
registered 5 to 90 days before its first payment, 3 % of them by one person alone. No bills are given.
"""

import os
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any, Final

import numpy as np
import pyarrow.parquet as pq

from riskdesk.core.money import format_amount

Row = dict[str, Any]

CURRENCY: Final = "CNY"
"""Amounts are taken as they stand for units of the base currency, so that the default limits apply."""
OLD_DAYS: Final = 60
ALONE: Final = 0.03
_ZONE = "+08:00"


@dataclass(frozen=True, slots=True)
class Paid:
    """One payment of a carrier; `minor` in minor units, `number` None where there is none."""

    payment_id: str
    payee: str
    day: date
    minor: int
    requester: str
    number: str | None
    voucher: str

    def row(self, account: str) -> Row:
        """Return the row as importers take it."""
        return payment_row(self, at(self.day, 10), account)


def vendor_folder(data: str | None = None) -> Path | None:
    """Return the folder of `vendor_payments` below `data` or `RISKDESK_DATA`, or None where there is none."""
    named = data or os.environ.get("RISKDESK_DATA")
    if not named:
        return None
    folder = Path(named) / "vendor_payments"
    return folder if folder.is_dir() else None


def at(day: date, hour: float) -> datetime:
    """Return a moment of a day of the company's zone."""
    return datetime(day.year, day.month, day.day) + timedelta(hours=hour)  # noqa: DTZ001 - the zone is written with it


def told(moment: datetime) -> str:
    """Return a moment as ISO 8601 text."""
    return moment.isoformat(timespec="seconds") + _ZONE


def payment_row(paid: Paid, moment: datetime, account: str) -> Row:
    """Return a payment as importers take it."""
    row = {
        "kind": "payment_executed",
        "occurred_at": told(moment),
        "payment_id": paid.payment_id,
        "kind_of_payment": "supplier",
        "payee_id": paid.payee,
        "payee_account": account,
        "amount": format_amount(paid.minor, CURRENCY),
        "currency": CURRENCY,
        "requester_id": paid.requester,
        "voucher_no": paid.voucher,
    }
    return row if paid.number is None else row | {"invoice_no": paid.number}


def account_of(payee: str) -> str:
    """Return the account that a payee has from the beginning."""
    return f"ACC-{payee}"


def registration(
    payee: str, moment: datetime, *, alone: bool = False, account: str | None = None, by: str = "MD1"
) -> Row:
    """Return the row that registers a supplier, by two persons unless `alone`."""
    row = {
        "kind": "supplier_registered",
        "occurred_at": told(moment),
        "supplier_id": payee,
        "account": account or account_of(payee),
        "changed_by": by,
    }
    return row if alone else row | {"approved_by": "MD2"}


def registrations(payments: list[Paid], dice: np.random.Generator) -> Iterator[Row]:
    """Yield the master data that are assumed, one row a vendor."""
    first: dict[str, date] = {}
    for paid in payments:
        first.setdefault(paid.payee, paid.day)
    opens = min(first.values())
    for payee, day in first.items():
        old = (day - opens).days < OLD_DAYS
        entered = opens - timedelta(days=700) if old else day - timedelta(days=int(dice.integers(5, 91)))
        yield registration(payee, at(entered, 9), alone=not old and bool(dice.random() < ALONE))


def _months(name: str, folder: Path, day: str, columns: list[str], months: int) -> list[dict[str, Any]]:
    """Return the rows of the first months of a file, in order of the day."""
    rows: list[dict[str, Any]] = pq.read_table(folder / name, columns=columns).to_pylist()
    begin = date.fromisoformat(min(row[day] for row in rows))
    total = begin.month - 1 + months
    end = date(begin.year + total // 12, total % 12 + 1, 1).isoformat()
    return sorted((row for row in rows if row[day] < end), key=lambda row: str(row[day]))


def read_city(folder: Path, months: int) -> list[Paid]:
    """Return the city's payments in order."""
    columns = ["document_no", "check_date", "dept", "vendor_name", "transaction_amount"]
    rows = _months("city_payments_fy2017.parquet", folder, "check_date", columns, months)
    vendors: dict[str, str] = {}
    found = []
    for k, row in enumerate(rows):
        minor = round(row["transaction_amount"] * 100)
        payee = vendors.setdefault(str(row["vendor_name"]), f"V{len(vendors):05d}")
        day = date.fromisoformat(row["check_date"])
        if minor > 0:
            payment_id = f"{row['document_no'] or 'NONE'}-{k}"
            voucher = f"{payee}-{day.isoformat()}"
            found.append(Paid(payment_id, payee, day, minor, f"D{row['dept']}", None, voucher))
    return found


def read_corporate(folder: Path, months: int) -> list[Paid]:
    """Return the company's payments in order."""
    columns = ["VendorNum", "Date", "InvNum", "Amount"]
    rows = _months("corporate_payments_2010.parquet", folder, "Date", columns, months)
    found = []
    for k, row in enumerate(rows):
        minor = round(row["Amount"] * 100)
        number = str(row["InvNum"]).strip()
        known = bool(number) and "E+" not in number
        day = date.fromisoformat(row["Date"])
        payee = f"V{str(row['VendorNum']).strip()}"
        if minor > 0:
            found.append(
                Paid(
                    f"P{k}", payee, day, minor, "AP", number if known else None, f"{payee}-{day.isoformat()}"
                )
            )
    return found


CARRIERS: Final[Mapping[str, Callable[[Path, int], list[Paid]]]] = {
    "city FY2017": read_city,
    "company 2010": read_corporate,
}
