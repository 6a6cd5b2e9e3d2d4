from collections import Counter
from types import ModuleType

import pytest

from features.events.event import Event
from features.events.fields import AMOUNTS, DAYS, PARTIES, SECRETS, TIMES
from features.events.kinds import BY_CODE, BY_NAME, KINDS, EventKind, kind_named
from riskdesk.core.database.tables import PARTY_COLUMNS
from riskdesk.core.errors import EventInvalid
from riskdesk.core.personal import KINDS as SECRET_KINDS

each_kind = pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)


def test_codes_and_names_are_unique() -> None:
    """No two kinds share a code or a name, and the registers hold them all."""
    assert len(KINDS) == len(BY_CODE) == len(BY_NAME)


def test_codes_stand_for_ever() -> None:
    """The log stores these numbers: a kind may come, none may change its number."""
    expected = {
        "customer_registered": 1, "supplier_registered": 2, "employee_registered": 3, "group_membership_set": 4,
        "payee_account_changed": 5, "contract_signed": 10, "order_submitted": 11, "order_placed": 12,
        "order_amended": 13, "order_cancelled": 14, "order_reopened": 15, "order_delivered": 16,
        "invoice_issued": 20, "invoice_voided": 21, "invoice_disputed": 22, "credit_note_issued": 23,
        "invoice_written_off": 24, "money_received": 30, "money_matched": 31, "budget_set": 32, "fx_rate_set": 33,
        "purchase_ordered": 40, "goods_received": 41, "invoice_received": 42, "payment_submitted": 43,
        "payment_executed": 44, "payment_returned": 45, "expense_claimed": 46, "payment_withdrawn": 47, "limit_overridden": 60,
        "special_approval_granted": 61, "verdict_recorded": 62, "policy_published": 63, "bundle_activated": 64,
        "reservation_made": 65, "reservation_released": 66, "baseline_taken": 67, "party_linked": 68,
        "group_limit_set": 69, "budget_released": 70, "bundle_shadowed": 71,
    }  # fmt: skip
    assert expected == {name: kind.code for name, kind in BY_NAME.items() if name in expected}


@each_kind
def test_code_fits_its_column(kind: EventKind) -> None:
    """A code is a small positive number, for the log gives it two bytes."""
    assert 0 < kind.code < 32_768


@each_kind
def test_kind_is_called_something_in_both_languages(kind: EventKind) -> None:
    """The Chinese name is Chinese and the English one is not."""
    assert any("一" <= sign <= "鿿" for sign in kind.text.zh)
    assert kind.text.en.isascii()
    assert kind.text.en


@each_kind
def test_schema_says_what_it_is(kind: EventKind) -> None:
    """Every body is documented by a sentence of its own."""
    assert kind.schema.__doc__
    assert kind.schema.__doc__.strip().endswith(".")
    assert [kind.name] == [other.name for other in KINDS if other.schema is kind.schema]


@each_kind
def test_document_field_is_in_the_schema(kind: EventKind) -> None:
    """What a kind is about, and what it refers to, are fields of its body."""
    fields = kind.schema.model_fields
    assert kind.document_field in fields
    assert kind.reference_field is None or kind.reference_field in fields
    assert kind.reference_field is not None or kind.refers_to is None


@each_kind
def test_example_parses(kind: EventKind, company: ModuleType) -> None:
    """One row of every kind becomes an event about its document."""
    event: Event = company.parse(company.row(kind.name))
    assert kind is event.kind
    assert event.document.startswith(f"{kind.document}:")
    assert 32 == len(event.body_hash)
    assert set(event.parties) <= set(PARTY_COLUMNS)


@each_kind
def test_every_field_that_an_example_leaves_out_is_optional(kind: EventKind, company: ModuleType) -> None:
    """A field without which a row still parses has a default; all others stand in the example."""
    required = {name for name, field in kind.schema.model_fields.items() if field.is_required()}
    assert required <= set(company.EXAMPLES[kind.name])


@each_kind
def test_kind_that_never_opens_has_one_that_does(kind: EventKind) -> None:
    """Where a kind needs its document to stand, another kind opens such documents."""
    openers = [other.name for other in KINDS if other.document == kind.document and other.opens]
    assert openers


@each_kind
def test_once_kind_takes_the_documents_id(kind: EventKind, company: ModuleType) -> None:
    """A kind that happens once is identified by its document; another by its content too."""
    event: Event = company.parse(company.row(kind.name))
    document_id = event.document.partition(":")[2]
    expected = document_id if kind.once else f"{document_id}@{event.body_hash.hex()[:16]}"
    assert expected == event.event_id


def test_roles_are_bound_to_fields_that_exist() -> None:
    """Every name that plays a role stands in some schema, and columns and secrets are known ones."""
    fields = {name for kind in KINDS for name in kind.schema.model_fields}
    assert {*SECRETS, *PARTIES, *DAYS} <= fields | {"born_on", "person_id"}
    assert set(AMOUNTS) <= fields
    assert set(TIMES) <= fields | {"valid_from"}
    assert set(PARTIES.values()) <= set(PARTY_COLUMNS)
    assert set(SECRETS.values()) <= set(SECRET_KINDS)


@each_kind
def test_amounts_come_with_a_currency(kind: EventKind) -> None:
    """A schema that has an amount has a currency, and at most one amount is the event's."""
    amounts = [name for name in AMOUNTS if name in kind.schema.model_fields]
    assert len(amounts) <= 1
    assert not amounts or "currency" in kind.schema.model_fields


def test_origins() -> None:
    """Submissions, versions, reservations, baselines and links are written by riskdesk alone."""
    inside = {kind.name for kind in KINDS if kind.origin == "inside"}
    assert inside == {
        "order_submitted", "payment_submitted", "policy_published", "bundle_activated",
        "reservation_made", "reservation_released", "baseline_taken", "party_linked", "bundle_shadowed",
    }  # fmt: skip
    assert {"verdict_recorded"} == {kind.name for kind in KINDS if kind.origin == "import"}


@pytest.mark.parametrize("name", ["order", "", None, 12, ["order_placed"], "ORDER_PLACED"])
def test_unknown_kind_is_named(name: object) -> None:
    """What is no kind is refused by the field that says so."""
    with pytest.raises(EventInvalid) as refused:
        kind_named(name)
    assert "kind" == refused.value.field


def test_documents_open_in_few_ways() -> None:
    """An order or payment opens by submission or booking; other documents by one kind."""
    openers = Counter(kind.document for kind in KINDS if kind.opens and kind.once)
    assert 1 == max(count for document, count in openers.items() if document != "decision")
