from features.history.artifacts import Activation
from riskdesk.cli.production import in_production


def activation(seq: int, role: str, at_us: int) -> Activation:
    """Return an activation of a bundle named after its seq."""
    return Activation(seq, at_us, role, f"bundle-{seq}", "lin", "wang")


TOLD = [
    activation(1, "credit", 10),
    activation(2, "credit", 20),
    activation(3, "lateness", 25),
    activation(4, "credit", 30),
]


def seqs(begin_us: int, end_us: int) -> list[int]:
    """Return what was in production at any time of a span."""
    return [one.seq for one in in_production(TOLD, begin_us, end_us)]


def test_a_day_shows_what_it_began_with_and_what_came() -> None:
    """Within a span stand the bundle it began with and each one that followed, by role."""
    assert [1, 2, 3] == seqs(15, 30)
    assert [2, 3] == seqs(20, 30)
    assert [4, 3] == seqs(30, 31)


def test_before_the_first_activation_nothing_was() -> None:
    """A day before any bundle shows none; a bundle is in production from its own moment on."""
    assert [] == seqs(0, 10)
    assert [1] == seqs(0, 11)
