import json
from types import ModuleType
from typing import Any

import pytest
from starlette.testclient import TestClient

from riskdesk.cli.demo.company import at

GOOD = {
    "kind": "order_placed",
    "occurred_at": at(9, 30),
    "order_id": "E-1",
    "customer_id": "C-NEW",
    "amount": "100.00",
    "currency": "CNY",
}

RUBBISH: list[tuple[Any, str]] = [
    (17, "row"),
    (None, "row"),
    ("text", "row"),
    ([GOOD], "row"),
    ({}, "kind"),
    ({**GOOD, "kind": "order_paid"}, "kind"),
    ({**GOOD, "kind": 12}, "kind"),
    ({**GOOD, "kind": ["order_placed"]}, "kind"),
    ({**GOOD, "kind": "order_submitted"}, "kind"),
    ({**GOOD, "kind": "bundle_activated"}, "kind"),
    ({**GOOD, "kind": "verdict_recorded"}, "kind"),
    ({**GOOD, "occurred_at": "2026-11-20T09:30:00"}, "occurred_at"),
    ({**GOOD, "occurred_at": "2026-11-20T18:30:00+08:00"}, "occurred_at"),
    ({**GOOD, "known_at": "2026-11-20T18:30:00+08:00"}, "known_at"),
    ({**GOOD, "occurred_at": "1889-11-20T09:30:00+08:00"}, "occurred_at"),
    ({**GOOD, "occurred_at": 0}, "occurred_at"),
    ({k: v for k, v in GOOD.items() if k != "occurred_at"}, "occurred_at"),
    ({**GOOD, "known_at": "2026-11-20T09:29:00+08:00"}, "known_at"),
    ({**GOOD, "known_at": 7}, "known_at"),
    ({**GOOD, "event_id": ""}, "event_id"),
    ({**GOOD, "event_id": "x" * 129}, "event_id"),
    ({**GOOD, "event_id": "a\x00"}, "event_id"),
    ({**GOOD, "event_id": 5}, "event_id"),
    ({**GOOD, "amount": 100}, "amount"),
    ({**GOOD, "amount": "-100.00"}, "amount"),
    ({**GOOD, "amount": "1e5"}, "amount"),
    ({**GOOD, "amount": "1,000"}, "amount"),
    ({**GOOD, "amount": float("nan")}, "amount"),
    ({**GOOD, "amount": 10**400}, "amount"),
    ({**GOOD, "amount": "999999999999.00"}, "amount"),
    ({**GOOD, "currency": "cny"}, "currency"),
    ({**GOOD, "currency": "SEK"}, "currency"),
    ({**GOOD, "currency": None}, "currency"),
    ({**GOOD, "customer_id": ""}, "customer_id"),
    ({**GOOD, "customer_id": " C"}, "customer_id"),
    ({**GOOD, "customer_id": "C\x00"}, "customer_id"),
    ({**GOOD, "customer_id": "C\ud800"}, "customer_id"),
    ({**GOOD, "terms_days": 2**70}, "terms_days"),
    ({**GOOD, "unknown": 1}, "unknown"),
    ({**GOOD, "ip": "nowhere"}, "ip"),
    ({"kind": "order_amended", "occurred_at": at(9, 0), "order_id": "NONE", "amount": "1", "currency": "CNY"}, "order_id"),
    ({"kind": "fx_rate_set", "occurred_at": at(9, 0), "currency": "USD", "rate": 7.1}, "rate"),
    ({"kind": "fx_rate_set", "occurred_at": at(9, 0), "currency": "USD", "rate": "0"}, "rate"),
    ({"kind": "invoice_issued", "occurred_at": at(9, 0), "invoice_id": "I", "customer_id": "C", "amount": "1",
      "currency": "CNY", "due_date": "2026-02-30"}, "due_date"),
    ({"kind": "customer_registered", "occurred_at": at(9, 0), "customer_id": "C", "phone": "no"}, "phone"),
]  # fmt: skip


def neighbours(rows: list[Any]) -> list[Any]:
    """Return the rows with a good one before and after each."""
    good = [{**GOOD, "order_id": f"N-{i}"} for i in range(len(rows) + 1)]
    return [one for pair in zip(good, rows, strict=False) for one in pair] + good[-1:]


def judged(client: TestClient, content: bytes, sort: str) -> dict[str, Any]:
    """Send a body of rows; return the answer."""
    reply = client.post("/v1/events", content=content, headers={"Content-Type": sort})
    assert 200 == reply.status_code, reply.text[:500]
    found: dict[str, Any] = reply.json()
    return found


@pytest.mark.parametrize("sort", ["application/json", "application/x-ndjson"])
def test_a_bad_row_harms_no_neighbour(client: TestClient, house: Any, sort: str) -> None:
    """Each bad row is refused with its field; all good rows among them are taken."""
    sent = neighbours([row for row, _ in RUBBISH])
    lines = [json.dumps(row) for row in sent]
    text = f"[{','.join(lines)}]" if sort == "application/json" else "\n".join(lines)
    before = house.count("events")
    answer = judged(client, text.encode(), sort)
    bad = [answer["results"][i] for i in range(1, len(sent), 2)]
    assert [field for _, field in RUBBISH] == [result["field"] for result in bad]
    assert {"refused"} == {result["status"] for result in bad}
    assert all(result["detail"] for result in bad)
    good = answer["results"][::2]
    assert list(range(before + 1, before + len(good) + 1)) == [result["seq"] for result in good]
    assert (len(good), 0, len(bad)) == (answer["taken"], answer["repeated"], answer["refused"])
    house.is_proven()


def test_a_row_with_a_name_twice_is_refused_alone(client: TestClient) -> None:
    """In an array as in lines, a repeated name costs its own row only."""
    twice = json.dumps(GOOD)[:-1] + ', "amount": "1.00"}'
    other = json.dumps({**GOOD, "order_id": "E-2"})
    for content, sort in (
        (f"[{twice},{other}]", "application/json"),
        (f"{twice}\n{other}", "application/x-ndjson"),
    ):
        answer = judged(client, content.encode(), sort)
        first, second = answer["results"]
        assert ("refused", "amount") == (first["status"], first["field"])
        assert second["status"] in {"taken", "repeated"}


@pytest.mark.parametrize(
    "line",
    [
        b'{"kind": "order_placed", "occ',
        b"\xff\xfe",
        b'{"kind": "\xc3"}',
        b"[" * 5_000,
        b"NaN",
        b'{"a": ' + b"9" * 5_000 + b"}",
        b'"\\ud800"',
        b"\x00",
        b"<row/>",
        b"{} {}",
    ],
)
def test_a_broken_line_harms_no_neighbour(client: TestClient, line: bytes) -> None:
    """Truncated JSON, broken UTF-8, depth, numbers without end: one line is refused, the next is taken."""
    good = json.dumps(GOOD).encode()
    answer = judged(client, line + b"\r\n\n" + good + b"\n", "application/x-ndjson")
    assert ["refused", "taken"] == [result["status"] for result in answer["results"]]


@pytest.mark.parametrize(
    ("content", "sort", "status"),
    [
        (b"", "application/json", 400),
        (b"[]", "application/json", 400),
        (b"{}", "application/json", 400),
        (b"17", "application/json", 400),
        (b"null", "application/json", 400),
        (b'"text"', "application/json", 400),
        (b"[{]", "application/json", 400),
        (b"[{}", "application/json", 400),
        (b"[\xff]", "application/json", 400),
        (b"[" * 100_000, "application/json", 400),
        (b"[" + b"9" * 5_000 + b"]", "application/json", 400),
        (b"[" + b"1," * 10_000 + b"1]", "application/json", 400),
        (b"", "application/x-ndjson", 400),
        (b"\n\n \n", "application/x-ndjson", 400),
        (b"1\n" * 10_001, "application/x-ndjson", 400),
        (b"[" + b" " * 2_000_000 + b"]", "application/json", 413),
        (b"\n" * 2_000_000, "application/x-ndjson", 413),
    ],
)
def test_a_body_that_holds_no_rows_is_refused(
    client: TestClient, content: bytes, sort: str, status: int
) -> None:
    """What is no array, and no lines, or too many, is refused as a whole, and says so."""
    reply = client.post("/v1/events", content=content, headers={"Content-Type": sort})
    assert (status, "body") == (reply.status_code, reply.json()["field"])
    assert "application/problem+json" == reply.headers["content-type"]


def test_the_same_rows_again_are_repeated(client: TestClient, house: Any) -> None:
    """A retry appends nothing; the same id with other content is refused and names it."""
    first = client.post("/v1/events", json=[GOOD]).json()
    again = client.post("/v1/events", json=[GOOD, {**GOOD, "amount": "101.00"}]).json()
    assert ["repeated", "refused"] == [result["status"] for result in again["results"]]
    assert first["results"][0]["seq"] == again["results"][0]["seq"]
    assert "event_id" == again["results"][1]["field"]
    assert first["results"][0]["seq"] == house.count("events")


def test_many_rows_come_in_chunks(client: TestClient, house: Any) -> None:
    """A batch larger than a transaction's chunk is taken whole, in order."""
    rows = [{**GOOD, "order_id": f"M-{i}"} for i in range(450)]
    answer = client.post("/v1/events", json=rows).json()
    seqs = [result["seq"] for result in answer["results"]]
    assert list(range(seqs[0], seqs[0] + 450)) == seqs
    assert house.broken_at() is None


def test_a_decision_knows_what_was_just_told(client: TestClient, world: ModuleType) -> None:
    """Events sent before an order are part of what it is decided on."""
    told = client.post("/v1/events", json=[GOOD]).json()["results"][0]["seq"]
    answer = client.post("/v1/orders/score", json=world.order("O-1", "C-NEW")).json()
    assert (told, "100.00") == (answer["as_of_seq"], answer["credit"]["exposure"])


def test_rows_are_refused_in_the_callers_language(client: TestClient, house: Any) -> None:
    """What the parser and what the log refuse is said as Accept-Language asks; field and fate are the same."""
    rows = [
        {**GOOD, "amount": 100},
        {"kind": "order_cancelled", "occurred_at": at(9, 30), "order_id": "NONE"},
        GOOD,
    ]
    said = {
        language: client.post("/v1/events", json=rows, headers=house.headers(language=language)).json()[
            "results"
        ]
        for language in ("en", "zh-CN")
    }
    fates = {
        language: [(one["status"] == "refused", one["field"]) for one in results]
        for language, results in said.items()
    }
    assert fates["en"] == fates["zh-CN"] == [(True, "amount"), (True, "order_id"), (False, None)]
    assert ["Input should be a valid string", "order:NONE is not in the log", None] == [
        one["detail"] for one in said["en"]
    ]
    assert ["应为文本", "order:NONE 不在日志中", None] == [one["detail"] for one in said["zh-CN"]]


@pytest.mark.parametrize(
    ("language", "asked", "decided"),
    [
        (
            "en",
            "expected a second person, other than who asked",
            "expected a second person, other than who decided",
        ),
        ("zh-CN", "应为申请人以外的第二人", "应为决定人以外的第二人"),
    ],
)
def test_what_one_person_grants_himself_is_refused(
    client: TestClient, house: Any, world: ModuleType, language: str, asked: str, decided: str
) -> None:
    """An approval of an order and a limit need a second person; the row beside them is taken."""
    grant = {
        "kind": "special_approval_granted", "occurred_at": at(9, 0), "customer_id": "C-NEW", "amount": "30000.00",
        "currency": "CNY", "requested_by": "E2", "approved_by": "E2", "reason": "fair",
        "special_approval_id": "A-1", "expires_at": at(23, 0),
    }  # fmt: skip
    rows = [grant, world.limit("C-NEW", "9.00") | {"decided_by": "e2"}, GOOD]
    reply = client.post("/v1/events", json=rows, headers={"Accept-Language": language})
    of_order, of_limit, beside = reply.json()["results"]
    assert ("refused", "approved_by", asked) == (of_order["status"], of_order["field"], of_order["detail"])
    assert ("refused", "approved_by", decided) == (of_limit["status"], of_limit["field"], of_limit["detail"])
    assert "taken" == beside["status"]
    assert [] == house.ask("SELECT special_approval_id FROM approvals WHERE special_approval_id = 'A-1'")
