import base64
import subprocess
import sys
from pathlib import Path

import pytest

from riskdesk.core.errors import KeysMissing, SettingInvalid
from riskdesk.core.keys import Keys, create_keys, fingerprint, keep_keys, key_file, key_text, load_keys
from riskdesk.core.settings import Settings, load_settings

ONE = base64.b64encode(b"1" * 32).decode()
OTHER = base64.b64encode(b"2" * 32).decode()


@pytest.fixture
def fresh(tmp_path: Path) -> Settings:
    """Settings with a home that is not there yet."""
    return load_settings(home=tmp_path / "new" / "home")


def test_missing_keys_say_what_to_do(fresh: Settings) -> None:
    """Loading makes nothing and names the command that does."""
    with pytest.raises(KeysMissing, match="riskdesk init"):
        load_keys(fresh)
    assert not fresh.home.exists()


def test_made_once_and_kept(fresh: Settings) -> None:
    """Making them again returns the same, for data was sealed with them."""
    keys = create_keys(fresh)
    assert keys == create_keys(fresh) == load_keys(fresh)
    assert (32, 32) == (len(keys.encryption), len(keys.matching))
    assert keys.encryption != keys.matching


def test_each_home_has_its_own(tmp_path: Path) -> None:
    """Keys are random."""
    first, second = (create_keys(load_settings(home=tmp_path / name)) for name in "ab")
    assert first != second


def test_only_the_owner_reads_them(fresh: Settings) -> None:
    """The file and its new folder are closed to others, and nothing else is left in it."""
    create_keys(fresh)
    assert 0o600 == key_file(fresh).stat().st_mode & 0o777
    assert 0o700 == fresh.home.stat().st_mode & 0o777
    assert [key_file(fresh)] == list(fresh.home.iterdir())


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660])
def test_shared_file_is_refused(fresh: Settings, mode: int) -> None:
    """A file that others can read is not used, and the error says how to mend it."""
    create_keys(fresh)
    key_file(fresh).chmod(mode)
    with pytest.raises(SettingInvalid, match="chmod 600"):
        load_keys(fresh)


def test_processes_make_one_file(fresh: Settings) -> None:
    """Processes that start together end with the same keys."""
    program = (
        "import sys; from riskdesk.core.keys import create_keys; from riskdesk.core.settings import load_settings;"
        "print(create_keys(load_settings(home=sys.argv[1])).encryption.hex())"
    )
    command = [sys.executable, "-c", program, str(fresh.home)]
    started = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for _ in range(4)]
    printed = [process.communicate(timeout=60)[0].strip() for process in started]
    assert [load_keys(fresh).encryption.hex()] * 4 == printed


def test_race_that_is_lost_returns_the_winner(fresh: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file that appears between the look and the making stays as it is."""
    winner = create_keys(fresh)
    monkeypatch.setattr(Path, "exists", lambda _self: False)
    assert winner == create_keys(fresh)


def test_settings_come_first(settings: Settings) -> None:
    """Keys that are set win over the file."""
    given = load_settings(home=settings.home, encryption_key=ONE, matching_key=OTHER)
    assert Keys(b"1" * 32, b"2" * 32) == load_keys(given) == create_keys(given)


@pytest.mark.parametrize(
    ("encryption", "matching", "variable"),
    [
        (ONE, None, "RISKDESK_MATCHING_KEY"),
        (None, ONE, "RISKDESK_ENCRYPTION_KEY"),
        (ONE, ONE, "RISKDESK_MATCHING_KEY"),
        ("c2hvcnQ=", ONE, "RISKDESK_ENCRYPTION_KEY"),
        (ONE, "no base64 !", "RISKDESK_MATCHING_KEY"),
    ],
)
def test_wrong_keys_name_their_variable(encryption: str | None, matching: str | None, variable: str) -> None:
    """One alone, twice the same, too short or unreadable is refused, without repeating the secret."""
    settings = load_settings(encryption_key=encryption, matching_key=matching)
    with pytest.raises(SettingInvalid) as caught:
        load_keys(settings)
    assert variable == caught.value.field
    assert not any(secret in str(caught.value) for secret in (encryption, matching) if secret)


@pytest.mark.parametrize("content", ["", "[]", "{}", '{"encryption": 1, "matching": 2}'])
def test_damaged_file_is_refused(fresh: Settings, content: str) -> None:
    """A file that was cut or edited is refused, never replaced."""
    create_keys(fresh)
    key_file(fresh).write_text(content, encoding="utf-8")
    with pytest.raises(SettingInvalid):
        create_keys(fresh)
    assert content == key_file(fresh).read_text(encoding="utf-8")


def test_representation_hides_them(settings: Settings) -> None:
    """Printing the keys shows none of them."""
    assert "Keys()" == repr(load_keys(settings))


def test_keys_go_from_one_home_to_another(settings: Settings, fresh: Settings) -> None:
    """The content of a key file makes the same keys elsewhere, readable by the owner only."""
    keys = load_keys(settings)
    assert keys == keep_keys(fresh, key_text(keys)) == load_keys(fresh)
    assert 0o600 == key_file(fresh).stat().st_mode & 0o777


def test_kept_keys_are_not_replaced(settings: Settings, fresh: Settings) -> None:
    """Where there are keys already they hold, and no content of a key file is no keys."""
    keys = create_keys(fresh)
    assert keys == keep_keys(fresh, key_text(load_keys(settings)))
    with pytest.raises(SettingInvalid):
        keep_keys(fresh, "{}")


def test_a_fingerprint_tells_keys_apart_and_no_more() -> None:
    """It changes with either key and with their order, and shows neither."""
    one, other = b"1" * 32, b"2" * 32
    found = [fingerprint(Keys(a, b)) for a, b in ((one, other), (other, one), (one, b"3" * 32))]
    assert 3 == len(set(found))
    assert found[0] == fingerprint(Keys(one, other))
    assert {16} == {len(text) for text in found}
    assert not any(one.hex()[:16] == text or other.hex()[:16] == text for text in found)
