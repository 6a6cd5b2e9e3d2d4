"""Events that riskdesk itself notes, of kinds without amounts and without secrets: no vault is needed."""

from collections.abc import Mapping
from typing import Any, Final

from features.events.event import Event
from features.events.fields import PARTIES, SECRETS
from features.events.kinds import BY_NAME
from features.events.parse import read_body, stored_hash

SOURCE: Final = "riskdesk"


def plain_event(kind_name: str, fields: Mapping[str, Any], *, occurred_at_us: int, known_at_us: int) -> Event:
    """Return the event of a kind that is identified by its document.

    Raises
    ------
    EventInvalid
        Naming the first field that does not fit.
    """
    kind = BY_NAME[kind_name]
    said = read_body(kind, fields).model_dump(exclude_none=True)
    document_id = said[kind.document_field]
    return Event(
        kind=kind,
        source=SOURCE,
        event_id=document_id,
        occurred_at_us=occurred_at_us,
        known_at_us=known_at_us,
        known_assumed=False,
        document=f"{kind.document}:{document_id}",
        reference=said.get(kind.reference_field) if kind.reference_field else None,
        parties={PARTIES[name]: said[name] for name in PARTIES if name in said and name not in SECRETS},
        currency=None,
        amount_minor=0,
        due_at_us=0,
        delivery_at_us=0,
        body=said,
        body_hash=stored_hash(kind, occurred_at_us, said),
    )
