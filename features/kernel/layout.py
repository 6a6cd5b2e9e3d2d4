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
E_FLAGS: Final = 21
E_HOUR: Final = 22
"""Hour class: `day_kind * 24 + hour` in the company's zone, 0 to 47."""
E_WIDTH: Final = 23

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

# -- postings -------------------------------------------------------------------------
P_EFFECTIVE: Final = 0
P_SEQ: Final = 1
P_KNOWN: Final = 2
P_DOCUMENT: Final = 3
P_OTHER: Final = 4
P_TAG: Final = 5
P_V0: Final = 6
P_V1: Final = 7
P_N: Final = 8
P_SUM0: Final = 9
P_SUM1: Final = 10
P_SUMN: Final = 11
P_MAX_SEQ: Final = 12
P_MAX_KNOWN: Final = 13
P_WIDTH: Final = 14

# -- a posting on its way, before it has its slot: D[row, column] -----------------------
D_TABLE: Final = 0
D_KEY: Final = 1
D_FIELDS: Final = 2
"""From here on the nine columns `P_EFFECTIVE` to `P_N`."""
D_WIDTH: Final = 11

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
"""Which kind of query: `PLACE_ORDER`, `PLACE_PAYMENT` or `PLACE_CUSTOMER`."""
Q_SLOTS: Final = 20
"""From here on one column a table: the slot of the query's key there, or -1."""

PLACE_CUSTOMER: Final = 0
PLACE_ORDER: Final = 1
PLACE_PAYMENT: Final = 2

SECOND: Final = 1_000_000
HOUR: Final = 3_600 * SECOND
DAY: Final = 24 * HOUR
