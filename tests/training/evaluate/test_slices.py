import numpy as np
import numpy.typing as npt

from training.evaluate.context import Context
from training.evaluate.slices import LEAST_ROWS, MOST_SLICES, cuts_of, slices_of

N = 900


def context(**given: npt.NDArray[np.int64] | npt.NDArray[np.float64]) -> Context:
    """Return a context that says nothing but what is given."""
    unknown, nobody = np.full(N, np.nan), np.zeros(N, np.int64)
    plain = {"amounts_minor": unknown, "sizes_minor": unknown, "tenure_days": unknown}
    return Context(**{**plain, "industries": nobody, "people": nobody, "parties": nobody, **given})  # type: ignore[arg-type]


def world(seed: int) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.float64], npt.NDArray[np.int64]]:
    """Return labels drawn from their probabilities, and an industry of each row."""
    random = np.random.default_rng(seed)
    p = random.random(N) ** 2
    return (random.random(N) < p).astype(np.int64), p, random.integers(1, 4, N)


def test_a_slice_where_scores_mean_nothing_comes_first_and_ranks_worse() -> None:
    """Its gap lies below 0 beyond chance, and its name is that of the code."""
    labels, p, industries = world(1)
    p = np.where(industries == 2, np.random.default_rng(0).permutation(p), p)
    found = slices_of(labels, p, context(industries=industries), np.arange(N), names={2: "mining"})
    assert ("mining", True) == (found[0].label, found[0].ranks_worse)
    assert [False, False] == [one.ranks_worse for one in found[1:]]


def test_a_slice_of_which_too_little_is_expected_is_off() -> None:
    """Twice as many turn out bad as expected."""
    labels, p, industries = world(2)
    half = np.where(industries == 3, p / 2, p)
    off = {
        one.label: one.off for one in slices_of(labels, half, context(industries=industries), np.arange(N))
    }
    assert {"…0001": False, "…0002": False, "…0003": True} == off


def test_small_slices_are_named_and_not_judged() -> None:
    """They stand last, with their counts and the interval of their rate alone."""
    labels, p, _ = world(3)
    industries = np.where(np.arange(N) < LEAST_ROWS - 1, 7, 8)
    small = slices_of(labels, p, context(industries=industries), np.arange(N))[-1]
    assert (False, LEAST_ROWS - 1, None, None) == (small.enough, small.rows, small.auc, small.expected)
    assert small.rate_low is not None


def test_without_outcomes_calibration_is_judged_and_rank_is_not() -> None:
    """A slice in which nothing happened can still have been expected to."""
    labels, p, industries = world(4)
    labels[industries == 1] = 0
    found = {one.label: one for one in slices_of(labels, p, context(industries=industries), np.arange(N))}
    assert (True, None, True) == (found["…0001"].enough, found["…0001"].auc, found["…0001"].off)


def test_people_are_numbers_and_few_of_them_are_shown() -> None:
    """The most rows first, the rest put together; no code is written."""
    people = np.minimum(np.random.default_rng(5).geometric(0.1, N), 40) * 1_000_003
    parts = cuts_of(context(people=people), {})["person"]
    assert [*(str(k) for k in range(1, MOST_SLICES)), "others"] == list(parts)
    sizes = [int(mask.sum()) for mask in parts.values()]
    assert sorted(sizes[:-1], reverse=True) == sizes[:-1]
    assert N == sum(sizes)


def test_every_row_stands_in_one_part_of_a_cut() -> None:
    """Sizes in thirds, tenure in years, and what is unknown apart."""
    random = np.random.default_rng(6)
    sizes = np.where(random.random(N) < 0.1, np.nan, random.random(N) * 1e8)
    parts = cuts_of(context(sizes_minor=sizes, tenure_days=random.random(N) * 2_000), {})
    assert ["low", "middle", "high", "unknown"] == list(parts["size"])
    assert ["0-90", "90-365", "365-1095", "1095-"] == list(parts["tenure"])
    for by in ("size", "tenure"):
        assert np.array_equal(np.ones(N), np.sum(list(parts[by].values()), axis=0))
