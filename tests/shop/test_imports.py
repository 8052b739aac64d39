from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SERVING = ("store", "settings", "models", "orders", "catalogue", "recommendation", "cards", "pictures", "words")
STRANGERS = {"bot", "actions", "service", "studio", "knowledge", "rasa", "rasa_sdk", "sanic", "socketio", "torch"}


@pytest.mark.parametrize("path", sorted((ROOT / "shop").rglob("*.py")), ids=lambda path: str(path.relative_to(ROOT)))
def test_the_shop_imports_nothing_of_the_other_packages(path: Path) -> None:
    imported = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            imported |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            imported.add(node.module.split(".")[0])
    assert not imported & STRANGERS


def test_serving_loads_no_library_that_only_seeding_needs() -> None:
    modules = ", ".join(f"shop.{name}" for name in SERVING)
    heavy = ("torch", "implicit", "scipy", "numpy", "yaml")
    check = f"import sys, {modules}; print([name for name in {heavy} if name in sys.modules])"
    command = [sys.executable, "-c", check]
    answer = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    assert answer.stdout.strip() == "[]"
