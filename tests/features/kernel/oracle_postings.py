"""The naive oracle of postings: what each kind of fact means for each key that it touches."""

from collections.abc import Mapping, Sequence

from features.kernel import layout as L
from features.kernel.layout import DAY
from features.kernel.tables import Table
from tests.features.kernel.history import Posting

Event = Mapping[str, int]
"""Column of the event array, in small letters without its `E_`, -> value."""
Posted = tuple[int, int, Posting, int]
"""Table, key, posting, and 1 where the fact is not the first of its document."""

AGES = {
    Table.CUSTOMER_PAST_DUE_0: 0,
    Table.CUSTOMER_PAST_DUE_30: 30,
    Table.CUSTOMER_PAST_DUE_60: 60,
    Table.CUSTOMER_PAST_DUE_90: 90,
}


def postings(events: Sequence[Event]) -> list[Posted]:
    """Return the postings of events, in order of the events; nobody has none."""
    return [posted for e in events for posted in _all(e) if posted[1] != 0]


def _all(e: Event) -> list[Posted]:
    kind = e["kind"]
    moved = [*_order(e), *_owed(e), *_invoice(e), *_paid(e)] if 11 <= kind <= 31 else []
    return [*moved, *_payment(e), *_masters(e), *_bill(e), *_claim(e), *_control(e)]


def _posted(
    e: Event,
    table: Table,
    key: int,
    values: tuple[int, int, int],
    other: int = 0,
    tag: int = 0,
    mark: int = 0,
    at: int = 0,
) -> Posted:
    effective = max(at, e["occurred"])
    posting = Posting(effective, e["seq"], e["known"], e["document"], other, tag, mark, *values)
    return int(table), key, posting, int(not e["flags"] & L.FLAG_FIRST)


def _order(e: Event) -> list[Posted]:
    moved: list[Posted] = []
    values = (e["delta"], e["hour"], e["count"])
    customer, seller = e["customer"], e["salesperson"]
    if e["kind"] <= 15 and (e["delta"] or e["count"]):
        moved = [
            _posted(e, Table.CUSTOMER_ORDER, customer, values, seller, _flag(e, L.FLAG_RECURRING)),
            _posted(e, Table.SALESPERSON_ORDER, seller, values, customer),
            _posted(e, Table.ADDRESS_ACTIVITY, e["address"], values, seller or customer),
        ]
    shift = (e["open"] + e["delivered"], 0, 0)
    if any(shift):
        moved.append(_posted(e, Table.CUSTOMER_OPEN, customer, shift))
        moved.append(_posted(e, Table.CUSTOMER_OPEN_NEAR, customer, shift, at=e["near"]))
    return moved


def _flag(e: Event, flag: int) -> int:
    return int(bool(e["flags"] & flag))


def _owed(e: Event) -> list[Posted]:
    n = 1 if e["kind"] == 20 else -_flag(e, L.FLAG_CLOSED)
    if e["kind"] < 20 or (e["delta"] == 0 and n == 0):
        return []
    customer, group, change = e["customer"], e["group"], (e["delta"], 0, n)
    aged = (e["delta"], n * (e["due"] // DAY), n)
    return [
        _posted(e, Table.CUSTOMER_RECEIVABLE, customer, change),
        *(_posted(e, table, customer, aged, at=e["due"] + days * DAY) for table, days in AGES.items()),
        _posted(e, Table.GROUP_RECEIVABLE, group, change, customer),
        _posted(e, Table.GROUP_PAST_DUE_0, group, change, customer, at=e["due"]),
    ]


def _invoice(e: Event) -> list[Posted]:
    customer, delta, base = e["customer"], e["delta"], e["base"]
    match e["kind"]:
        case 20:
            values = (base, (e["due"] - e["occurred"]) // DAY, 1)
            return [_posted(e, Table.CUSTOMER_INVOICE, customer, values, e["salesperson"])]
        case 21:
            return [_posted(e, Table.CUSTOMER_INVOICE, customer, (delta, 0, -1))]
        case 22:
            return [_posted(e, Table.CUSTOMER_DISPUTE, customer, (base, 0, 1))]
        case 23:
            return [_posted(e, Table.CUSTOMER_CREDIT_NOTE, customer, (base, 0, 1))]
        case 24:
            return [_posted(e, Table.CUSTOMER_WRITE_OFF, customer, (-delta, 0, 1))]
        case _:
            return []


def _paid(e: Event) -> list[Posted]:
    if e["kind"] != 31:
        return []
    late = (e["occurred"] - e["due"]) // DAY + 1
    customer, base = e["customer"], e["base"]
    return [
        _posted(e, Table.CUSTOMER_PAID, customer, (base, late, 1), tag=e["due"]),
        _posted(e, Table.CUSTOMER_PAID_WEIGHTED, customer, (base * late, base, 1)),
        _posted(e, Table.GROUP_PAID, e["group"], (base, late, 1), customer, e["due"]),
    ]


def _payment(e: Event) -> list[Posted]:
    if e["kind"] not in {43, 44, 45, 47, 70} or not (e["delta"] or e["count"]):
        return []
    payee, requester = e["payee"], e["requester"]
    paid = ((e["delta"], e["flags"], e["count"]), payee, e["tag"], e["mark"])
    acted = (e["delta"], e["hour"], e["count"])
    recurring = _flag(e, L.FLAG_RECURRING)
    return [
        _posted(e, Table.PAYEE_PAYMENT, payee, paid[0], requester, *paid[2:]),
        _posted(e, Table.ACCOUNT_PAYMENT, e["account"], *paid),
        _posted(e, Table.NAMESAKE_PAYMENT, e["namesake"], *paid),
        _posted(e, Table.REQUESTER_PAYMENT, requester, acted, payee),
        _posted(e, Table.APPROVER_PAYMENT, e["approver"], acted, requester),
        _posted(e, Table.CUSTOMER_PAYMENT, e["customer"], acted, payee, recurring),
        _posted(e, Table.ADDRESS_ACTIVITY, e["address"], acted, requester),
    ]


def _masters(e: Event) -> list[Posted]:
    alone, first = _flag(e, L.FLAG_ONE_PERSON), _flag(e, L.FLAG_FIRST)
    payee, changer, account = e["payee"], e["requester"], e["account"]
    match e["kind"]:
        case 1:
            return [
                _posted(e, Table.CUSTOMER_PROFILE, e["customer"], (e["base"], 0, first)),
                _posted(e, Table.ACCOUNT_OWNER, account, (2, 0, 1), e["customer"]),
            ]
        case 2:
            values = (alone, _flag(e, L.FLAG_BAD_REGISTRY), first)
            return [
                _posted(e, Table.PAYEE_PROFILE, payee, values, changer),
                _posted(e, Table.ACCOUNT_OWNER, account, (3, 0, 1), payee),
            ]
        case 3:
            return [_posted(e, Table.ACCOUNT_OWNER, account, (1, 0, 1), changer)]
        case 5:
            return [
                _posted(e, Table.PAYEE_ACCOUNT_CHANGE, payee, (alone, 0, 1), changer, account),
                _posted(e, Table.ACCOUNT_OWNER, account, (3, 0, 1), payee),
            ]
        case _:
            return []


def _bill(e: Event) -> list[Posted]:
    values = (e["base"], _flag(e, L.FLAG_ORDERED), 1)
    return [_posted(e, Table.PAYEE_BILL, e["payee"], values, tag=e["tag"])] if e["kind"] == 42 else []


def _claim(e: Event) -> list[Posted]:
    values = (e["base"], e["hour"], 1)
    person, where = e["requester"], e["address"]
    if e["kind"] != 46:
        return []
    claim = _posted(e, Table.REQUESTER_CLAIM, person, values, where)
    return [claim, _posted(e, Table.ADDRESS_ACTIVITY, where, values, person, 1)]


def _control(e: Event) -> list[Posted]:
    base, delta, tag = e["base"], e["delta"], e["tag"]
    match e["kind"]:
        case 60:
            return [_posted(e, Table.CUSTOMER_LIMIT, e["customer"], (base, e["due"], 1))]
        case 62:
            return _verdict(e)
        case 67:
            hour = (e["class"] - 1) % L.CLASSES_A_PLACE < L.HOUR_CLASSES
            of_class = Table.COMPANY_HOUR if hour else Table.COMPANY_WEEKDAY
            return [
                _posted(e, Table.INDUSTRY_PAID, e["industry"], (base, delta, 1), tag=tag),
                _posted(e, of_class, e["class"], (base, delta, 1), tag=tag),
            ]
        case 68:
            return [_posted(e, Table.PAYEE_LINK, e["payee"], (base, delta, 1), e["reference"])]
        case _:
            return []


def _verdict(e: Event) -> list[Posted]:
    if not (e["delta"] or e["count"]):
        return []
    values, judged = (e["delta"], e["base"], e["count"]), e["ref_at"]
    return [
        _posted(e, Table.CUSTOMER_VERDICT, e["customer"], values, e["salesperson"], judged),
        _posted(e, Table.SALESPERSON_VERDICT, e["salesperson"], values, e["customer"], judged),
        _posted(e, Table.PAYEE_VERDICT, e["payee"], values, e["requester"], judged),
        _posted(e, Table.REQUESTER_VERDICT, e["requester"], values, e["payee"], judged),
    ]
