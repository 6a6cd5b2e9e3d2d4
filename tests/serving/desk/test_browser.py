"""The pages in a real browser: they fit a phone, and their policy breaks nothing of their own."""

import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import uvicorn

from serving.ledger.store import Entry

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


@pytest.mark.parametrize(("language", "scheme"), [("zh-CN", "light"), ("en", "light"), ("en", "dark")])
def test_pages_fit_every_width_and_say_nothing_to_the_console(
    company: Any, held_order: Entry, held_payment: Entry, address: str, browser: Any, tmp_path: Path,
    language: str, scheme: str,
) -> None:  # fmt: skip
    """List, order and payment have no horizontal scroll at 1280, 390 and 360 pixels, and no console message."""
    context = browser.new_context(locale=language, color_scheme=scheme)
    page = context.new_page()
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.goto(f"{address}/desk/")
    page.fill("#key", company.key("desk", "verdict"))
    page.click("main button")
    pages = {
        "list": "/desk/",
        "order": f"/desk/decisions/{held_order.decision_id}",
        "payment": f"/desk/decisions/{held_payment.decision_id}",
    }
    for width, height in SIZES.items():
        page.set_viewport_size({"width": width, "height": height})
        for name, path in pages.items():
            assert 200 == page.goto(address + path).status
            page.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true })")
            page.screenshot(path=tmp_path / f"{name}-{language}-{scheme}-{width}.png", full_page=True)
            assert width == page.evaluate("document.documentElement.scrollWidth"), (name, width)
    context.close()
    assert [] == said


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
