import pytest

from features.backfill.sizes import BYTES_PER_POSTING, MOST_PARTITIONS, RESERVED_BYTES, Sizes, parse_bytes
from riskdesk.core.errors import InputInvalid


@pytest.mark.parametrize(
    ("text", "size"),
    [
        ("512MB", 512_000_000),
        ("2GB", 2_000_000_000),
        ("1.5 gb", 1_500_000_000),
        ("1GiB", 2**30),
        ("3MiB", 3 * 2**20),
    ],
)
def test_sizes_as_people_write_them(text: str, size: int) -> None:
    """A number and a unit, decimal or binary."""
    assert size == parse_bytes(text)


@pytest.mark.parametrize("text", ["", "2", "GB", "-1GB", "2TB", "1,5GB", "2GB!"])
def test_what_is_no_size_is_refused(text: str) -> None:
    """Without a unit nobody knows what was meant."""
    with pytest.raises(InputInvalid, match="memory"):
        parse_bytes(text)


def test_more_postings_want_more_partitions() -> None:
    """Each partition's postings fit into what the program leaves of the memory."""
    sizes = Sizes(RESERVED_BYTES + 100_000_000)
    fitting = 100_000_000 // BYTES_PER_POSTING
    assert 1 == sizes.partitions_of(0)
    for postings in (fitting, 3 * fitting, 40 * fitting):
        assert postings / sizes.partitions_of(postings) <= fitting
    assert sizes.partitions_of(fitting) < sizes.partitions_of(3 * fitting) < sizes.partitions_of(40 * fitting)


def test_a_number_of_partitions_is_taken_as_said() -> None:
    """Who names it gets it, for much and for little."""
    assert [7, 7] == [Sizes(partitions=7).partitions_of(postings) for postings in (0, 10**9)]


def test_little_memory_means_small_buckets() -> None:
    """A bucket's vectors fit too, and no bucket is larger than asked for."""
    rows = [Sizes(RESERVED_BYTES + extra).bucket_rows for extra in (50_000_000, 100_000_000, 10**12)]
    assert 1 <= rows[0] < rows[1] < rows[2] == 100_000
    assert 5 == Sizes(most_bucket_rows=5).bucket_rows


def test_too_many_partitions_are_refused() -> None:
    """A log so long that files would run out needs more memory: the sentence says how much, and that is enough."""
    postings = 10**11
    with pytest.raises(InputInvalid, match="memory") as refused:
        Sizes().partitions_of(postings)
    least = float(refused.value.detail.split("GB")[0].split()[-1]) + 0.1
    assert MOST_PARTITIONS >= Sizes(round(least * 1e9)).partitions_of(postings) > MOST_PARTITIONS * 0.9


@pytest.mark.parametrize("partitions", [0, -1, MOST_PARTITIONS + 1])
def test_a_number_of_partitions_out_of_range_is_refused(partitions: int) -> None:
    """None, or so many that files run out, is refused."""
    with pytest.raises(InputInvalid, match="partitions"):
        Sizes(partitions=partitions)


def test_too_little_memory_is_refused() -> None:
    """The program itself takes some: less is refused in a sentence that says how much."""
    with pytest.raises(InputInvalid, match="at least"):
        Sizes(100_000_000)
