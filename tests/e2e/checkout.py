"""A checkout of Aisle that may be edited and published: what is committed here, with what was built here."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

from bench.stack import ROOT


def make(folder: Path, epochs: int = 1) -> Path:
    """A clone on the branch `main`, whose model is learnt in fewer `epochs`: a test need not understand much."""
    subprocess.run(["git", "clone", "--quiet", str(ROOT), str(folder)], check=True)
    git(folder, "checkout", "--quiet", "-B", "main")
    git(folder, "config", "receive.denyCurrentBranch", "updateInstead")
    config = folder / "config.yml"
    config.write_text(re.sub(r"epochs: \d+", f"epochs: {epochs}", config.read_text()))
    git(folder, "commit", "--quiet", "-a", "-m", "A model that is learnt sooner")
    (folder / "web/dist").symlink_to(ROOT / "web/dist")
    (folder / "models").mkdir()
    shutil.copy(ROOT / "models/aisle.tar.gz", folder / "models")
    return folder


def git(folder: Path, *arguments: str) -> str:
    """Its output."""
    who = ["-c", "user.name=Dev", "-c", "user.email=dev@larkfield.example"]
    done = subprocess.run(["git", "-C", str(folder), *who, *arguments], capture_output=True, text=True, check=True)
    return done.stdout
