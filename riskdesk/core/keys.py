"""The two keys that protect personal data: one encrypts, the other makes equal values findable.

They come from the settings or from a file beside the database that only its owner can read. Whoever
loses them loses every account number in an append-only log, so nothing here ever overwrites one.
"""

import base64
import binascii
import hmac
import json
import os
import secrets
import stat
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from pydantic import SecretStr

from riskdesk.core.errors import KeysMissing, SettingInvalid
from riskdesk.core.scratch import scratch_folder
from riskdesk.core.settings import Settings, variable_name

KEY_BYTES: Final = 32
_NAMES: Final = ("encryption", "matching")


@dataclass(frozen=True, slots=True)
class Keys:
    """Two different keys of 32 bytes; neither is shown in a representation."""

    encryption: bytes = field(repr=False)
    matching: bytes = field(repr=False)


def key_file(settings: Settings) -> Path:
    """Return where the keys are kept when the settings hold none."""
    return settings.home / "keys.json"


def load_keys(settings: Settings) -> Keys:
    """Return the keys from the settings, else from the key file.

    Raises
    ------
    KeysMissing
        There are none yet; `riskdesk init` makes them.
    SettingInvalid
        Only one is set, one is no base64 of 32 bytes, both are the same, or others than the owner may
        read the file.
    """
    if settings.encryption_key is not None or settings.matching_key is not None:
        return _from_settings(settings)
    path = key_file(settings)
    try:
        _refuse_if_shared(path)
        content = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise KeysMissing(f"there are no keys in {path}; `riskdesk init` makes them") from None
    return _from_text(content, path)


def create_keys(settings: Settings) -> Keys:
    """Make the key file, unless there are keys already, and return the keys that hold.

    Two processes may do this at once: one file comes to be, and both return what is in it.
    """
    if settings.encryption_key is not None or settings.matching_key is not None:
        return _from_settings(settings)
    path = key_file(settings)
    if not path.exists():
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        made = Keys(secrets.token_bytes(KEY_BYTES), secrets.token_bytes(KEY_BYTES))
        _write_once(path, key_text(made))
    return load_keys(settings)


def key_text(keys: Keys) -> str:
    """Return the content of a key file."""
    made = {name: base64.b64encode(getattr(keys, name)).decode() for name in _NAMES}
    return json.dumps(made, indent=1) + "\n"


def keep_keys(settings: Settings, content: str) -> Keys:
    """Put the content of a key file into the home, unless there are keys already; return the keys that hold.

    Raises
    ------
    SettingInvalid
        It is no content of a key file.
    """
    path = key_file(settings)
    _from_text(content, path)
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    _write_once(path, content)
    return load_keys(settings)


def fingerprint(keys: Keys) -> str:
    """Return 16 hexadecimal digits that tell two pairs of keys apart and nothing about either."""
    digest = hmac.digest(keys.encryption + keys.matching, b"riskdesk key fingerprint", "sha256")
    return digest.hex()[:16]


def _write_once(path: Path, content: str) -> None:
    """Put a durable file of mode 0600 at `path`, whole or not at all; an existing one stays."""
    with scratch_folder(path.parent) as scratch:
        made = scratch / path.name
        with os.fdopen(os.open(made, os.O_WRONLY | os.O_CREAT, 0o600), "w", encoding="utf-8") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        try:
            os.link(made, path)  # unlike a rename, this never replaces what another process put there
        except FileExistsError:
            return
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def _refuse_if_shared(path: Path) -> None:
    mode = stat.S_IMODE(path.stat().st_mode)
    if mode & 0o077:
        raise SettingInvalid(
            f"{path} has mode {mode:04o} and can be used by others; `chmod 600 {path}` mends it",
            field=variable_name("home"),
        )


def _from_text(content: str, path: Path) -> Keys:
    try:
        parsed = json.loads(content)
        encoded = [parsed[name] for name in _NAMES]
    except (ValueError, KeyError, TypeError):
        raise SettingInvalid(f"{path} is no key file of this program", field=variable_name("home")) from None
    encryption, matching = (_decoded(str(value), f"{path}") for value in encoded)
    return _different(encryption, matching)


def _from_settings(settings: Settings) -> Keys:
    def given(name: str, value: SecretStr | None) -> bytes:
        variable = variable_name(name)
        if value is None:
            raise SettingInvalid("both keys have to be set, or neither", field=variable)
        return _decoded(value.get_secret_value(), variable)

    return _different(
        given("encryption_key", settings.encryption_key), given("matching_key", settings.matching_key)
    )


def _decoded(encoded: str, name: str) -> bytes:
    try:
        key = base64.b64decode(encoded, validate=True)
    except (binascii.Error, ValueError):
        key = b""
    if len(key) != KEY_BYTES:
        raise SettingInvalid("expected the base64 of 32 bytes", field=name) from None
    return key


def _different(encryption: bytes, matching: bytes) -> Keys:
    if encryption == matching:
        raise SettingInvalid("the two keys must differ", field=variable_name("matching_key"))
    return Keys(encryption, matching)
