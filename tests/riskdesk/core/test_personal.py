import ipaddress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from riskdesk.core.errors import InputInvalid
from riskdesk.core.personal import KINDS, MASK, mask, normalise


@pytest.mark.parametrize(
    ("kind", "plain", "expected"),
    [
        ("account", "6222 0212-3456.7890", "6222021234567890"),
        ("account", "\N{FULLWIDTH DIGIT SIX}2220212", "62220212"),
        ("account", "de89 3704 0044 0532 0130 00", "DE89370400440532013000"),
        ("phone", "+86 138-1234-5678", "+8613812345678"),
        ("phone", "（021）5888 1234", "02158881234"),
        ("phone", "\N{FULLWIDTH PLUS SIGN}86 13812345678", "+8613812345678"),
        ("address", " 上海市　浦东新区  世纪大道 1号 ", "上海市 浦东新区 世纪大道 1号"),
        ("address", "1 HIGH Street", "1 high street"),
        ("person", " 11010119900307123x ", "11010119900307123X"),
        ("ip", "10.1.2.3", "10.1.2.3"),
        ("ip", "::ffff:10.1.2.3", "10.1.2.3"),
        ("ip", "2001:DB8:0::1", "2001:db8::1"),
    ],
)
def test_spellings_become_one(kind: str, plain: str, expected: str) -> None:
    """Spaces, dashes, width and case do not make another account, phone or person."""
    assert expected == normalise(kind, plain)


@given(kind=st.sampled_from([kind for kind in KINDS if kind != "ip"]), plain=st.text(max_size=30))
def test_normal_form_stays(kind: str, plain: str) -> None:
    """Normalising what is normal changes nothing."""
    try:
        once = normalise(kind, plain)
    except InputInvalid:
        return
    assert once == normalise(kind, once)


def test_every_sign_has_one_form() -> None:
    """No sign of Unicode normalises to something that normalises further."""
    signs = [chr(point) for point in range(0x110000) if chr(point).isalnum()]
    for kind in ("account", "address", "person"):
        once = [normalise(kind, "7" + sign) for sign in signs]
        assert once == [normalise(kind, form) for form in once]


@given(
    parts=st.lists(st.integers(0, 300).map(str) | st.sampled_from(["00", "01", "007", "", " 1"]), max_size=5)
)
def test_an_address_is_read_as_the_library_reads_it(parts: list[str]) -> None:
    """The quick way takes no address that is none, and writes each as `ipaddress` does."""
    text = ".".join(parts)
    try:
        expected = str(ipaddress.ip_address(text.strip()))
    except ValueError:
        with pytest.raises(InputInvalid):
            normalise("ip", text)
    else:
        assert expected == normalise("ip", text)


@pytest.mark.parametrize(
    ("kind", "plain"),
    [
        ("account", " - "),
        ("phone", "+"),
        ("phone", "none"),
        ("address", "　"),
        ("person", ""),
        ("ip", "10.1.2"),
    ],
)
def test_nothing_to_match_is_refused(kind: str, plain: str) -> None:
    """Values without content would all match each other."""
    with pytest.raises(InputInvalid) as caught:
        normalise(kind, plain)
    assert kind == caught.value.field


@pytest.mark.parametrize(
    ("kind", "plain", "expected"),
    [
        ("account", "6222 0212 3456 7890", "****7890"),
        ("phone", "+86 138-1234-5678", "****5678"),
        ("person", "11010119900307123X", "****123X"),
        ("account", "1234567", MASK),
        ("person", "张伟", MASK),
        ("address", "上海市浦东新区世纪大道1号", MASK),
        ("ip", "10.1.2.3", MASK),
        ("account", " - ", MASK),
        ("ip", "no address", MASK),
    ],
)
def test_mask_shows_an_end_at_most(kind: str, plain: str, expected: str) -> None:
    """The last four of a long number are shown; of a short one, an address or an IP, nothing."""
    assert expected == mask(kind, plain)
