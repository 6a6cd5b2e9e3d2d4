"""The network address that an order, payment or claim came from, against its own normal."""

from typing import Final

from features.catalogue.feature import Feature, Role
from features.kernel.tables import Table
from riskdesk.core.i18n import Text

_MODELS: Final[tuple[Role, ...]] = ("order_anomaly", "payment_anomaly")
_SOURCE = "many claims from one IP: against the address's own normal"


def _address(measure: str, aggregate: str, window: str, text: Text) -> Feature:
    return Feature(
        "address",
        measure,
        aggregate,
        window,
        text=text,
        unit="ratio" if aggregate == "burst" else "count",
        reason="address_burst",
        table=Table.ADDRESS_ACTIVITY,
        direction=1,
        models=_MODELS,
        source=_SOURCE,
    )


ADDRESSES: Final[tuple[Feature, ...]] = (
    _address(
        "movement",
        "count",
        "1h",
        Text(zh="该地址近1小时的提交数", en="submissions from the address in an hour"),
    ),
    _address(
        "person", "distinct", "1h", Text(zh="该地址近1小时的人数", en="persons at the address in an hour")
    ),
    _address(
        "person", "distinct", "30d", Text(zh="该地址近30天的人数", en="persons at the address in 30 days")
    ),
    _address(
        "movement",
        "burst",
        "1h",
        Text(
            zh="该地址近1小时频率与自身常态之比", en="submissions of an hour against the address's own normal"
        ),
    ),
)
