"""The kernel's tests notice when the kernel is wrong: mutants are its measure."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.features.kernel.mutation.mutate import mutants_of
from tests.features.kernel.mutation.runner import all_mutants, equivalents

ROOT = Path(__file__).parents[4]


def mutated(*asked: str) -> str:
    """Run mutants in a process without compiled code; return what it says."""
    command = [sys.executable, "-W", "ignore", "-m", "tests.features.kernel.mutation", *asked]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False).stdout


def test_a_slice_of_mutants_is_noticed() -> None:
    """Of twenty mutants, drawn anew whenever the kernel changes, none passes the bank but those listed."""
    assert "20 killed, 0 survived" in mutated("--sample", "20")


@pytest.mark.prove
def test_every_mutant_is_noticed_or_equivalent() -> None:
    """All mutants of all modules; those listed as equivalent do pass the whole bank."""
    assert " 0 survived" in mutated("--jobs", "2", "--listed")


def test_equivalents_are_mutants_of_the_kernel_as_it_is() -> None:
    """A reason stands for a place that exists; no key is listed twice."""
    assert set() == set(equivalents()) - {mutant.key for mutant in all_mutants()}


def test_mutants_have_keys_of_their_own() -> None:
    """A reason can name exactly one mutant, in whatever line it stands."""
    keys = [mutant.key for mutant in all_mutants()]
    assert len(keys) == len(set(keys)) > 1_000


def test_mutants_of_a_line() -> None:
    """Boundaries, operators, constants, columns, removed statements: each slip once."""
    source = "def f(p, i, q):\n    return p[L.P_SEQ, i] < q + 2\n"
    found = {
        mutant.key.partition(" -> ")[2]
        for mutant in mutants_of("m.f", source, {"L.P_SEQ": ("P_EFFECTIVE", "P_KNOWN")})
    }
    expected = {
        "return p[L.P_SEQ, i] <= q + 2", "return p[L.P_SEQ, i] >= q + 2", "return p[L.P_SEQ, i] < q - 2",
        "return p[L.P_SEQ, i] < q + 3", "return p[L.P_SEQ, i] < q + 1", "return p[L.P_EFFECTIVE, i] < q + 2",
        "return p[L.P_KNOWN, i] < q + 2", "return p[L.P_SEQ, i + 1] < q + 2",
        "return p[L.P_SEQ, i - 1] < q + 2", "return (p[L.P_SEQ, i] < q + 2) + 1",
        "return (p[L.P_SEQ, i] < q + 2) - 1",
    }  # fmt: skip
    assert expected == found
