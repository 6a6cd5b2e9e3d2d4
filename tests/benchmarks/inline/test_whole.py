"""The whole benchmark on a small home."""

import json
from pathlib import Path

import pytest

from benchmarks.inline.__main__ import main


@pytest.mark.prove
def test_a_small_home_is_made_and_measured(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Books imported, models trained and activated, riskdesk and both floors asked; every call is answered."""
    sizes = ["--events", "60000", "--rounds", "1", "--seconds", "1", "--clients", "8", "--workers", "1"]
    parties = ["--parties", "riskdesk,echo,echo_durable", "--no-contributions"]
    main([*sizes, *parties, "--home", str(tmp_path / "bench"), "--json"])
    said = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert {"riskdesk", "echo", "echo_durable"} == {one["party"] for one in said["measured"]}
    assert all(one["answered"] > 0 and not one["refused"] for one in said["measured"])
    assert said["ratios"]["echo_durable"] > 0.0
    assert said["ratios"]["naive"] is None
    assert 0 < sum(said["kept"]["outcomes"].values()) <= 400
