import math
from collections.abc import Iterator
from types import ModuleType
from typing import Any

import pytest
from starlette.testclient import TestClient

from riskdesk.cli.demo.company import at
from serving.scoring.schemas import DecisionAnswer

DESIGNED = {
    "decision_id", "outcome", "reasons", "credit", "anomaly", "reservation", "versions", "as_of_seq", "degraded",
}  # fmt: skip


def calls(rows: list[dict[str, Any]]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield path and body: the last order of each customer and payment to each payee once more, today."""
    orders = {row["customer_id"]: row for row in rows if row["kind"] == "order_placed"}
    for k, row in enumerate(orders.values()):
        kept = {
            name: row[name] for name in ("customer_id", "amount", "currency", "salesperson_id") if name in row
        }
        yield "/v1/orders/score", kept | {"order_id": f"O-{k}", "occurred_at": at(10, k % 30)}
    payments = {row["payee_id"]: row for row in rows if row["kind"] == "payment_executed"}
    kept_names = (
        "payee_id",
        "payee_account",
        "amount",
        "currency",
        "requester_id",
        "approver_id",
        "budget_id",
    )
    for k, row in enumerate(list(payments.values())[:40]):
        paid = {name: row[name] for name in kept_names if name in row} | {"kind": row["kind_of_payment"]}
        said = {"payment_id": f"P-{k}", "occurred_at": at(10, k % 30), "invoice_no": f"INV-2026-{k * 37:05d}"}
        yield "/v1/payments/score", {"requester_id": "E1"} | paid | said


def played(client: TestClient, rows: list[dict[str, Any]], language: str) -> list[tuple[str, Any, Any]]:
    """Make all these calls, and one payment to an account that its requester has just changed alone."""
    found = []
    last: dict[str, Any] = {}
    for path, body in calls(rows):
        reply = client.post(path, json=body, headers={"Accept-Language": language})
        assert 200 == reply.status_code, reply.text
        found.append((path, body, reply.json()))
        last = body
    changed = {"kind": "payee_account_changed", "occurred_at": at(10, 1), "payee_id": last["payee_id"]}
    row = changed | {"account": "6217009988776655443", "changed_by": last["requester_id"]}
    assert 1 == client.post("/v1/events", json=[row]).json()["taken"]
    body = last | {"payment_id": "P-CHANGED", "payee_account": row["account"], "amount": "186000.00"}
    answer = client.post("/v1/payments/score", json=body, headers={"Accept-Language": language}).json()
    return [*found, ("/v1/payments/score", body, answer)]


@pytest.mark.parametrize("language", ["en", "zh-CN"])
def test_what_happens_in_companies_is_answered(
    client: TestClient, house: Any, rows: list[dict[str, Any]], language: str
) -> None:
    """Orders and payments of all outcomes get answers that add up, and what is served is what history says."""
    found = played(client, rows, language)
    outcomes = {answer["outcome"] for _, _, answer in found}
    assert {"approve", "review", "block"} == outcomes
    for path, _, answer in found:
        assert DESIGNED <= answer.keys()
        DecisionAnswer.model_validate(answer)
        assert (answer["credit"] is not None) == ("orders" in path)
        assert answer["versions"].keys() >= {"credit", "anomaly", "policy", "features"}
        assert 4 >= len(answer["reasons"])
        assert answer["outcome"] == "approve" or answer["reasons"]
        assert all(reason["evidence"] for reason in answer["reasons"])
        texts = " ".join(reason["text"] for reason in answer["reasons"])
        assert texts.isascii() == (language == "en") or not texts
    house.is_proven()


def test_contributions_add_up(client: TestClient, rows: list[dict[str, Any]]) -> None:
    """Bias and contributions sum to the log-odds of the probability shown."""
    scores = [
        score for _, _, answer in played(client, rows, "en") for score in answer["contributions"].values()
    ]
    assert 15 <= len(scores)
    for score in scores:
        total = score["bias"] + math.fsum(score["values"].values())
        assert abs(total - score["log_odds"]) < 1e-9
        assert abs(1.0 / (1.0 + math.exp(-score["log_odds"])) - score["probability"]) < 1e-12


def test_the_same_again_is_the_same_answer(
    client: TestClient, house: Any, rows: list[dict[str, Any]]
) -> None:
    """A retry gets the stored answer, and nothing is decided or appended twice."""
    first = played(client, rows, "en")
    kept = house.count("decisions"), house.count("events"), house.count("reservations")
    for path, body, answer in first:
        assert answer == client.post(path, json=body).json()
        assert answer == client.get(f"/v1/decisions/{answer['decision_id']}").json()
    assert kept == (house.count("decisions"), house.count("events"), house.count("reservations"))
    assert len(first) == kept[0]


def test_one_decision_is_one_event_and_one_reservation(
    client: TestClient, house: Any, world: ModuleType
) -> None:
    """The transaction that answers appends the submission and what it reserved."""
    before = house.count("events")
    answer = client.post("/v1/orders/score", json=world.order("O-1", "C-NEW")).json()
    kinds = house.ask("SELECT kind, seq FROM events WHERE seq > :s ORDER BY seq", s=before)
    assert [(11, before + 1), (65, before + 2)] == kinds
    assert before == answer["as_of_seq"]
    assert "12000.00" == answer["reservation"]["amount"]
    client.post("/v1/orders/score", json=world.order("O-2", "C-NEW", reserve=False))
    assert before + 3 == house.count("events")


def test_texts_follow_the_reader(client: TestClient, world: ModuleType) -> None:
    """The same decision is read in both languages; numbers and codes stay."""
    zh = client.post(
        "/v1/orders/score", json=world.order("O-1", "C-NEW"), headers={"Accept-Language": "zh-CN,zh;q=0.9"}
    ).json()
    en = client.get(f"/v1/decisions/{zh['decision_id']}", headers={"Accept-Language": "en-GB"}).json()
    assert [reason["code"] for reason in zh["reasons"]] == [reason["code"] for reason in en["reasons"]]
    assert not zh["reasons"][0]["text"].isascii()
    assert en["reasons"][0]["text"].isascii()
    assert zh["contributions"] == en["contributions"]


@pytest.mark.parametrize(
    ("changes", "fields"),
    [
        ({"amount": "12000.01"}, ["amount"]),
        ({"currency": "USD"}, ["currency"]),
        ({"terms_days": 60, "salesperson_id": "E1"}, ["salesperson_id", "terms_days"]),
        ({"terms_days": None}, ["terms_days"]),
        ({"customer_id": "C-OTHER"}, ["customer_id"]),
        ({"occurred_at": "2026-11-20T10:11:00+08:00"}, ["occurred_at"]),
        ({"reserve": False}, ["reserve"]),
        ({"ip": "10.0.0.9"}, ["ip"]),
        ({"special_approval_id": "A1"}, ["special_approval_id"]),
    ],
)
def test_other_content_under_the_same_id_is_a_conflict(
    client: TestClient, house: Any, world: ModuleType, changes: dict[str, Any], fields: list[str]
) -> None:
    """The answer names the fields that differ, and nothing is kept."""
    body = world.order("O-1", "C-NEW")
    client.post("/v1/orders/score", json=body)
    kept = house.count("events")
    reply = client.post("/v1/orders/score", json={k: v for k, v in (body | changes).items() if v is not None})
    assert (409, "application/problem+json") == (reply.status_code, reply.headers["content-type"])
    assert sorted(fields) == sorted(reply.json()["fields"])
    assert kept == house.count("events")


def test_secrets_that_differ_are_named_and_not_shown(client: TestClient, world: ModuleType) -> None:
    """Another account is a conflict over `payee_account`; another spelling of the same one is none."""
    first = client.post("/v1/payments/score", json=world.payment("P-1")).json()
    spelled = world.payment("P-1", payee_account="6222 0202-0011 2233445")
    assert first == client.post("/v1/payments/score", json=spelled).json()
    reply = client.post("/v1/payments/score", json=world.payment("P-1", payee_account="6217009988776655443"))
    assert ["payee_account"] == reply.json()["fields"]
    assert "6655443" not in reply.text
    assert "2233445" not in reply.text
    kind = client.post("/v1/payments/score", json=world.payment("P-1", kind="refund"))
    assert ["kind"] == kind.json()["fields"]


def test_the_same_moment_in_another_zone_is_the_same(client: TestClient, world: ModuleType) -> None:
    """What is compared is what was meant: the moment, the amount, not their spelling."""
    first = client.post("/v1/orders/score", json=world.order("O-1", "C-NEW", amount="12000")).json()
    again = world.order("O-1", "C-NEW", amount="12000.00", occurred_at="2026-11-20T02:10:00Z")
    assert first == client.post("/v1/orders/score", json=again).json()


def test_a_higher_revision_replaces_the_reservation(
    client: TestClient, house: Any, world: ModuleType
) -> None:
    """An amended order is decided anew, and holds its new amount only."""
    first = client.post("/v1/orders/score", json=world.order("O-1", "C-NEW")).json()
    second = client.post(
        "/v1/orders/score", json=world.order("O-1", "C-NEW", revision=1, amount="15000.00")
    ).json()
    assert first["decision_id"] != second["decision_id"]
    assert 1_500_000 == house.exposure_minor("C-NEW")
    states = dict(house.ask("SELECT reservation_id, state FROM reservations"))
    assert {first["reservation"]["id"]: "replaced", second["reservation"]["id"]: "held"} == states
    assert "0.00" == second["credit"]["exposure"]
    house.is_proven()


def test_a_revision_that_reserves_nothing_gives_back_what_was_held(
    client: TestClient, house: Any, world: ModuleType
) -> None:
    """Neither `reserve: false` nor a refusal leaves the earlier amount held."""
    client.post("/v1/orders/score", json=world.order("O-1", "C-NEW"))
    client.post("/v1/orders/score", json=world.order("O-1", "C-NEW", revision=1, reserve=False))
    assert 0 == house.exposure_minor("C-NEW")
    assert [("released",)] == house.ask("SELECT state FROM reservations")
    house.is_proven()


def test_an_earlier_revision_is_refused(client: TestClient, world: ModuleType) -> None:
    """What was never decided before a later revision never is; what was, is answered."""
    zero = client.post("/v1/orders/score", json=world.order("O-1", "C-NEW")).json()
    client.post("/v1/orders/score", json=world.order("O-1", "C-NEW", revision=2))
    reply = client.post("/v1/orders/score", json=world.order("O-1", "C-NEW", revision=1))
    assert (409, "revision") == (reply.status_code, reply.json()["field"])
    assert zero == client.post("/v1/orders/score", json=world.order("O-1", "C-NEW")).json()


def test_each_checkpoint_is_a_decision(client: TestClient, house: Any, world: ModuleType) -> None:
    """At delivery and invoice an order is decided again, and counted once."""
    bodies = [world.order("O-1", "C-NEW", checkpoint=name) for name in ("order", "delivery", "invoice")]
    answers = [client.post("/v1/orders/score", json=body).json() for body in bodies]
    assert 3 == len({answer["decision_id"] for answer in answers})
    assert ["order", "delivery", "invoice"] == [answer["checkpoint"] for answer in answers]
    assert 1_200_000 == house.exposure_minor("C-NEW")
    assert [("held",), ("replaced",), ("replaced",)] == sorted(house.ask("SELECT state FROM reservations"))
    house.is_proven()


def test_another_caller_s_id_is_another_decision(client: TestClient, house: Any, world: ModuleType) -> None:
    """Ids belong to who calls; the order itself is counted once."""
    body = world.order("O-1", "C-NEW")
    mine = client.post("/v1/orders/score", json=body).json()
    other = client.post("/v1/orders/score", json=body, headers=house.headers("other")).json()
    assert mine["decision_id"] != other["decision_id"]
    assert 1_200_000 == house.exposure_minor("C-NEW")
    house.is_proven()
