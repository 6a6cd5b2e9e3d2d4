"""The constant rates of exchange that a mapping states, as events."""

from decimal import Decimal

from features.events.parse import EventParser
from features.imports.mapping import Mapping
from features.imports.staging import Stage, Staged


def rate_events(
    stage: Stage, mapping: Mapping, parser: EventParser, *, source: str, base: str
) -> list[Staged]:
    """Return a rate against the company's currency for each stated currency that occurs.

    Without the company's own currency among those stated there are none: the log must know rates.

    Parameters
    ----------
    base
        The company's currency.
    """
    if base not in mapping.rates:
        return []
    used = {staged.event.currency for staged in stage.events}
    events = []
    for currency in sorted(mapping.rates.keys() & used - {base}):
        rate = round(Decimal(mapping.rates[currency]) / Decimal(mapping.rates[base]), 6)
        row = {
            "kind": "fx_rate_set",
            "occurred_at": mapping.rates_from,
            "currency": currency,
            "rate": format(rate, "f"),
        }
        events.append(Staged(parser.parse(row, source=source), -1, {}))
    return events
