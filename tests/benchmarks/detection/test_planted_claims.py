import pytest

from benchmarks.detection.planted_claims import claims_text, run_claims


def test_seeds_of_tuning_are_refused() -> None:
    """What thresholds were chosen on is not measured on."""
    with pytest.raises(ValueError, match="seeds from 101"):
        run_claims((101, 3), events=15_000)


def test_the_claims_of_a_small_company_are_measured_and_told() -> None:
    """Both tests are asked of every claim, and both find bursts in what is planted."""
    told: list[str] = []
    result = run_claims((101,), events=15_000, say=told.append)
    ours, plain = result["ours"], result["plain"]
    assert 0 < ours["episodes"] == plain["episodes"]
    assert 0 < plain["flags_right"] <= plain["flags"] < result["claims"]
    assert ours["flags"] < plain["flags"]
    assert ["claims: seed 101"] == told
    assert "| riskdesk |" in claims_text(result)
