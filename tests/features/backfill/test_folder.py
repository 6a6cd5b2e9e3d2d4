from pathlib import Path

import pytest

from features.backfill.folder import MANIFEST, WORK, file_name, finish, prepare, whole
from riskdesk.core.errors import InputInvalid


def test_a_file_has_its_name_when_it_is_complete(tmp_path: Path) -> None:
    """Until the block ends, nothing stands under the name."""
    path = tmp_path / "one"
    with whole(path) as part:
        part.write_text("half", encoding="utf-8")
        assert not path.exists()
    assert "half" == path.read_text("utf-8")
    assert [path] == list(tmp_path.iterdir())


def fail_while_writing(path: Path) -> None:
    """Write half of a file and fail."""
    with whole(path) as part:
        part.write_text("half", encoding="utf-8")
        raise RuntimeError


def test_a_file_that_failed_leaves_nothing(tmp_path: Path) -> None:
    """What stood under the name before still stands, and the half file is gone."""
    path = tmp_path / "one"
    path.write_text("before", encoding="utf-8")
    with pytest.raises(RuntimeError):
        fail_while_writing(path)
    assert "before" == path.read_text("utf-8")
    assert [path] == list(tmp_path.iterdir())


def test_what_a_broken_run_left_is_taken_away(tmp_path: Path) -> None:
    """Its files, half files and work folder go; a fresh work folder stands."""
    (tmp_path / WORK).mkdir()
    for name in (file_name(0), f".{file_name(1)}.ab.part", f"{WORK}/events.parquet"):
        (tmp_path / name).touch()
    assert tmp_path / WORK == prepare(tmp_path)
    assert [tmp_path / WORK] == list(tmp_path.iterdir())
    assert [] == list((tmp_path / WORK).iterdir())


@pytest.mark.parametrize("name", ["notes.txt", "manifest.json", "vectors.parquet"])
def test_what_no_broken_run_left_is_not_touched(tmp_path: Path, name: str) -> None:
    """A finished backfill or somebody's file: the folder is refused and stays as it was."""
    (tmp_path / name).touch()
    (tmp_path / file_name(0)).touch()
    with pytest.raises(InputInvalid, match="out"):
        prepare(tmp_path)
    assert {name, file_name(0)} == {path.name for path in tmp_path.iterdir()}


def test_a_file_is_no_folder(tmp_path: Path) -> None:
    """A path at which a file stands is refused."""
    (tmp_path / "file").touch()
    with pytest.raises(InputInvalid, match="folder"):
        prepare(tmp_path / "file")


def test_the_manifest_comes_last(tmp_path: Path) -> None:
    """With it the work folder is gone."""
    prepare(tmp_path / "new" / "folder")
    finish(tmp_path / "new" / "folder", {"b": 1, "a": "é"})
    assert [MANIFEST] == [path.name for path in (tmp_path / "new" / "folder").iterdir()]
