import json
from collections.abc import Callable
from typing import Any

import msgspec
import numpy as np
import numpy.typing as npt
import pytest
import sqlalchemy as sa
from starlette.testclient import TestClient
from typer.testing import CliRunner, Result

from features.catalogue.lineup import encode, lineup
from features.catalogue.parameters import FeatureParameters
from features.catalogue.program import NAMES
from features.history.artifacts import store_artifact
from riskdesk.cli.app import app
from riskdesk.cli.demo.company import NOW_US, at
from riskdesk.core.clock import FixedClock
from riskdesk.core.errors import NotFound
from riskdesk.core.settings import Settings, load_settings
from serving.app import create_app
from serving.ledger import parity
from serving.security.keys import make_key

Verify = Callable[..., Result]


def order(number: int) -> dict[str, Any]:
    """Return an order to score."""
    return {
        "order_id": f"O-{number}",
        "customer_id": f"C-{number % 2}",
        "amount": f"{number + 1}00.00",
        "currency": "CNY",
        "occurred_at": at(9, number),
    }


@pytest.fixture
def ledger(settings: Settings, sqlite_database: sa.Engine, monkeypatch: pytest.MonkeyPatch) -> sa.Engine:
    """A database in which the service has decided five orders; commands find it by the environment."""
    monkeypatch.setenv("RISKDESK_HOME", str(settings.home))
    monkeypatch.setenv("RISKDESK_DATABASE_URL", str(sqlite_database.url))
    monkeypatch.setenv("RISKDESK_LANGUAGE", "en")
    monkeypatch.setenv("RISKDESK_LOG_LEVEL", "error")
    key = make_key(sqlite_database, "erp", ["score"], now_us=NOW_US)
    with TestClient(create_app(load_settings(), FixedClock(NOW_US))) as client:
        client.headers["Authorization"] = f"Bearer {key}"
        for number in range(5):
            assert 200 == client.post("/v1/orders/score", json=order(number)).status_code
    return sqlite_database


@pytest.fixture
def verify(ledger: sa.Engine) -> Verify:
    """Run `riskdesk features verify` on the ledger."""
    assert ledger.url.database

    def run(*options: str) -> Result:
        return CliRunner().invoke(app, ["features", "verify", *options])

    return run


def said(result: Result) -> dict[str, Any]:
    """Return the JSON object on the last line."""
    found: dict[str, Any] = json.loads(result.stdout.splitlines()[-1])
    return found


def decisions(engine: sa.Engine) -> list[tuple[str, int]]:
    """Return id and seq of the decisions, in order."""
    with engine.connect() as connection:
        rows = connection.execute(sa.text("SELECT decision_id, seq FROM decisions ORDER BY seq"))
        return [(row[0], row[1]) for row in rows]


def vector(engine: sa.Engine, decision_id: str) -> npt.NDArray[np.float64]:
    """Return what was served."""
    with engine.connect() as connection:
        query = sa.text("SELECT vector FROM decisions WHERE decision_id = :d")
        return np.frombuffer(connection.execute(query, {"d": decision_id}).scalar_one()).copy()


def set_value(engine: sa.Engine, decision_id: str, column: int, value: float) -> None:
    """Write another value into the vector of a decision."""
    changed = vector(engine, decision_id)
    changed[column] = value
    with engine.begin() as connection:
        query = sa.text("UPDATE decisions SET vector = :v WHERE decision_id = :d")
        connection.execute(query, {"v": changed.tobytes(), "d": decision_id})


@pytest.fixture
def spoilt(ledger: sa.Engine) -> tuple[str, str, float, float]:
    """One bit of one value of the third decision is changed: decision, feature, what it is now, what is right."""
    name, _ = decisions(ledger)[2]
    values = vector(ledger, name)
    column = int(np.flatnonzero(np.isfinite(values) & (values != 0))[0])
    wrong = float(np.nextafter(values[column], np.inf))
    set_value(ledger, name, column, wrong)
    return name, NAMES[column], wrong, float(values[column])


def test_every_feature_is_counted(verify: Verify) -> None:
    """What was served is what history says, and the counts of every feature add up to the whole."""
    result = verify("--json")

    found = said(result)
    assert (0, 5, 0, 0, []) == (
        result.exit_code,
        *(found[name] for name in ("decisions", "differences", "other_catalogue", "first")),
    )
    assert list(NAMES) == sorted(found["by_feature"], key=NAMES.index)
    assert found["compared"] == 5 * len(NAMES) == sum(of["compared"] for of in found["by_feature"].values())
    assert 0 < sum(of["absent"] for of in found["by_feature"].values()) < found["compared"]


def test_a_difference_is_named_and_ends_with_1(verify: Verify, spoilt: tuple[str, str, float, float]) -> None:
    """One bit of one value: its decision, its feature and both values are told, and nothing else differs."""
    name, feature, wrong, right = spoilt

    result = verify("--json")

    found = said(result)
    expected = {"decision_id": name, "feature": feature, "served": wrong, "recomputed": right}
    assert (1, 1, [expected]) == (result.exit_code, found["differences"], found["first"])
    assert {feature} == {one for one, of in found["by_feature"].items() if of["differences"]}


@pytest.mark.parametrize(
    ("language", "first", "last"),
    [
        ("en", "{} {}: served {}, recomputed {}", "of 5 decisions: 1 differences"),
        ("zh", "{} {}：当时给出 {}，重新计算为 {}", "：1 处不同"),
    ],
)
def test_a_person_reads_what_differs(
    verify: Verify,
    spoilt: tuple[str, str, float, float],
    monkeypatch: pytest.MonkeyPatch,
    language: str,
    first: str,
    last: str,
) -> None:
    """Without `--json` the same is said in the language of the installation."""
    monkeypatch.setenv("RISKDESK_LANGUAGE", language)

    result = verify()

    assert (1, first.format(*spoilt)) == (result.exit_code, result.stdout.splitlines()[0])
    assert result.stdout.splitlines()[-1].endswith(last)


def test_at_most_twenty_values_are_named(verify: Verify, ledger: sa.Engine) -> None:
    """All differences are counted; of those that are named each is another one."""
    for name, _ in decisions(ledger):
        for column in range(8):
            set_value(ledger, name, column, -77.25)

    found = said(verify("--json"))

    assert (40, 20) == (found["differences"], len(found["first"]))
    assert 20 == len({(one["decision_id"], one["feature"]) for one in found["first"]})


def test_decisions_of_another_catalogue_are_not_compared(verify: Verify, ledger: sa.Engine) -> None:
    """Another fingerprint, more features or a longer query: counted apart, and no failure."""
    changes = (
        'versions = replace(versions, \'"features":"\', \'"features":"0\')',
        "vector = CAST(vector || zeroblob(8) AS BLOB)",
        "query = CAST(query || zeroblob(8) AS BLOB)",
        "versions = '{}'",
    )
    with ledger.begin() as connection:
        for (name, _), change in zip(decisions(ledger), changes, strict=False):
            connection.execute(sa.text(f"UPDATE decisions SET {change} WHERE decision_id = :d"), {"d": name})

    result = verify("--json")

    found = said(result)
    assert (0, 4, 1, 0) == (
        result.exit_code,
        *(found[name] for name in ("other_catalogue", "decisions", "differences")),
    )
    assert "4 decisions more were made by another catalogue" in verify().stdout


@pytest.fixture
def mended(ledger: sa.Engine) -> str:
    """The catalogue of then has a feature in a version that this program does not have; return which."""
    then = lineup(FeatureParameters.of(load_settings()))
    first, *rest = then.features
    old = msgspec.structs.replace(first, version=9, digest="9" * 16)
    content = encode(msgspec.structs.replace(then, fingerprint="9" * 16, features=(old, *rest)))
    with ledger.begin() as connection:
        store_artifact(connection, "catalogue", content, stored_at_us=1)
        change = "UPDATE decisions SET versions = replace(versions, :now, :then)"
        connection.execute(sa.text(change), {"now": then.fingerprint, "then": "9" * 16})
    return old.label


@pytest.mark.parametrize(
    ("language", "word", "first"),
    [
        ("en", "compared", "{}: served in 5 decisions and not compared"),
        ("zh", "比对", "{}：5 条决策中有其值"),
    ],
)
def test_a_mended_feature_alone_is_not_compared(
    verify: Verify, mended: str, monkeypatch: pytest.MonkeyPatch, language: str, word: str, first: str
) -> None:
    """The rest of the vector is, and the feature is named in the language of the installation."""
    monkeypatch.setenv("RISKDESK_LANGUAGE", language)
    monkeypatch.setenv("COLUMNS", "200")
    found, result = said(verify("--json")), verify("--per-feature")
    assert ({mended: 5}, 5, 0) == tuple(found[n] for n in ("not_compared", "decisions", "other_catalogue"))
    assert 5 * (len(NAMES) - 1) == found["compared"]
    assert [0, 5] == [found["by_feature"][name]["compared"] for name in NAMES[:2]]
    assert (0, True) == (result.exit_code, word in result.stdout)
    assert first.format(mended) in result.stdout


@pytest.mark.parametrize(
    ("language", "said_first", "said_then"),
    [
        ("en", "replayed 5 decisions: 0 differ", "5 of them came out the same, in part from what they kept"),
        ("zh", "已重算 5 个判断，0 个不同", "其中 5 个结果相同，但部分依据沿用当时保存的内容"),
    ],
)
def test_decisions_replay_from_what_they_kept_and_say_so(
    ledger: sa.Engine,
    mended: str,
    monkeypatch: pytest.MonkeyPatch,
    language: str,
    said_first: str,
    said_then: str,
) -> None:
    """A feature of another version is named, is no failure, and is not counted as identical."""
    assert ledger.url.database
    monkeypatch.setenv("RISKDESK_LANGUAGE", language)
    monkeypatch.setenv("COLUMNS", "200")
    result = CliRunner().invoke(app, ["decisions", "replay"])
    assert (0, [said_first, said_then]) == (result.exit_code, result.stdout.splitlines()[:2])
    assert mended in result.stdout
    found = said(CliRunner().invoke(app, ["decisions", "replay", "--json"]))
    expected = {"replayed": 5, "identical": 0, "partial": 5, "kept": {mended: 5}, "differing": []}
    assert expected == found


def test_a_ledger_of_another_catalogue_alone_is_no_failure(verify: Verify, ledger: sa.Engine) -> None:
    """Nothing is compared, and that is said."""
    with ledger.begin() as connection:
        connection.execute(sa.text("UPDATE decisions SET vector = CAST(vector || zeroblob(8) AS BLOB)"))

    found = said(verify("--json"))

    assert (5, 0, 0) == tuple(found[name] for name in ("other_catalogue", "decisions", "compared"))


@pytest.mark.parametrize("by", ["id", "seq"])
def test_the_ledger_is_read_from_a_place_on(verify: Verify, ledger: sa.Engine, by: str) -> None:
    """`--since` takes a seq of the log or the id of a decision, and that decision is read too."""
    name, seq = decisions(ledger)[3]

    assert 2 == said(verify("--json", "--since", name if by == "id" else str(seq)))["decisions"]
    assert 1 == said(verify("--json", "--since", str(seq + 1)))["decisions"]


def test_a_place_that_is_not_there_is_refused(verify: Verify) -> None:
    """An id that no decision has is no reason to compare everything, or nothing."""
    assert isinstance(verify("--since", "019aa0c2").exception, NotFound)


def test_every_feature_can_be_shown(verify: Verify, monkeypatch: pytest.MonkeyPatch) -> None:
    """`--per-feature` prints a row for each of them."""
    monkeypatch.setenv("COLUMNS", "200")

    shown = verify("--per-feature").stdout.split()

    assert set() == set(NAMES) - set(shown)


def test_a_long_ledger_is_read_in_pages(
    verify: Verify, ledger: sa.Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The counts are those of one page, and what was read so far goes to standard error."""
    whole = verify("--json")
    monkeypatch.setattr(parity, "PAGE", 2)
    set_value(ledger, decisions(ledger)[4][0], 0, -77.25)

    result = verify("--json")

    assert "" == whole.stderr
    assert ["2", "4", "5"] == [line.split()[0] for line in result.stderr.splitlines()]
    assert (5, 1) == (said(result)["decisions"], said(result)["differences"])
    assert decisions(ledger)[4][0] == said(result)["first"][0]["decision_id"]
    assert said(whole)["compared"] == said(result)["compared"]
