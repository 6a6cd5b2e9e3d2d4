import base64
import pickle

import pytest
from hypothesis import given
from hypothesis import strategies as st

from riskdesk.core.crypto import Vault
from riskdesk.core.errors import CipherBroken, InputInvalid
from riskdesk.core.keys import Keys
from riskdesk.core.personal import KINDS

VAULT = Vault(Keys(encryption=b"e" * 32, matching=b"m" * 32))
PLAIN = "6222 0212 3456 7890"


@given(kind=st.sampled_from([kind for kind in KINDS if kind != "ip"]), plain=st.text(max_size=50))
def test_opens_as_it_was_written(kind: str, plain: str) -> None:
    """What was sealed comes back sign by sign, not as it was normalised."""
    sealed = VAULT.seal(kind, "7" + plain)
    assert "7" + plain == VAULT.open(kind, sealed.cipher)
    assert sealed.digest == VAULT.digest(kind, "7" + plain)


def test_equal_values_match_and_look_different() -> None:
    """The digest finds every spelling; the ciphertext tells nobody that two are equal."""
    first, second = VAULT.seal("account", PLAIN), VAULT.seal("account", PLAIN.replace(" ", "-"))
    assert first.digest == second.digest
    assert first.cipher != VAULT.seal("account", PLAIN).cipher
    assert 32 == len(first.digest)
    assert PLAIN[:4] not in base64.b64decode(first.cipher).decode("latin-1")


def test_digest_is_pinned() -> None:
    """The digest never changes: an append-only log is matched by it for years."""
    assert "82cdce7ffc05405f75cb4b40605806c4" == VAULT.digest("account", PLAIN)


def test_kinds_do_not_match_each_other() -> None:
    """The same digits as phone and as account are two values."""
    assert VAULT.digest("account", "13812345678") != VAULT.digest("phone", "13812345678")


def test_other_keys_find_and_open_nothing() -> None:
    """Without the key a digest cannot be guessed, nor a ciphertext opened."""
    other = Vault(Keys(encryption=b"E" * 32, matching=b"M" * 32))
    assert VAULT.digest("account", PLAIN) != other.digest("account", PLAIN)
    with pytest.raises(CipherBroken):
        other.open("account", VAULT.seal("account", PLAIN).cipher)


@given(position=st.integers(0, 46), bit=st.integers(0, 7))
def test_any_changed_bit_is_noticed(position: int, bit: int) -> None:
    """A ciphertext that was altered anywhere does not open."""
    sealed = bytearray(base64.b64decode(VAULT.seal("account", PLAIN).cipher))
    assert 47 == len(sealed)
    sealed[position] ^= 1 << bit
    with pytest.raises(CipherBroken):
        VAULT.open("account", base64.b64encode(sealed).decode())


@pytest.mark.parametrize("cipher", ["", "AAAA", "no base64 !", "é", "A" * 24])
def test_damaged_ciphertext_is_refused(cipher: str) -> None:
    """Cut off, or never a ciphertext."""
    with pytest.raises(CipherBroken):
        VAULT.open("account", cipher)


def test_ciphertext_of_another_kind_is_refused() -> None:
    """A phone cannot be passed off as an account."""
    with pytest.raises(CipherBroken, match="account"):
        VAULT.open("account", VAULT.seal("phone", PLAIN).cipher)


def test_value_without_content_is_refused() -> None:
    """Nothing is sealed that would match everything of its sort."""
    with pytest.raises(InputInvalid):
        VAULT.seal("account", " - ")


def test_vault_shows_and_gives_away_nothing() -> None:
    """It prints without its keys and cannot be pickled."""
    assert "Vault(…)" == repr(VAULT)
    with pytest.raises(TypeError):
        pickle.dumps(VAULT)
