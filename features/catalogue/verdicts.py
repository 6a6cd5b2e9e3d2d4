"""What reviewers found before at the customer, the salesperson, the payee and the requester, as known by then."""

from typing import Final

from features.catalogue.feature import Direction, Feature, Role, Unit
from features.kernel.tables import Table
from riskdesk.core.i18n import Text

_ORDER: Final[tuple[Role, ...]] = ("order_anomaly",)
_PAYMENT: Final[tuple[Role, ...]] = ("payment_anomaly",)
_SOURCE = "verdicts known by then, as in terminal risk of the Fraud Detection Handbook, chapter 3"
_WINDOWS: Final = ("30d", "90d", "365d", "")
_SHORT_WINDOWS: Final = ("1d", "7d", *_WINDOWS)
"""Frauds of payments come in bursts of days."""

_PARTIES: Final[tuple[tuple[str, Table, Text, tuple[Role, ...], tuple[str, ...]], ...]] = (
    ("customer", Table.CUSTOMER_VERDICT, Text(zh="该客户", en="the customer"), (*_ORDER, *_PAYMENT), _WINDOWS),
    ("salesperson", Table.SALESPERSON_VERDICT, Text(zh="该销售员", en="the salesperson"), _ORDER, _WINDOWS),
    ("payee", Table.PAYEE_VERDICT, Text(zh="该收款方", en="the payee"), _PAYMENT, _SHORT_WINDOWS),
    ("requester", Table.REQUESTER_VERDICT, Text(zh="该申请人", en="the requester"), _PAYMENT, _WINDOWS),
)  # fmt: skip


def _over(window: str) -> Text:
    if not window:
        return Text(zh="历来", en=", ever")
    days = int(window[:-1])
    return Text(zh=f"近{days}天", en=f" in {days} days" if days > 1 else " in a day")


def _windowed(
    entity: str, table: Table, who: Text, models: tuple[Role, ...], window: str
) -> tuple[Feature, Feature]:
    over = _over(window)
    return (
        Feature(
            entity,
            "confirmed",
            "confirmed_count",
            window,
            text=Text(
                zh=f"{over.zh}对{who.zh}确认的可疑单据数",
                en=f"suspicions about {who.en} that reviewers confirmed{over.en}",
            ),
            unit="count",
            reason="verdict_history",
            table=table,
            direction=1,
            models=models,
            source=_SOURCE,
        ),
        Feature(
            entity,
            "confirmed",
            "confirmed_share",
            window,
            text=Text(
                zh=f"{over.zh}对{who.zh}的复核结论中确认可疑的比例",
                en=f"share of reviewers' verdicts about {who.en} that confirmed{over.en}",
            ),
            unit="share",
            reason="verdict_history",
            table=table,
            direction=1,
            models=models,
            source=_SOURCE,
        ),
    )


def _latest(entity: str, table: Table, who: Text, models: tuple[Role, ...]) -> tuple[Feature, ...]:
    def of(measure: str, aggregate: str, text: Text, unit: str) -> Feature:
        return Feature(
            entity,
            measure,
            aggregate,
            text=text,
            unit="days" if unit == "days" else "flag" if unit == "flag" else "score",
            reason="verdict_history",
            table=table,
            direction=-1
            if aggregate == "confirmed_idle"
            else 0
            if aggregate in ("idle", "verdict_run_age")
            else 1,
            models=models,
            source=_SOURCE,
        )

    return (
        of("verdict", "idle", Text(zh=f"距对{who.zh}上次首次复核的天数", en=f"days since a document of {who.en} was last judged"), "days"),
        of("verdict", "verdict_latest", Text(zh=f"对{who.zh}最近一次复核是否确认可疑", en=f"whether the latest verdict about {who.en} confirmed"), "flag"),
        of("verdict", "verdict_run", Text(zh=f"对{who.zh}最近连续一致的复核次数（确认为正、排除为负）", en=f"latest verdicts about {who.en} that agree, above 0 where they confirmed"), "score"),
        of("verdict", "verdict_run_age", Text(zh=f"对{who.zh}最近连续一致的复核中第一次距今的天数", en=f"days since the first of the latest verdicts about {who.en} that agree"), "days"),
        of("confirmed", "confirmed_idle", Text(zh=f"距对{who.zh}上次确认可疑的天数", en=f"days since a suspicion about {who.en} was last confirmed"), "days"),
    )  # fmt: skip


def _plain(
    measure: str, aggregate: str, window: str, text: Text, unit: Unit, direction: Direction
) -> Feature:
    return Feature(
        "payee",
        measure,
        aggregate,
        window,
        text=text,
        unit=unit,
        reason="verdict_history",
        table=Table.PAYEE_VERDICT,
        direction=direction,
        models=_PAYMENT,
        source="verdicts that the amount alone explains tell little of the payee: they are set aside",
    )


_SET_ASIDE: Final = Text(zh="（不计金额本身足以解释的）", en=", but for amounts that explain themselves")
_PLAIN: Final = (
    *(
        _plain("confirmed_plain", "plain_share", window, Text(zh=f"{_over(window).zh}对该收款方的复核结论中确认可疑的比例{_SET_ASIDE.zh}", en=f"share of reviewers' verdicts about the payee that confirmed{_over(window).en}{_SET_ASIDE.en}"), "share", 1)
        for window in ("7d", "14d", "30d")
    ),
    _plain("verdict_plain", "plain_run", "", Text(zh=f"对该收款方最近连续一致的复核次数（确认为正、排除为负）{_SET_ASIDE.zh}", en=f"latest verdicts about the payee that agree, above 0 where they confirmed{_SET_ASIDE.en}"), "score", 1),
    _plain("verdict_plain", "plain_run_age", "", Text(zh=f"对该收款方最近连续一致的复核中第一次距今的天数{_SET_ASIDE.zh}", en=f"days since the first of the latest verdicts about the payee that agree{_SET_ASIDE.en}"), "days", 0),
    _plain("confirmed_plain", "plain_confirmed_idle", "", Text(zh=f"距对该收款方上次确认可疑的天数{_SET_ASIDE.zh}", en=f"days since a suspicion about the payee was last confirmed{_SET_ASIDE.en}"), "days", -1),
    _plain("cleared", "cleared_idle", "", Text(zh="距对该收款方上次排除可疑的天数", en="days since a suspicion about the payee was last cleared"), "days", 0),
)  # fmt: skip

VERDICTS: Final[tuple[Feature, ...]] = (
    *(
        feature
        for entity, table, who, models, windows in _PARTIES
        for feature in (
            *(one for window in windows for one in _windowed(entity, table, who, models, window)),
            *_latest(entity, table, who, models),
        )
    ),
    *_PLAIN,
)
