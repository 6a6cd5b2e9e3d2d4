import stat
import subprocess
import sys
from pathlib import Path

import pytest

from riskdesk.core.scratch import scratch_folder

KILLED = """
import os, sys
from pathlib import Path
from riskdesk.core.scratch import scratch_folder

with scratch_folder(Path(sys.argv[1])) as folder:
    (folder / "copy.db").write_text("secret")
    os.kill(os.getpid(), 9)
"""


def test_a_scratch_folder_is_its_owners_and_gone_afterwards(tmp_path: Path) -> None:
    """Also where the block ends by an error."""
    with pytest.raises(ValueError, match="on the way"), scratch_folder(tmp_path) as folder:  # noqa: PT012
        assert (tmp_path, 0o700) == (folder.parent, stat.S_IMODE(folder.stat().st_mode))
        (folder / "copy.db").write_text("half-done")
        raise ValueError("on the way")
    assert [] == list(tmp_path.iterdir())


def test_what_a_killed_run_left_goes_with_the_next(tmp_path: Path) -> None:
    """The copy that a killed process could not remove is removed when another folder is made beside it."""
    assert -9 == subprocess.run([sys.executable, "-c", KILLED, str(tmp_path)], check=False).returncode
    (left,) = tmp_path.iterdir()
    assert ["copy.db"] == [path.name for path in left.iterdir()]
    with scratch_folder(tmp_path) as folder:
        assert [folder] == list(tmp_path.iterdir())


def test_what_is_in_use_or_not_ours_stays(tmp_path: Path) -> None:
    """A run that goes on keeps its folder; folders and files of other names are nobody's business."""
    others = [tmp_path / ".riskdesk-home", tmp_path / "riskdesk.db"]
    others[0].mkdir()
    others[1].write_text("data")
    with scratch_folder(tmp_path) as first:
        with scratch_folder(tmp_path) as second:
            assert sorted([*others, first, second]) == sorted(tmp_path.iterdir())
        assert sorted([*others, first]) == sorted(tmp_path.iterdir())
    assert sorted(others) == sorted(tmp_path.iterdir())


def test_a_link_of_such_a_name_is_not_followed(tmp_path: Path) -> None:
    """What somebody points to elsewhere is left alone."""
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "keep").write_text("data")
    parent = tmp_path / "parent"
    parent.mkdir()
    (parent / ".riskdesk-scratch-link").symlink_to(elsewhere)
    with scratch_folder(parent):
        pass
    assert "data" == (elsewhere / "keep").read_text()
