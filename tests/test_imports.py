"""The arrows of DESIGN.md: which folder may import which."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PACKAGES = {"actions", "bench", "bot", "knowledge", "ops", "service", "shop", "studio", "tests"}
ARROWS = {
    "actions": {"shop", "knowledge"},
    "bot": {"shop", "knowledge"},
    "service": {"shop", "knowledge", "studio"},
    "studio": {"shop", "knowledge", "bot"},
    "shop": set(),
    "knowledge": set(),
    "ops": set(),
}
TRAINING_ONLY = {"torch", "transformers", "sentence_transformers", "onnx"}


def imports(file: Path, *, at_import: bool = False) -> set[str]:
    """Top-level names of what `file` imports; with `at_import` only of what importing it would import."""
    tree = ast.parse(file.read_text(encoding="utf-8"))
    nodes = _executed(tree) if at_import else ast.walk(tree)
    found: set[str] = set()
    for node in nodes:
        if isinstance(node, ast.Import):
            found |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            found.add(node.module.split(".")[0])
    return found


def modules(file: Path) -> set[str]:
    """The whole names of the modules that `file` imports from."""
    tree = ast.parse(file.read_text(encoding="utf-8"))
    return {node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) and node.module}


def _executed(tree: ast.Module):
    waiting = list(tree.body)
    while waiting:
        node = waiting.pop()
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            continue
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.dump(node.test):
            continue
        yield node
        waiting += ast.iter_child_nodes(node)


@pytest.mark.parametrize("package", sorted(ARROWS))
def test_a_package_imports_only_what_the_design_allows(package: str) -> None:
    for file in (ROOT / package).rglob("*.py"):
        others = imports(file) & PACKAGES - {package}
        assert others <= ARROWS[package], f"{file.relative_to(ROOT)} imports {others - ARROWS[package]}"


def test_studio_imports_only_the_rasa_free_part_of_bot() -> None:
    for file in (ROOT / "bot" / "nlu").rglob("*.py"):
        assert not imports(file) & {"rasa", "rasa_sdk"}, file
    for file in (ROOT / "studio").rglob("*.py"):
        of_bot = {name for name in modules(file) if name.split(".")[0] == "bot"}
        assert all(name.startswith("bot.nlu") for name in of_bot), file


def test_no_serving_module_imports_what_is_for_training() -> None:
    training = {"knowledge/sentence_module.py", "bot/nlu/batches.py", "bot/nlu/finetune.py"}
    for package in ("actions", "bot", "knowledge", "ops", "service", "shop", "studio"):
        for file in (ROOT / package).rglob("*.py"):
            if str(file.relative_to(ROOT)) not in training:
                assert not imports(file, at_import=True) & TRAINING_ONLY, file


def test_an_arrow_back_would_be_found(tmp_path: Path) -> None:
    bad = tmp_path / "bad.py"
    bad.write_text("def f():\n    from service.app import create_app\n")
    assert imports(bad) == {"service"}
    assert imports(bad, at_import=True) == set()
