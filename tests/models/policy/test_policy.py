import json
from typing import Any

import msgspec
import pytest

from models.policy.codec import hash_of, read, write
from models.policy.default import DEFAULT_POLICY, EARLIER_DEFAULTS
from models.policy.inputs import FAIL_MODES
from models.policy.outcome import Outcome
from models.policy.typology_rule import TypologyRule
from models.typologies.catalogue import DEFAULT_RULES
from riskdesk.core.errors import InputInvalid


def test_round_trip() -> None:
    """The default policy comes back equal and is written to the same bytes again."""
    data = write(DEFAULT_POLICY)
    assert DEFAULT_POLICY == read(data)
    assert data == write(read(data))
    assert 64 == len(hash_of(data))


def test_the_defaults_of_every_release_are_kept() -> None:
    """What decided where no policy was published is found by the name that the decision recorded."""
    assert ["default-1", "default-2", "default-3"] == list(EARLIER_DEFAULTS)
    assert "default-4" == DEFAULT_POLICY.version
    assert DEFAULT_POLICY == msgspec.structs.replace(EARLIER_DEFAULTS["default-3"], version="default-4")


def test_what_is_left_out_takes_its_default() -> None:
    """A policy by hand may name no more than what has no default."""
    required = {
        "version": "short",
        "models": json.loads(msgspec.json.encode(DEFAULT_POLICY.models)),
        "typologies": json.loads(msgspec.json.encode(DEFAULT_POLICY.typologies)),
        "fail_modes": {},
    }
    policy = read(json.dumps(required).encode())
    assert DEFAULT_POLICY.rules == policy.rules
    assert Outcome.REVIEW == policy.on_missing("calendar")


CHANGES: list[tuple[list[str], Any, str]] = [
    (["credit", "strategic_above_minor"], -1, "credit.strategic_above_minor"),
    (["credit", "strategic"], "never", "credit.strategic"),
    (["credit", "application", "grade_by"], "lower", "credit.application.grade_by"),
    (["version"], "", "version"),
    (["models", "credit", "review_at"], 1.5, "models.credit.review_at"),
    (["models", "payment_anomaly", "block_at"], 0.1, "models.payment_anomaly.block_at"),
    (["models", "credit", "review_at"], "0.1", "models[...].review_at"),
    (["fail_default"], "approve", "fail_default"),
    (["fail_default"], "allow", "fail_default"),
    (["typologies", "account_change", "severe"], "approve", "typologies.account_change.severe"),
    (["sampling", "rate_ppm"], 1_000_001, "sampling.rate_ppm"),
    (["rules", "past_due", "more_than_days"], 45, "rules.past_due.more_than_days"),
    (["rules", "past_due", "material_minor"], -1, "rules.past_due.material_minor"),
    (["rules", "over_budget", "tolerance_ppm"], -1, "rules.over_budget.tolerance_ppm"),
    (["rules", "over_budget", "outcome"], "approve", "rules.over_budget.outcome"),
    (["rules", "budget_use", "tell_at_percent"], -1, "rules.budget_use.tell_at_percent"),
    (["rules", "budget_use", "tell_at_percent"], 91, "rules.budget_use.hold_at_percent"),
    (["rules", "budget_use", "hold_at_percent"], 101, "rules.budget_use.hold_at_percent"),
    (["rules", "reviewer_block"], "review", "rules.reviewer_block"),
    (["rules", "held_before"], "approve", "rules.held_before"),
    (["credit", "bands", "a_below"], 0.5, "credit.bands"),
    (["credit", "limits", "d_percent"], 90, "credit.limits"),
    (["credit", "limits", "round_to_minor"], 0, "credit.limits.round_to_minor"),
    (["credit", "terms", "d_days"], 90, "credit.terms"),
    (["credit", "approval", "bands_minor"], [2, 1], "credit.approval.bands_minor"),
    (["green", "most_minor"], -1, "green.most_minor"),
    (["special_approval", "payment_lifts"], ["unknown_payee"], "special_approval.payment_lifts[0]"),
    (["isolation", "review_at_percentile"], -1.0, "isolation.review_at_percentile"),
]


@pytest.mark.parametrize(("path", "value", "field"), CHANGES, ids=lambda x: str(x)[:30])
def test_a_wrong_policy_names_its_field(path: list[str], value: object, field: str) -> None:
    """A policy that cannot be meant is refused, and the field at fault is named."""
    content = json.loads(write(DEFAULT_POLICY))
    inner = content
    for name in path[:-1]:
        inner = inner[name]
    inner[path[-1]] = value
    with pytest.raises(InputInvalid) as caught:
        read(json.dumps(content).encode())
    assert field == caught.value.field


@pytest.mark.parametrize(
    "data", [b"", b"[]", b"\xff", b"{", b'{"version": "x", "surprise": 1}', b"[" * 99_999]
)
def test_rubbish_is_refused(data: bytes) -> None:
    """What is no policy, or has a field that no policy has, is refused."""
    with pytest.raises(InputInvalid):
        read(data)


def test_a_typology_cannot_be_forgotten() -> None:
    """A policy has to speak about every typology, and about none that does not exist."""
    fewer = {code: rule for code, rule in DEFAULT_RULES.items() if code != "split_order"}
    more = {**DEFAULT_RULES, "made_up": DEFAULT_RULES["split_order"]}
    for typologies in (fewer, more):
        with pytest.raises(InputInvalid) as caught:
            write(msgspec.structs.replace(DEFAULT_POLICY, typologies=typologies))
        assert "typologies" == caught.value.field


def test_what_may_pass_without_an_input_is_written() -> None:
    """By default six inputs may be missing without a review; each addition here is a decision of the team."""
    passing = {name for name, outcome in FAIL_MODES.items() if outcome is Outcome.APPROVE}
    silent = {code for code, rule in DEFAULT_RULES.items() if rule.missing is Outcome.APPROVE}
    assert {"lateness_model", "order_anomaly_labels", "payment_anomaly_labels", "calendar"} == passing
    assert {"odd_hours", "address_burst"} == silent
    assert Outcome.REVIEW == DEFAULT_POLICY.on_missing("an input nobody thought of")


def test_rules_are_frozen() -> None:
    """A rule cannot be changed in place."""
    rule = TypologyRule(minimum=Outcome.REVIEW, severe=Outcome.BLOCK, missing=Outcome.REVIEW)
    with pytest.raises(AttributeError):
        rule.minimum = Outcome.APPROVE  # type: ignore[misc]
