import re
import shlex
from functools import cache
from pathlib import Path
from typing import Any

from riskdesk.cli.reference.commands import all_commands
from riskdesk.core.settings import Settings, variable_name

ROOT = Path(__file__).resolve().parents[2]
COMMANDS = dict(all_commands())
SETTINGS = {variable_name(name) for name in Settings.model_fields}
BEGINS = ("docs/index.md", "docs/decisions/README.md", "docs/features.md", "README.md")
KNOWN_TOOLS = {"curl", "make", "python", "mlflow", "riskdesk"} | {
    "cp",
    "docker",
    "install",
    "kubectl",
    "openssl",
    "podman",
    "systemctl",
    "systemd-run",
    "useradd",
}


def command_lines(text: str) -> list[str]:
    """Return the commands of a block, those that go over several lines in one."""
    return [line for line in text.replace("\\\n", " ").splitlines() if line.strip()]


def complaint(line: str) -> str | None:
    """Return what of a command line does not exist, or None."""
    words = [word for word in shlex.split(line) if not re.fullmatch(r"[A-Z_]+=.*", word)]
    tool = words[0].removeprefix(".venv/bin/") if words else "export"
    if tool == "riskdesk":
        return unknown_of_riskdesk(words[1:])
    if tool == "python":
        return unknown_of_python(words[1:])
    if tool == "make":
        return None if f"\n{words[1]}:" in (ROOT / "Makefile").read_text("utf-8") else f"make {words[1]}"
    return None if tool in KNOWN_TOOLS | {"export"} else tool


def unknown_of_riskdesk(words: list[str]) -> str | None:
    """Return the command or option of `riskdesk` that does not exist, or None."""
    command = next((c for n in (3, 2, 1) if (c := COMMANDS.get(" ".join(words[:n])))), None)
    if command is None:
        is_group = any(name.startswith(f"{' '.join(words)} ") for name in COMMANDS)
        return None if is_group else " ".join(words)
    options = {name for parameter in command.params for name in parameter.opts}
    return next((word for word in words if word.startswith("--") and word not in options), None)


def unknown_of_python(words: list[str]) -> str | None:
    """Return the module or path that does not exist, or None."""
    paths = [ROOT / word for word in words if word.startswith("tests/")]
    if words[:1] == ["-m"] and words[1].startswith("riskdesk"):
        paths.append(ROOT / words[1].replace(".", "/"))
    return next((str(path.relative_to(ROOT)) for path in paths if not path.exists()), None)


def test_commands_exist(document: Any) -> None:
    """Each line of a shell block names a command, target, module and options that are there."""
    lines = [line for block in document.blocks("sh") for line in command_lines(block)]
    assert [] == [(line, found) for line in lines if (found := complaint(line))]


def test_commands_within_sentences_exist(document: Any) -> None:
    """The same for commands that are named in passing."""
    named = re.findall(r"`(riskdesk [a-z][^`…]*)`", document.prose)
    assert [] == [line for line in named if complaint(line)]


def test_variables_are_settings(document: Any) -> None:
    """A variable that a document names is a setting."""
    assert set() == set(re.findall(r"\bRISKDESK_[A-Z_]+\b", document.text)) - SETTINGS


def test_links_lead_somewhere(document: Any) -> None:
    """A link within the repository names a file that is there, and a place in it that is there."""
    folder = (ROOT / document.name).parent
    broken = []
    for link in re.findall(r"\]\(([^)\s]+)\)", document.prose):
        path, _, anchor = link.partition("#")
        target = folder / path if path else ROOT / document.name
        if "://" not in link and not (target.exists() and (not anchor or anchor in anchors(target))):
            broken.append(link)
    assert [] == broken


@cache
def anchors(path: Path) -> set[str]:
    """Return the places of a document that a link can name."""
    text = path.read_text("utf-8")
    headings = re.findall(r"^#+ (.+)$", text, re.MULTILINE)
    slugs = {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}
    return slugs | set(re.findall(r'<a id="([^"]+)"', text))


def test_files_that_are_named_exist(document: Any) -> None:
    """A path below one of the folders, written as code, is there."""
    named = re.findall(r"`((?:riskdesk|features|models|training|serving|tests)/[\w./]*)`", document.prose)
    assert [] == [path for path in named if not (ROOT / path).exists()]


def test_one_sentence_a_line(document: Any) -> None:
    """A line of prose ends where its sentence ends, so that a change shows the sentence that changed."""
    lines = [line for line in document.prose.splitlines() if not line.startswith(("|", "<!--"))]
    assert [] == [line for line in lines if re.search(r"[a-z`)][.!?] [A-Z`\[]", line)]


def test_every_document_is_reached_from_the_index(document: Any) -> None:
    """Whoever begins at the index, at the list of decisions or at that of features, finds every page."""
    assert document.name in BEGINS or (ROOT / document.name).resolve() in linked()


@cache
def linked() -> set[Path]:
    """Return the files to which the documents link where a reader begins."""
    return {
        (ROOT / name).parent.joinpath(link.partition("#")[0]).resolve()
        for name in BEGINS
        for link in re.findall(r"\]\(([^)\s]+)\)", (ROOT / name).read_text("utf-8"))
    }
