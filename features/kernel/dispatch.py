"""Which function a special operation is; written by `python -m features.catalogue.dispatching`."""

from typing import Final

from features.kernel import (
    accounts,
    alike,
    amounts,
    billing,
    duplicates,
    hours,
    owing,
    pace,
    parties,
    paying,
    rhythm,
    shares,
    splits,
    verdicts,
    weekdays,
    weighing,
)
from features.kernel.arrays import Ints
from riskdesk.core.jit import inlined_kernel

DISPATCHED: Final = (
    "hours.hour_surprise",
    "weekdays.weekday_surprise",
    "weekdays.company_share",
    "weekdays.company_surprise",
    "amounts.amount_jump",
    "pace.over_median",
    "rhythm.burst",
    "pace.rate_jump",
    "pace.dormant_ratio",
    "amounts.jump_count",
    "splits.split_parts",
    "splits.split_ratio",
    "duplicates.same_tag",
    "duplicates.same_amount",
    "duplicates.parts_sum",
    "alike.near_amount",
    "alike.near_tag",
    "alike.fuzzy_tag",
    "alike.alike_amount",
    "alike.alike_tag",
    "alike.alike_parts",
    "duplicates.number_paid",
    "duplicates.number_billed",
    "duplicates.blind_repeat",
    "billing.number_ordered",
    "billing.consecutive_share",
    "billing.round_share",
    "parties.first_use",
    "parties.change_alone",
    "parties.change_by_requester",
    "accounts.change_by_approver",
    "accounts.change_to_this",
    "accounts.sum_since",
    "accounts.idle_before",
    "accounts.number_held_before",
    "accounts.distinct_tag",
    "parties.other_owners",
    "shares.linked",
    "shares.top_share",
    "shares.count_tagged",
    "shares.distinct_tagged",
    "verdicts.latest",
    "verdicts.run",
    "verdicts.confirmed_idle",
    "verdicts.run_age",
    "verdicts.plain_run",
    "verdicts.plain_run_age",
    "verdicts.plain_share",
    "verdicts.plain_confirmed_idle",
    "verdicts.cleared_idle",
    "verdicts.judged_amount",
    "rhythm.habit_break",
    "paying.pay_gap",
    "paying.amount_rank",
    "paying.paid_latest_5",
    "paying.paid_latest_20",
    "paying.paid_latest_64",
    "paying.paid_similar",
    "weighing.paid_recent",
    "weighing.paid_same_amount",
    "weighing.paid_like",
    "weighing.paid_monthday",
    "rhythm.count_above",
    "owing.sum_above",
    "rhythm.reversed_share",
    "owing.peak",
    "owing.limit_in_force",
    "owing.per_unit",
    "owing.per_unit_second",
    "owing.days_past_due",
)
"""Functions in the order of their operations, from `OP_FIRST_SPECIAL` on."""


@inlined_kernel
def special(  # noqa: PLR0915 -- one branch a measure
    op: int,
    p: Ints,
    start: int,
    end: int,
    q: Ints,
    window_us: int,
    number: int,
    operand: float,
    other: int,
    limits: Ints,
    scratch: Ints,
) -> float:
    """Return one special measure; `number` and `operand` are those of the definition."""
    if op < 75:
        if op < 57:
            if op < 48:
                if op < 44:
                    if op < 42:
                        if op < 41:
                            return hours.hour_surprise(p, start, end, q, operand)
                        return weekdays.weekday_surprise(p, start, end, q, operand)
                    if op < 43:
                        return weekdays.company_share(p, start, end, q, number)
                    return weekdays.company_surprise(p, start, end, q, number)
                if op < 46:
                    if op < 45:
                        return amounts.amount_jump(p, start, end, q, scratch)
                    return pace.over_median(p, start, end, q, scratch)
                if op < 47:
                    return rhythm.burst(p, start, end, q, window_us)
                return pace.rate_jump(p, start, end, q, window_us, scratch)
            if op < 52:
                if op < 50:
                    if op < 49:
                        return pace.dormant_ratio(p, start, end, q, number, scratch)
                    return amounts.jump_count(p, start, end, q, window_us, number, scratch)
                if op < 51:
                    return splits.split_parts(p, start, end, q, window_us, other, limits, number)
                return splits.split_ratio(p, start, end, q, window_us, other, limits, scratch)
            if op < 54:
                if op < 53:
                    return duplicates.same_tag(p, start, end, q, window_us)
                return duplicates.same_amount(p, start, end, q, window_us)
            if op < 55:
                return duplicates.parts_sum(p, start, end, q, window_us, scratch)
            if op < 56:
                return alike.near_amount(p, start, end, q, window_us, number)
            return alike.near_tag(p, start, end, q, window_us, number)
        if op < 66:
            if op < 61:
                if op < 59:
                    if op < 58:
                        return alike.fuzzy_tag(p, start, end, q, window_us, number, scratch)
                    return alike.alike_amount(p, start, end, q, window_us)
                if op < 60:
                    return alike.alike_tag(p, start, end, q, window_us)
                return alike.alike_parts(p, start, end, q, window_us, scratch)
            if op < 63:
                if op < 62:
                    return duplicates.number_paid(p, start, end, q, window_us)
                return duplicates.number_billed(p, start, end, q, window_us)
            if op < 64:
                return duplicates.blind_repeat(p, start, end, q, window_us)
            if op < 65:
                return billing.number_ordered(p, start, end, q, window_us)
            return billing.consecutive_share(p, start, end, q)
        if op < 70:
            if op < 68:
                if op < 67:
                    return billing.round_share(p, start, end, q)
                return parties.first_use(p, start, end, q, other)
            if op < 69:
                return parties.change_alone(p, start, end, q, window_us)
            return parties.change_by_requester(p, start, end, q, window_us)
        if op < 72:
            if op < 71:
                return accounts.change_by_approver(p, start, end, q, window_us)
            return accounts.change_to_this(p, start, end, q, window_us)
        if op < 73:
            return accounts.sum_since(p, start, end, q, window_us, operand)
        if op < 74:
            return accounts.idle_before(p, start, end, q, operand)
        return accounts.number_held_before(p, start, end, q, operand)
    if op < 92:
        if op < 83:
            if op < 79:
                if op < 77:
                    if op < 76:
                        return accounts.distinct_tag(p, start, end, q, window_us, scratch)
                    return parties.other_owners(p, start, end, q, other, number, scratch)
                if op < 78:
                    return shares.linked(p, start, end, q, number, scratch)
                return shares.top_share(p, start, end, q, window_us, scratch)
            if op < 81:
                if op < 80:
                    return shares.count_tagged(p, start, end, q, window_us, number)
                return shares.distinct_tagged(p, start, end, q, window_us, number, scratch)
            if op < 82:
                return verdicts.latest(p, start, end, q)
            return verdicts.run(p, start, end, q)
        if op < 87:
            if op < 85:
                if op < 84:
                    return verdicts.confirmed_idle(p, start, end, q)
                return verdicts.run_age(p, start, end, q)
            if op < 86:
                return verdicts.plain_run(p, start, end, q)
            return verdicts.plain_run_age(p, start, end, q)
        if op < 89:
            if op < 88:
                return verdicts.plain_share(p, start, end, q, window_us)
            return verdicts.plain_confirmed_idle(p, start, end, q)
        if op < 90:
            return verdicts.cleared_idle(p, start, end, q)
        if op < 91:
            return verdicts.judged_amount(p, start, end, q, window_us, number)
        return rhythm.habit_break(p, start, end, q, number, scratch)
    if op < 101:
        if op < 96:
            if op < 94:
                if op < 93:
                    return paying.pay_gap(p, start, end, q, scratch)
                return paying.amount_rank(p, start, end, q, scratch)
            if op < 95:
                return paying.paid_latest_5(p, start, end, q, number, scratch)
            return paying.paid_latest_20(p, start, end, q, number, scratch)
        if op < 98:
            if op < 97:
                return paying.paid_latest_64(p, start, end, q, number, scratch)
            return paying.paid_similar(p, start, end, q, number, scratch)
        if op < 99:
            return weighing.paid_recent(p, start, end, q, number, scratch)
        if op < 100:
            return weighing.paid_same_amount(p, start, end, q, number, scratch)
        return weighing.paid_like(p, start, end, q, number, scratch)
    if op < 105:
        if op < 103:
            if op < 102:
                return weighing.paid_monthday(p, start, end, q, number, scratch)
            return rhythm.count_above(p, start, end, q, window_us, number)
        if op < 104:
            return owing.sum_above(p, start, end, q, window_us, number)
        return rhythm.reversed_share(p, start, end, q, window_us)
    if op < 107:
        if op < 106:
            return owing.peak(p, start, end, q, window_us)
        return owing.limit_in_force(p, start, end, q)
    if op < 108:
        return owing.per_unit(p, start, end, q, number)
    if op < 109:
        return owing.per_unit_second(p, start, end, q, number)
    return owing.days_past_due(p, start, end, q)
