"""A made history of any size within seconds: events as the kernel takes them, of all kinds that count.

Kinds come in the shares that the synthetic company has at 100,000 events (order, delivery, invoice,
match; purchase, bill, payment; claim, payment; registrations, limits, verdicts, baselines), over two years, through
plausible documents: an invoice bills what was delivered, a match pays an invoice. It is imported
history: an order's first event is its placing, a payment's its execution; 3.2 % is known days late.
"""

from typing import Final

import numpy as np

from benchmarks.features.made_draws import BEGIN_US, DAYS
from benchmarks.features.made_masters import (
    make_baselines,
    make_limits,
    make_links,
    make_masters,
    make_verdicts,
)
from benchmarks.features.made_parties import Sizes
from benchmarks.features.made_purchasing import make_purchasing
from benchmarks.features.made_sales import make_sales
from features.history.encode import BASELINE_KIND, moment_class
from features.kernel import layout as L
from features.kernel.arrays import Ints
from features.offline import ORDER_KINDS, PAYMENT_KINDS
from riskdesk.core.calendar import WorkingCalendar

ORDERS: Final = 0.145
PAYMENTS: Final = 0.128
_CHANGES: Final = 0.0004
_VERDICTS: Final = 0.017


def make_history(events: int, *, seed: int = 1, keys_of: int | None = None) -> Ints:
    """Return an event array, int64 of shape (E_WIDTH, n), in order of `seq`, of 1 to `events`.

    The company's baseline of a day is one event of some two hundred columns.

    Parameters
    ----------
    events
        How many, at least 1,000.
    seed
        The same seed and sizes give the same events.
    keys_of
        The company has the keys of one with so many events; `events` if not given, so that keys
        grow with events. A smaller number makes the history of each key longer.
    """
    random = np.random.default_rng(seed)
    sizes = Sizes.of(keys_of or events)
    sales = make_sales(random, round(ORDERS * events), sizes)
    purchasing = make_purchasing(random, round(PAYMENTS * events), sizes)
    judged = np.concatenate([sales[0], *purchasing], axis=1)
    judged = judged[:, np.isin(judged[L.E_KIND], (*ORDER_KINDS, *PAYMENT_KINDS))]
    verdicts = make_verdicts(random, judged, round(_VERDICTS * events))
    masters = make_masters(random, round(_CHANGES * events) + 1, sizes)
    company = [verdicts, make_limits(random, sizes), make_links(random, sizes), make_baselines(random)]
    return in_order([*masters, *sales, *purchasing, *company], events)


def in_order(blocks: list[Ints], most: int | None = None) -> Ints:
    """Return blocks as one log, in the order in which facts became known, cut after `most` events.

    What would be known after the two years is left out, and told moments get their hour class.
    """
    log = np.concatenate(blocks, axis=1)
    log = log[:, log[L.E_KNOWN] < BEGIN_US + DAYS * L.DAY]
    order = np.lexsort((log[L.E_OCCURRED], log[L.E_KNOWN]))
    log = np.ascontiguousarray(log[:, order])
    same = (log[L.E_KIND, 1:] == BASELINE_KIND) & (log[L.E_DOCUMENT, 1:] == log[L.E_DOCUMENT, :-1])
    log[L.E_SEQ] = 1 + np.r_[0, np.cumsum(~same)]
    if most is not None:
        if log[L.E_SEQ, -1] < most:
            raise ValueError(f"only {log[L.E_SEQ, -1]} events were made")
        log = np.ascontiguousarray(log[:, log[L.E_SEQ] <= most])
    log[L.E_HOUR] = moment_class(log[L.E_OCCURRED], WorkingCalendar())
    return log
