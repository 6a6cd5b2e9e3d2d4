from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pytest

from benchmarks.detection.vendor_carriers import Paid, vendor_folder
from benchmarks.detection.vendor_cases import inject, like_number
from benchmarks.detection.vendor_injected import run_injected
from benchmarks.detection.vendor_injection import EACH
from features.booking.book import normalise_number
from features.history.encode import code_of

BEGIN = date(2025, 1, 1)


def payments() -> list[Paid]:
    """Eighty payees, each paid on days of its own over a year, the last twenty only in its first months."""
    found = []
    for payee in range(80):
        for k in range(12 if payee < 60 else 4):
            day = BEGIN + timedelta(days=(payee * 7 + k * 29) % (350 if payee < 60 else 120))
            found.append(
                Paid(f"P{payee}-{k}", f"V{payee}", day, 50_000 + 700 * k, "AP", f"N{payee}{k:02}", "J")
            )
    return sorted(found, key=lambda one: one.day)


def test_the_same_seed_injects_the_same() -> None:
    """Rows and truth follow from the seed, and another seed gives others."""
    first, again, other = (inject(payments(), seed) for seed in (1, 1, 2))
    assert (first.rows, first.truth) == (again.rows, again.truth)
    assert first.rows != other.rows


def test_every_payment_that_is_an_anomaly_was_added() -> None:
    """What the carrier paid itself is at most a twin."""
    into = inject(payments(), 1)
    added = {code_of(f"payment:{row['payment_id']}") for row in into.rows if "payment_id" in row}
    assert {one for one, said in into.truth.items() if said[0].is_anomaly} == added


def test_payees_take_one_case_at_most() -> None:
    """Two stories of one payee would explain each other's flags."""
    into = inject(payments(), 3)
    assert len(into.taken) == len(set(into.taken)) <= 80
    assert 0 < len([row for row in into.rows if row.get("payee_id", "").startswith("F")]) <= 6 * EACH


@pytest.mark.parametrize("number", ["AB1234", "0496J10", "7781"])
def test_a_number_typed_otherwise_is_the_same_number(number: str) -> None:
    """Another text, the same once normalised."""
    for seed in range(6):
        like = like_number(number, np.random.default_rng(seed))
        assert number != like
        assert normalise_number(number) == normalise_number(like)


def test_too_few_months_are_refused() -> None:
    """Nobody sleeps half a year in three months."""
    with pytest.raises(ValueError, match="at least 8 months"):
        run_injected(Path(), carriers=(), months=3, seeds=(1,))


def test_a_folder_that_is_not_there_is_none(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A benchmark on data that are not ours skips where they are missing."""
    monkeypatch.delenv("RISKDESK_DATA", raising=False)
    assert vendor_folder() is None
    assert vendor_folder(str(tmp_path)) is None
    (tmp_path / "vendor_payments").mkdir()
    assert tmp_path / "vendor_payments" == vendor_folder(str(tmp_path))
