"""Every customer of real receivables as of one moment: grade, exposure, past due and limit, as a list."""

import csv
import hashlib
import math
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from typing import Any, Final
from zoneinfo import ZoneInfo

import numpy as np
import numpy.typing as npt

from features.catalogue.program import index
from features.kernel import layout as L
from models.decision.credit import assess
from models.decision.facts import PAST_DUE_AMOUNT
from models.decision.inputs import Standing
from models.policy.policy import Policy
from models.scoring.loaded import LoadedBundle
from riskdesk.cli.demo.receivables_grades import DEFINITION
from riskdesk.core.calendar import WORKDAY, WorkingCalendar
from riskdesk.core.clock import to_us
from riskdesk.core.money import format_amount
from training.labels.default import ISSUED
from training.pipelines.snapshot import Snapshot

Ints = npt.NDArray[np.int64]

OPENS: Final = time(10, 0)
"""When the desk's day is under way, company zone."""

PD_COLUMN: Final = (
    f"probability_over_{DEFINITION.past_due_days}_days_late_within_{DEFINITION.horizon_days}_days"
)
_MATCHED: Final = 31
_EXPOSURE: Final = "customer_exposure_amount"
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True, slots=True)
class GradedCustomer:
    """One customer as the service would answer for it; base currency, minor units.

    Parameters
    ----------
    code
        Of the customer in event arrays.
    route
        `model`, or `application` where its history is too short for a grade of its own.
    pd
        By `DEFINITION`, 0 to 1; None unless the model was asked.
    late_already
        Whether so much of what it owed was so late at the moment as `DEFINITION` asks of what falls due later.
    """

    code: int
    customer: str
    name: str
    grade: str | None
    route: str
    pd: float | None
    exposure_minor: int
    past_due_minor: int
    past_due_30_minor: int
    limit_minor: int
    late_already: bool


@dataclass(frozen=True, slots=True, eq=False)
class OpenInvoices:
    """What was owed at a moment, an invoice a row; int64 of shape (n,), amounts in minor units."""

    customers: Ints
    documents: Ints
    owed_minor: Ints
    due_us: Ints


def open_at(events: Ints, now_us: int) -> OpenInvoices:
    """Return the invoices that were issued and not settled at a moment."""
    kinds = events[L.E_KIND]
    moves = (kinds >= ISSUED) & (kinds <= _MATCHED) & (events[L.E_DELTA] != 0)
    facts = events[:, moves & (events[L.E_OCCURRED] <= now_us)]
    documents, first, place = np.unique(facts[L.E_DOCUMENT], return_index=True, return_inverse=True)
    owed = np.zeros(len(documents), np.int64)
    np.add.at(owed, place, facts[L.E_DELTA])
    is_open = owed > 0
    first = first[is_open]
    return OpenInvoices(facts[L.E_CUSTOMER, first], documents[is_open], owed[is_open], facts[L.E_DUE, first])


def clock_after(events: Ints, calendar: WorkingCalendar) -> int:
    """Return ten o'clock, company zone, of the first working day after the last invoice or payment."""
    last_us = int(events[L.E_OCCURRED, events[L.E_KIND] >= ISSUED].max())
    day = calendar.local_one(last_us)[0] + 1
    while calendar.day_kind(day) != WORKDAY:
        day += 1
    date = datetime.fromtimestamp(0, UTC).date() + timedelta(days=day)
    return to_us(datetime.combine(date, OPENS, ZoneInfo(calendar.zone)))


def grade_customers(
    snapshot: Snapshot,
    credit: LoadedBundle,
    policy: Policy,
    numbers: dict[int, str],
    names: dict[str, str],
    *,
    now_us: int,
) -> list[GradedCustomer]:
    """Return all customers of the log by what they owe, the largest exposure first."""
    history = snapshot.history
    codes = np.unique(history.events[L.E_CUSTOMER])
    codes = codes[codes != L.NOBODY]
    vectors = history.vectors(history.customer_queries(codes, [now_us] * len(codes), snapshot.reader))
    late = _late_already(open_at(history.events, now_us), now_us)
    found = []
    for code, vector in zip(codes.tolist(), vectors, strict=True):
        exposure, past_due, past_due_30 = (
            round(float(np.nan_to_num(vector[index(name)])))
            for name in (_EXPOSURE, PAST_DUE_AMOUNT[0], PAST_DUE_AMOUNT[30])
        )
        answer, _ = assess(vector, Standing(exposure_minor=exposure), credit, policy)
        number = numbers.get(code, "")
        found.append(
            GradedCustomer(
                code=code,
                customer=number,
                name=names.get(number, ""),
                grade=answer.grade,
                route=answer.route,
                pd=answer.pd,
                exposure_minor=exposure,
                past_due_minor=past_due,
                past_due_30_minor=past_due_30,
                limit_minor=answer.limit_minor,
                late_already=code in late,
            )
        )
    return sorted(found, key=lambda one: (-one.exposure_minor, one.customer))


def _late_already(owing: OpenInvoices, now_us: int) -> set[int]:
    customers, place = np.unique(owing.customers, return_inverse=True)
    owed, late = np.zeros(len(customers), np.int64), np.zeros(len(customers), np.int64)
    np.add.at(owed, place, owing.owed_minor)
    is_late = owing.due_us + DEFINITION.past_due_days * L.DAY <= now_us
    np.add.at(late, place[is_late], owing.owed_minor[is_late])
    return {
        code
        for code, all_of_it, part in zip(customers.tolist(), owed.tolist(), late.tolist(), strict=True)
        if part >= max(DEFINITION.materiality_minor, math.ceil(DEFINITION.materiality_share * all_of_it), 1)
    }


def summary(customers: Sequence[GradedCustomer]) -> dict[str, int]:
    """Return what all of them owe together, minor units, and how many stand where."""
    owing = [one for one in customers if one.exposure_minor > 0]
    return {
        "customers": len(customers),
        "owing": len(owing),
        "late_already": sum(one.late_already for one in owing),
        "exposure_minor": sum(one.exposure_minor for one in owing),
        "past_due_minor": sum(one.past_due_minor for one in owing),
        "past_due_30_minor": sum(one.past_due_30_minor for one in owing),
        "over_limit": sum(one.exposure_minor > one.limit_minor for one in owing),
        "by_application": sum(one.route != "model" for one in customers),
    }


def count_grades(customers: Sequence[GradedCustomer]) -> dict[str, int]:
    """Return how many customers the model put into each grade."""
    graded = [one.grade for one in customers if one.route == "model"]
    return {grade: graded.count(grade) for grade in "ABCD"}


def write_grades(file: Path, customers: Sequence[GradedCustomer], currency: str) -> None:
    """Write the list as CSV that spreadsheets open: UTF-8 with its mark, amounts as plain decimals."""
    money = ("exposure", "past_due", "past_due_30", "limit")
    columns = ["customer", "name", "grade", "route", PD_COLUMN, "late_already", "currency", *money]
    with file.open("w", encoding="utf-8-sig", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(columns)
        for one in customers:
            row: dict[str, Any] = asdict(one)
            pd = "" if one.pd is None else f"{one.pd:.4f}"
            amounts = [format_amount(row[f"{name}_minor"], currency) for name in money]
            late = "yes" if one.late_already else "no"
            said = [_plain(one.customer), _plain(one.name), one.grade or "", one.route, pd, late, currency]
            writer.writerow([*said, *amounts])


def _plain(text: str) -> str:
    """Keep a spreadsheet from reading a name as a formula."""
    return f"'{text}" if text.startswith(_FORMULA) else text


def fingerprint(files: Sequence[Path]) -> dict[str, str]:
    """Return the SHA-256 of each file's bytes, hex, by its name."""
    return {file.name: hashlib.sha256(file.read_bytes()).hexdigest() for file in files}
