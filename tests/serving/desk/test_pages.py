import re
from collections.abc import Callable
from html import unescape
from html.parser import HTMLParser
from typing import Any

import pytest
from msgspec.structs import replace

from features.catalogue.program import NAMES
from features.catalogue.reasons import REASONS
from models.decision.conclusion import Conclusion, Reason
from models.policy.outcome import Outcome
from riskdesk.core.i18n import Language
from serving.ledger import service as ledger_service
from serving.ledger.store import Entry
from serving.names import TYPOLOGIES

BOTH = pytest.mark.parametrize("language", ["zh", "en"])
CODES = sorted({*REASONS, *NAMES, *TYPOLOGIES, "credit_model", "payment_anomaly_labels", "order_anomaly"})
VOID = frozenset({"meta", "link", "input", "br"})


class Reading(HTMLParser):
    """What a page shows, and whether its elements close as they open."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.shown: list[str] = []
        self._open: list[str] = []
        self.feed(page)
        self.close()
        assert [] == self._open

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note an element, and the words that its attributes show."""
        self.shown += [
            value for name, value in attrs if name in {"title", "aria-label", "data-label"} and value
        ]
        if tag not in VOID:
            self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        """Close the element that was opened last."""
        assert tag == self._open.pop()

    def handle_data(self, data: str) -> None:
        """Note a text."""
        if data.strip():
            self.shown.append(data.strip())


def shown(page: str) -> str:
    """Return the words of a page that is well-formed."""
    return "\n".join(Reading(page).shown)


@BOTH
def test_no_page_shows_a_code_or_misses_a_word(
    company: Any, held_order: Entry, held_payment: Entry, language: Language
) -> None:
    """List and decisions are well-formed, of the language asked for, and show no code of reason or feature."""
    browser = company.signed_in(language)
    for path in ("/desk/", *(f"/desk/decisions/{one.decision_id}" for one in (held_order, held_payment))):
        answer = browser.get(path)
        assert 200 == answer.status_code
        words = shown(answer.text)
        assert [] == [code for code in CODES if "_" in code and re.search(rf"\b{code}\b", words)]
        assert not re.search(r"\b(None|nan|undefined|True|False)\b|\{\w*\}", words)
        assert f'<html lang="{"zh-Hans" if language == "zh" else "en"}">' in answer.text
        labels = re.sub(r"苏州恒达机电有限公司|宁波永固标准件厂|中文", "", words)
        assert bool(re.search(r"[一-鿿]", labels)) == (language == "zh")


@BOTH
@pytest.mark.usefixtures("held_order", "held_payment")
def test_the_list_shows_what_was_held(company: Any, language: Language) -> None:
    """Each row has outcome, document, party, amount, first reason, probability, grade; the latest first."""
    words = shown(company.signed_in(language).get("/desk/").text)
    expected = {
        "zh": [
            "拦截",
            "付款 P-2026-11-0042",
            "¥49,800.00",
            "复核",
            "订单 25SH00137",
            "¥85,000.00",
            "待结论 3 笔",
        ],
        "en": ["Block", "Payment P-2026-11-0042", "CN¥49,800.00", "Review", "Order 25SH00137", "3 waiting"],
    }
    for word in [*expected[language], "C1042", "S0031", "41.0%", "B"]:
        assert word in words
    assert REASONS["split_order"].text.render(language) in words
    assert words.index("P-2026-11-0042") < words.index("25SH00137") < words.index("25SH00135")


def test_what_was_approved_is_not_on_the_list(company: Any, order_conclusion: Conclusion) -> None:
    """An approved order has a page of its own, without a place on the list."""
    passed = replace(order_conclusion, outcome=Outcome.APPROVE, reasons=(), degraded=(), scores={})
    entry = company.decide("order", passed, order_id="PASSED-1")
    browser = company.signed_in()
    assert "PASSED-1" not in browser.get("/desk/").text
    words = shown(browser.get(f"/desk/decisions/{entry.decision_id}").text)
    assert "Approve" in words
    assert "Nothing raised the risk." in words


def test_filters_choose(company: Any, held_order: Entry, held_payment: Entry) -> None:
    """Place, outcome and verdict each narrow the list; what is no choice narrows nothing."""
    browser = company.signed_in()
    order, payment = held_order.subject_id, held_payment.subject_id
    ledger_service.record_verdict(company.runtime, held_order.decision_id, "cleared", reviewer="E5")

    def found(query: str) -> tuple[bool, bool]:
        page = browser.get(f"/desk/?{query}").text
        return order in page, payment in page

    assert (True, True) == found("")
    assert (True, False) == found("place=order")
    assert (False, True) == found("place=payment&outcome=")
    assert (True, False) == found("outcome=review")
    assert (False, True) == found("outcome=block")
    assert (False, True) == found("state=open")
    assert (True, False) == found("state=done")
    assert (False, False) == found("place=order&outcome=block")
    assert (True, True) == found("place=x&outcome=approve&state=1&before=-1")
    assert (True, True) == found(f"before={'9' * 30}")
    assert (True, False) == found(f"before={held_payment.seq}")


def test_every_held_decision_is_on_one_page(company: Any, order_conclusion: Conclusion) -> None:
    """Following the links to older ones shows each decision once, newest first, also while new ones come."""
    entries = [company.decide("order", order_conclusion) for _ in range(120)]
    browser, path, seen, pages = company.signed_in(), "/desk/?place=order", [], 0
    while path:
        page = unescape(browser.get(path).text)
        seen += re.findall(r'href="/desk/decisions/([^"]+)"', page)
        company.decide("order", order_conclusion)
        link = re.search(r'rel="next" href="([^"]+)"', page)
        path, pages = link[1] if link else "", pages + 1
    assert 3 == pages
    assert [entry.decision_id for entry in reversed(entries)] == seen
    assert "place=order" in browser.get("/desk/?place=order&before=60").text.split('class="pages"')[1]


@BOTH
def test_a_decision_shows_what_it_rests_on(company: Any, held_order: Entry, language: Language) -> None:
    """Reasons with values, normal and remedy; credit; contributions; facts with kind, time, amount; versions."""
    words = shown(company.signed_in(language).get(f"/desk/decisions/{held_order.decision_id}").text)
    expected = {
        "zh": [
            "占用 ¥432,000.00 加本单 ¥85,000.00；超出 ¥17,000.00", "额度 ¥500,000.00", "额度内本单最多 ¥68,000.00",
            "订单 25SH00131", "订单登记", "款项核销", "开具发票", "2026年11月19日 06:17", "日志中没有这份单据的事实。",
            "当年的工作日历", "判断“同一地址集中提交”所需的信息", "平均水平", "其余", "拆分订单、异常时点", "30 天",
        ],
        "en": [
            "exposure CN¥432,000.00 plus this order CN¥85,000.00; CN¥17,000.00 over", "limit CN¥500,000.00",
            "At most CN¥68,000.00 fits the limit", "Order 25SH00131", "Order placed", "Money matched",
            "Invoice issued", "Nov 19, 2026 06:17", "The log holds no facts of this document.",
            "working calendar of the year", "inputs that tell “Burst from one address”", "Base rate", "others",
            "Split order, Odd hours", "30 days",
        ],
    }  # fmt: skip
    for word in [*expected[language], "苏州恒达机电有限公司", "612", "2.1%", "+1.20", "−0.36", "default-1"]:
        assert word in words


def test_evidence_leads_to_the_decision_about_it(company: Any, held_order: Entry) -> None:
    """A part that was decided itself is linked, the decision at hand is not linked to itself."""
    browser = company.signed_in()
    page = browser.get(f"/desk/decisions/{held_order.decision_id}").text
    links = set(re.findall(r'href="(/desk/decisions/[^"#]+)"', page))
    assert 1 == len(links)
    assert "25SH00135" in shown(browser.get(links.pop()).text)


def test_facts_that_came_later_say_so(company: Any, held_order: Entry) -> None:
    """What happened to the evidence after the decision is shown as such, the latest facts first, not all."""
    for n in range(15):
        company.take("order_amended", order_id="25SH00131", amount=f"{n + 1}.00", currency="CNY")
    words = shown(company.signed_in().get(f"/desk/decisions/{held_order.decision_id}").text)
    assert 12 * 3 == words.count("after the decision")
    assert "CN¥15.00" in words
    assert "CN¥3.00" not in words
    assert "Only the latest 12 are shown." in words


def test_who_changed_an_account_is_shown(company: Any, held_payment: Entry) -> None:
    """The change of account behind a blocked payment names who made it; supplier and payee are one party."""
    words = shown(company.signed_in().get(f"/desk/decisions/{held_payment.decision_id}").text)
    assert "Payee account changed" in words
    assert "by E12" in words
    assert "Supplier registered" in words
    assert "No model was asked" in words


@BOTH
def test_no_account_is_ever_shown(
    company: Any, held_order: Entry, held_payment: Entry, language: Language
) -> None:
    """No page holds the digits of an account, nor a network address, nor a cipher; equal ones share a mark."""
    browser = company.signed_in(language)
    pages = [browser.get(f"/desk/decisions/{one.decision_id}").text for one in (held_order, held_payment)]
    for page in [*pages, browser.get("/desk/").text]:
        for account in ("6222020200112233445", "6222020277778888", "6222999988887777", "10.1.2.3"):
            assert account not in page
            assert account[-8:] not in page
        assert "cipher" not in page
    digest = company.runtime.vault.digest("account", "6222 0202 0011 2233 445")
    assert f"#{digest[:6]}" in pages[1]
    assert digest[:12] not in pages[1]


def test_what_callers_send_is_escaped(company: Any, order_conclusion: Conclusion) -> None:
    """An id, a name or a note that is markup is shown as text."""
    markup = "<script>alert(1)</script>"
    company.take("customer_registered", customer_id=markup, name=f"{markup}&\"'")
    reason = Reason("over_limit", {"amount_minor": 1, "scope": markup}, 0.0, ())
    said = replace(order_conclusion, reasons=(reason,))
    entry = company.decide("order", said, [f"order:{markup}"], customer_id=markup, order_id="'\"><b>x</b>")
    ledger_service.record_verdict(company.runtime, entry.decision_id, "cleared", reviewer=markup, note=markup)
    browser = company.signed_in()
    for path in ("/desk/", f"/desk/decisions/{entry.decision_id}"):
        page = browser.get(path).text
        assert "<script" not in page
        assert "<b>" not in page
        assert markup in shown(page)


@pytest.mark.parametrize("outcome", [Outcome.REVIEW, Outcome.BLOCK])
@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_reason_has_a_page(
    company: Any, order_conclusion: Conclusion, outcome: Outcome, language: Language
) -> None:
    """Whatever the reason, and with none of its values known, list and page render."""
    browser = company.signed_in(language)
    for code in REASONS:
        said = replace(order_conclusion, outcome=outcome, reasons=(Reason(code, {}, 0.0, ()),))
        entry = company.decide("order", said)
        page = browser.get(f"/desk/decisions/{entry.decision_id}")
        assert 200 == page.status_code
        assert REASONS[code].text.render(language) in unescape(page.text)
    assert 200 == browser.get("/desk/").status_code


def test_a_foreign_amount_is_shown_in_both_currencies(company: Any, order_conclusion: Conclusion) -> None:
    """The amount as stated heads the page, with what it is in base currency beside it."""
    company.take("fx_rate_set", currency="JPY", rate="0.05")
    entry = company.decide("order", order_conclusion, amount="850000", currency="JPY", revision=2)
    words = shown(company.signed_in().get(f"/desk/decisions/{entry.decision_id}").text)
    assert "¥850,000" in words
    assert "In base currency" in words
    assert "revision 2" in words


@BOTH
def test_unknown_exposure_and_no_grade_are_said(
    company: Any, order_conclusion: Conclusion, language: Language
) -> None:
    """Where nothing is known of the customer's standing the page says so instead of drawing it."""
    assert order_conclusion.credit is not None
    credit = replace(
        order_conclusion.credit, route="unavailable", grade=None, pd=None, points=None, exposure_minor=None,
        headroom_minor=None,
    )  # fmt: skip
    entry = company.decide("order", replace(order_conclusion, credit=credit, sampled=True))
    page = company.signed_in(language).get(f"/desk/decisions/{entry.decision_id}").text
    assert 'class="exposure' not in page
    assert {"zh": "模型不可用", "en": "no model to ask"}[language] in page
    assert {"zh": "随机抽查", "en": "Random sample"}[language] in page


def test_an_empty_desk_says_so(company: Any) -> None:
    """Without anything held there is a sentence instead of a table."""
    page = company.signed_in().get("/desk/").text
    assert "Nothing is held that matches." in page
    assert "<table" not in page


@BOTH
def test_an_unknown_decision_is_a_page(company: Any, language: Language, token: Callable[..., str]) -> None:
    """A decision that is not there is 404, in words."""
    browser = company.signed_in(language)
    answer = browser.get("/desk/decisions/<nothing>")
    assert 404 == answer.status_code
    assert {"zh": "没有这个决定。", "en": "There is no such decision."}[language] in shown(answer.text)
    sent = {"token": token(browser, "/desk/"), "verdict": "cleared"}
    assert 404 == browser.post("/desk/decisions/nothing/verdict", data=sent).status_code
