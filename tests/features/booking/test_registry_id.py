import pytest

from features.booking.registry_id import is_false

GENUINE = ["914403001922038216", "9144 0300 7084 6113 6t", "9111000071093123XX", "91350100M000100Y43"]
OLD = ["440301103097413", "310000400003970", "440301D2143569X"]
FOREIGN = ["HRB 123456", "27AAPFU0939F1ZV", "DE123456789", "12-3456789", "D2143569-X", "", "5590001234567"]


@pytest.mark.parametrize("registry_id", GENUINE + OLD + FOREIGN)
def test_what_can_be_genuine_is_not_called_false(registry_id: str) -> None:
    """Ids of the new form, both old ones, and those of other countries."""
    assert not is_false(registry_id)


@pytest.mark.parametrize("registry_id", GENUINE)
def test_one_wrong_sign_makes_a_credit_code_false(registry_id: str) -> None:
    """Whichever of the 18 signs is changed for its neighbour, the check sign tells."""
    written = registry_id.upper().replace(" ", "")
    signs = "0123456789ABCDEFGHJKLMNPQRTUWXY"
    for at, sign in enumerate(written):
        other = signs[(signs.index(sign) + 1) % len(signs)]
        assert is_false(written[:at] + other + written[at + 1 :])


@pytest.mark.parametrize(
    "registry_id", ["91350100I000100Y43", "9135010OM000100Y43", "440301103097414", "440301D21435691"]
)
def test_signs_that_no_id_has_make_it_false(registry_id: str) -> None:
    """Letters that the standard leaves out, letters in the place's digits, wrong check signs of old forms."""
    assert is_false(registry_id)
