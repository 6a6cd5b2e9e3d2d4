"""What notices to an endpoint are signed with: one secret, or two while one is being changed."""

from dataclasses import dataclass
from typing import Final

from riskdesk.core.crypto import Vault

SEALED_AS: Final = "webhook"
"""The kind that is bound into the ciphertext of a secret."""

_SINCE: Final = "since="


@dataclass(frozen=True, slots=True)
class Signing:
    """An endpoint's secrets.

    Attributes
    ----------
    newest
        The one that the receiver has, or is to have.
    before
        The one before, which signs as well until the change is finished; None where no change is under way.
    since_us
        When that change began; None where none is under way, or where it began under a release that did not
        keep it.
    """

    newest: str
    before: str | None = None
    since_us: int | None = None

    @property
    def secrets(self) -> str:
        """All that sign, the newest first, with a space between."""
        return self.newest if self.before is None else f"{self.newest} {self.before}"

    def seal(self, vault: Vault) -> str:
        """Return the ciphertext that is kept."""
        since = "" if self.since_us is None else f" {_SINCE}{self.since_us}"
        return vault.encrypt(SEALED_AS, self.secrets + since)


def unseal(vault: Vault, cipher: str) -> Signing:
    """Return the secrets behind a ciphertext.

    Raises
    ------
    CipherBroken
        The key at hand does not open it.
    """
    words = vault.open(SEALED_AS, cipher).split()
    newest, *others = (word for word in words if not word.startswith(_SINCE))
    since = next((word.removeprefix(_SINCE) for word in words if word.startswith(_SINCE)), None)
    return Signing(newest, others[0] if others else None, None if since is None else int(since))
