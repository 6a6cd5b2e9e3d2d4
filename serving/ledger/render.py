"""A kept decision as its reader sees it: texts in the reader's language, amounts as text."""

from functools import lru_cache
from typing import Any

import msgspec

from features.catalogue.reasons import render
from models.decision.conclusion import CreditAnswer
from models.role import ANOMALY_ROLE
from riskdesk.core.clock import format_time
from riskdesk.core.i18n import Language
from riskdesk.core.money import format_amount
from serving import names
from serving.ledger.store import Entry, Review


def answer_of(
    entry: Entry, language: Language, *, base_currency: str, zone: str, review: Review | None = None
) -> dict[str, Any]:
    """Return the answer of a decision, to be written by `msgspec`; see `DecisionAnswer` for its members.

    Parameters
    ----------
    review
        The latest verdict on it; a decision that was just made has none.
    """
    said = entry.said or msgspec.json.decode(entry.conclusion)
    clears = {step["code"]: step["params"] for step in said["clears"]}
    return {
        "decision_id": entry.decision_id,
        "subject": f"{entry.place}:{entry.subject_id}",
        "revision": entry.revision,
        "checkpoint": entry.checkpoint,
        "outcome": entry.outcome,
        "reasons": [_reason(reason, clears, language, base_currency) for reason in said["reasons"]],
        "credit": _credit(said["credit"], base_currency),
        "anomaly": said["anomaly"],
        "reservation": _reservation(said["reservation"], base_currency, zone),
        "contributions": {role: _contributions(score) for role, score in said["scores"].items()},
        "versions": dict(_versions(entry.versions, entry.place)),
        "as_of_seq": entry.horizon,
        "decided_at": format_time(entry.decided_at_us, zone),
        "degraded": said["degraded"],
        "budget": _budget(said["standing"], base_currency),
        "review": None if review is None else _review(review, zone),
    }


@lru_cache(maxsize=64)
def _versions(versions: str, place: str) -> dict[str, str]:
    """Return what decided: the ledger's roles, and under `anomaly` the one of this place."""
    kept: dict[str, str] = msgspec.json.decode(versions)
    own = kept.get(ANOMALY_ROLE["order" if place == "order" else "payment"])
    return kept if own is None else kept | {"anomaly": own}


def _reason(
    reason: dict[str, Any], clears: dict[str, Any], language: Language, currency: str
) -> dict[str, Any]:
    code = reason["code"]
    params = reason["params"] | clears[code] if code in clears else reason["params"]
    text = render(code, language, names.readable(params, language), currency)
    return {
        "code": code,
        "text": text.text,
        "contribution": reason["contribution"],
        "value": text.value,
        "normal": text.normal,
        "clears": text.clears if code in clears else None,
        "evidence": reason["evidence"],
    }


def credit_part(answer: CreditAnswer, currency: str) -> dict[str, Any]:
    """Return a credit answer with its amounts as text."""
    part = _credit(msgspec.to_builtins(answer), currency)
    assert part is not None
    return part


def _credit(credit: dict[str, Any] | None, currency: str) -> dict[str, Any] | None:
    if credit is None:
        return None
    return {
        "route": credit["route"],
        "grade": credit["grade"],
        "pd": credit["pd"],
        "points": credit["points"],
        "terms_days": credit["terms_days"],
        "shipping": credit["shipping"],
        "approval_level": credit["approval_level"],
        # decisions from before applications were scored have no interval
        "pd_low": credit.get("pd_low"),
        "pd_high": credit.get("pd_high"),
        "limit": format_amount(credit["limit_minor"], currency),
        "exposure": _money(credit["exposure_minor"], currency),
        "headroom": _money(credit["headroom_minor"], currency),
        "currency": currency,
    }


def _money(minor: int | None, currency: str) -> str | None:
    return None if minor is None else format_amount(minor, currency)


def _reservation(held: dict[str, Any] | None, currency: str, zone: str) -> dict[str, Any] | None:
    if held is None:
        return None
    return {
        "id": held["id"],
        "amount": format_amount(held["amount_minor"], currency),
        "expires_at": format_time(held["expires_at_us"], zone),
    }


def _budget(standing: dict[str, Any], currency: str) -> dict[str, Any] | None:
    """Return the budget of a payment; decisions from before budgets were checked, and orders, have none."""
    if standing.get("budget_id") is None:
        return None
    amount, used = standing["budget_amount_minor"], standing["budget_used_minor"]
    return {
        "id": standing["budget_id"],
        "amount": _money(amount, currency),
        "used": format_amount(used, currency),
        "left": None if amount is None else format_amount(amount - used, currency),
        "currency": currency,
    }


def _review(review: Review, zone: str) -> dict[str, Any]:
    return {
        "verdict": review.verdict,
        "action": review.action,
        "recorded_at": format_time(review.recorded_at_us, zone),
    }


def _contributions(score: dict[str, Any]) -> dict[str, Any]:
    return {
        "log_odds": score["log_odds"],
        "probability": score["probability"],
        "bias": score["bias"],
        "values": _row_of(tuple(score["names"]))(*score["contributions"]),
    }


@lru_cache(maxsize=64)
def _row_of(names: tuple[str, ...]) -> type[msgspec.Struct]:
    """Return the class of a model's contributions by name: a third of a dictionary's time for a hundred of them."""
    places = [f"at_{place}" for place in range(len(names))]
    fields = [(place, float) for place in places]
    return msgspec.defstruct("Row", fields, rename=dict(zip(places, names, strict=True)), gc=False)
