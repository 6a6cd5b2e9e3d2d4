"""The pages in a real browser: they fit a phone, and their policy breaks nothing of their own."""

import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
import uvicorn

from riskdesk.core.database.tables import webhook_outbox
from riskdesk.core.database.unit import write_unit
from serving.ledger import service as ledger_service
from serving.ledger.store import Entry
from serving.webhooks import endpoints, outbox
from serving.webhooks.notices import KINDS

CHROMIUM = Path("/usr/bin/chromium")
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
SIZES = {1280: 900, 390: 844, 360: 740}

pytestmark = pytest.mark.skipif(not CHROMIUM.exists(), reason="there is no chromium at /usr/bin/chromium")


@pytest.fixture
def address(company: Any) -> Iterator[str]:
    """The desk, served on a free port of this machine."""
    server = uvicorn.Server(uvicorn.Config(company.app, port=0, log_level="error", lifespan="off"))
    thread = threading.Thread(target=server.run)
    thread.start()
    try:
        while not server.started:
            thread.join(0.01)
        port = server.servers[0].sockets[0].getsockname()[1]
        yield f"http://127.0.0.1:{port}"
    finally:
        server.should_exit = True
        thread.join()


@pytest.fixture
def browser() -> Iterator[Any]:
    """A real browser."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=str(CHROMIUM), args=ARGUMENTS)
        yield chromium
        chromium.close()


@pytest.fixture
def paths(
    company: Any,
    held_order: Entry,
    held_payment: Entry,
    grouped_order: Entry,
    budget_payment: Entry,
    longest_order: Entry,
) -> dict[str, str]:
    """Every sort of page, by a name for its picture; one notice to a receiver with a long name was given up."""
    runtime = company.runtime
    asked = {"kinds": KINDS, "caller": None, "private": False, "now_us": company.clock.now_us()}
    url = "https://approvals.east-china.purchasing.group-companies.example:8443/riskdesk/notices"
    endpoints.add(runtime.engine, runtime.vault, url, **asked)
    outbox.forget(runtime.engine)
    ledger_service.record_verdict(runtime, held_order.decision_id, "cleared", reviewer="E5", action="release")
    given_up = {"next_try_us": None, "tries": 18, "last_status": 503, "last_error": "not_taken"}
    with write_unit(runtime.engine) as connection:
        dead_at = {"dead_at_us": company.clock.now_us()}
        connection.execute(sa.update(webhook_outbox).values(given_up | dead_at))
    entries = {"order": held_order, "payment": held_payment, "group": grouped_order, "budget": budget_payment}
    entries |= {"longest": longest_order}
    decisions = {name: f"/desk/decisions/{entry.decision_id}" for name, entry in entries.items()}
    return {"list": "/desk/", "webhooks": "/desk/webhooks"} | decisions


@pytest.mark.parametrize(("language", "scheme"), [("zh-CN", "light"), ("en", "light"), ("en", "dark")])
def test_pages_fit_every_width_and_say_nothing_to_the_console(
    company: Any,
    paths: dict[str, str],
    address: str,
    browser: Any,
    tmp_path: Path,
    language: str,
    scheme: str,
) -> None:
    """No page has a horizontal scroll at 1280, 390 and 360 pixels, or says a word to the console."""
    context = browser.new_context(locale=language, color_scheme=scheme)
    page = context.new_page()
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.goto(f"{address}/desk/")
    page.fill("#key", company.key("desk", "verdict"))
    page.click("main button")
    for width, height in SIZES.items():
        page.set_viewport_size({"width": width, "height": height})
        for name, path in paths.items():
            assert 200 == page.goto(address + path).status
            page.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true })")
            page.screenshot(path=tmp_path / f"{name}-{language}-{scheme}-{width}.png", full_page=True)
            assert width == page.evaluate("document.documentElement.scrollWidth"), (name, width)
    context.close()
    assert [] == said


def test_a_dead_notice_is_tried_anew_by_a_click(
    company: Any, paths: dict[str, str], address: str, browser: Any
) -> None:
    """On a phone a reviewer reads why a notice did not arrive, presses the button, and it is on its way."""
    context = browser.new_context(locale="zh-CN", viewport={"width": 360, "height": 740})
    page = context.new_page()
    page.goto(address + paths["webhooks"])
    page.fill("#key", company.key("desk", "verdict"))
    page.click("main button")
    said = page.inner_text("main")
    for word in ("订单 25SH00137", "接收方拒收 (503)", "18", "复核结论"):
        assert word in said
    page.click("table button")
    assert "待发送 1 条" in page.inner_text("main")
    assert "所有通知都已送达或正在发送。" in page.inner_text("main")
    context.close()


def test_a_verdict_is_recorded_without_a_script(
    company: Any, held_order: Entry, address: str, browser: Any
) -> None:
    """With scripts switched off a reviewer signs in, changes the language, and records a verdict."""
    context = browser.new_context(locale="en", java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{address}/desk/decisions/{held_order.decision_id}")
    page.fill("#key", company.key("desk", "verdict"))
    page.click("main button")
    page.click("text=中文")
    page.check("input[value=confirmed]")
    page.fill("textarea", "电话核实，确为拆单")
    page.click("text=记录结论")
    assert "电话核实，确为拆单" in page.inner_text("#verdict")
    assert "zh-Hans" == page.get_attribute("html", "lang")
    context.close()
