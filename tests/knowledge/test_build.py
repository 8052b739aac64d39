"""`python -m knowledge.build` as a process: what it says, and what is left when it dies."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import asdict, replace
from pathlib import Path

import pytest

from knowledge.build import main
from knowledge.encoders import Encoders
from knowledge.index import KnowledgeIndex
from knowledge.passages import Passage
from knowledge.settings import KnowledgeSettings
from knowledge.writing import write_index
from tests.knowledge.products import PRODUCTS

ROOT = Path(__file__).parents[2]
PATHS = {"passages": "passages.jsonl", "faq": "faq", "out": "index"}
ANSWER = """faq:
- id: shop_dog
  intents: [ask_product]
  question: May I bring my dog?
  also: [are dogs welcome in your place]
  answer: Yes, on a lead.
"""


@pytest.fixture
def inputs(tmp_path: Path) -> Path:
    (tmp_path / "faq" / "en").mkdir(parents=True)
    (tmp_path / "faq" / "en" / "shop.yml").write_text(ANSWER)
    write(tmp_path, PRODUCTS)
    return tmp_path


def write(folder: Path, passages: list[Passage]) -> None:
    lines = "".join(json.dumps(asdict(passage), ensure_ascii=False) + "\n" for passage in passages)
    (folder / "passages.jsonl").write_text(lines, encoding="utf-8")


@pytest.fixture
def run(inputs: Path, knowledge_settings: KnowledgeSettings) -> Callable[[], subprocess.Popen[str]]:
    def start() -> subprocess.Popen[str]:
        command = [sys.executable, "-m", "knowledge.build"]
        command += [f"--{name}={inputs / path}" for name, path in PATHS.items()]
        environ = {**os.environ, "AISLE_VAR": str(knowledge_settings.var), "HF_HUB_OFFLINE": "1"}
        pipe = subprocess.PIPE
        return subprocess.Popen(command, cwd=ROOT, env=environ, stdout=pipe, stderr=pipe, text=True)

    return start


def finished(process: subprocess.Popen[str]) -> tuple[int, str, str]:
    out, err = process.communicate(timeout=120)
    return process.returncode, out, err


@pytest.mark.slow
def test_a_build_says_what_it_did_and_the_next_one_that_nothing_changed(
    inputs: Path, run: Callable[[], subprocess.Popen[str]], encoders: Encoders
) -> None:
    status, out, err = finished(run())
    assert (status, err) == (0, "")
    assert f"{len(PRODUCTS) + 1} passages, 23 texts encoded, 0 as before" in out
    hit = KnowledgeIndex.open(inputs / "index", encoders).search("can my dog come along", 1, "faq", language="en")[0]
    assert hit.passage.text == "Yes, on a lead."
    status, out, _ = finished(run())
    assert status == 0
    assert "nothing has changed" in out


@pytest.mark.parametrize(
    ("file", "content", "said"),
    [
        ("passages.jsonl", "{", "line 1"),
        ("passages.jsonl", '{"id": "a", "kind": "faq"}', "title is missing"),
        ("passages.jsonl", None, "passages.jsonl is missing"),
        ("faq/en/shop.yml", ANSWER + ANSWER.partition("\n")[2], "the id is taken already"),
    ],
)
def test_a_bad_input_is_one_message_and_the_old_index_stays(
    inputs: Path,
    knowledge_settings: KnowledgeSettings,
    encoders: Encoders,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    file: str,
    content: str | None,
    said: str,
) -> None:
    write_index(inputs / "index", lambda _: PRODUCTS, encoders)
    served = (inputs / "index").resolve()
    if content is None:
        (inputs / file).unlink()
    else:
        (inputs / file).write_text(content)
    monkeypatch.setenv("AISLE_VAR", str(knowledge_settings.var))
    assert main([f"--{name}={inputs / path}" for name, path in PATHS.items()]) == 1
    message = capsys.readouterr().err
    assert said in message
    assert "Traceback" not in message
    assert (inputs / "index").resolve() == served


@pytest.mark.slow
def test_a_build_that_is_killed_leaves_the_old_index_serving(
    inputs: Path, run: Callable[[], subprocess.Popen[str]], encoders: Encoders
) -> None:
    write_index(inputs / "index", lambda _: PRODUCTS, encoders)
    served = (inputs / "index").resolve()
    many = [replace(p, id=f"{p.id}-{n}", title=f"{p.title} mark {n}") for p in PRODUCTS for n in range(150)]
    write(inputs, many)
    process = run()
    wait_until_it_holds_the_lock(inputs / ".index.lock", process)
    time.sleep(0.5)
    process.send_signal(signal.SIGKILL)
    process.communicate(timeout=30)
    assert process.returncode == -signal.SIGKILL
    assert (inputs / "index").resolve() == served
    assert KnowledgeIndex.open(inputs / "index", encoders).search("hiking boots", 1)[0].passage.id == "product:scree:en"
    write(inputs, PRODUCTS[:6])
    assert finished(run())[0] == 0
    assert len(list(KnowledgeIndex.open(inputs / "index", encoders).passages())) == 7


def test_a_build_killed_while_it_writes_leaves_only_what_the_next_one_sweeps_away(
    folder: Path, encoders: Encoders, knowledge_settings: KnowledgeSettings
) -> None:
    program = (
        "import os, signal, sys; from pathlib import Path; import knowledge.changing as changing\n"
        "from knowledge.index import KnowledgeIndex; from knowledge.encoders import Encoders\n"
        "from knowledge.settings import KnowledgeSettings\n"
        "changing.swap = lambda *_: os.kill(os.getpid(), signal.SIGKILL)\n"
        f"encoders = Encoders(KnowledgeSettings(var=Path({str(knowledge_settings.var)!r})))\n"
        f"index = KnowledgeIndex.open(Path({str(folder)!r}), encoders)\n"
        "index.delete(['product:scree:en'])\n"
    )
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, timeout=60)
    assert done.returncode == -signal.SIGKILL
    assert len(list(folder.parent.glob("index.build-*"))) == 2
    index = KnowledgeIndex.open(folder, encoders)
    assert index.search("hiking boots", 1)[0].passage.id == "product:scree:en"
    index.delete(["product:glow:en"])
    assert len(list(folder.parent.glob("index.build-*"))) == 2
    assert index.get("product:scree:en", "en") is not None


def wait_until_it_holds_the_lock(lock: Path, process: subprocess.Popen[str]) -> None:
    import fcntl

    for _ in range(600):
        assert process.poll() is None, "the build ended before it could be killed"
        with lock.open("w") as probe:
            try:
                fcntl.flock(probe, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                return
        time.sleep(0.05)
    raise AssertionError("the build never began to write")
