"""What is usual for the company at this hour and on this kind of day, by its latest baseline."""

from functools import partial
from typing import Final

from features.catalogue.feature import Feature, Role
from features.kernel.tables import Table
from riskdesk.core.i18n import Text

_BOTH: Final[tuple[Role, ...]] = ("order_anomaly", "payment_anomaly")
_WEEKDAY: Final = 1
_SOURCE = "odd hours: surprise of the hour and weekday against the company's own, on the working calendar"

_company = partial(Feature, "company", reason="odd_hours", models=_BOTH, source=_SOURCE)
_hour = partial(_company, "hour", table=Table.COMPANY_HOUR)
_weekday = partial(_company, "weekday", table=Table.COMPANY_WEEKDAY, number=_WEEKDAY)

HOUR_SHARE: Final = "company_hour_share"
WEEKDAY_SHARE: Final = "company_weekday_share"

COMPANY: Final[tuple[Feature, ...]] = (
    _hour("company_share", text=Text(zh="公司同类单据落在该时段的比例", en="share of the company's documents of the kind at this hour"), unit="share", direction=-1),
    _hour("company_surprise", text=Text(zh="该时段对公司的意外程度", en="surprise of the hour for the company"), unit="score", direction=1),
    _weekday("company_share", text=Text(zh="公司同类单据落在这类日子的比例", en="share of the company's documents of the kind on such a day"), unit="share", direction=-1),
    _weekday("company_surprise", text=Text(zh="这类日子对公司的意外程度", en="surprise of the weekday for the company"), unit="score", direction=1),
)  # fmt: skip
