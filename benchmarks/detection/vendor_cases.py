"""Typed cases injected into real payments; how is said at each.

Cases of one payee do not meet: each payee takes at most one. Who and when is drawn with the seed.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta
from statistics import median
from typing import Any, Final

import numpy as np

from benchmarks.detection.counting import Planted
from benchmarks.detection.vendor_carriers import Paid, at, registration, told
from benchmarks.detection.vendor_injection import EACH, Injection
from features.catalogue.parameters import DEFAULT_PARAMETERS

_STAFF: Final = 60


def inject(payments: list[Paid], seed: int) -> Injection:
    """Return all cases of a seed for a carrier."""
    by_payee: dict[str, list[Paid]] = defaultdict(list)
    for paid in payments:
        by_payee[paid.payee].append(paid)
    days = [paid.day for paid in payments]
    into = Injection(np.random.default_rng(seed), dict(by_payee), min(days), max(days))
    for case in CASES:
        case(into)
    return into


def like_number(number: str, dice: np.random.Generator) -> str:
    """Return a number as somebody else would type it: case, a leading zero before a digit, a dash, a blank.

    >>> like_number("AB12", np.random.default_rng(1)) != "AB12"
    True
    """
    likes = [number.lower(), number.upper(), f"{number[:1]}-{number[1:]}"]
    if number[0].isdecimal():
        likes.append(f"0{number}")
    if len(number) > 2:
        likes.append(f"{number[:-2]} {number[-2:]}")
    fit = [like for like in likes if like not in {number, f"{number}-"}]
    return fit[int(dice.integers(len(fit)))] if fit else f"-{number}"


def _recent(into: Injection, paid: Iterable[Paid]) -> list[Paid]:
    return [one for one in paid if one.day <= into.end - timedelta(days=65) and one.minor >= 10_000]


def _duplicates(into: Injection) -> None:
    """Pay one of the payee's payments of at least 100.00 again 3 to 60 days later.

    Exactly; with the number typed otherwise and a cent more or less; or in two parts. The last two only
    where the carrier has numbers: without them a part resembles nothing.
    """
    for k, payee in enumerate(into.payees(lambda paid: bool(_recent(into, paid)), 3 * EACH)):
        among = _recent(into, into.by_payee[payee])
        paid = among[int(into.dice.integers(len(among)))]
        moment = at(paid.day + into.days(3, 60), into.hour())
        manner = "exact" if paid.number is None else ("exact", "relaxed", "parts")[k % 3]
        name, episode = f"duplicate_payment/{manner}", into.episode()
        if manner == "parts":
            part = round(paid.minor * into.factor(0.3, 0.7))
            later = moment + timedelta(hours=into.factor(1.5, 40.0))
            into.pay(name, episode, 1, replace(paid, minor=part), moment)
            into.pay(name, episode, 2, replace(paid, minor=paid.minor - part), later)
        elif manner == "relaxed" and paid.number is not None:
            cent = int(into.dice.integers(-1, 2))
            like = replace(paid, minor=paid.minor + cent, number=like_number(paid.number, into.dice))
            into.pay(name, episode, 1, like, moment)
        else:
            into.pay(name, episode, 1, paid, moment)


def _splits(into: Injection) -> None:
    """Pay 3 to 5 parts, each 0.1 to 20 % below a limit, within 36 hours; new numbers; each limit in turn."""
    limits = DEFAULT_PARAMETERS.supplier_limits
    for k, payee in enumerate(into.payees(lambda paid: len(paid) >= 4)):
        last = into.by_payee[payee][-1]
        limit = limits[k % len(limits)]
        begin = at(into.begin + into.days(60, (into.end - into.begin).days - 3), 9.0)
        episode = into.episode()
        hours = sorted(into.factor(0.0, 34.0) for _ in range(int(into.dice.integers(3, 6))))
        for position, hour in enumerate(hours, 1):
            number = None if last.number is None else f"SP{episode}{position}{int(into.dice.integers(10**6))}"
            part = replace(last, minor=round(limit * (1 - into.factor(0.001, 0.2))), number=number)
            name = f"split_payment/{limit // 100}"
            into.pay(name, episode, position, part, begin + timedelta(hours=hour))


def _account_changes(into: Injection) -> None:
    """Change a payee's account 1 to 20 days before a payment of 1 to 6 times its median.

    Half alone, a third by who requests with a second person, the rest by two others. Beside them three
    times as many payees truly change banks, by two persons: all that they are paid from then on goes to
    the new account, the first three payments are twins.
    """
    for payee in into.payees(lambda paid: len(paid) >= 5):
        paid = into.by_payee[payee]
        usual = round(median(one.minor for one in paid))
        changed = at(into.begin + into.days(60, (into.end - into.begin).days - 22), into.hour())
        u = into.dice.random()
        culprit = paid[-1].requester if 0.5 <= u < 0.83 else "MD1"
        account = f"NEW-{payee}"
        row = {
            "kind": "payee_account_changed",
            "occurred_at": told(changed),
            "payee_id": payee,
            "account": account,
            "changed_by": culprit,
        }
        into.rows.append(row if u < 0.5 else row | {"approved_by": "MD2"})
        number = None if paid[-1].number is None else f"AC{int(into.dice.integers(10**7))}"
        large = replace(paid[-1], minor=round(usual * into.factor(1.0, 6.0)), number=number)
        into.pay("account_change", into.episode(), 1, large, changed + into.days(1, 20), account)
    for payee in into.payees(lambda paid: len(paid) >= 5, 3 * EACH):
        moment = at(into.begin + into.days(60, (into.end - into.begin).days - 10), 8.0)
        account = f"NEW-{payee}"
        into.accounts[payee] = (moment, account)
        into.rows.append(
            {
                "kind": "payee_account_changed",
                "occurred_at": told(moment),
                "payee_id": payee,
                "account": account,
                "changed_by": "MD1",
                "approved_by": "MD2",
            }
        )
        episode = into.episode()
        later = [one for one in into.by_payee[payee] if at(one.day, 10) >= moment][:3]
        for position, one in enumerate(later, 1):
            into.mark(f"payment:{one.payment_id}", Planted("account_change", False, episode, position))


def _new_supplier(into: Injection, payee: str, day: date, **how: Any) -> None:
    into.rows.append(registration(payee, at(day, into.hour()), **how))


def _like_any(into: Injection) -> Paid:
    """Return a payment of the carrier's, of at least 100.00, drawn from a drawn payee."""
    names = list(into.by_payee)
    while True:
        paid = into.by_payee[names[int(into.dice.integers(len(names)))]]
        one = paid[int(into.dice.integers(len(paid)))]
        if one.minor >= 10_000:
            return one


def _related_parties(into: Injection) -> None:
    """Register a supplier with an employee's account, by two persons, and pay it 2 to 4 ordinary amounts."""
    for k in range(_STAFF):
        moment = told(at(into.begin - timedelta(days=900), 9.0))
        into.rows.append(
            {
                "kind": "employee_registered",
                "occurred_at": moment,
                "employee_id": f"E{k}",
                "account": f"STAFF-{k:03d}",
            }
        )
    for k in range(EACH):
        payee, account = f"R{k:03d}", f"STAFF-{k:03d}"
        day = into.begin + into.days(60, (into.end - into.begin).days - 150)
        _new_supplier(into, payee, day, account=account)
        episode = into.episode()
        for position in range(1, int(into.dice.integers(3, 6))):
            day += into.days(10, 35)
            one = replace(_like_any(into), payee=payee, number=None)
            into.pay("related_party", episode, position, one, at(day, into.hour()), account)


def _fictitious_suppliers(into: Injection) -> None:
    """Register a supplier, 3 of 4 by one person alone, and pay it 3 to 5 round thousands, the first soon."""
    for k in range(EACH):
        payee = f"F{k:03d}"
        day = into.begin + into.days(60, (into.end - into.begin).days - 90)
        _new_supplier(into, payee, day, alone=bool(into.dice.random() < 0.75))
        day += into.days(3, 24)
        episode = into.episode()
        for position in range(1, int(into.dice.integers(4, 7))):
            minor = max(2, round(float(into.dice.lognormal(2.6, 0.6)))) * 100_000
            one = replace(_like_any(into), payee=payee, minor=minor, number=None)
            into.pay("fictitious_supplier", episode, position, one, at(day, into.hour()))
            day += into.days(2, 12)


def _wakings(into: Injection) -> None:
    """Pay a payee that was paid nothing for at least 180 days 2.5 to 7 times its mean."""
    long_silent = into.end - timedelta(days=190)
    for payee in into.payees(lambda paid: len(paid) >= 3 and paid[-1].day <= long_silent):
        paid = into.by_payee[payee]
        mean = sum(one.minor for one in paid) / len(paid)
        spare = (into.end - paid[-1].day).days
        moment = at(paid[-1].day + into.days(181, spare), into.hour())
        one = replace(paid[-1], minor=round(mean * into.factor(2.5, 7.0)), number=None)
        into.pay("dormant_active", into.episode(), 1, one, moment)


def _jumps(into: Injection) -> None:
    """Pay a payee with at least 8 payments 8 to 20 times its median."""
    for payee in into.payees(lambda paid: len(paid) >= 8):
        paid = into.by_payee[payee]
        usual = median(one.minor for one in paid)
        after = paid[int(into.dice.integers(5, len(paid)))]
        one = replace(after, minor=round(usual * into.factor(8.0, 20.0)), number=None)
        into.pay("amount_jump", into.episode(), 1, one, at(after.day + into.days(1, 5), into.hour()))


CASES: Final = (
    _duplicates, _splits, _account_changes, _wakings, _jumps, _related_parties, _fictitious_suppliers,
)  # fmt: skip
