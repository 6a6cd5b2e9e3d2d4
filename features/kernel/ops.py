"""Numbers of the operations that a program may name; they are never stored."""

from typing import Final

# -- one table's postings within a window ----------------------------------------------
OP_COUNT: Final = 1
OP_SUM: Final = 2
OP_SUM_SECOND: Final = 3
OP_MEAN: Final = 4
OP_MEAN_SECOND: Final = 5
OP_MAX: Final = 6
OP_MAX_SECOND: Final = 7
OP_STATE: Final = 8
OP_DISTINCT: Final = 9
OP_DAYS_SINCE_LAST: Final = 10
OP_DAYS_SINCE_FIRST: Final = 11
OP_LATEST: Final = 12
"""First value of the latest posting that counts one."""
OP_LATEST_SECOND: Final = 13

# -- the query itself, and earlier rows of the program -----------------------------------
OP_QUERY: Final = 20
"""Column A of the query."""
OP_RATIO: Final = 21
"""Row A times the window's integer, over row B."""
OP_DIFFERENCE: Final = 22
OP_TOTAL: Final = 23
OP_PER_AMOUNT: Final = 24
"""The amount being scored over row A."""
OP_PLUS_AMOUNT: Final = 25
"""Row A with the amount being scored."""
OP_PER_MONTH: Final = 26
"""Row A, a sum over a year, a month; row B tells for how many days there is history."""
OP_BALANCE_DBT: Final = 27
"""Row A holds the receivables, B and the three rows after it what is past due 0, 30, 60, 90 days."""
OP_HOUR: Final = 28
OP_DAY_KIND: Final = 29
OP_FLAG: Final = 30
"""1 where the query carries flag A."""
OP_BELOW_LIMIT: Final = 31
OP_ROUND_AMOUNT: Final = 32
OP_DUE_WEEKDAY: Final = 33
OP_DUE_MONTHDAY: Final = 34

# -- measures that need more than a window --------------------------------------------------
OP_FIRST_SPECIAL: Final = 40
"""`features.kernel.dispatch` numbers them from here on."""
