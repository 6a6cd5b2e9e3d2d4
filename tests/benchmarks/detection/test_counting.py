from dataclasses import replace

from benchmarks.detection.counting import Count, Planted, count_flags

SPLIT = Planted("split_order", is_anomaly=True, episode=1, position=1)
TRUTH = {
    11: [SPLIT],
    12: [replace(SPLIT, position=2)],
    13: [replace(SPLIT, position=3)],
    21: [replace(SPLIT, episode=2, is_anomaly=False)],
    31: [replace(SPLIT, typology="odd_hours", episode=3)],
}
SCORED = {11, 12, 13, 21, 31, 41}


def test_first_part_of_a_split_is_in_no_recall() -> None:
    """Only the second and third part can be recognised; a flag on the first is right and finds nothing."""
    count = count_flags("split_order", {11}, TRUTH, SCORED)
    expected = Count(items=2, episodes=1, flags=1, flags_right=1, twins=1)
    assert expected == count


def test_one_recognisable_part_finds_the_episode() -> None:
    """Items are counted one by one, the episode once."""
    count = count_flags("split_order", {12}, TRUTH, SCORED)
    assert (1, 2, 1, 1) == (count.items_found, count.items, count.episodes_found, count.episodes)


def test_wrong_flags_are_told_apart() -> None:
    """On a twin, on another anomaly, on what is ordinary: none is right, each is known."""
    count = count_flags("split_order", {21, 31, 41}, TRUTH, SCORED)
    assert (3, 0, 1, 1) == (count.flags, count.flags_right, count.twins_flagged, count.flags_other_anomaly)


def test_what_was_not_scored_counts_nowhere() -> None:
    """An episode of which no document was scored is no miss."""
    assert Count() == count_flags("split_order", set(), TRUTH, {41})


def test_manners_share_the_rule_of_their_typology() -> None:
    """What stands behind the slash changes no position."""
    truth = {11: [replace(SPLIT, typology="split_payment/50000")]}
    assert 0 == count_flags("split_payment/50000", {11}, truth, SCORED).items


def test_counts_add_up_and_shares_follow() -> None:
    """Companies are added before shares are taken; a share of nothing is None."""
    one = count_flags("split_order", {12, 41}, TRUTH, SCORED)
    told = (one + one).to_json()
    assert (0.5, 0.5, 1.0, 4) == (
        told["precision"],
        told["item_recall"],
        told["episode_recall"],
        told["flags"],
    )
    assert Count().to_json()["precision"] is None
