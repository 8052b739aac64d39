"""The README held to the code: its folders exist and are all there, its commands are real, its settings are read."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")


def test_the_folder_map_is_the_repository() -> None:
    named = set(re.findall(r"^\| `([\w.]+)/?` \|", README, re.MULTILINE))
    tracked = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True).stdout.split(
        "\n"
    )
    folders = {path.split("/")[0] for path in tracked if "/" in path} - {".ci", "docs"}
    assert folders <= named
    assert all((ROOT / name).exists() for name in named)


def test_every_make_target_it_names_exists() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    for target in set(re.findall(r"(?:^|`)make ([\w-]+)", README, re.MULTILINE)):
        assert re.search(rf"^{target}:", makefile, re.MULTILINE), target


def test_every_module_it_runs_exists() -> None:
    for module in set(re.findall(r"python -m ([\w.]+)", README)):
        path = ROOT / module.replace(".", "/")
        assert path.with_suffix(".py").exists() or (path / "__main__.py").exists(), module


def test_every_setting_it_names_is_read_somewhere() -> None:
    code = "\n".join(
        file.read_text(encoding="utf-8")
        for package in ("actions", "bot", "knowledge", "ops", "service", "shop", "studio")
        for file in (ROOT / package).rglob("*.py")
    )
    for setting in set(re.findall(r"AISLE_([A-Z_]+[A-Z])", README)):
        assert f'"{setting}"' in code or f"AISLE_{setting}" in code, setting


def test_every_link_to_a_file_leads_to_one() -> None:
    for target in re.findall(r"\]\((?!https?:)([^)#]+)\)", README):
        assert (ROOT / target).exists(), target
