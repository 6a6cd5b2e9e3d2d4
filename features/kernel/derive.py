"""Events become postings: what a fact means for each key that it touches.

Stateless: all that depends on a document's past was booked with the event when it was
appended (`features.booking`), so that any subset of the log gives the same postings for
the keys it covers.
"""

from features.kernel import layout as L
from features.kernel.arrays import Ints
from features.kernel.tables import Table
from riskdesk.core.jit import kernel

MOST_POSTINGS = 16
"""No event makes more postings than this."""


@kernel
def _post(
    out: Ints,
    count: int,
    table: int,
    key: int,
    effective: int,
    e: Ints,
    i: int,
    other: int,
    tag: int,
    v0: int,
    v1: int,
    n: int,
    mark: int = 0,
) -> int:
    """Write one posting; return how many stand now. A nobody's posting is left out."""
    if key == 0:
        return count
    row = out[count]
    row[0] = table
    row[1] = key
    row[2] = max(effective, e[L.E_OCCURRED, i])
    row[3] = e[L.E_SEQ, i]
    row[4] = e[L.E_KNOWN, i]
    row[5] = e[L.E_DOCUMENT, i]
    row[6] = other
    row[7] = tag
    row[8] = mark
    row[9] = v0
    row[10] = v1
    row[11] = n
    row[12] = 0 if e[L.E_FLAGS, i] & L.FLAG_FIRST else 1
    return count + 1


@kernel
def _post_owed(out: Ints, count: int, e: Ints, i: int) -> int:
    """Write the change of what a customer owes, and the moments at which it ages.

    The counts tell how many invoices are unpaid: one more when issued, one less when settled.
    """
    key = e[L.E_CUSTOMER, i]
    group = e[L.E_GROUP, i]
    delta = e[L.E_DELTA, i]
    at = e[L.E_OCCURRED, i]
    due = e[L.E_DUE, i]
    n = 0
    if e[L.E_KIND, i] == 20:
        n = 1
    elif e[L.E_FLAGS, i] & L.FLAG_CLOSED:
        n = -1
    if delta == 0 and n == 0:
        return count
    count = _post(out, count, Table.CUSTOMER_RECEIVABLE, key, at, e, i, 0, 0, delta, 0, n)
    for step in range(4):
        table = Table.CUSTOMER_PAST_DUE_0 + step
        count = _post(
            out, count, table, key, due + 30 * step * L.DAY, e, i, 0, 0, delta, n * (due // L.DAY), n
        )
    count = _post(out, count, Table.GROUP_RECEIVABLE, group, at, e, i, key, 0, delta, 0, n)
    return _post(out, count, Table.GROUP_PAST_DUE_0, group, due, e, i, key, 0, delta, 0, n)


@kernel
def _post_order(out: Ints, count: int, e: Ints, i: int) -> int:
    customer = e[L.E_CUSTOMER, i]
    seller = e[L.E_SALESPERSON, i]
    at = e[L.E_OCCURRED, i]
    delta = e[L.E_DELTA, i]
    hour = e[L.E_HOUR, i]
    n = e[L.E_COUNT, i]
    if delta == 0 and n == 0:
        return count
    recurs = 1 if e[L.E_FLAGS, i] & L.FLAG_RECURRING else 0
    person = seller if seller != 0 else customer
    where = e[L.E_ADDRESS, i]
    count = _post(out, count, Table.CUSTOMER_ORDER, customer, at, e, i, seller, recurs, delta, hour, n)
    count = _post(out, count, Table.SALESPERSON_ORDER, seller, at, e, i, customer, 0, delta, hour, n)
    return _post(out, count, Table.ADDRESS_ACTIVITY, where, at, e, i, person, 0, delta, hour, n)


@kernel
def _post_payment(out: Ints, count: int, e: Ints, i: int) -> int:
    """A payment submitted, paid, returned or withdrawn: kinds 43 to 45, 47 and 70."""
    payee = e[L.E_PAYEE, i]
    asker = e[L.E_REQUESTER, i]
    at = e[L.E_OCCURRED, i]
    delta = e[L.E_DELTA, i]
    hour = e[L.E_HOUR, i]
    n = e[L.E_COUNT, i]
    if delta == 0 and n == 0:
        return count
    tag = e[L.E_TAG, i]
    mark = e[L.E_MARK, i]
    flags = e[L.E_FLAGS, i]
    recurs = 1 if flags & L.FLAG_RECURRING else 0
    account = e[L.E_ACCOUNT, i]
    namesake = e[L.E_NAMESAKE, i]
    approver = e[L.E_APPROVER, i]
    customer = e[L.E_CUSTOMER, i]
    where = e[L.E_ADDRESS, i]
    count = _post(out, count, Table.PAYEE_PAYMENT, payee, at, e, i, asker, tag, delta, flags, n, mark)
    count = _post(out, count, Table.ACCOUNT_PAYMENT, account, at, e, i, payee, tag, delta, flags, n, mark)
    count = _post(out, count, Table.NAMESAKE_PAYMENT, namesake, at, e, i, payee, tag, delta, flags, n, mark)
    count = _post(out, count, Table.REQUESTER_PAYMENT, asker, at, e, i, payee, 0, delta, hour, n)
    count = _post(out, count, Table.APPROVER_PAYMENT, approver, at, e, i, asker, 0, delta, hour, n)
    count = _post(out, count, Table.CUSTOMER_PAYMENT, customer, at, e, i, payee, recurs, delta, hour, n)
    return _post(out, count, Table.ADDRESS_ACTIVITY, where, at, e, i, asker, 0, delta, hour, n)


@kernel
def _post_paid(out: Ints, count: int, e: Ints, i: int) -> int:
    """Write a payment of a customer's invoice: how late it came."""
    at = e[L.E_OCCURRED, i]
    due = e[L.E_DUE, i]
    base = e[L.E_BASE, i]
    customer = e[L.E_CUSTOMER, i]
    # the due moment is the midnight after the due date: paid on that day is 0 days late
    delay = (at - due) // L.DAY + 1
    count = _post(out, count, Table.CUSTOMER_PAID, customer, at, e, i, 0, due, base, delay, 1)
    weighted = base * delay
    count = _post(out, count, Table.CUSTOMER_PAID_WEIGHTED, customer, at, e, i, 0, 0, weighted, base, 1)
    return _post(out, count, Table.GROUP_PAID, e[L.E_GROUP, i], at, e, i, customer, due, base, delay, 1)


@kernel
def _post_sales(out: Ints, count: int, e: Ints, i: int) -> int:
    """Orders and invoices of customers: kinds 11 to 31."""
    kind = e[L.E_KIND, i]
    customer = e[L.E_CUSTOMER, i]
    at = e[L.E_OCCURRED, i]
    base = e[L.E_BASE, i]
    if kind <= 15:
        count = _post_order(out, count, e, i)
    shift = e[L.E_OPEN, i] + e[L.E_DELIVERED, i]
    if shift != 0:
        near = e[L.E_NEAR, i]
        count = _post(out, count, Table.CUSTOMER_OPEN, customer, at, e, i, 0, 0, shift, 0, 0)
        count = _post(out, count, Table.CUSTOMER_OPEN_NEAR, customer, near, e, i, 0, 0, shift, 0, 0)
    if kind >= 20:
        count = _post_owed(out, count, e, i)
    if kind == 20:
        terms = (e[L.E_DUE, i] - at) // L.DAY
        count = _post(
            out, count, Table.CUSTOMER_INVOICE, customer, at, e, i, e[L.E_SALESPERSON, i], 0, base, terms, 1
        )
    elif kind == 21:
        count = _post(out, count, Table.CUSTOMER_INVOICE, customer, at, e, i, 0, 0, e[L.E_DELTA, i], 0, -1)
    elif kind == 22:
        count = _post(out, count, Table.CUSTOMER_DISPUTE, customer, at, e, i, 0, 0, base, 0, 1)
    elif kind == 23:
        count = _post(out, count, Table.CUSTOMER_CREDIT_NOTE, customer, at, e, i, 0, 0, base, 0, 1)
    elif kind == 24:
        count = _post(out, count, Table.CUSTOMER_WRITE_OFF, customer, at, e, i, 0, 0, -e[L.E_DELTA, i], 0, 1)
    elif kind == 31:
        count = _post_paid(out, count, e, i)
    return count


@kernel
def _post_masters(out: Ints, count: int, e: Ints, i: int) -> int:
    """Master data: kinds 1, 2, 3 and 5."""
    kind = e[L.E_KIND, i]
    at = e[L.E_OCCURRED, i]
    account = e[L.E_ACCOUNT, i]
    requester = e[L.E_REQUESTER, i]
    alone = 1 if e[L.E_FLAGS, i] & L.FLAG_ONE_PERSON else 0
    first = 1 if e[L.E_FLAGS, i] & L.FLAG_FIRST else 0
    if kind == 1:
        customer = e[L.E_CUSTOMER, i]
        count = _post(out, count, Table.CUSTOMER_PROFILE, customer, at, e, i, 0, 0, e[L.E_BASE, i], 0, first)
        return _post(out, count, Table.ACCOUNT_OWNER, account, at, e, i, customer, 0, 2, 0, 1)
    if kind == 3:
        return _post(out, count, Table.ACCOUNT_OWNER, account, at, e, i, requester, 0, 1, 0, 1)
    payee = e[L.E_PAYEE, i]
    if kind == 2:
        false_id = 1 if e[L.E_FLAGS, i] & L.FLAG_BAD_REGISTRY else 0
        count = _post(out, count, Table.PAYEE_PROFILE, payee, at, e, i, requester, 0, alone, false_id, first)
    if kind == 5:
        count = _post(
            out, count, Table.PAYEE_ACCOUNT_CHANGE, payee, at, e, i, requester, account, alone, 0, 1
        )
    return _post(out, count, Table.ACCOUNT_OWNER, account, at, e, i, payee, 0, 3, 0, 1)


@kernel
def _post_purchasing(out: Ints, count: int, e: Ints, i: int) -> int:
    """A supplier's invoice or an employee's claim: kinds 42 and 46."""
    at = e[L.E_OCCURRED, i]
    base = e[L.E_BASE, i]
    if e[L.E_KIND, i] == 42:
        ordered = 1 if e[L.E_FLAGS, i] & L.FLAG_ORDERED else 0
        payee = e[L.E_PAYEE, i]
        return _post(out, count, Table.PAYEE_BILL, payee, at, e, i, 0, e[L.E_TAG, i], base, ordered, 1)
    person = e[L.E_REQUESTER, i]
    where = e[L.E_ADDRESS, i]
    hour = e[L.E_HOUR, i]
    count = _post(out, count, Table.REQUESTER_CLAIM, person, at, e, i, where, 0, base, hour, 1)
    return _post(out, count, Table.ADDRESS_ACTIVITY, where, at, e, i, person, 1, base, hour, 1)


@kernel
def _post_judged(out: Ints, count: int, e: Ints, i: int) -> int:
    """Write a reviewer's verdict for all whom its subject concerns."""
    at = e[L.E_OCCURRED, i]
    judged = e[L.E_REF_AT, i]
    confirmed = e[L.E_DELTA, i]
    base = e[L.E_BASE, i]
    n = e[L.E_COUNT, i]
    customer = e[L.E_CUSTOMER, i]
    seller = e[L.E_SALESPERSON, i]
    payee = e[L.E_PAYEE, i]
    asker = e[L.E_REQUESTER, i]
    if confirmed == 0 and n == 0:
        return count
    count = _post(out, count, Table.CUSTOMER_VERDICT, customer, at, e, i, seller, judged, confirmed, base, n)
    count = _post(
        out, count, Table.SALESPERSON_VERDICT, seller, at, e, i, customer, judged, confirmed, base, n
    )
    count = _post(out, count, Table.PAYEE_VERDICT, payee, at, e, i, asker, judged, confirmed, base, n)
    return _post(out, count, Table.REQUESTER_VERDICT, asker, at, e, i, payee, judged, confirmed, base, n)


@kernel
def _post_control(out: Ints, count: int, e: Ints, i: int) -> int:
    """What the company decided or riskdesk noted: kinds 60, 62, 67 and 68."""
    kind = e[L.E_KIND, i]
    at = e[L.E_OCCURRED, i]
    base = e[L.E_BASE, i]
    if kind == 60:
        return _post(
            out, count, Table.CUSTOMER_LIMIT, e[L.E_CUSTOMER, i], at, e, i, 0, 0, base, e[L.E_DUE, i], 1
        )
    if kind == 62:
        return _post_judged(out, count, e, i)
    delta = e[L.E_DELTA, i]
    if kind == 68:
        payee = e[L.E_PAYEE, i]
        return _post(out, count, Table.PAYEE_LINK, payee, at, e, i, e[L.E_REFERENCE, i], 0, base, delta, 1)
    tag = e[L.E_TAG, i]
    count = _post(out, count, Table.INDUSTRY_PAID, e[L.E_INDUSTRY, i], at, e, i, 0, tag, base, delta, 1)
    kind_of_class = e[L.E_CLASS, i]
    is_hour = (kind_of_class - 1) % L.CLASSES_A_PLACE < L.HOUR_CLASSES
    table = Table.COMPANY_HOUR if is_hour else Table.COMPANY_WEEKDAY
    return _post(out, count, table, kind_of_class, at, e, i, 0, tag, base, delta, 1)


@kernel
def derive(e: Ints, begin: int, end: int, out: Ints) -> int:
    """Write the postings of events `begin` to `end` into `out`; return how many.

    Parameters
    ----------
    e
        Events, int64 of shape (E_WIDTH, n).
    begin, end
        Range of events.
    out
        Postings on their way, int64 of shape (at least 16 a event, D_WIDTH).

    Returns
    -------
    int
        Rows written, in order of the events.
    """
    count = 0
    for i in range(begin, end):
        kind = e[L.E_KIND, i]
        if 11 <= kind <= 31:
            count = _post_sales(out, count, e, i)
        elif 43 <= kind <= 45 or kind in (47, 70):
            count = _post_payment(out, count, e, i)
        elif kind in (1, 2, 3, 5):
            count = _post_masters(out, count, e, i)
        elif kind in (42, 46):
            count = _post_purchasing(out, count, e, i)
        elif kind in (60, 62, 67, 68):
            count = _post_control(out, count, e, i)
    return count
