import pytest

from riskdesk.core.crypto import Vault
from riskdesk.core.errors import CipherBroken
from riskdesk.core.keys import Keys
from serving.webhooks.signing import SEALED_AS, Signing, unseal

VAULT = Vault(Keys(encryption=b"e" * 32, matching=b"m" * 32))


@pytest.mark.parametrize(
    ("signing", "signs"),
    [
        (Signing("whsec_new"), "whsec_new"),
        (Signing("whsec_new", "whsec_old", 1_700_000_000_000_000), "whsec_new whsec_old"),
        (Signing("whsec_new", "whsec_old"), "whsec_new whsec_old"),
    ],
)
def test_what_was_sealed_comes_back(signing: Signing, signs: str) -> None:
    """Both secrets and the time are kept; the time signs nothing."""
    assert signing == unseal(VAULT, signing.seal(VAULT))
    assert signs == signing.secrets


def test_secrets_of_an_earlier_release_are_read() -> None:
    """They stand beside each other, the newest first, without a time."""
    assert Signing("whsec_a", "whsec_b") == unseal(VAULT, VAULT.encrypt(SEALED_AS, "whsec_a whsec_b"))
    assert Signing("whsec_a") == unseal(VAULT, VAULT.encrypt(SEALED_AS, "whsec_a"))


def test_another_key_opens_nothing() -> None:
    """The error says so."""
    other = Vault(Keys(encryption=b"x" * 32, matching=b"m" * 32))
    with pytest.raises(CipherBroken):
        unseal(other, Signing("whsec_a").seal(VAULT))
