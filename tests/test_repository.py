import ast
import re
import subprocess
import sys
import tomllib
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
PYPROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
PACKAGES: list[str] = PYPROJECT["tool"]["hatch"]["build"]["targets"]["wheel"]["packages"]
LARGEST_BYTES = 1024 * 1024
DATA_SUFFIXES = {".parquet", ".xlsx", ".xls", ".rda", ".feather", ".db", ".sqlite"}
DOWNLOAD = re.compile(
    r"https?://[^\s\"')]+\.(?:whl|tar\.gz|tgz|zip|deb|exe)\b|(?:index|registry)[-_]?url\s*=", re.IGNORECASE
)
NOT_IN_THE_SERVING_PROCESS = ["lightgbm", "matplotlib", "mlflow", "pandas", "shap", "sklearn"]
IMPORT_ALL_OF_SERVING = f"""
import importlib, pkgutil, sys, serving
for module in pkgutil.walk_packages(serving.__path__, "serving."):
    if not module.name.endswith("__main__"):
        importlib.import_module(module.name)
print(*sorted(set({NOT_IN_THE_SERVING_PROCESS}) & set(sys.modules)))
"""


def run(*command: str) -> str:
    """Run a command in the repository and return what it printed."""
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert 0 == done.returncode, done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def files() -> list[Path]:
    """Files that are in the repository or would be with the next commit."""
    listed = run("git", "ls-files", "-z", "--cached", "--others", "--exclude-standard").split("\0")
    return [ROOT / name for name in listed if name and (ROOT / name).is_file()]


def texts(files: list[Path]) -> Iterator[tuple[str, str]]:
    """Name and text of every file that is text."""
    for file in files:
        content = file.read_bytes()
        if b"\0" not in content:
            yield str(file.relative_to(ROOT)), content.decode(errors="replace")


def package_folders() -> list[Path]:
    """Folders of the packages that hold Python, without alembic's, which are loaded by path."""
    found = {file.parent for package in PACKAGES for file in (ROOT / package).rglob("*.py")}
    return sorted(folder for folder in found if "migrations" not in folder.parts)


def headings(name: str) -> list[int]:
    """Level of each heading, in order, blocks of code left out."""
    prose = re.sub(r"```.*?```", "", (ROOT / name).read_text(encoding="utf-8"), flags=re.DOTALL)
    return [len(marks) for marks in re.findall(r"^(#+) ", prose, flags=re.MULTILINE)]


def code_blocks(name: str) -> list[str]:
    """Every block of code, in order."""
    return re.findall(r"```.*?```", (ROOT / name).read_text(encoding="utf-8"), flags=re.DOTALL)


def machine_paths() -> list[str]:
    """Paths that only exist on the machine at hand: around the clone, and of the user."""
    around = [f"{ROOT.parent}/", f"{Path.home()}/"]
    return [path for path in around if len(path) > 2 and path != "/tmp/"]


def test_no_path_of_a_machine_is_in_the_repository(files: list[Path]) -> None:
    """The program runs wherever it is cloned, so no file names a folder of one machine."""
    someones = re.compile("|".join([r"(?<![\w.])/(?:home|Users)/\w+/", *map(re.escape, machine_paths())]))
    assert [] == [name for name, text in texts(files) if someones.search(text)]


def test_no_download_address_is_in_the_repository(files: list[Path]) -> None:
    """Dependencies are pinned by name, version and hash; where they come from is the machine's affair."""
    assert [] == [name for name, text in texts(files) if DOWNLOAD.search(text)]


def test_every_requirement_is_pinned_with_a_hash() -> None:
    """The lock leaves no version and no content open."""
    lock = (ROOT / "requirements.lock").read_text(encoding="utf-8").replace("\\\n", " ")
    entries = [line for line in lock.splitlines() if line.strip() and not line.startswith("#")]
    pinned = re.compile(r"^[\w.\[\],-]+==\S+.*--hash=sha256:[0-9a-f]{64}")
    assert len(entries) > len(PYPROJECT["project"]["dependencies"])
    assert [] == [entry for entry in entries if not pinned.match(entry)]


def test_files_are_small_and_hold_no_data(files: list[Path]) -> None:
    """Data sets stay outside; what is stored can be read in a review."""
    assert [] == [file.name for file in files if file.stat().st_size > LARGEST_BYTES]
    assert [] == [file.name for file in files if file.suffix in DATA_SUFFIXES]


def test_both_readmes_have_the_same_shape() -> None:
    """The Chinese README has the headings and the code of the English one."""
    assert len(headings("README.md")) >= 7
    assert headings("README.md") == headings("README.zh.md")
    assert code_blocks("README.md") == code_blocks("README.zh.md")


@pytest.mark.parametrize("name", ["README.md", "README.zh.md", "CONTRIBUTING.md"])
def test_named_make_targets_exist(name: str) -> None:
    """Every `make` command that a document names is a target."""
    targets = set(
        re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), flags=re.MULTILINE)
    )
    named = set(
        re.findall(r"(?:^|`)make ([a-z]+)", (ROOT / name).read_text(encoding="utf-8"), flags=re.MULTILINE)
    )
    assert named
    assert set() == named - targets


@pytest.mark.parametrize("name", ["README.md", "README.zh.md", "docs/index.md", "docs/decisions/README.md"])
def test_links_between_documents_lead_somewhere(name: str) -> None:
    """A relative link names a file that is there."""
    text = (ROOT / name).read_text(encoding="utf-8")
    links = [link for link in re.findall(r"\]\(([^)#]+)", text) if "://" not in link]
    assert links
    assert [] == [link for link in links if not ((ROOT / name).parent / link).exists()]


def test_every_decision_is_listed_and_has_its_sections() -> None:
    """An ADR is in the index, numbered without a gap, and says status, context, decision, consequences."""
    folder = ROOT / "docs" / "decisions"
    records = sorted(folder.glob("0*.md"))
    index = (folder / "README.md").read_text(encoding="utf-8")
    assert [f"{number:04}" for number in range(1, len(records) + 1)] == [file.name[:4] for file in records]
    assert [] == [file.name for file in records if f"({file.name})" not in index]
    parts = ["# {}. ", "\nStatus: ", "\n## Context\n", "\n## Decision\n", "\n## Consequences\n"]
    for file in records:
        text = file.read_text(encoding="utf-8")
        assert [] == [part for part in parts if part.format(file.name[:4]) not in text], file.name


def test_every_package_folder_says_what_may_live_there() -> None:
    """Each folder's __init__ is a docstring of at least a sentence."""
    folders = package_folders()
    assert set(PACKAGES) <= {str(folder.relative_to(ROOT)) for folder in folders}
    silent = []
    for folder in folders:
        init = folder / "__init__.py"
        said = ast.get_docstring(ast.parse(init.read_text(encoding="utf-8"))) if init.exists() else None
        if said is None or len(said) < 40:
            silent.append(str(folder.relative_to(ROOT)))
    assert [] == silent


def test_tests_have_no_init() -> None:
    """File names repeat below tests/, so its folders must not be packages."""
    assert [] == list((ROOT / "tests").rglob("__init__.py"))


def test_the_wheel_holds_every_file_of_the_packages(tmp_path: Path) -> None:
    """What runs from the clone runs from the wheel: templates, static files, migrations, type markers."""
    run(sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path))
    (wheel,) = tmp_path.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        packed = set(archive.namelist())
    on_disk = {
        file.relative_to(ROOT).as_posix()
        for package in PACKAGES
        for file in (ROOT / package).rglob("*")
        if file.is_file() and "__pycache__" not in file.parts
    }
    assert {f"{package}/__init__.py" for package in PACKAGES} <= packed
    assert {f"{package}/py.typed" for package in PACKAGES} <= packed
    assert set() == on_disk - packed


def test_the_serving_process_imports_no_training_library() -> None:
    """Importing all of serving loads none of the libraries that cost seconds and hundreds of megabytes."""
    assert "" == run(sys.executable, "-c", IMPORT_ALL_OF_SERVING).strip()
