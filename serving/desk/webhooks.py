"""What order systems were not told, and why, in the reader's words."""

from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

import msgspec

from riskdesk.core.database.unit import read_unit
from serving import names
from serving.desk.formats import Formats
from serving.desk.schemas import Moment
from serving.desk.words import moment
from serving.runtime import Runtime
from serving.webhooks import store
from serving.webhooks.store import Delivery
from serving.webhooks.words import FAILURES, KINDS

_MOST_ROWS: Final = 100


@dataclass(frozen=True, slots=True)
class DeadRow:
    """One notice that was given up."""

    event_id: str
    decision_id: str
    kind: str
    document: str
    host: str
    tries: int
    died: Moment
    why: str


@dataclass(frozen=True, slots=True)
class DeadPage:
    """The notices that were given up, latest first, and how many wait and are dead in all."""

    rows: tuple[DeadRow, ...]
    count: str
    waiting: str
    may_retry: bool


def dead_page(runtime: Runtime, formats: Formats, *, may_retry: bool) -> DeadPage:
    """Return the page in the reader's words."""
    with read_unit(runtime.engine) as connection:
        found = store.dead(connection, limit=_MOST_ROWS)
        hosts = {one.endpoint_id: urlsplit(one.url).netloc for one in store.all_endpoints(connection)}
        stands = store.standing(connection)
    return DeadPage(
        rows=tuple(_row(one, hosts.get(one.endpoint_id, ""), formats) for one in found),
        count=formats.text("dead_count", count=stands.dead),
        waiting=formats.text("notices_waiting", count=stands.waiting),
        may_retry=may_retry,
    )


def _row(one: Delivery, host: str, formats: Formats) -> DeadRow:
    assert one.dead_at_us is not None
    said = msgspec.json.decode(one.body)
    failure = FAILURES.get(one.last_error or "")
    why = formats.words(failure) if failure is not None else ""
    return DeadRow(
        event_id=one.event_id,
        decision_id=one.decision_id,
        kind=next(formats.words(text) for kind, text in KINDS.items() if kind == one.kind),
        document=names.document_name(said["subject"], formats.language),
        host=host,
        tries=one.tries,
        died=moment(one.dead_at_us, formats),
        why=why if one.last_status is None else f"{why} ({one.last_status})",
    )
