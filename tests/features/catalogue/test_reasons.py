"""Every reason with its rendered text, in both languages."""

import re

import pytest

from features.catalogue.program import CATALOGUE, FEATURES
from features.catalogue.reason import ReasonSpec
from features.catalogue.reasons import NO_NORMAL, REASONS, parameters_of, render, units_of
from features.catalogue.reasons_credit import CREDIT_REASONS
from features.catalogue.reasons_documents import DOCUMENT_REASONS
from features.catalogue.reasons_history import HISTORY_REASONS
from features.catalogue.reasons_payments import PAYMENT_REASONS
from features.catalogue.reasons_policy import POLICY_REASONS
from features.catalogue.units import UNKNOWN, Scalar
from features.kernel.tables import ENTITY_COLUMN, TABLES
from riskdesk.core.i18n import LANGUAGES, Language

GROUPS = (CREDIT_REASONS, DOCUMENT_REASONS, PAYMENT_REASONS, HISTORY_REASONS, POLICY_REASONS)
EVERY = pytest.mark.parametrize("spec", REASONS.values(), ids=list(REASONS))
IN_BOTH = pytest.mark.parametrize("language", LANGUAGES)
_VALUES: dict[str, Scalar] = {
    "money": 8_500_000.0, "days": 12.5, "delay": -2.7, "count": 3.0, "share": 0.125, "ratio": 2.5, "score": 4.25,
    "hour": 22.0, "flag": 1.0, "text": "B", "seconds": 7200, "ppm": 10_000,
}  # fmt: skip


def _params(spec: ReasonSpec) -> dict[str, Scalar]:
    return {name: _VALUES[unit] for name, unit in units_of(spec).items()}


def test_no_code_stands_twice() -> None:
    """What is put together is not lost."""
    assert sum(len(group) for group in GROUPS) == len(REASONS)


@EVERY
def test_parameters_are_features_with_their_unit(spec: ReasonSpec) -> None:
    """A feature that exists, shown in its own unit but for counts of months, and days as late or early."""
    for name, unit in spec.params.values():
        assert unit in {FEATURES[name].unit, "score"} or (unit, FEATURES[name].unit) == ("delay", "days")


@EVERY
def test_templates_name_what_there_is(spec: ReasonSpec) -> None:
    """Both languages name the same parameters, and only those of the reason; none is left unused."""
    texts = [spec.text, *spec.value, *spec.normal, *([spec.clears] if spec.clears else [])]
    for text in texts:
        assert set(re.findall(r"{(\w+)}", text.zh)) == set(re.findall(r"{(\w+)}", text.en))
    named = frozenset[str]().union(*(parameters_of(text) for text in texts))
    assert named <= set(units_of(spec))
    assert set(spec.params) <= named


@IN_BOTH
@EVERY
def test_renders(spec: ReasonSpec, language: Language) -> None:
    """All pieces, with no parameter left open and in the right language."""
    said = render(spec.code, language, _params(spec))
    parts = [said.text, said.value, said.normal, *([said.clears] if said.clears else [])]
    assert all(part and "{" not in part for part in parts)
    assert all(
        bool(re.search(r"[\u4e00-\u9fff]", part)) == (language == "zh") for part in [said.text, said.normal]
    )
    assert len(spec.value) == len(said.value.split("；" if language == "zh" else "; "))


@IN_BOTH
@EVERY
def test_renders_when_nothing_is_known(spec: ReasonSpec, language: Language) -> None:
    """Silence is named, never a failure and never a zero."""
    said = render(spec.code, language, dict.fromkeys(units_of(spec)))
    if all(parameters_of(piece) for piece in spec.value):
        assert UNKNOWN.render(language) == said.value
    if all(parameters_of(piece) for piece in spec.normal):
        assert NO_NORMAL.render(language) == said.normal


@EVERY
def test_evidence_stands_where_the_reason_says(spec: ReasonSpec) -> None:
    """A restriction names a party that the table keeps; near-duplicates are looked for among numbers."""
    for place in spec.evidence:
        table = TABLES[place.table]
        assert not place.other or (place.other in ENTITY_COLUMN and table.other)
        assert place.match != "same_tag" or table.tag


def test_every_reason_of_a_feature_can_show_a_value_of_it() -> None:
    """A reason shows at least one value that the features behind it measure."""
    for code in {feature.reason for feature in CATALOGUE}:
        assert REASONS[code].params


@pytest.mark.parametrize(
    ("code", "language", "params", "value", "normal"),
    [
        (
            "split_order", "en", {"amount": 8_500_000, "parts": 2.0, "ratio": 1.42, "orders": 13.0},
            "CN¥85,000.00 now and 2 earlier in 72 h, together 1.42 times the limit",
            "13 orders of the customer in 90 days",
        ),
        (
            "split_order", "zh", {"amount": 8_500_000, "parts": 2.0, "ratio": 1.42, "orders": 13.0},
            "本单 ¥85,000.00，72小时内较早 2 笔，合计为限额的 1.42 倍",
            "该客户近90天 13 笔订单",
        ),
        (
            "over_limit", "en",
            {"group_exposure_minor": 43_200_000, "amount_minor": 8_500_000, "limit_minor": 50_000_000, "over_minor": 1_700_000},
            "exposure of its group of companies CN¥432,000.00 plus this order CN¥85,000.00; CN¥17,000.00 over",
            "limit CN¥500,000.00",
        ),
        (
            "over_limit", "en",
            {"exposure_minor": 43_200_000, "amount_minor": 8_500_000, "limit_minor": 50_000_000, "over_minor": 1_700_000},
            "exposure CN¥432,000.00 plus this order CN¥85,000.00; CN¥17,000.00 over",
            "limit CN¥500,000.00",
        ),
        (
            "amount_jump", "en", {"amount": 100, "payment_times": 5.0, "payment_mean": 20.0, "order_mean": None},
            "CN¥1.00; 5 times the payee's mean", "the payee's mean payment is CN¥0.20",
        ),
        ("account_change", "zh", {"days": 3.2, "changes": 1.0, "alone": 1.0}, "3.2 天前变更，近365天共 1 次；无第二人复核：是", "没有历史可比"),
        ("random_review", "en", {"rate_ppm": 20_000}, "drawn at a rate of 2%", "the rest is approved"),
        ("backdated", "zh", {"backdated_s": 90_000, "allowed_s": 86_400}, "比时钟早 25 小时", "至多 24 小时"),
    ],
)  # fmt: skip
def test_rendered_texts(
    code: str, language: Language, params: dict[str, Scalar], value: str, normal: str
) -> None:
    """Whole sentences, as a reviewer reads them."""
    said = render(code, language, params)
    assert (value, normal) == (said.value, said.normal)


def test_what_found_nothing_is_left_out() -> None:
    """Of many things that were looked for those are told that were found, or all where none was."""
    found = {"tagged": 0.0, "equal": 2.0, "parts": 0.0, "mistyped": 0.0, "cleared": 0.0, "payments": 9.0}
    assert "2 of the same amount in 90 days" == render("duplicate_payment", "en", found).value
    assert "近90天金额相同 2 笔" == render("duplicate_payment", "zh", found).value
    nothing = render("duplicate_payment", "en", found | {"equal": 0.0}).value
    assert nothing.startswith("0 with the same invoice number; 0 of the same amount")
    assert "0 with the same invoice number" == render("duplicate_payment", "en", {"tagged": 0.0}).value


@EVERY
def test_one_is_not_many(spec: ReasonSpec) -> None:
    """No text says 1 orders."""
    ones = {name: 1.0 if unit == "count" else _VALUES[unit] for name, unit in units_of(spec).items()}
    said = render(spec.code, "en", ones)
    for part in (said.value, said.normal, said.clears or ""):
        assert [] == re.findall(r"(?<![\d.,])1 (?!\w+ )\w+s\b|(?<![\d.,])1 \w+ (?:payees|payments)\b", part)


def test_who_paid_early_did_not_pay_late() -> None:
    """Days before the due date are early, never a negative number of days late."""
    assert (
        "payments 2 days early on average over 365 days" == render("long_terms", "en", {"late": -2.0}).normal
    )
    assert "近365天付款平均早 2 天" == render("long_terms", "zh", {"late": -2.0}).normal


def test_money_is_shown_in_its_currency() -> None:
    """JPY has no decimals."""
    assert "¥5,000" == render("large_amount", "en", {"amount": 5_000}, "JPY").value


def test_unknown_code_is_an_error() -> None:
    """A decision never stores a code that nobody can read."""
    with pytest.raises(KeyError):
        render("bad_luck", "en", {})
