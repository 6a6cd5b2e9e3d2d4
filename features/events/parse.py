"""From an untrusted row to an `Event`: checked, amounts as integers, secrets sealed."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

from pydantic import ValidationError

from features.events.event import Event
from features.events.fields import AMOUNTS, DAYS, PARTIES, SECRETS, TIMES, Body, said_of
from features.events.kinds import EventKind, kind_named
from riskdesk.core.clock import format_time, parse_time, to_us
from riskdesk.core.crypto import Sealed, Vault
from riskdesk.core.errors import EventInvalid, InputInvalid
from riskdesk.core.money import format_amount, parse_amount

CANONICAL: Final = json.JSONEncoder(sort_keys=True, ensure_ascii=False, separators=(",", ":"))
"""How bodies are written, in the log and under their hash."""
ENVELOPE = frozenset({"kind", "event_id", "occurred_at", "known_at"})


@dataclass(frozen=True, slots=True)
class EventParser:
    """Reads rows of one source.

    Parameters
    ----------
    vault
        Seals what is secret.
    zone
        The company's zone, in which calendar days begin.
    """

    vault: Vault
    zone: ZoneInfo

    def parse(self, row: Mapping[str, Any], *, source: str, origin: str = "anyone") -> Event:
        """Return the event that a flat row describes.

        Parameters
        ----------
        row
            `kind`, `occurred_at`, optionally `event_id` and `known_at`, and the kind's fields.
        source
            The system that speaks.
        origin
            `anyone`, `import` or `inside`: which kinds may be written.

        Raises
        ------
        EventInvalid, AmountInvalid, TimeInvalid
            Naming the field and what was expected.
        """
        kind = kind_named(row.get("kind"))
        _check_origin(kind, origin)
        occurred_at_us = parse_time(_text(row, "occurred_at"), field="occurred_at")
        known = row.get("known_at")
        known_at_us = (
            occurred_at_us if known is None else parse_time(_text(row, "known_at"), field="known_at")
        )
        if known_at_us < occurred_at_us:
            raise EventInvalid("expected a time not before occurred_at", field="known_at")
        body = read_body(kind, {k: v for k, v in row.items() if k not in ENVELOPE})
        return self.build(
            kind,
            body,
            source=source,
            event_id=_event_id(row),
            occurred_at_us=occurred_at_us,
            known_at_us=known_at_us,
            known_assumed=known is None,
        )

    def build(
        self,
        kind: EventKind,
        body: Body,
        *,
        source: str,
        event_id: str | None,
        occurred_at_us: int,
        known_at_us: int,
        known_assumed: bool = False,
    ) -> Event:
        """Return the event of a body that has been checked against its schema."""
        return self.build_said(
            kind,
            body.model_dump(exclude_none=True),
            source=source,
            event_id=event_id,
            occurred_at_us=occurred_at_us,
            known_at_us=known_at_us,
            known_assumed=known_assumed,
        )

    def build_said(
        self,
        kind: EventKind,
        said: dict[str, Any],
        *,
        source: str,
        event_id: str | None,
        occurred_at_us: int,
        known_at_us: int,
        known_assumed: bool = False,
    ) -> Event:
        """Return the event of what a checked body says, without what it leaves open; `said` is taken over."""
        amount_minor = self._normalise(said)
        due_at_us = self._midnight_us(said["due_date"], "due_date", 1) if "due_date" in said else 0
        delivery_at_us = (
            self._midnight_us(said["delivery_date"], "delivery_date", 0) if "delivery_date" in said else 0
        )
        parties = {
            column: said[name] for name, column in PARTIES.items() if name in said and name not in SECRETS
        }
        sealed = self._seal(said, parties, SECRETS | kind.schema.secrets)
        digest = body_hash(kind, occurred_at_us, said)
        document_id = said.get(kind.document_field, said.get("subject"))
        if document_id is None:
            raise EventInvalid("expected an id", field=kind.document_field)
        reference = said.get(kind.reference_field) if kind.reference_field else None
        return Event(
            kind=kind,
            source=source,
            event_id=event_id or _default_id(kind, document_id, digest),
            occurred_at_us=occurred_at_us,
            known_at_us=known_at_us,
            known_assumed=known_assumed,
            document=f"{kind.document}:{document_id}",
            reference=reference
            if kind.refers_to is None or reference is None
            else f"{kind.refers_to}:{reference}",
            parties=parties,
            currency=said.get("currency"),
            amount_minor=amount_minor,
            due_at_us=due_at_us,
            delivery_at_us=delivery_at_us,
            body={**said, **sealed},
            body_hash=digest,
        )

    def _normalise(self, said: dict[str, Any]) -> int:
        """Bring amounts and times into their canonical form; return the amount in minor units."""
        amount_minor = 0
        for name in AMOUNTS:
            if name in said:
                if said.get("currency") is None:
                    raise EventInvalid("expected, for the row has an amount", field="currency")
                minor = parse_amount(said[name], said["currency"], field=name, allow_zero=name != "amount")
                said[name] = format_amount(minor, said["currency"])
                amount_minor = minor
        for name in TIMES:
            if name in said:
                said[name] = format_time(parse_time(said[name], field=name), "UTC")
        for name in DAYS:
            if name in said:
                _read_day(said[name], name)
        return amount_minor

    def _midnight_us(self, day: str, field: str, days_later: int) -> int:
        """Return the first moment of the day so many days after a calendar day of the company's zone."""
        read = _read_day(day, field) + timedelta(days=days_later)
        return to_us(datetime(read.year, read.month, read.day, tzinfo=self.zone))

    def _seal(
        self, said: dict[str, Any], parties: dict[str, str], secrets: Mapping[str, str]
    ) -> dict[str, Any]:
        """Replace secrets in `said` by digests; return them with their ciphers, for the body."""
        sealed: dict[str, Any] = {}
        for name in secrets.keys() & said.keys():
            one = _sealed(self.vault, secrets[name], name, said[name])
            said[name] = one.digest
            sealed[name] = {"digest": one.digest, "cipher": one.cipher}
            if name in PARTIES:
                parties[PARTIES[name]] = one.digest
        return sealed


def read_body(kind: EventKind, fields: Mapping[str, Any]) -> Body:
    """Return the body of `kind` that `fields` spell out.

    Raises
    ------
    EventInvalid
        Naming the first field that does not fit.
    """
    try:
        return kind.schema.model_validate(dict(fields))
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        field = ".".join(str(part) for part in first["loc"]) or kind.name
        raise EventInvalid(said_of(first), field=field) from None


def _check_origin(kind: EventKind, origin: str) -> None:
    allowed = {"anyone": {"anyone"}, "import": {"anyone", "import"}, "inside": {"anyone", "import", "inside"}}
    if kind.origin not in allowed[origin]:
        raise EventInvalid(f"{kind.name} is written by riskdesk itself, not taken from outside", field="kind")


def _text(row: Mapping[str, Any], name: str) -> str:
    value = row.get(name)
    if not isinstance(value, str):
        raise EventInvalid("expected an ISO 8601 time with its offset, as text", field=name)
    return value


def _event_id(row: Mapping[str, Any]) -> str | None:
    value = row.get("event_id")
    if value is None:
        return None
    if not isinstance(value, str) or not 1 <= len(value) <= 128 or not value.isprintable():
        raise EventInvalid("expected text of 1 to 128 printable characters", field="event_id")
    return value


def _read_day(day: str, field: str) -> date:
    try:
        read = date.fromisoformat(day)
    except ValueError:
        raise EventInvalid(f"expected a day as YYYY-MM-DD, got {day!r:.20}", field=field) from None
    if not 1990 <= read.year <= 2100:
        raise EventInvalid("expected a day from 1990 to 2100", field=field)
    return read


def _default_id(kind: EventKind, document_id: str, digest: bytes) -> str:
    """Return the id of an event that came without one: the document's where it is unique."""
    return document_id if kind.once else f"{document_id}@{digest.hex()[:16]}"


def _sealed(vault: Vault, sort: str, name: str, plain: str) -> Sealed:
    try:
        return vault.seal(sort, plain)
    except InputInvalid as error:
        raise EventInvalid(error.detail, field=name) from None


def stored_hash(kind: EventKind, occurred_at_us: int, body: Mapping[str, Any]) -> bytes:
    """Return the hash of a body as the log stores it, secrets as digest and cipher: `Event.body_hash`."""
    said = {name: value["digest"] if _is_sealed(value) else value for name, value in body.items()}
    return body_hash(kind, occurred_at_us, said)


def _is_sealed(value: object) -> bool:
    return (
        isinstance(value, dict) and value.keys() == {"digest", "cipher"} and isinstance(value["digest"], str)
    )


def body_hash(kind: EventKind, occurred_at_us: int, said: Mapping[str, Any]) -> bytes:
    """Return the hash of a canonical body without ciphers: `Event.body_hash`."""
    return hashlib.sha256(CANONICAL.encode([kind.name, occurred_at_us, said]).encode()).digest()
