"""Cases injected into real payments: what is found of them, and what is flagged on the data as they are."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Final

import numpy as np

from benchmarks.detection.companies import import_rows
from benchmarks.detection.counting import Count, Planted, count_flags
from benchmarks.detection.measuring import measure_in_parts
from benchmarks.detection.planted import Say
from benchmarks.detection.vendor_carriers import CARRIERS, Paid, Row, account_of, at, registrations
from benchmarks.detection.vendor_cases import inject
from benchmarks.detection.vendor_injection import Injection
from features.kernel import layout as L

LEAST_MONTHS: Final = 8
"""Half a year of sleep, and time around it for a story of three months."""

Flags = dict[str, set[int]]


@dataclass(slots=True)
class Flagged:
    """All payments of one history, and what was flagged."""

    scored: set[int] = field(default_factory=set)
    ours: Flags = field(default_factory=dict)
    plain: Flags = field(default_factory=dict)
    days: float = 0.0

    def a_day(self, flags: Flags) -> dict[str, float]:
        """Return flags by calendar day of the history."""
        return {code: len(found) / self.days for code, found in flags.items()}


def run_injected(
    folder: Path, *, carriers: Sequence[str], months: int, seeds: Sequence[int], say: Say = print
) -> dict[str, Any]:
    """Measure tests and plain rules on every carrier, untouched and with cases of each seed.

    Parameters
    ----------
    folder
        `vendor_payments`.
    carriers
        Names of `CARRIERS`.
    months
        From the beginning of each file.
    seeds
        Each draws other payees and moments.
    say
        Is told each history.

    Raises
    ------
    ValueError
        Too few months for every case.
    """
    if months < LEAST_MONTHS:
        raise ValueError(f"expected at least {LEAST_MONTHS} months, got {months}")
    found = []
    for name in carriers:
        payments = CARRIERS[name](folder, months)
        say(f"{name}: {len(payments)} payments, untouched")
        untouched = _flag(list(registrations(payments, np.random.default_rng(0))) + _carried(payments, None))
        counts: dict[str, dict[str, Count]] = {"ours": {}, "plain": {}}
        for seed in seeds:
            say(f"{name}: seed {seed}")
            cases = inject(payments, seed)
            rows = [
                *registrations(payments, np.random.default_rng(0)),
                *_carried(payments, cases),
                *cases.rows,
            ]
            _count(counts, _flag(rows), cases)
        found.append(
            {
                "carrier": name,
                "payments": len(payments),
                "payees": len({paid.payee for paid in payments}),
                "days": untouched.days,
                "flags_a_day": untouched.a_day(untouched.ours),
                "plain_flags_a_day": untouched.a_day(untouched.plain),
                **{
                    who: {code: one.to_json() for code, one in sorted(own.items())}
                    for who, own in counts.items()
                },
            }
        )
    return {"months": months, "seeds": list(seeds), "carriers": found}


def _carried(payments: list[Paid], cases: Injection | None) -> list[Row]:
    """Return the carrier's rows, to the account that each payee has by then."""
    changed = {} if cases is None else cases.accounts
    rows = []
    for paid in payments:
        account = account_of(paid.payee)
        if paid.payee in changed and at(paid.day, 10) >= changed[paid.payee][0]:
            account = changed[paid.payee][1]
        rows.append(paid.row(account))
    return rows


def _flag(rows: list[Row]) -> Flagged:
    rows.sort(key=lambda row: str(row["occurred_at"]))
    history = import_rows(rows).history
    found = Flagged()
    moments = history.events[L.E_OCCURRED, history.first_events((43, 44))]
    found.days = float((moments.max() - moments.min()) / L.DAY) + 1.0
    for part in measure_in_parts(history, "payment"):
        found.scored |= part.scored
        for into, more in ((found.ours, part.flagged()), (found.plain, part.flagged_plainly())):
            for code, documents in more.items():
                into.setdefault(code, set()).update(documents)
    return found


def _count(counts: dict[str, dict[str, Count]], found: Flagged, cases: Injection) -> None:
    """Count each typology as a whole, and each manner of its cases."""
    whole = {name: list(_without_manner(said)) for name, said in cases.truth.items()}
    codes = {one.typology for said in cases.truth.values() for one in said}
    for who, flags in (("ours", found.ours), ("plain", found.plain)):
        for code in codes | {code.split("/")[0] for code in codes}:
            typology = code.split("/")[0]
            truth = cases.truth if code != typology else whole
            count = count_flags(code, flags[typology], truth, found.scored)
            counts[who][code] = counts[who].get(code, Count()) + count


def _without_manner(said: Sequence[Planted]) -> Iterator[Planted]:
    for one in said:
        yield replace(one, typology=one.typology.split("/")[0])
