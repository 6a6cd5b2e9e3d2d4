"""A desk on a small company, and decisions kept exactly as the scoring service keeps them."""

import math
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from shutil import copy
from typing import Any
from zoneinfo import ZoneInfo

import msgspec
import numpy as np
import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from features.catalogue.program import NAMES, index
from features.catalogue.sets import feature_set
from features.events.kinds import BY_NAME
from features.events.parse import read_body
from features.history.log import Log
from models.decision.conclusion import AnomalyAnswer, Conclusion, CreditAnswer, ModelScore, Reason
from models.decision.inputs import NO_STANDING, Standing
from models.policy.outcome import Outcome
from models.role import Place, Role
from riskdesk.core.clock import FixedClock, from_us, to_us
from riskdesk.core.database.unit import write_unit
from riskdesk.core.keys import create_keys
from riskdesk.core.settings import load_settings
from serving import problems
from serving.desk.routes import install
from serving.desk.service import Desk
from serving.ingest.service import take_events
from serving.ledger import store as ledger
from serving.ledger.store import Entry
from serving.runtime import Runtime, open_runtime
from serving.security.keys import KeyRing, make_key

NOW_US = to_us(datetime(2026, 11, 20, 22, 14, tzinfo=ZoneInfo("Asia/Shanghai")))
HOUR_US = 3_600_000_000
ACCOUNT = "6222020200112233445"
_TOKEN = re.compile(r'name="token" value="([^"]+)"')


def score_of(role: Role, probability: float, loud: dict[str, float]) -> ModelScore:
    """Return a model's word whose contributions sum to its log-odds, the loud ones as given."""
    names = feature_set(role).names
    shares = [loud.get(name, math.sin(k) * 0.01) for k, name in enumerate(names)]
    log_odds = math.log(probability / (1.0 - probability))
    return ModelScore(
        bundle_hash="5f" * 32,
        names=names,
        log_odds=log_odds,
        probability=probability,
        percentile=99.2,
        bias=log_odds - math.fsum(shares),
        contributions=tuple(shares),
    )


CREDIT = CreditAnswer(
    route="model",
    grade="B",
    pd=0.021,
    points=612,
    limit_minor=50_000_000,
    exposure_minor=43_200_000,
    headroom_minor=6_800_000,
    terms_days=30,
    shipping="normal",
    approval_level=2,
)
ORDER = Conclusion(
    outcome=Outcome.REVIEW,
    reasons=(
        Reason(
            "split_order",
            {"amount": 8_500_000.0, "parts": 2.0, "ratio": 1.4, "orders": 13.0},
            1.31,
            ("customer_order_split_parts_36h",),
        ),
        Reason(
            "over_limit",
            {
                "scope": "customer",
                "amount_minor": 8_500_000,
                "exposure_minor": 43_200_000,
                "limit_minor": 50_000_000,
                "over_minor": 1_700_000,
            },
            0.0,
            (),
        ),
        Reason("odd_hours", {"hour": 22.0, "off": 0.0, "seller": 6.1}, 0.62, ()),
    ),
    credit=CREDIT,
    anomaly=AnomalyAnswer(0.41, 99.2, 87.5, ("split_order", "odd_hours")),
    degraded=("calendar", "typology:address_burst"),
    forced=("split_order",),
    lifted=(),
    sampled=False,
    propensity=1.0,
    scores={
        "credit": score_of(
            "credit", 0.021, {"customer_past_due_amount": -0.8, "customer_exposure_amount": 0.4}
        ),
        "order_anomaly": score_of(
            "order_anomaly",
            0.41,
            {
                "customer_order_split_parts_36h": 1.2,
                "customer_order_split_ratio_36h": 0.9,
                "customer_order_hour_surprise": 0.7,
                "customer_order_amount_jump": 0.5,
                "order_amount_per_customer_mean_per_amount": -0.35,
            },
        ),
    },
)
PAYMENT = Conclusion(
    outcome=Outcome.BLOCK,
    reasons=(
        Reason(
            "account_change",
            {"days": 0.04, "changes": 1.0, "alone": 1.0, "own": 1.0, "payments": 24.0},
            1.9,
            (),
        ),
        Reason("degraded_input", {"inputs": "payment_anomaly_labels, typology:split_payment"}, 0.0, ()),
    ),
    credit=None,
    anomaly=AnomalyAnswer(None, None, None, ("account_change",)),
    degraded=("payment_anomaly_labels", "typology:split_payment"),
    forced=("account_change",),
    lifted=(),
    sampled=False,
    propensity=1.0,
    scores={},
)


@dataclass
class Company:
    """The desk under test, with what stands behind it."""

    runtime: Runtime
    app: FastAPI
    clock: FixedClock
    count: int = 0
    keys: dict[str, str] = field(default_factory=dict)

    def key(self, *scopes: str, caller: str = "reviewer-7") -> str:
        """Return a new key."""
        return make_key(self.runtime.engine, caller, scopes, now_us=self.clock.now_us())

    def take(self, kind: str, **fields: Any) -> None:
        """Append one event, as a caller sends it."""
        self.count += 1
        occurred_at = from_us(NOW_US - 40 * HOUR_US + self.count * 60_000_000).isoformat()
        row = {"kind": kind, "occurred_at": occurred_at, "event_id": f"e{self.count}", **fields}
        answer = take_events(self.runtime, msgspec.json.encode([row]), is_lines=False, source="erp")
        assert answer.refused == 0, answer

    def decide(
        self,
        place: Place,
        conclusion: Conclusion,
        evidence: Sequence[str] = (),
        standing: Standing = NO_STANDING,
        **fields: Any,
    ) -> Entry:
        """Append a submission and keep a decision about it, as `serving.scoring.settle` does."""
        entry = self._entry(place, conclusion, evidence, standing, fields)
        with write_unit(self.runtime.engine) as connection:
            ledger.insert(connection, [entry])
        return entry

    def _entry(
        self,
        place: Place,
        conclusion: Conclusion,
        evidence: Sequence[str],
        standing: Standing,
        fields: dict[str, Any],
    ) -> Entry:
        self.count += 1
        kind = BY_NAME[f"{place}_submitted"]
        said = {**_SUBMITTED[place], f"{place}_id": f"{place[0].upper()}{self.count:05d}", **fields}
        at_us = NOW_US - 40 * HOUR_US + self.count * 60_000_000
        event = self.runtime.parser.build(
            kind,
            read_body(kind, said),
            source="erp",
            event_id=f"s{self.count}",
            occurred_at_us=at_us,
            known_at_us=at_us,
        )
        with write_unit(self.runtime.engine) as connection:
            log = Log(connection, "CNY")
            seq = log.append([event], recorded_at_us=at_us)[0].seq
            log.flush()
        assert seq is not None
        kept = msgspec.to_builtins(conclusion)
        for reason in kept["reasons"]:
            reason["evidence"] = list(evidence) or [event.document]
        kept["base_minor"] = event.amount_minor
        kept["standing"] = msgspec.to_builtins(standing)
        kept["clears"] = [
            {
                "code": one.code,
                "params": {**one.params, "fits_minor": 6_800_000} if one.code == "over_limit" else one.params,
            }
            for one in conclusion.reasons
        ]
        kept["reservation"] = None
        vector = np.full(len(NAMES), np.nan)
        for name, value in _VALUES.items():
            vector[index(name)] = value
        return Entry(
            decision_id=f"0199-{self.count:08d}",
            seq=seq,
            horizon=seq - 1,
            caller="erp",
            place=place,
            subject_id=said[f"{place}_id"],
            revision=said.get("revision", 0),
            checkpoint=place,
            as_of_us=at_us,
            decided_at_us=at_us,
            outcome=conclusion.outcome.value,
            customer=event.parties.get("customer"),
            payee=event.parties.get("payee"),
            request=_json(event.body),
            request_hash=event.body_hash,
            query=b"",
            vector=vector.tobytes(),
            conclusion=_json(kept),
            versions=_json({"order_anomaly": "5f" * 32, "policy": "default-1", "features": "0" * 16}),
        )

    def browser(self, language: str = "en", *, https: bool = False) -> TestClient:
        """Return a visitor who is not signed in."""
        return TestClient(
            self.app,
            base_url="https://desk.example" if https else "http://desk.example",
            headers={"Accept-Language": language},
            follow_redirects=False,
        )

    def signed_in(self, language: str = "en", *, scopes: Sequence[str] = ("desk", "verdict")) -> TestClient:
        """Return a visitor who is signed in."""
        browser = self.browser(language)
        answer = browser.post("/desk/login", data={"token": token_of(browser), "key": self.key(*scopes)})
        assert answer.status_code == 303
        return browser


def token_of(browser: TestClient, page: str = "/desk/login") -> str:
    """Return the token of the forms on a page."""
    found = _TOKEN.search(browser.get(page).text)
    assert found is not None
    return found[1]


def _json(value: Any) -> str:
    return msgspec.json.encode(value, order="deterministic").decode()


_SUBMITTED: dict[Place, dict[str, Any]] = {
    "order": {
        "customer_id": "C1042",
        "amount": "85000.00",
        "currency": "CNY",
        "salesperson_id": "E77",
        "terms_days": 30,
        "ip": "10.1.2.3",
    },
    "payment": {
        "kind_of_payment": "supplier",
        "payee_id": "S0031",
        "payee_account": ACCOUNT,
        "amount": "49800.00",
        "currency": "CNY",
        "requester_id": "E12",
        "approver_id": "E03",
        "invoice_no": "INV-88123",
    },
}
_VALUES = {
    "customer_order_split_parts_36h": 2.0,
    "customer_order_split_ratio_36h": 1.4,
    "customer_order_hour_surprise": 6.1,
    "customer_past_due_amount": 1_250_000.0,
}


@pytest.fixture
def company(tmp_path: Path, migrated_file: Path) -> Iterator[Company]:
    """A company with one customer, one supplier, and nothing held yet."""
    settings = load_settings(home=tmp_path / "home", language="en")
    create_keys(settings)
    copy(migrated_file, settings.home / "riskdesk.db")
    clock = FixedClock(NOW_US)
    runtime = open_runtime(settings, clock)
    app = FastAPI()
    problems.install(app)
    install(app)
    keys = KeyRing(runtime.engine)
    app.state.runtime, app.state.keys, app.state.desk = runtime, keys, Desk(runtime, keys)
    made = Company(runtime, app, clock)
    made.take(
        "customer_registered", customer_id="C1042", name="苏州恒达机电有限公司", account="6222999988887777"
    )
    made.take("supplier_registered", supplier_id="S0031", name="宁波永固标准件厂", account="6222020277778888")
    try:
        yield made
    finally:
        runtime.engine.dispose()


@pytest.fixture
def held_order(company: Company) -> Entry:
    """A held order with evidence: an order booked before, a submission decided before, an invoice paid."""
    company.take("order_placed", order_id="25SH00131", customer_id="C1042", amount="57000.00", currency="CNY")
    company.take("invoice_issued", invoice_id="I7", customer_id="C1042", amount="57000.00", currency="CNY",
                 due_date="2026-12-01")  # fmt: skip
    company.take("money_matched", match_id="M1", invoice_id="I7", amount="57000.00", currency="CNY")
    earlier = company.decide("order", ORDER, order_id="25SH00135")
    evidence = ["order:25SH00131", f"order:{earlier.subject_id}", "invoice:I7", "order:unheard-of"]
    return company.decide("order", ORDER, evidence, order_id="25SH00137")


@pytest.fixture
def longest_order(company: Company) -> Entry:
    """A held order whose ids are as long as ids may be, without a place to break them."""
    return company.decide("order", ORDER, order_id="O" * 64, customer_id="C" * 64)


@pytest.fixture
def held_payment(company: Company) -> Entry:
    """A blocked payment, whose evidence is the payee's change of account."""
    company.take("payee_account_changed", payee_id="S0031", account=ACCOUNT, changed_by="E12")
    return company.decide("payment", PAYMENT, ["payee:S0031", "supplier:S0031"], payment_id="P-2026-11-0042")


@pytest.fixture
def grouped_order(company: Company) -> Entry:
    """A held order of a customer whose group of companies has a limit of its own, which the order passes."""
    company.take("group_membership_set", customer_id="C1042", group_id="G-恒达集团")
    standing = Standing(
        exposure_minor=43_200_000, group_exposure_minor=95_000_000, group_limit_minor=100_000_000
    )
    return company.decide("order", ORDER, standing=standing, order_id="25SH00141")


@pytest.fixture
def budget_payment(company: Company) -> Entry:
    """A held payment that takes a budget of 200,000.00 over its warning line, and two that took from it before."""
    company.take("budget_set", budget_id="B-2026-MKT", amount="200000.00", currency="CNY")
    passed = msgspec.structs.replace(PAYMENT, outcome=Outcome.APPROVE, reasons=())
    for number, amount in ((1, "90000.00"), (2, "42000.00")):
        company.decide(
            "payment", passed, payment_id=f"P-{number}", budget_id="B-2026-MKT", amount=amount,
            requester_id=f"E4{number}",
        )  # fmt: skip
    return company.decide(
        "payment",
        PAYMENT,
        payment_id="P-3",
        budget_id="B-2026-MKT",
        standing=budget_of(20_000_000, 13_200_000),
    )


def budget_of(amount_minor: int | None, used_minor: int) -> Standing:
    """Return how the budget stood."""
    return replace(
        NO_STANDING,
        budget_id="B-2026-MKT",
        budget_amount_minor=amount_minor,
        budget_used_minor=used_minor,
    )


@pytest.fixture
def order_conclusion() -> Conclusion:
    """What is concluded about `held_order`."""
    return ORDER


@pytest.fixture
def payment_conclusion() -> Conclusion:
    """What is concluded about `held_payment`."""
    return PAYMENT


@pytest.fixture
def token() -> Callable[..., str]:
    """The token of the forms on a page, as a function of browser and page."""
    return token_of


__all__ = ["Company", "replace"]
