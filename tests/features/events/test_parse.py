import json
from types import ModuleType
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from features.events.event import Event
from features.events.kinds import KINDS, EventKind
from features.events.parse import EventParser, stored_hash
from riskdesk.core.crypto import Vault
from riskdesk.core.errors import EventInvalid, InputInvalid
from riskdesk.core.keys import Keys

VAULT = Vault(Keys(encryption=b"e" * 32, matching=b"m" * 32))
PARSER = EventParser(VAULT, ZoneInfo("Asia/Shanghai"))
UNSEEN_SIGNS = "\x85\u00ad\u061c\u200b\u200e\u200f\u202a\u202e\u2028\u2060\u2066\u2069\ufeff"
ORDER = {
    "kind": "order_placed",
    "occurred_at": "2026-11-20T22:14:05+08:00",
    "order_id": "O1",
    "customer_id": "C1",
    "amount": "85000.00",
    "currency": "CNY",
}
RATE = {"kind": "fx_rate_set", "occurred_at": "2026-11-20T22:14:05+08:00", "currency": "USD", "rate": "7.1"}
CLAIM = {
    "kind": "expense_claimed",
    "occurred_at": "2026-11-20T22:14:05+08:00",
    "claim_id": "X1",
    "employee_id": "E1",
    "amount": "1",
    "currency": "CNY",
}
PAYMENT = {
    "kind": "payment_executed",
    "occurred_at": "2026-11-20T22:14:05+08:00",
    "payment_id": "P1",
    "kind_of_payment": "supplier",
    "payee_id": "S1",
    "amount": "1",
    "currency": "CNY",
}
INVOICE = {
    "kind": "invoice_issued",
    "occurred_at": "2026-11-20T22:14:05+08:00",
    "invoice_id": "I1",
    "customer_id": "C1",
    "amount": "1",
    "currency": "CNY",
    "due_date": "2026-12-20",
}


def parse(row: dict[str, Any], origin: str = "anyone") -> Event:
    """Return the event of a row."""
    return PARSER.parse(row, source="erp", origin=origin)


def field_refused(row: dict[str, Any], origin: str) -> str | None:
    """Return the field by which a row is refused, or None."""
    try:
        parse(row, origin)
    except InputInvalid as error:
        return error.field
    return None


@pytest.mark.parametrize(
    ("row", "change", "field"),
    [
        (ORDER, {"kind": "order_placd"}, "kind"),
        (ORDER, {"kind": None}, "kind"),
        (ORDER, {"kind": "order_submitted"}, "kind"),
        (ORDER, {"kind": "verdict_recorded"}, "kind"),
        (ORDER, {"occurred_at": None}, "occurred_at"),
        (ORDER, {"occurred_at": 1_790_000_000}, "occurred_at"),
        (ORDER, {"occurred_at": "2026-11-20T22:14:05"}, "occurred_at"),
        (ORDER, {"occurred_at": "2026-02-30T22:14:05Z"}, "occurred_at"),
        (ORDER, {"occurred_at": "1926-11-20T22:14:05Z"}, "occurred_at"),
        (ORDER, {"known_at": "2026-11-20T22:14:04+08:00"}, "known_at"),
        (ORDER, {"known_at": "yesterday"}, "known_at"),
        (ORDER, {"known_at": 5}, "known_at"),
        (ORDER, {"event_id": ""}, "event_id"),
        (ORDER, {"event_id": 7}, "event_id"),
        (ORDER, {"event_id": "x" * 129}, "event_id"),
        (ORDER, {"event_id": "a\x00b"}, "event_id"),
        (ORDER, {"event_id": "a\ud800b"}, "event_id"),
        (ORDER, {"order_id": None}, "order_id"),
        (ORDER, {"order_id": ""}, "order_id"),
        (ORDER, {"order_id": " O1"}, "order_id"),
        (ORDER, {"order_id": "O1\n"}, "order_id"),
        (ORDER, {"order_id": "O\x001"}, "order_id"),
        (ORDER, {"order_id": "O\ud8001"}, "order_id"),
        *((ORDER, {"order_id": f"26{sign}ABC"}, "order_id") for sign in UNSEEN_SIGNS),
        (ORDER, {"customer_id": "26\u202eABC"}, "customer_id"),
        (ORDER, {"order_id": "O" * 65}, "order_id"),
        (ORDER, {"order_id": 137}, "order_id"),
        (ORDER, {"amount": 85000}, "amount"),
        (ORDER, {"amount": 85000.0}, "amount"),
        (ORDER, {"amount": "85,000.00"}, "amount"),
        (ORDER, {"amount": "85000.001"}, "amount"),
        (ORDER, {"amount": "0"}, "amount"),
        (ORDER, {"amount": "-1"}, "amount"),
        (ORDER, {"amount": "100000000000.01"}, "amount"),
        (ORDER, {"amount": "1e5"}, "amount"),
        (ORDER, {"currency": None}, "currency"),
        (ORDER, {"currency": "RMB"}, "currency"),
        (ORDER, {"currency": "cny"}, "currency"),
        (ORDER, {"terms_days": "30"}, "terms_days"),
        (ORDER, {"terms_days": True}, "terms_days"),
        (ORDER, {"terms_days": -1}, "terms_days"),
        (ORDER, {"terms_days": 731}, "terms_days"),
        (ORDER, {"ip": "10.1.2.300"}, "ip"),
        (ORDER, {"colour": "red"}, "colour"),
        (INVOICE, {"due_date": None}, "due_date"),
        (INVOICE, {"due_date": "2026-13-01"}, "due_date"),
        (INVOICE, {"due_date": "2026/12/01"}, "due_date"),
        (INVOICE, {"due_date": "1980-12-01"}, "due_date"),
        (PAYMENT, {"kind_of_payment": "bribe"}, "kind_of_payment"),
        (PAYMENT, {"payee_account": "----"}, "payee_account"),
        (PAYMENT, {"payee_account": "1"}, "payee_account"),
        (CLAIM, {"employee_id": {"id": "E1"}}, "employee_id"),
        (RATE, {"rate": "0"}, "rate"),
        (RATE, {"rate": "-7.1"}, "rate"),
        (RATE, {"rate": 7.1}, "rate"),
        (RATE, {"rate": "7.1234567"}, "rate"),
        (RATE, {"currency": "ZZZ"}, "currency"),
    ],
)
def test_rubbish_names_its_field(row: dict[str, Any], change: dict[str, Any], field: str) -> None:
    """Every row that does not fit is refused, and the error names the field that is wrong."""
    rubbish = {name: value for name, value in {**row, **change}.items() if value is not None}
    with pytest.raises(InputInvalid) as refused:
        parse(rubbish)
    assert field == refused.value.field


def test_amount_without_currency_names_the_currency() -> None:
    """An optional amount needs its currency beside it."""
    row = {
        "kind": "contract_signed",
        "occurred_at": "2026-11-20T22:14:05+08:00",
        "contract_id": "K1",
        "amount": "5",
    }
    with pytest.raises(InputInvalid) as refused:
        parse(row)
    assert "currency" == refused.value.field


def test_verdict_needs_a_decision_or_a_subject() -> None:
    """A verdict speaks of something."""
    row = {
        "kind": "verdict_recorded",
        "occurred_at": "2026-11-20T22:14:05+08:00",
        "verdict": "cleared",
        "reviewer_id": "E1",
    }
    with pytest.raises(InputInvalid) as refused:
        parse(row, "import")
    assert "decision_id" == refused.value.field
    assert "decision:order:O1" == parse({**row, "subject": "order:O1"}, "import").document


@pytest.mark.parametrize(
    ("origin", "refused"),
    [("anyone", {"import", "inside"}), ("import", {"inside"}), ("inside", set())],
)
def test_origin_tells_who_may_write(origin: str, refused: set[str], company: ModuleType) -> None:
    """A caller writes facts, an operator's import verdicts too, riskdesk all."""
    kept_out = {kind.name for kind in KINDS if field_refused(company.row(kind.name), origin) == "kind"}
    assert {kind.name for kind in KINDS if kind.origin in refused} == kept_out


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_stored_body_gives_the_hash_again(kind: EventKind, company: ModuleType) -> None:
    """What the log stores of a body is enough to compute its hash."""
    event: Event = company.parse(company.row(kind.name))
    stored = json.loads(json.dumps(event.body))
    assert event.body_hash == stored_hash(kind, event.occurred_at_us, stored)


def test_equal_amounts_have_one_hash() -> None:
    """85000 and 85000.00 are the same row, 85000.01 is another."""
    whole, decimals = parse({**ORDER, "amount": "85000"}), parse(ORDER)
    assert whole.body_hash == decimals.body_hash
    assert "85000.00" == whole.body["amount"]
    assert 8_500_000 == whole.amount_minor
    assert whole.body_hash != parse({**ORDER, "amount": "85000.01"}).body_hash


def test_equal_rates_have_one_hash() -> None:
    """7.1 and 07.100 are the same rate."""
    assert parse(RATE).body_hash == parse({**RATE, "rate": "07.100"}).body_hash
    assert parse(RATE).body_hash != parse({**RATE, "rate": "7.2"}).body_hash


def test_equal_moments_have_one_hash() -> None:
    """A moment is the same in whatever offset it is written, in the envelope and in the body."""
    approval = {
        "kind": "limit_overridden",
        "occurred_at": "2026-11-20T22:14:05+08:00",
        "customer_id": "C1",
        "limit": "5",
        "currency": "CNY",
        "decided_by": "E1",
        "approved_by": "E2",
        "reason": "growth",
        "expires_at": "2026-12-31T00:00:00+08:00",
    }
    elsewhere = {**approval, "occurred_at": "2026-11-20T14:14:05Z", "expires_at": "2026-12-30T17:00:00+01:00"}
    assert parse(approval).body_hash == parse(elsewhere).body_hash
    assert (
        parse(approval).body_hash != parse({**approval, "expires_at": "2026-12-31T00:00:01+08:00"}).body_hash
    )


def test_moment_is_part_of_the_hash() -> None:
    """The same words a second later are another fact."""
    assert parse(ORDER).body_hash != parse({**ORDER, "occurred_at": "2026-11-20T22:14:06+08:00"}).body_hash


def test_secrets_are_sealed() -> None:
    """An account or address stands nowhere in plain, and opens with the vault."""
    event = parse({**PAYMENT, "payee_account": "6222 0212 3456", "ip": "10.1.2.3"})
    shown = repr(event) + json.dumps(event.body)
    assert "6222" not in shown
    assert "3456" not in shown
    assert "10.1.2.3" not in shown
    assert "6222 0212 3456" == VAULT.open("account", event.body["payee_account"]["cipher"])
    assert event.body["payee_account"]["digest"] == event.parties["account"]
    assert VAULT.digest("ip", "10.1.2.3") == event.parties["address"]


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_no_example_shows_a_secret(kind: EventKind, company: ModuleType) -> None:
    """Whatever the kind, what is secret in its row is nowhere in its event."""
    row = company.row(kind.name)
    names = ("account", "payee_account", "phone", "address", "legal_person", "person_id", "ip")
    secrets = [row[name] for name in names if name in row]
    shown = repr(company.parse(row))
    assert [] == [secret for secret in secrets if secret in shown]


def test_hash_does_not_depend_on_the_cipher() -> None:
    """Two ciphers of one account differ, hash and default id do not; another spelling matches too."""
    row = {**PAYMENT, "payee_account": "6222 0212 3456"}
    one, two = parse(row), parse({**row, "payee_account": "6222-0212-3456"})
    assert one.body["payee_account"]["cipher"] != two.body["payee_account"]["cipher"]
    assert (one.body_hash, one.event_id, one.parties) == (two.body_hash, two.event_id, two.parties)


def test_default_ids() -> None:
    """An order placed is identified by its order, an amendment by its content as well."""
    assert "O1" == parse(ORDER).event_id
    amended = {**ORDER, "kind": "order_amended"}
    del amended["customer_id"]
    event = parse(amended)
    assert f"O1@{event.body_hash.hex()[:16]}" == event.event_id
    assert "mine" == parse({**ORDER, "event_id": "mine"}).event_id


def test_known_is_assumed_without_a_second_clock() -> None:
    """Where nothing says when a fact was known, it is marked as assumed."""
    alone, told = parse(ORDER), parse({**ORDER, "known_at": "2026-11-21T22:14:05+08:00"})
    assert (alone.occurred_at_us, True) == (alone.known_at_us, alone.known_assumed)
    assert (told.occurred_at_us + 86_400_000_000, False) == (told.known_at_us, told.known_assumed)


def test_due_is_the_midnight_after_the_due_date() -> None:
    """An invoice is past due from the first moment of the next day in the company's zone."""
    assert (
        PARSER.parse(INVOICE, source="erp").due_at_us
        == parse({**ORDER, "occurred_at": "2026-12-21T00:00:00+08:00"}).occurred_at_us
    )


def test_every_amount_is_the_events_amount(company: ModuleType) -> None:
    """A limit and a registered capital are amounts like others."""
    registered = company.parse(
        company.row("customer_registered", registered_capital="1000000", currency="CNY")
    )
    assert 100_000_000 == registered.amount_minor
    assert 50_000_000 == company.parse(company.row("limit_overridden")).amount_minor


def test_references_name_documents(company: ModuleType) -> None:
    """An invoice refers to its order, a payment to its contract, a verdict to whatever it says."""
    assert "order:O1" == company.parse(company.row("invoice_issued", order_id="O1")).reference
    assert "contract:K1" == company.parse(company.row("payment_executed", contract_id="K1")).reference
    assert "order:O1" == company.parse(company.row("verdict_recorded")).reference
    assert company.parse(company.row("invoice_issued")).reference is None


@pytest.mark.parametrize(
    ("changes", "flaw"),
    [
        ({}, "either customer_id or payment_id"),
        ({"customer_id": "C1", "payment_id": "P1"}, "either customer_id or payment_id"),
    ],
)
def test_a_special_approval_is_of_one_thing(changes: dict[str, str], flaw: str) -> None:
    """It names a customer or a payment, not both."""
    grant = {
        "kind": "special_approval_granted",
        "occurred_at": "2026-11-20T22:14:05+08:00",
        "special_approval_id": "A1",
        "amount": "5",
        "currency": "CNY",
        "requested_by": "E1",
        "approved_by": "E2",
        "reason": "fair",
        "expires_at": "2026-12-31T00:00:00+08:00",
    }
    with pytest.raises(InputInvalid, match=flaw):
        parse(grant | changes)
    assert "approval:A1" == parse(grant | {"payment_id": "P1"}).document


@pytest.mark.parametrize("approver", ["E1", "e1"])
@pytest.mark.parametrize(
    ("kind", "changes", "who"),
    [
        ("special_approval_granted", {"customer_id": "C1"}, "asked"),
        ("special_approval_granted", {"customer_id": None, "payment_id": "P1"}, "asked"),
        ("limit_overridden", {}, "decided"),
        ("group_limit_set", {}, "decided"),
    ],
)
def test_what_needs_two_persons_names_two(
    company: ModuleType, kind: str, changes: dict[str, str | None], who: str, approver: str
) -> None:
    """Nobody approves what he asked for or decided himself, in whatever letters; the field is named."""
    row = {name: said for name, said in (company.row(kind) | changes).items() if said is not None}
    assert kind == company.parse(row).kind.name
    with pytest.raises(EventInvalid, match=f"a second person, other than who {who}") as refused:
        company.parse(row | {"approved_by": approver})
    assert "approved_by" == refused.value.field


def test_a_first_person_that_is_no_text_is_named_itself(company: ModuleType) -> None:
    """Where who decided is not said, that is what is refused, not the approver."""
    row = {name: said for name, said in company.row("limit_overridden").items() if name != "decided_by"}
    with pytest.raises(EventInvalid) as refused:
        company.parse(row)
    assert "decided_by" == refused.value.field


def test_what_is_not_seen_is_told_in_words() -> None:
    """The sentence says what an id is, not by which pattern it is checked; ids in Chinese stay ids."""
    with pytest.raises(EventInvalid, match="without signs that are not seen"):
        parse({**ORDER, "order_id": "26\u202eABC"}, "anyone")
    assert "order:订单 26" == parse({**ORDER, "order_id": "订单 26"}, "anyone").document
