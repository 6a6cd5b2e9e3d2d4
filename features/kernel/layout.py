"""Names of the columns of the three int64 arrays that the kernel works on.

Events `E[column, row]`: one column a fact of the log, strings as 64-bit codes.
Postings `P[column, row]`: what a fact means for one key of one table, sorted within a slot
by (`EFFECTIVE`, `SEQ`), with running sums.
Queries `Q[row, column]`: one row a vector that is asked for.
Slots `S[slot, column]`: where the postings of one (table, key) stand in `P`.
"""

from typing import Final

import numpy as np

NEVER: Final = np.iinfo(np.int64).max
"""A moment or `seq` beyond all others."""

NOBODY: Final = 0
"""The code of an absent key."""

# -- events ---------------------------------------------------------------------------
E_SEQ: Final = 0
E_KIND: Final = 1
E_OCCURRED: Final = 2
E_KNOWN: Final = 3
E_DOCUMENT: Final = 4
E_REFERENCE: Final = 5
E_CUSTOMER: Final = 6
E_SALESPERSON: Final = 7
E_PAYEE: Final = 8
E_ACCOUNT: Final = 9
E_REQUESTER: Final = 10
E_APPROVER: Final = 11
E_ADDRESS: Final = 12
E_BASE: Final = 13
E_DELTA: Final = 14
E_COUNT: Final = 15
E_OPEN: Final = 16
E_DELIVERED: Final = 17
E_DUE: Final = 18
E_REF_AT: Final = 19
E_TAG: Final = 20
"""Code of the invoice number: packed where it is short (`features.kernel.numbers`), a hash where not."""
E_FLAGS: Final = 21
E_HOUR: Final = 22
"""Moment class: `weekday * 48 + day_kind * 24 + hour` in the company's zone, 0 to 335."""
E_MARK: Final = 23
"""Code of the voucher."""
E_GROUP: Final = 24
"""Group of companies of the customer, as booked."""
E_INDUSTRY: Final = 25
E_NAMESAKE: Final = 26
"""Those whose names are alike; of a baseline's row 0."""
E_NEAR: Final = 27
"""The moment from which an open order is within the horizon of the dynamic credit check; 0 without a date."""
E_CLASS: Final = 28
"""Of a baseline's row: the hour or weekday class that it speaks of, counted from 1; else 0."""
E_WIDTH: Final = 29

# -- flags of an event ----------------------------------------------------------------
FLAG_RECURRING: Final = 1
"""Under a recurring contract."""
FLAG_ONE_PERSON: Final = 2
"""No second person approved."""
FLAG_ORDERED: Final = 4
"""A supplier's invoice with a purchase order behind it."""
FLAG_FIRST: Final = 8
"""The first event of its document."""
FLAG_CLOSED: Final = 16
"""The event settled what was left of its invoice."""
FLAG_BAD_REGISTRY: Final = 32
"""A registration whose registry id fails its check digit."""
SHIFT_PAYMENT_KIND: Final = 6
"""Two bits from here on: 0 supplier, 1 expense, 2 refund, 3 salary."""
FLAG_JUDGED: Final = 256
"""Of a document: a reviewer gave a verdict on it."""
FLAG_CONFIRMED: Final = 512
"""Of a document: the latest verdict confirmed the suspicion."""
FLAG_WITHDRAWN: Final = 1024
"""The payment was withdrawn before it was paid; above all classes of hours, which stand in its place elsewhere."""

# -- classes of moments -----------------------------------------------------------------
HOUR_CLASSES: Final = 48
WEEKDAY_CLASSES: Final = 14
"""`day_kind * 7 + weekday`."""
CLASSES_A_PLACE: Final = 64
"""Class of a baseline: `1 + place * 64 +` hour class, or `48 +` weekday class."""

# -- postings -------------------------------------------------------------------------
P_EFFECTIVE: Final = 0
P_SEQ: Final = 1
P_KNOWN: Final = 2
P_DOCUMENT: Final = 3
P_OTHER: Final = 4
P_TAG: Final = 5
P_MARK: Final = 6
P_V0: Final = 7
P_V1: Final = 8
P_N: Final = 9
P_SUM0: Final = 10
P_SUM1: Final = 11
P_SUMN: Final = 12
P_LATER: Final = 13
"""Twice how many postings up to here come from an event that is not the first of its document, and 1 if it does."""
P_OPENED: Final = 14
"""How many postings up to here count one."""
P_MAX_SEQ: Final = 15
P_MAX_KNOWN: Final = 16
P_WIDTH: Final = 17

# -- a posting on its way, before it has its slot: D[row, column] -----------------------
D_TABLE: Final = 0
D_KEY: Final = 1
D_FIELDS: Final = 2
"""From here on the ten columns `P_EFFECTIVE` to `P_N`."""
D_LATER: Final = 12
"""1 where the event is not the first of its document."""
D_WIDTH: Final = 13

# -- slots ----------------------------------------------------------------------------
S_START: Final = 0
S_LENGTH: Final = 1
S_CAPACITY: Final = 2
S_WIDTH: Final = 3

# -- queries --------------------------------------------------------------------------
Q_AS_OF: Final = 0
Q_SEQ: Final = 1
Q_HORIZON: Final = 2
Q_KNOWN_BY: Final = 3
Q_DOCUMENT: Final = 4
Q_AGAIN: Final = 5
"""1 where the document stands in history already (a revision): its own postings are left out."""
Q_AMOUNT: Final = 6
Q_HOUR: Final = 7
Q_CUSTOMER: Final = 8
Q_SALESPERSON: Final = 9
Q_PAYEE: Final = 10
Q_ACCOUNT: Final = 11
Q_REQUESTER: Final = 12
Q_APPROVER: Final = 13
Q_ADDRESS: Final = 14
Q_TAG: Final = 15
Q_FLAGS: Final = 16
Q_TERMS: Final = 17
Q_PLACE: Final = 18
"""Which kind of query: `PLACE_ORDER`, `PLACE_PAYMENT`, `PLACE_CLAIM` or `PLACE_CUSTOMER`."""
Q_MARK: Final = 19
Q_GROUP: Final = 20
Q_INDUSTRY: Final = 21
Q_NAMESAKE: Final = 22
Q_HOUR_CLASS: Final = 23
"""The baseline's class of the hour: `1 + place * 64 + hour class`; 0 without an hour."""
Q_WEEKDAY_CLASS: Final = 24
Q_SLOTS: Final = 28
"""From here on one column a table: the slot of the query's key there, or -1."""

PLACE_CUSTOMER: Final = 0
PLACE_ORDER: Final = 1
PLACE_PAYMENT: Final = 2
PLACE_CLAIM: Final = 3

SECOND: Final = 1_000_000
HOUR: Final = 3_600 * SECOND
DAY: Final = 24 * HOUR
