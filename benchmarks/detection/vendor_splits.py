"""The split test on real payments under several sets of limits: what is found, and what is flagged for nothing.

One history a carrier holds the cases of all sets; of each set the cases of the others are taken out again.
The data as they are is the same history without any case. Figures are those of the second half of the time;
on the first the plain test was given its best number of days. Of the product's test nothing is chosen here.
All that a carrier paid a vendor on a day is taken for one voucher, whose parts the product's test leaves out; the
carriers do not name vouchers. Alerts on the same data without any voucher are told as well.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from benchmarks.detection.companies import import_rows
from benchmarks.detection.counting import Count, count_flags
from benchmarks.detection.planted import Say
from benchmarks.detection.vendor_carriers import CARRIERS, Paid, account_of, at, registrations, told
from benchmarks.detection.vendor_split_cases import (
    LIMIT_SETS,
    TYPOLOGY,
    SplitCases,
    halves,
    inject_splits,
)
from benchmarks.detection.vendor_split_recall import WHO, recall_by, stories_of, twins_of
from benchmarks.detection.vendor_split_tests import plain_hits, split_hits
from features.kernel import layout as L
from features.offline import History
from riskdesk.core.clock import parse_time

DAYS: Final = (1, 3, 7, 14, 30)
"""Among which the plain test's window is chosen."""
LEAST_MONTHS: Final = 4


@dataclass(frozen=True, slots=True)
class Half:
    """One half of the time, from `since_us` up to and without `until_us`."""

    since_us: int
    until_us: int

    def scored(self, history: History) -> set[int]:
        """Return the documents whose payment lies in this half."""
        return set(self.queries(history)[:, L.Q_DOCUMENT].tolist())

    def queries(self, history: History) -> npt.NDArray[np.int64]:
        """Return the queries of the payments of this half."""
        queries = history.payment_queries()
        moments = queries[:, L.Q_AS_OF]
        return queries[(moments >= self.since_us) & (moments < self.until_us)]

    @property
    def days(self) -> float:
        """Its length in days."""
        return (self.until_us - self.since_us) / L.DAY


def run_splits(
    folder: Path,
    *,
    months: int,
    seed: int,
    carriers: Sequence[str] = tuple(CARRIERS),
    sets: Mapping[str, tuple[int, ...]] = LIMIT_SETS,
    say: Say = print,
) -> dict[str, Any]:
    """Measure both split tests on every carrier and set of limits.

    Parameters
    ----------
    folder
        `vendor_payments`.
    months
        From the beginning of each file; the second half is reported.
    seed
        Draws payees, moments and amounts of the cases.
    carriers, sets
        Names of `CARRIERS`; name -> limits in minor units.
    say
        Is told each history and set.

    Raises
    ------
    ValueError
        Too few months, or too few payees for every case.
    """
    if months < LEAST_MONTHS:
        raise ValueError(f"expected at least {LEAST_MONTHS} months, got {months}")
    found = [measure_carrier(name, CARRIERS[name](folder, months), seed, sets, say) for name in carriers]
    return {"months": months, "seed": seed, "carriers": found}


def measure_carrier(
    name: str, payments: list[Paid], seed: int, sets: Mapping[str, tuple[int, ...]], say: Say
) -> dict[str, Any]:
    """Measure both tests on one carrier under all sets of limits."""
    cases = inject_splits(payments, seed, sets)
    rows = [
        *registrations(payments, np.random.default_rng(0)),
        *(paid.row(account_of(paid.payee)) for paid in payments),
        *(row for one in cases.values() for row in one.rows),
    ]
    say(f"{name}: importing {len(rows)} rows, {sum(len(one.truth) for one in cases.values())} injected")
    rows.sort(key=lambda row: str(row["occurred_at"]))
    whole = import_rows(rows).history
    first, second = (_half(begin, end) for begin, end in halves(payments))
    untouched = without(whole, cases.values())
    measured: list[dict[str, Any]] = []
    stories: list[dict[str, Any]] = []
    for set_name, own in cases.items():
        say(f"{name}: limits {set_name}")
        others = [one for other, one in cases.items() if other != set_name]
        history = without(whole, others)
        measured.append({"limits": set_name, **_measure_set(history, untouched, own, first, second)})
        stories += stories_of(own, measured[-1].pop("flagged"), second.scored(history))
    return {
        "carrier": name,
        "payments": len(payments),
        "payees": len({paid.payee for paid in payments}),
        "days": second.days,
        "payments_scored": len(second.scored(untouched)),
        "sets": measured,
        "recall_by": {who: recall_by(stories, who) for who in WHO},
    }


def without(history: History, cases: Iterable[SplitCases]) -> History:
    """Return the history as it would be if these cases had never been paid."""
    dropped = np.array([code for one in cases for code in one.truth], np.int64)
    kept = ~np.isin(history.events[L.E_DOCUMENT], dropped)
    return replace(history, events=np.ascontiguousarray(history.events[:, kept]))


def without_vouchers(history: History) -> History:
    """Return the history of a company that does not name its vouchers."""
    events = history.events.copy()
    events[L.E_MARK] = 0
    return replace(history, events=events)


def _half(begin: date, end: date) -> Half:
    since_us, last_us = (parse_time(told(at(day, 0)), field="day") for day in (begin, end))
    return Half(since_us, last_us + L.DAY)


def _measure_set(
    history: History, untouched: History, cases: SplitCases, first: Half, second: Half
) -> dict[str, Any]:
    days = _chosen_days(history, cases, first)
    flagged = {
        "ours": split_hits(history, cases.limits, second.queries(history)),
        "plain": plain_hits(history, cases.limits, days) & second.scored(history),
    }
    bare = without_vouchers(untouched)
    alone = {
        "ours": split_hits(untouched, cases.limits, second.queries(untouched)),
        "plain": plain_hits(untouched, cases.limits, days) & second.scored(untouched),
        "ours_without_vouchers": split_hits(bare, cases.limits, second.queries(bare)),
    }
    scored = second.scored(history)
    return {
        "plain_days": days,
        **{who: count_flags(TYPOLOGY, flagged[who], cases.truth, scored).to_json() for who in WHO},
        "alerts_a_day": {who: len(found) / second.days for who, found in alone.items()},
        "twins": {who: twins_of(cases, flagged[who], scored) for who in WHO},
        "flagged": flagged,
    }


def _chosen_days(history: History, cases: SplitCases, half: Half) -> int:
    """Return the days with which the plain test does best on a half, by the F1 of cases and flags."""
    scored = half.scored(history)

    def f1(days: int) -> float:
        flagged = plain_hits(history, cases.limits, days) & scored
        count: Count = count_flags(TYPOLOGY, flagged, cases.truth, scored)
        recall = count.episodes_found / max(count.episodes, 1)
        precision = count.flags_right / max(count.flags, 1)
        return 2 * recall * precision / max(recall + precision, 1e-9)

    return max(DAYS, key=f1)
