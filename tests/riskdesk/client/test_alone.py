import ast
import subprocess
import sys
from pathlib import Path

import riskdesk.client

FOLDER = Path(riskdesk.client.__file__).parent


def test_nothing_else_of_riskdesk_is_imported() -> None:
    """The folder can be taken to a program that has httpx2 and msgspec and nothing of ours."""
    outside = set()
    for path in FOLDER.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            names = [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            names += [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            outside |= {name.partition(".")[0] for name in names if not name.startswith("riskdesk.client")}
    assert {"httpx2", "msgspec"} == outside - set(sys.stdlib_module_names)


def test_it_is_light() -> None:
    """Importing the client brings no part of the service and no numerical library."""
    code = "import sys, riskdesk.client; print(sorted({n.partition('.')[0] for n in sys.modules}))"
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    heavy = {
        "numpy",
        "numba",
        "pydantic",
        "sqlalchemy",
        "fastapi",
        "features",
        "models",
        "serving",
        "pyarrow",
    }
    assert set() == heavy & set(ast.literal_eval(said))
