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

# -- measures that need more than a window ------------------------------------------------
OP_FIRST_SPECIAL: Final = 40
OP_HOUR_SURPRISE: Final = 40
"""B is the row of the company's share."""
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

# -- a payee's account, as changed and used; B is the row of days since the latest change ---------
OP_FIRST_ACCOUNT: Final = 70
OP_CHANGE_BY_APPROVER: Final = 70
OP_CHANGE_TO_THIS: Final = 71
OP_SUM_SINCE: Final = 72
OP_IDLE_BEFORE: Final = 73
OP_DISTINCT_TAG: Final = 74

# -- what is like the payment being scored, though not the same ------------------------------------
OP_FIRST_ALIKE: Final = 80
OP_NEAR_AMOUNT: Final = 80
"""A is how many minor units the amounts may differ."""
OP_NEAR_TAG: Final = 81
"""The same under the same number."""
OP_FUZZY_TAG: Final = 82
"""The same under a number that differs by a slip of the pen."""
OP_ALIKE_AMOUNT: Final = 83
"""From here on: at another payee whose name is alike."""
OP_ALIKE_TAG: Final = 84
OP_ALIKE_PARTS: Final = 85

# -- a supplier's bills ------------------------------------------------------------------------------
OP_FIRST_BILL: Final = 90
OP_NUMBER_ORDERED: Final = 90
OP_CONSECUTIVE: Final = 91
OP_ROUND_SHARE: Final = 92

# -- reviewers' verdicts -------------------------------------------------------------------------------
OP_FIRST_VERDICT: Final = 100
OP_VERDICT_LATEST: Final = 100
OP_VERDICT_RUN: Final = 101
OP_CONFIRMED_IDLE: Final = 102
OP_JUDGED_AMOUNT: Final = 103
"""A is 0 for cleared ones, 1 for confirmed ones."""

# -- pace, shares of few, what is owed and allowed, links, the company's own normal ------------------------
OP_FIRST_PACE: Final = 110
OP_RATE_JUMP: Final = 110
OP_DORMANT_RATIO: Final = 111
"""A is how many days without a movement are dormancy."""
OP_OVER_MEDIAN: Final = 112

OP_FIRST_SHARE: Final = 120
OP_TOP_SHARE: Final = 120
OP_COUNT_TAGGED: Final = 121
OP_DISTINCT_TAGGED: Final = 122
OP_LINKED: Final = 123
"""A is 16 times the kind of party (0 any) plus the bits of what is shared (0 any)."""

OP_FIRST_OWING: Final = 130
OP_SUM_ABOVE: Final = 130
OP_PEAK: Final = 131
OP_LIMIT_IN_FORCE: Final = 132
OP_PER_UNIT: Final = 133
"""First value of the latest posting over A."""
OP_PER_UNIT_SECOND: Final = 134

OP_FIRST_COMPANY: Final = 140
OP_COMPANY_SHARE: Final = 140
"""A is 0 for hours, 1 for weekdays."""
OP_COMPANY_SURPRISE: Final = 141
OP_WEEKDAY_SURPRISE: Final = 142
"""B is the row of the company's share."""
