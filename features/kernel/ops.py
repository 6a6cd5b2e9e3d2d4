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

# -- measures that need more than a window ------------------------------------------------
OP_FIRST_SPECIAL: Final = 40
OP_HOUR_SURPRISE: Final = 40
OP_SPLIT_PARTS: Final = 41
OP_SPLIT_RATIO: Final = 42
OP_AMOUNT_JUMP: Final = 43
OP_SAME_TAG: Final = 44
OP_SAME_AMOUNT: Final = 45
OP_PARTS_SUM: Final = 46
OP_FIRST_USE: Final = 47
OP_CHANGE_ALONE: Final = 48
OP_CHANGE_BY_REQUESTER: Final = 49
OP_OTHER_OWNERS: Final = 50
OP_HABIT_BREAK: Final = 51
OP_COUNT_ABOVE: Final = 52
OP_REVERSED_SHARE: Final = 53
OP_BURST: Final = 54
OP_NUMBER_PAID: Final = 55
OP_NUMBER_BILLED: Final = 56
OP_BLIND_REPEAT: Final = 57

# -- how what is like this invoice was paid; A is a statistic of `features.kernel.paying` ----
OP_FIRST_PAID: Final = 60
OP_PAY_GAP: Final = 60
OP_PAID_AMOUNT_RANK: Final = 61
OP_PAID_LATEST_5: Final = 62
OP_PAID_LATEST_20: Final = 63
OP_PAID_LATEST_64: Final = 64
OP_PAID_SIMILAR: Final = 65
OP_PAID_NEAREST: Final = 66
OP_PAID_WEEKDAY: Final = 67
"""From here on the terms must be known."""
OP_PAID_PAYDAY: Final = 68
OP_PAID_NEAREST_PAYDAY: Final = 69
