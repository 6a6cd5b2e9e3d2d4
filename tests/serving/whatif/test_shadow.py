from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa

from features.history.artifacts import store_artifact
from models.bundle.codec import write
from models.bundle.format import Bundle
from riskdesk.core.database.tables import decisions, shadow_scores
from riskdesk.core.database.unit import write_unit
from riskdesk.core.errors import InputInvalid, NotFound

Run = Callable[..., Any]


def shadow(engine: sa.Engine, bundle: bytes, **more: Any) -> str:
    """Write what a bundle in shadow would have said of every decision; return its hash."""
    with write_unit(engine) as connection:
        name = store_artifact(connection, "bundle", bundle, stored_at_us=1)
        rows = connection.execute(sa.select(decisions.c.decision_id, decisions.c.place)).all()
        said = {"bundle_hash": name, "probability": 0.9, "pd": None, "outcome": "review", "took_us": 40}
        connection.execute(
            sa.insert(shadow_scores),
            [
                {"decision_id": row.decision_id, "place": row.place, "recorded_at_us": 5} | said | more
                for row in rows
            ],
        )
    return name


def test_a_challenger_is_compared_on_the_same_decisions(
    run: Run, decided: Any, bundles: dict[str, bytes]
) -> None:
    """Three orders, two of them judged: what both said, and who would have sent more to review."""
    name = shadow(decided.engine, bundles["order_anomaly"])
    found = run("models", "shadow-report", "--json")
    assert (name, "order_anomaly", 3) == (found["challenger"], found["role"], found["decisions"])
    assert 3 == sum(one["decisions"] for one in found["cells"])
    assert {"review"} == {one["challenger"] for one in found["cells"]}
    assert 3.0 == found["alerts_challenger"] >= found["alerts_champion"]
    assert 40.0 == found["took_us_median"]
    assert [0.9] * len(found["apart"]) == [one["challenger"] for one in found["apart"]]
    assert name == run("models", "shadow-report", name[:8], "--json")["challenger"]


def test_a_challenger_of_credit_is_compared_by_grade(
    run: Run, decided: Any, bundles: dict[str, bytes]
) -> None:
    """Its steps are grades; nothing of today has a known outcome yet."""
    shadow(decided.engine, bundles["credit"], probability=None, pd=0.9)
    found = run("models", "shadow-report", "--json")
    assert ("credit", 0) == (found["role"], found["labelled"])
    assert {"D"} == {one["challenger"] for one in found["cells"]}


@pytest.mark.parametrize(("language", "word"), [("zh", "影子模型"), ("en", "in shadow of the champion")])
def test_people_read_it_in_their_language(
    run: Run,
    decided: Any,
    bundles: dict[str, bytes],
    monkeypatch: pytest.MonkeyPatch,
    language: str,
    word: str,
) -> None:
    """The tables' titles and heads are of the language asked for."""
    shadow(decided.engine, bundles["order_anomaly"])
    monkeypatch.setenv("RISKDESK_LANGUAGE", language)
    monkeypatch.setenv("COLUMNS", "200")
    assert word in run("models", "shadow-report", text=True)


def test_nothing_ran_in_shadow(
    run: Run, decided: Any, bundles: dict[str, bytes], make_bundle: Callable[..., Bundle]
) -> None:
    """It is said, as is a hash that fits none, and a role that no decision holds."""
    with pytest.raises(NotFound, match="nothing to compare"):
        run("models", "shadow-report")
    shadow(decided.engine, bundles["order_anomaly"])
    with pytest.raises(NotFound, match="no bundle in shadow"):
        run("models", "shadow-report", "ffff" * 4)
    name = shadow(decided.engine, write(make_bundle("lateness")))
    with pytest.raises(InputInvalid, match="beside no decision"):
        run("models", "shadow-report", name)
