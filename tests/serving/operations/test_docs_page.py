import re
from html.parser import HTMLParser
from typing import Any

import pytest

from riskdesk.core.i18n import LANGUAGES
from serving.app import create_app
from serving.operations.docs_page import operations, schemas
from serving.operations.docs_texts import LABELS, STATUSES, told

CHINESE = re.compile(r"[\u4e00-\u9fff]")


class Page(HTMLParser):
    """Links, ids, tags and text of a page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.ids: list[str] = []
        self.tags: set[str] = set()
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Collect what a tag says."""
        self.tags.add(tag)
        for name, value in attrs:
            if name in {"href", "src", "action", "srcset"}:
                self.links.append(value or "")
            if name == "id":
                self.ids.append(value or "")


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_needs_nothing_from_elsewhere(client: Any, language: str) -> None:
    """No script, no picture, no style sheet and no address of another site; every anchor leads somewhere."""
    reply = client.get(f"/docs?lang={language}")
    assert (200, "text/html; charset=utf-8") == (reply.status_code, reply.headers["content-type"])
    page = Page(reply.text)
    assert set() == page.tags & {"script", "img", "link", "iframe", "object", "base"}
    inner = [link for link in page.links if link.startswith("#")]
    assert [] == [link for link in inner if link[1:] not in page.ids]
    assert len(page.ids) == len(set(page.ids))
    for link in set(page.links) - set(inner):
        assert 200 == client.get(link).status_code, link
    assert "default-src 'none'" in reply.headers["content-security-policy"]


def test_the_style_may_be_used(client: Any) -> None:
    """The hash in the policy is that of the style in the page."""
    import base64
    import hashlib

    reply = client.get("/docs")
    style = re.search(r"<style>(.*?)</style>", reply.text, re.DOTALL)
    assert style is not None
    digest = base64.b64encode(hashlib.sha256(style[1].encode()).digest()).decode()
    assert f"'sha256-{digest}'" in reply.headers["content-security-policy"]


def test_every_call_and_schema_is_shown(client: Any) -> None:
    """What the document holds stands on the page: each address, each schema of an object, each field."""
    document = client.get("/openapi.json").json()
    text = client.get("/docs?lang=en").text
    for path in document["paths"]:
        assert path in text
    shown = schemas(document, "en")
    assert {"OrderToScore", "PaymentToScore", "DecisionAnswer", "Problem"} <= {one.name for one in shown}
    for one in shown:
        assert {row.name for row in one.fields} == document["components"]["schemas"][one.name][
            "properties"
        ].keys()


def test_the_page_speaks_the_readers_language(client: Any) -> None:
    """The header chooses, and the address chooses over it."""
    assert 'lang="en"' in client.get("/docs", headers={"Accept-Language": "en"}).text
    assert 'lang="zh-CN"' in client.get("/docs", headers={"Accept-Language": "zh"}).text
    assert 'lang="zh-CN"' in client.get("/docs?lang=zh", headers={"Accept-Language": "en"}).text
    assert 'lang="en"' in client.get("/docs?lang=fr", headers={"Accept-Language": "en"}).text


def described(value: Any) -> list[str]:
    """Return every sentence with which a document describes something."""
    found: list[str] = []
    waiting = [value]
    while waiting:
        one = waiting.pop()
        if isinstance(one, dict):
            if isinstance(one.get("description"), str):
                found += one["description"].split("\n\n")
            waiting += one.values()
        elif isinstance(one, list):
            waiting += one
    return found


def test_everything_said_has_chinese(house: Any) -> None:
    """Each sentence of the document, and each label and status, can be read in Chinese."""
    document = create_app(house.settings).openapi()
    answers = {"Successful Response", "Validation Error"} | {
        one["description"]
        for methods in document["paths"].values()
        for said in methods.values()
        for status, one in said["responses"].items()
        if status in STATUSES
    }
    sentences = set(described(document)) - answers
    assert len(sentences) > 30
    assert [] == [one for one in sentences if one and not CHINESE.search(told(one, "zh"))]
    for name, text in LABELS.items():
        assert CHINESE.search(text.zh), name


def test_examples_can_be_pasted(house: Any) -> None:
    """The command of a call that takes a body carries the document's example and asks for a key."""
    document = create_app(house.settings).openapi()
    found = {(one.method, one.path): one for one in operations(document, "en")}
    score = found["POST", "/v1/orders/score"]
    assert score.needs_key
    assert score.example is not None
    assert '"order_id": "25SH00137"' in score.example
    assert "Authorization: Bearer" in score.example
    assert "Authorization" not in (found["GET", "/healthz"].example or "")
    assert [] == [one.path for one in found.values() if one.body and "-d '" not in (one.example or "")]


def test_what_the_document_says_is_escaped() -> None:
    """A description with markup in it is text."""
    from serving.operations.docs_page import _page

    document = {
        "info": {"title": "t", "version": "1", "description": "<script>alert(1)</script>"},
        "paths": {},
        "components": {"schemas": {}},
    }
    assert "<script>" not in _page(document, "en")
