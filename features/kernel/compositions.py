"""Values made of the query itself and of rows that the program computed before."""

import numpy as np

from features.kernel import layout as L
from features.kernel import ops
from features.kernel.amounts import below_limit, round_amount
from features.kernel.arrays import Floats, Ints
from features.kernel.dates import day_of_month, due_day, weekday
from riskdesk.core.jit import kernel

YEAR_DAYS = 365.0
MONTH_DAYS = YEAR_DAYS / 12.0


@kernel
def of_query(op: int, a: int, q: Ints, limits: Ints) -> float:
    """Return what the query alone tells; NaN where it does not say."""
    if op == ops.OP_QUERY:
        return np.nan if q[a] == L.NEVER else float(q[a])
    if op == ops.OP_FLAG:
        return 1.0 if q[L.Q_FLAGS] & a else 0.0
    if op == ops.OP_BELOW_LIMIT:
        return below_limit(q, limits)
    if op == ops.OP_ROUND_AMOUNT:
        return round_amount(q)
    if op == ops.OP_DUE_WEEKDAY or op == ops.OP_DUE_MONTHDAY:  # noqa: PLR1714 -- a tuple is slow
        if q[L.Q_TERMS] == L.NEVER:
            return np.nan
        return float(weekday(due_day(q)) if op == ops.OP_DUE_WEEKDAY else day_of_month(due_day(q)))
    if q[L.Q_HOUR] == L.NEVER:
        return np.nan
    hour = q[L.Q_HOUR] % L.HOUR_CLASSES
    return float(hour % 24 if op == ops.OP_HOUR else hour // 24)


@kernel
def per_month(yearly: float, known_days: float) -> float:
    """Return a sum over at most a year as a monthly mean over the time known, at least a month."""
    return yearly * MONTH_DAYS / max(min(known_days, YEAR_DAYS), MONTH_DAYS)


@kernel
def balance_dbt(receivable: float, past_due: Floats) -> float:
    """Return days beyond terms from balances.

    (15 a1-30 + 45 a31-60 + 75 a61-90 + 105 a91+) / receivables, written with what is more than 0,
    30, 60, 90 days past due, of which each bucket is a difference. Source: CreditorWatch.
    """
    if not receivable > 0.0:
        return np.nan
    weighted = 15.0 * past_due[0] + 30.0 * (past_due[1] + past_due[2] + past_due[3])
    return float(weighted / receivable)


@kernel
def of_rows(op: int, row_a: int, row_b: int, scale: int, q: Ints, out: Floats) -> float:
    """Return a composition of rows `row_a` and `row_b` of `out`; NaN where either is."""
    a = float(out[row_a])
    if op == ops.OP_PER_AMOUNT:
        return q[L.Q_AMOUNT] / a if a > 0.0 else np.nan
    if op == ops.OP_PLUS_AMOUNT:
        return float(q[L.Q_AMOUNT] + a)
    b = float(out[row_b])
    if op == ops.OP_RATIO:
        return a * scale / b if b > 0.0 else np.nan
    if op == ops.OP_PER_MONTH:
        return np.nan if np.isnan(b) else per_month(a, b)
    if op == ops.OP_BALANCE_DBT:
        return balance_dbt(a, out[row_b : row_b + 4])
    return a + b if op == ops.OP_TOTAL else a - b
