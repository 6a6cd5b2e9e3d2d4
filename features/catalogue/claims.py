"""An expense claim against the claimant's own history: hour, weekday, size, pace, splits, repetitions."""

from functools import partial
from typing import Final

from features.catalogue.company import HOUR_SHARE, WEEKDAY_SHARE
from features.catalogue.feature import Feature, Unit
from features.catalogue.payments import NEAR_PERCENT, NEAR_PERCENT_OF_MANY
from features.kernel.tables import Table
from riskdesk.core.i18n import Text

_SPLIT = "split: the sum with the one being scored above a limit that no part passes"
_ADDRESS = "many claims from one IP: distinct claimants and claims per address and hour"
_A_CLAIM: Final = 1

_claim = partial(Feature, "claimant", table=Table.REQUESTER_CLAIM, place="claim")
_address = partial(
    Feature, "address", table=Table.ADDRESS_ACTIVITY, place="claim", reason="address_burst", number=_A_CLAIM, unit="count", direction=1, source=_ADDRESS
)  # fmt: skip


def _split(aggregate: str, window: str, said: Text, number: int = 0) -> Feature:
    unit: Unit = "count" if aggregate == "split_parts" else "ratio"
    return _claim(
        "claim",
        aggregate,
        window,
        reason="split_claim",
        number=number,
        text=said,
        unit=unit,
        direction=1,
        source=_SPLIT,
    )


def _parts(window: str, percent: int) -> Feature:
    over = _SAID[window]
    return _split(
        "split_parts",
        window,
        Text(
            zh=f"{over.zh}内略低于同一报销限额（{percent}%以内）的较早报销数",
            en=f"earlier claims at most {percent} % below the same limit in {over.en}",
        ),
        percent,
    )


def _ratio(window: str) -> Feature:
    over = _SAID[window]
    return _split(
        "split_ratio",
        window,
        Text(zh=f"{over.zh}内报销合计与限额之比", en=f"sum with earlier claims in {over.en} over the limit"),
    )


_SAID: Final = {
    "24h": Text(zh="24小时", en="24 hours"),
    "72h": Text(zh="72小时", en="72 hours"),
    "7d": Text(zh="7天", en="7 days"),
}

CLAIMS: Final[tuple[Feature, ...]] = (
    _claim("", "hour_surprise", operands=(HOUR_SHARE,), reason="odd_hours", text=Text(zh="报销提交时点对该员工的意外程度", en="surprise of the hour for the claimant"), unit="score", direction=1),
    _claim("", "weekday_surprise", operands=(WEEKDAY_SHARE,), reason="odd_hours", text=Text(zh="报销提交日对该员工的意外程度", en="surprise of the weekday for the claimant"), unit="score", direction=1),
    _claim("claim_amount", "jump", reason="amount_jump", text=Text(zh="本次报销偏离该员工习惯的程度（稳健 z）", en="the claim against the claimant's own, robust z"), unit="score"),
    _claim("claim_amount", "over_median", reason="amount_jump", text=Text(zh="本次报销与该员工报销中位数之比", en="the claim over the claimant's median"), unit="ratio"),
    _claim("claim", "burst", "7d", reason="frequency_jump", text=Text(zh="该员工近7天报销频率与自身常态之比", en="the claimant's claims of 7 days against their normal"), unit="ratio", direction=1),
    _claim("claim", "rate_jump", "7d", reason="frequency_jump", text=Text(zh="该员工近7天报销次数偏离前13周的程度（稳健 z）", en="the claimant's claims of 7 days against the 13 weeks before, robust z"), unit="score", direction=1),
    _claim("claim", "count", "30d", reason="repeated_claim", text=Text(zh="该员工近30天报销数", en="the claimant's claims in 30 days"), unit="count"),
    _claim("claim_amount", "sum", "30d", reason="repeated_claim", text=Text(zh="该员工近30天报销金额", en="the claimant's claims of 30 days by amount"), unit="money"),
    _claim("amount_repeated", "same_amount", "30d", reason="repeated_claim", text=Text(zh="近30天金额相同的报销数", en="claims of the same amount in 30 days"), unit="count", direction=1),
    _claim("amount_repeated", "same_amount", "90d", reason="repeated_claim", text=Text(zh="近90天金额相同的报销数", en="claims of the same amount in 90 days"), unit="count", direction=1),
    _claim("address", "first_use", other="address", reason="address_burst", text=Text(zh="该员工首次从此地址报销", en="the claimant's first claim from this address"), unit="flag", direction=1),
    _parts("24h", NEAR_PERCENT),
    _parts("72h", NEAR_PERCENT_OF_MANY),
    _parts("7d", NEAR_PERCENT),
    _ratio("24h"),
    _ratio("72h"),
    _ratio("7d"),
    _address("claim", "count_tagged", "1h", text=Text(zh="该地址近1小时的报销数", en="claims from the address in an hour")),
    _address("claimant", "distinct_tagged", "1h", text=Text(zh="该地址近1小时报销的人数", en="claimants at the address in an hour")),
)  # fmt: skip
