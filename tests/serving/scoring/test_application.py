"""New and strategic customers through the service: answered, read again, decided again."""

from collections.abc import Callable
from types import ModuleType
from typing import Any

import msgspec
import numpy as np
import pytest
import sqlalchemy as sa
from starlette.testclient import TestClient
from typer.testing import CliRunner

from features.catalogue.program import FEATURES
from models.bundle.answers import with_golden
from models.bundle.codec import hash_of, write
from models.bundle.format import ApplicationCard, Bundle
from models.credit.points import points_one
from models.credit.points_table import points_text
from models.credit.scorecard import Item, Scorecard
from models.policy.codec import write as write_policy
from models.policy.default import DEFAULT_POLICY
from riskdesk.cli.app import app
from riskdesk.cli.demo.company import at

ORDERS, AGE = "customer_order_count_90d", "customer_registered_age_days"


def _card() -> Scorecard:
    def item(name: str, direction: Any, cut: float, units: tuple[float, float]) -> Item:
        text = FEATURES[name].text
        return Item(
            name=name, zh=text.zh, en=text.en, direction=direction, kind="bins", cuts=(cut,), units=units,
            missing=0.0, spread=1.0, coefficient=1.0,
        )  # fmt: skip

    covariance = ((0.04, 0.0, 0.0), (0.0, 0.01, 0.0), (0.0, 0.0, 0.01))
    items = (item(AGE, -1, 365.0, (1.5, -0.5)), item(ORDERS, 1, 3.0, (-0.2, 0.4)))
    return Scorecard(version="scorecard-application-1", items=items, intercept=-5.0, covariance=covariance)


@pytest.fixture(scope="module")
def with_card(make_bundle: Callable[..., Bundle]) -> bytes:
    """A credit bundle with a scorecard of applications."""
    plain = make_bundle("credit")
    quantiles = tuple(np.linspace(-8.0, 0.0, 1001).tolist())
    rows = np.array([[np.nan if one is None else one for one in row.values] for row in plain.golden])
    application = ApplicationCard(card=_card(), quantiles=quantiles)
    return write(with_golden(msgspec.structs.replace(plain, application=application, golden=()), rows))


def score(client: TestClient, body: dict[str, Any]) -> dict[str, Any]:
    """Score an order; return the answer."""
    reply = client.post("/v1/orders/score", json=body)
    assert 200 == reply.status_code, reply.text
    found: dict[str, Any] = reply.json()
    return found


def test_a_new_customer_is_scored_once_the_card_is_active(
    client: TestClient, house: Any, world: ModuleType, with_card: bytes
) -> None:
    """Before, it is granted what the policy says; after, it has a probability with its interval, and all is replayed."""
    house.append(world.registered("C-NEW"))
    before = score(client, world.order("O-1", "C-NEW"))
    world.activate_bundle(house.engine, "credit", with_card)
    after = score(client, world.order("O-2", "C-NEW"))
    kept = {name: before["credit"][name] for name in ("route", "pd", "pd_low", "pd_high", "points")}
    assert {"route": "application", "pd": None, "pd_low": None, "pd_high": None, "points": None} == kept
    credit, said = after["credit"], after["contributions"]["application"]
    assert hash_of(with_card) == after["versions"]["credit"]
    assert ("application", round(points_one(credit["pd"]))) == (credit["route"], credit["points"])
    assert credit["pd_low"] < credit["pd"] < credit["pd_high"]
    assert said["log_odds"] == pytest.approx(said["bias"] + sum(said["values"].values()), abs=1e-9)
    assert "application" not in before["contributions"]
    assert after == client.get(f"/v1/decisions/{after['decision_id']}").json()
    read = client.get("/v1/customers/C-NEW/credit").json()
    assert (credit["pd"], credit["pd_high"]) == (read["credit"]["pd"], read["credit"]["pd_high"])
    assert said["values"].keys() == read["contributions"].keys()
    assert {"ready": True, "missing": [], "degraded": []} == client.get("/readyz").json()
    house.is_proven()


def test_its_points_are_printed(
    house: Any, world: ModuleType, with_card: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    """`riskdesk models points` shows the card of the bundle in production, and of one by its hash."""
    monkeypatch.setenv("RISKDESK_HOME", str(house.settings.home))
    monkeypatch.delenv("RISKDESK_DATABASE_URL", raising=False)
    world.activate_bundle(house.engine, "credit", with_card)
    for words in ([], [hash_of(with_card)[:12]]):
        told = CliRunner().invoke(app, ["models", "points", *words, "--language", "en"])
        assert points_text(_card(), "en") in told.stdout


def test_a_strategic_customer_is_carried_by_a_special_approval_once(house: Any, world: ModuleType) -> None:
    """Held without one although within its limit, passed with one, held again when it is used up."""
    world.publish(house.engine, write_policy(world.lenient()))
    grant = {
        "kind": "special_approval_granted", "occurred_at": at(9, 0), "customer_id": "C-NEW", "amount": "30000.00",
        "currency": "CNY", "requested_by": "E1", "approved_by": "E2", "reason": "fair",
        "special_approval_id": "A-1", "expires_at": at(23, 0),
    }  # fmt: skip
    house.append(world.registered("C-NEW") | {"strategic": True}, world.limit("C-NEW", "900000.00"), grant)
    with house.open() as client:
        held = score(client, world.order("O-1", "C-NEW", reserve=False))
        carried = score(client, world.order("O-2", "C-NEW", special_approval_id="A-1", reserve=False))
        again = score(client, world.order("O-3", "C-NEW", special_approval_id="A-1", reserve=False))
        prepaid = score(client, world.order("O-4", "C-NEW", terms_days=0, reserve=False))
    assert ["review", "approve", "review", "approve"] == [
        one["outcome"] for one in (held, carried, again, prepaid)
    ]
    (reason,) = [one for one in held["reasons"] if one["code"] == "strategic_customer"]
    assert "12,000.00" in reason["clears"]
    assert "special_approval_missing" in {one["code"] for one in again["reasons"]}
    house.is_proven()


def test_decisions_of_an_earlier_release_are_replayed(
    client: TestClient, house: Any, world: ModuleType
) -> None:
    """Under the default of then a strategic customer was decided by grade, and answers had no interval."""
    house.append(world.registered("C-NEW") | {"strategic": True})
    answer = score(client, world.order("O-1", "C-NEW", reserve=False))
    assert DEFAULT_POLICY.version == answer["versions"]["policy"]
    assert [] == house.replay().differing
    _as_of_default_1(house)
    ((_, what),) = house.replay().differing
    assert "forced" in what
    _without_rule(house)
    assert [] == house.replay().differing


def _rewrite(house: Any, change: Callable[[dict[str, Any], dict[str, Any]], None]) -> None:
    ((conclusion, versions),) = house.ask("SELECT conclusion, versions FROM decisions")
    said, spoke = msgspec.json.decode(conclusion), msgspec.json.decode(versions)
    change(said, spoke)
    values = {"c": msgspec.json.encode(said).decode(), "v": msgspec.json.encode(spoke).decode()}
    with house.engine.begin() as connection:
        connection.execute(sa.text("UPDATE decisions SET conclusion = :c, versions = :v"), values)


def _as_of_default_1(house: Any) -> None:
    """Rewrite the one decision as the release before would have kept it, but for what it said."""

    def change(said: dict[str, Any], spoke: dict[str, Any]) -> None:
        spoke["policy"] = "default-1"
        del said["credit"]["pd_low"], said["credit"]["pd_high"]

    _rewrite(house, change)


def _without_rule(house: Any) -> None:
    """Take the rule that the release before did not have out of what the one decision said."""

    def change(said: dict[str, Any], _spoke: dict[str, Any]) -> None:
        said["forced"] = [code for code in said["forced"] if code != "strategic_customer"]
        said["reasons"] = [one for one in said["reasons"] if one["code"] != "strategic_customer"]

    _rewrite(house, change)
