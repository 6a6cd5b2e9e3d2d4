import ast
import re
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from riskdesk.core import errors
from serving.problem_texts import DETAILS, TITLES, detail, find, title

ROOT = Path(__file__).parents[2]
REQUEST_PATH = [
    "serving",
    "features/booking",
    "features/events",
    "riskdesk/core/money.py",
    "riskdesk/core/clock.py",
    "riskdesk/core/personal.py",
]
"""Where errors are raised that a caller of the interface is told of."""
ELSEWHERE = {
    "serving/desk",
    "serving/names.py",
    "serving/webhooks",
    "serving/whatif",
    "serving/activation",
    "serving/ledger/parity.py",
}
"""Within it, what answers people and operators: the desk has pages of its own, the rest speaks to commands."""
CHINESE = re.compile(r"[\u4e00-\u9fff]")


def error_classes(
    of: type[errors.RiskdeskError] = errors.RiskdeskError,
) -> Iterator[type[errors.RiskdeskError]]:
    """Yield every error of the tree."""
    yield of
    for inner in of.__subclasses__():
        yield from error_classes(inner)


def template(said: ast.expr) -> str | None:
    """Return a sentence as it is written, with a sample for what varies in it; None where it is made elsewhere."""
    if isinstance(said, ast.Constant) and isinstance(said.value, str):
        return said.value
    if isinstance(said, ast.JoinedStr):
        return "".join(str(one.value) if isinstance(one, ast.Constant) else "X-1" for one in said.values)
    return template(said.values[-1]) if isinstance(said, ast.BoolOp) else None


def sentences() -> Iterator[tuple[str, str]]:
    """Yield place and sentence of every error that the request path raises."""
    names = {one.__name__ for one in error_classes() if one.status < 500} | {
        "QueueFull",
        "DeadlinePassed",
        "ValueError",
    }
    for root in REQUEST_PATH:
        path = ROOT / root
        for file in sorted(path.rglob("*.py")) if path.is_dir() else [path]:
            name = file.relative_to(ROOT).as_posix()
            if any(name.startswith(one) for one in ELSEWHERE):
                continue
            for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Call) and getattr(node.func, "id", "") in names and node.args:
                    said = template(node.args[0])
                    if said is not None:
                        yield f"{name}:{node.lineno}", said


# said by commands only, or put together of two parts
NOT_TOLD = {
    "expected 1 to 64 letters, digits, dots, dashes, underscores",
    "expected some of X-1",
    "X-1 X-1",
}


def test_every_sentence_of_the_request_path_has_chinese() -> None:
    """Whatever is raised on the way of a call is known to the table; a new sentence belongs there too."""
    found = dict(sentences())
    assert len(found) > 50
    assert [] == [
        (place, said) for place, said in found.items() if said not in NOT_TOLD and find(said) is None
    ]


def test_every_code_has_a_title() -> None:
    """Each error of the tree is called by a name in both languages; its type stays one code."""
    codes = {one.code for one in error_classes() if one.__module__.startswith("riskdesk.core")}
    assert set() == codes - TITLES.keys()
    assert all(CHINESE.search(TITLES[code]) for code in codes)
    assert {"input invalid": "输入无效"} == {title("input_invalid", "en"): title("input_invalid", "zh")}


def test_both_texts_of_a_detail_name_the_same_things() -> None:
    """What varies in the English sentence stands in the Chinese one, or is left out on purpose."""
    for text in DETAILS:
        in_english, in_chinese = (set(re.findall(r"\{(\w+)\}", one)) for one in (text.en, text.zh))
        assert in_chinese <= in_english, text
        assert in_english - in_chinese <= {"name"}, text
        assert CHINESE.search(text.zh), text


def test_no_sentence_is_taken_for_another() -> None:
    """Each English sentence, with samples in it, is found as itself."""
    for text in DETAILS:
        said = re.sub(r"\{(\w+)\}", "7", text.en)
        found = find(said)
        assert found is not None
        assert text.en == found[0].en


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("CNY has 2 decimals, this has 3", "CNY 的小数位数为2，此处有3位"),
        (
            "Input should be 'order', 'delivery' or 'invoice'",
            "应为以下之一：'order', 'delivery' 或 'invoice'",
        ),
        ("String should have at most 64 characters", "最多64个字符"),
        ("the reservation was booked", "该预占已转为订单占用"),
        ("a sentence that nobody knows", "a sentence that nobody knows"),
    ],
)
def test_values_come_along(said: str, shown: str) -> None:
    """What stood in the English sentence stands in the Chinese one; an unknown one is shown as it is."""
    assert said == detail(said, "en")
    assert shown == detail(said, "zh")


def asked(client: Any, language: str | None, **changes: Any) -> Any:
    """Score a wrong order in a language."""
    headers = {} if language is None else {"Accept-Language": language}
    if language is None:
        del client.headers["Accept-Language"]
    return client.post("/v1/orders/score", json=changes, headers=headers)


def test_a_problem_speaks_the_callers_language(client: Any, world: ModuleType) -> None:
    """Title and sentence follow Accept-Language, else the company's language; the type never changes."""
    wrong = world.order("O-1", "C-1", currency="RMB")
    english = asked(client, "en", **wrong)
    chinese = asked(client, "zh-CN,zh;q=0.9", **wrong)
    by_default = asked(client, None, **wrong)
    assert ("input invalid", "expected a currency of ISO 4217 such as CNY") == (
        english.json()["title"], english.json()["detail"]
    )  # fmt: skip
    assert ("输入无效", "应为 ISO 4217 货币代码，例如 CNY") == (
        chinese.json()["title"], chinese.json()["detail"]
    )  # fmt: skip
    assert chinese.json()["detail"] == by_default.json()["detail"]
    assert {"urn:riskdesk:input_invalid"} == {one.json()["type"] for one in (english, chinese, by_default)}
    assert ["en", "zh-CN"] == [one.headers["content-language"] for one in (english, chinese)]


WRONG: list[dict[str, Any]] = [
    {"amount": 12000.0},
    {"amount": ""},
    {"amount": "0.00"},
    {"amount": "-1.00"},
    {"amount": "1.234"},
    {"amount": "9" * 21},
    {"amount": "99999999999999.00"},
    {"amount": "12e3"},
    {"currency": 156},
    {"currency": "SEK"},
    {"occurred_at": "2026-11-20"},
    {"occurred_at": "2026-11-20T10:10:00"},
    {"occurred_at": "2026-02-30T10:10:00+08:00"},
    {"occurred_at": "2126-11-20T11:30:00+08:00"},
    {"occurred_at": "1889-11-20T11:30:00+08:00"},
    {"occurred_at": "2026-11-20T23:30:00+08:00"},
    {"ip": "localhost"},
    {"ip": {}},
    {"revision": -1},
    {"revision": 2**70},
    {"revision": 0.5},
    {"revision": True},
    {"terms_days": 731},
    {"reserve": 1},
    {"checkpoint": "shipping"},
    {"order_id": ""},
    {"order_id": " x"},
    {"order_id": "x" * 65},
    {"order_id": None},
    {"customer_id": []},
    {"delivery_date": "20.11.2026"},
    {"delivery_date": "2026-02-30"},
    {"delivery_date": "1880-02-20"},
    {"unknown": 1},
]


def test_every_wrong_field_is_told_in_chinese(client: Any, world: ModuleType) -> None:
    """No sentence of the validating library is left in English."""
    left = []
    for changes in WRONG:
        reply = client.post(
            "/v1/orders/score",
            json=world.order("O-R", "C-1") | changes,
            headers={"Accept-Language": "zh-CN"},
        )
        assert 422 == reply.status_code, (changes, reply.text)
        if not CHINESE.search(reply.json()["detail"]):
            left.append((changes, reply.json()["detail"]))
    assert [] == left


@pytest.mark.parametrize(
    ("method", "path", "body", "status"),
    [
        ("GET", "/v1/nothing", None, 404),
        ("PUT", "/v1/orders/score", None, 405),
        ("GET", "/v1/decisions/none", None, 404),
        ("GET", "/v1/customers/none/credit", None, 404),
        ("DELETE", "/v1/reservations/none", None, 404),
        ("POST", "/v1/orders/score", b"{", 400),
        ("POST", "/v1/orders/score", b"\xff", 400),
        ("POST", "/v1/orders/score", b"[]", 422),
        ("POST", "/v1/orders/score", b'{"a": 1, "a": 2}', 400),
        ("POST", "/v1/orders/score", b" " * (1 << 21), 413),
        ("POST", "/v1/events", b"[]", 400),
    ],
)
def test_every_refusal_is_told_in_chinese(
    client: Any, method: str, path: str, body: bytes | None, status: int
) -> None:
    """Unknown addresses, unreadable bodies and ids of nothing are told in Chinese too."""
    headers = {"Accept-Language": "zh", "Content-Type": "application/json"}
    reply = client.request(method, path, content=body, headers=headers)
    said = reply.json()
    assert (status, "application/problem+json") == (reply.status_code, reply.headers["content-type"])
    assert CHINESE.search(said["title"])
    assert CHINESE.search(said["detail"]), said


def test_who_may_not_call_is_told_in_chinese(house: Any) -> None:
    """A missing key and a missing scope are told in Chinese."""
    for key, status in (("", 401), (house.keys["events"], 403)):
        with house.open() as client:
            headers = {"Accept-Language": "zh", "Authorization": f"Bearer {key}"}
            reply = client.get("/v1/decisions/x", headers=headers)
        assert status == reply.status_code
        assert CHINESE.search(reply.json()["detail"]), reply.text
