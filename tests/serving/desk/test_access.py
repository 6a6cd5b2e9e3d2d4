from collections.abc import Callable
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from fastapi.routing import APIRoute
from starlette.testclient import TestClient

from riskdesk.core.database.unit import write_unit
from serving.desk.guard import HEADERS
from serving.desk.routes import router
from serving.desk.session import COOKIE
from serving.ledger.store import Entry
from serving.security.store import revoke_key

OPEN = {"/desk/login", "/desk/logout", "/desk/language"}
ROUTES = [
    (route.path, method)
    for route in router.routes
    if isinstance(route, APIRoute)
    for method in route.methods or ()
]
CLOSED = [one for one in ROUTES if one[0] not in OPEN]
FORMS = [path for path, method in ROUTES if method == "POST"]


def address(path: str, entry: Entry) -> str:
    """Return the address of a route."""
    return path.replace("{decision_id}", entry.decision_id)


@pytest.mark.parametrize(("path", "method"), CLOSED)
def test_who_is_not_signed_in_is_led_to_the_sign_in(
    company: Any, held_order: Entry, path: str, method: str
) -> None:
    """Every page but the sign-in's own asks for it, and shows nothing before."""
    answer = company.browser().request(method, address(path, held_order))
    assert 303 == answer.status_code
    assert answer.headers["location"].startswith("/desk/login")
    assert held_order.subject_id not in answer.text


@pytest.mark.parametrize("path", FORMS)
@pytest.mark.parametrize("token", ["", "x", "é", None])
def test_forms_without_the_token_are_refused(
    company: Any, held_order: Entry, path: str, token: str | None
) -> None:
    """Every form needs the token of its session."""
    browser = company.signed_in()
    sent = {"verdict": "cleared", "language": "zh", "key": company.key("desk")}
    answer = browser.post(address(path, held_order), data=sent if token is None else {**sent, "token": token})
    assert 403 == answer.status_code
    assert COOKIE not in answer.headers.get("set-cookie", "")


def test_a_token_of_another_session_is_refused(company: Any, token: Callable[..., str]) -> None:
    """One session's token opens no form of another."""
    one, other = company.signed_in(), company.signed_in()
    answer = one.post("/desk/language", data={"token": token(other, "/desk/"), "language": "zh"})
    assert 403 == answer.status_code


@pytest.mark.parametrize(("path", "method"), ROUTES)
def test_every_answer_carries_the_headers(company: Any, held_order: Entry, path: str, method: str) -> None:
    """No page is kept by a cache, framed, or free to load from elsewhere, whatever its status."""
    for browser in (company.browser(), company.signed_in()):
        answer = browser.request(method, address(path, held_order))
        assert HEADERS == {name: answer.headers[name] for name in HEADERS}


def test_the_key_needs_the_scope(company: Any, token: Callable[..., str]) -> None:
    """A key without desk is told so; a wrong one is not told more than that it is wrong."""
    browser = company.browser()
    sent = {"token": token(browser), "key": company.key("score", "events", "read", "verdict")}
    answer = browser.post("/desk/login", data=sent)
    assert 403 == answer.status_code
    assert "lacks the scope" in answer.text
    answer = browser.post("/desk/login", data={**sent, "key": "rd_wrong"})
    assert 401 == answer.status_code
    assert "The key is not valid" in answer.text
    assert sent["key"] not in answer.text
    assert 303 == browser.get("/desk/").status_code


def test_a_desk_key_alone_may_read_and_not_judge(
    company: Any, held_order: Entry, token: Callable[..., str]
) -> None:
    """Without the scope verdict the form is not shown, and sending it all the same is refused."""
    browser = company.signed_in(scopes=("desk",))
    page = browser.get(f"/desk/decisions/{held_order.decision_id}").text
    assert "<textarea" not in page
    assert "needs the scope verdict" in page
    sent = {"token": token(browser, "/desk/"), "verdict": "cleared"}
    assert 403 == browser.post(f"/desk/decisions/{held_order.decision_id}/verdict", data=sent).status_code


def test_a_key_taken_back_ends_its_sessions(company: Any, token: Callable[..., str]) -> None:
    """From the next page on, the session of a revoked key is none."""
    key = company.key("desk")
    browser = company.browser()
    browser.post("/desk/login", data={"token": token(browser), "key": key})
    assert 200 == browser.get("/desk/").status_code
    with write_unit(company.runtime.engine) as connection:
        assert revoke_key(connection, key.split("_")[1], company.clock.now_us())
    assert 303 == browser.get("/desk/").status_code


def test_a_session_ends_after_a_working_day(company: Any) -> None:
    """After eight hours the key is asked for again, and the page says why."""
    browser = company.signed_in()
    company.clock.advance(timedelta(hours=8))
    answer = browser.get("/desk/")
    assert 303 == answer.status_code
    assert "The session is over" in browser.get(answer.headers["location"]).text


@pytest.mark.parametrize("is_kept", [True, False])
def test_a_form_that_came_too_late_leads_back_to_its_page(
    company: Any, held_order: Entry, token: Callable[..., str], *, is_kept: bool
) -> None:
    """A verdict after eight hours is not recorded, which the sign-in says; then the decision is shown again."""
    browser, page = company.signed_in(), f"/desk/decisions/{held_order.decision_id}"
    form = {"token": token(browser, page), "verdict": "confirmed"}
    company.clock.advance(timedelta(hours=8))
    if not is_kept:
        browser.cookies.clear()  # as browsers do with a cookie that is too old
    answer = browser.post(f"{page}/verdict", data=form)
    assert (303, {"next": [page], "over": ["1"]}) == (
        answer.status_code,
        parse_qs(urlsplit(answer.headers["location"]).query),
    )
    assert "The session is over" in browser.get(answer.headers["location"]).text


def test_a_form_that_is_refused_leads_back_to_its_page(
    company: Any, held_order: Entry, token: Callable[..., str]
) -> None:
    """Who is told that a verdict was refused needs not look for the decision again."""
    browser, page = company.signed_in(), f"/desk/decisions/{held_order.decision_id}"
    refused = browser.post(f"{page}/verdict", data={"token": token(browser, page), "verdict": "maybe"})
    assert 422 == refused.status_code
    assert f'<a href="{page}">← Back to the form</a>' in refused.text


def test_signing_out_forgets_the_session(company: Any, token: Callable[..., str]) -> None:
    """After signing out the browser has no session."""
    browser = company.signed_in()
    answer = browser.post("/desk/logout", data={"token": token(browser, "/desk/")})
    assert (303, "/desk/login") == (answer.status_code, answer.headers["location"])
    assert 303 == browser.get("/desk/").status_code


def test_failures_are_limited(company: Any, token: Callable[..., str]) -> None:
    """After ten failures even the right key waits, until a quarter of an hour has passed."""
    browser = company.browser()
    wrong = {"token": token(browser), "key": f"rd_{'a' * 12}_{'b' * 43}"}
    right = {**wrong, "key": company.key("desk")}
    assert [401] * 10 == [browser.post("/desk/login", data=wrong).status_code for _ in range(10)]
    answer = browser.post("/desk/login", data=right)
    assert 429 == answer.status_code
    assert "900" == answer.headers["retry-after"]
    assert "Try again in 15 min." in answer.text
    company.clock.advance(timedelta(minutes=15))
    assert 303 == browser.post("/desk/login", data=right).status_code


@pytest.mark.parametrize("scheme", ["https", "http"])
def test_the_cookie_is_kept_from_scripts_and_other_sites(
    company: Any, token: Callable[..., str], scheme: str
) -> None:
    """HttpOnly and SameSite always, Secure where the desk is reached by https; no secret of the key in it."""
    browser = company.browser(https=scheme == "https")
    key = company.key("desk")
    answer = browser.post("/desk/login", data={"token": token(browser), "key": key})
    cookie = answer.headers["set-cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=lax" in cookie
    assert "Path=/desk" in cookie
    assert (scheme == "https") == ("Secure" in cookie)
    assert key.split("_", 2)[2] not in cookie


@pytest.mark.parametrize(
    ("asked", "led"),
    [
        ("/desk/?place=order&before=5", "/desk/?place=order&before=5"),
        ("/desk/decisions/0199-1", "/desk/decisions/0199-1"),
        ("https://evil.example/desk/", "/desk/"),
        ("//evil.example/desk/", "/desk/"),
        ("/desk//evil.example", "/desk/"),
        ("/desk/\\evil.example", "/desk/"),
        ("/desk/../v1/events", "/desk/"),
        ("/desk/\r\nset-cookie: a=b", "/desk/"),
        ("javascript:alert(1)", "/desk/"),
    ],
)
def test_nobody_is_led_elsewhere(company: Any, token: Callable[..., str], asked: str, led: str) -> None:
    """Signing in and changing the language lead back into the desk only."""
    browser = company.browser()
    sent = {"token": token(browser), "key": company.key("desk"), "next": asked}
    assert led == browser.post("/desk/login", data=sent).headers["location"]
    sent = {"token": token(browser, "/desk/"), "language": "zh", "back": asked}
    assert led == browser.post("/desk/language", data=sent).headers["location"]


def test_signing_in_leads_to_what_was_asked_for(company: Any, held_order: Entry) -> None:
    """Who opens a decision without a session is led back to it."""
    browser = company.browser()
    path = f"/desk/decisions/{held_order.decision_id}"
    form = browser.get(browser.get(path).headers["location"]).text
    assert f'name="next" value="{path}"' in form


def test_the_language_follows_the_reader(company: Any, token: Callable[..., str]) -> None:
    """The header decides until the reader chooses; a language that is none is refused."""
    browser: TestClient = company.browser("zh-CN,zh;q=0.9,en;q=0.5")
    assert "登录" in browser.get("/desk/login").text
    answer = browser.post(
        "/desk/language", data={"token": token(browser), "language": "en", "back": "/desk/login"}
    )
    assert (303, "/desk/login") == (answer.status_code, answer.headers["location"])
    page = browser.get("/desk/login")
    assert "Sign in" in page.text
    assert "en" == page.headers["content-language"]
    refused = browser.post("/desk/language", data={"token": token(browser), "language": "fr"})
    assert 422 == refused.status_code


def test_the_style_sheet_is_served(company: Any) -> None:
    """The sheet needs no session, and its address changes with its content."""
    browser = company.browser()
    page = browser.get("/desk/login").text
    href = page.split('rel="stylesheet" href="')[1].split('"')[0]
    assert "?v=" in href
    answer = browser.get(href)
    assert 200 == answer.status_code
    assert answer.headers["content-type"].startswith("text/css")
