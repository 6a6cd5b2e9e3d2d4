import pytest

from benchmarks.detection.companies import import_rows
from benchmarks.detection.plain_rules import PLAIN
from benchmarks.detection.planted import HELD_OUT_FROM, TRAINED_ON, TUNED_ON, WORLDS, run_planted
from benchmarks.detection.planted_text import planted_text
from benchmarks.detection.report import planted_picture
from models.role import PLACES
from models.typologies.catalogue import TYPOLOGIES


def test_seeds_of_tuning_are_refused() -> None:
    """What thresholds were chosen on is not measured on."""
    assert max(*TUNED_ON, TRAINED_ON) < HELD_OUT_FROM
    with pytest.raises(ValueError, match="seeds from 101"):
        run_planted((101, 3), events=15_000)


def test_every_typology_with_a_truth_has_a_plain_rule() -> None:
    """Only bursts from one address, planted in claims, have none."""
    ours = {(place, typology.code) for place in PLACES for typology in TYPOLOGIES[place]}
    assert {("order", "address_burst"), ("payment", "address_burst")} == ours - PLAIN.keys()


def test_a_small_company_is_measured_and_told() -> None:
    """Tests, rules and fall-back are counted on the same documents, and the report shows them."""
    told: list[str] = []
    result = run_planted((101,), events=15_000, worlds=WORLDS[:1], with_model=False, say=told.append)
    (group,) = result["groups"]
    rows = {(row["place"], row["typology"]): row for row in group["typologies"]}
    duplicates = rows["payment", "duplicate_payment"]
    assert duplicates["ours"]["episodes"] == duplicates["plain"]["episodes"] > 0
    assert duplicates["ours"]["flags"] >= duplicates["ours"]["flags_right"] > 0
    assert ["base: seed 101"] == told
    assert group["left_undecided"]["account_change"]["flags"] <= group["scored"]["payment"] // 100
    assert "| base | account_change |" in planted_text(result).partition("left undecided and held")[2]
    (cold,) = group["cold"]["companies"]
    recall = group["cold"]["recall"]
    assert cold["items"] >= cold["items_found"][20] >= cold["items_found"][2] > 0
    assert all(cold["alerts"][k] <= k * cold["days"] for k in cold["alerts"])
    assert recall["2"]["items"]["share"] > 1.5 * recall["2"]["documents"]["share"]
    assert "Without any verdict, 20 alerts a day hold" in planted_text(result)
    assert "| payment | duplicate_payment |" in planted_text(result)
    assert planted_picture(group).startswith(b"\x89PNG")


def test_a_refused_row_stops_the_measurement() -> None:
    """A log with holes would give figures that nobody can read."""
    row = {"kind": "order_cancelled", "occurred_at": "2026-03-02T10:00:00+08:00", "order_id": "NOBODY"}
    with pytest.raises(ValueError, match="1 rows were not taken"):
        import_rows([row])
