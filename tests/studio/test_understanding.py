"""What a version's examples make of a message, on the real encoders."""

from __future__ import annotations

import shutil
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from studio import checks, understanding
from studio.checks import trying
from studio.checks.messages import Said, over_messages
from studio.errors import BadEdit, BrokenFile
from studio.files import Files
from studio.progress import Progress, read
from studio.repository import Repository
from tests.studio.conftest import MIA, ORDERS, ROOT

ORDERS_FILE = "nlu_data/en/orders.yml"
MODEL = str(ROOT / "models" / "aisle.tar.gz")
pytestmark = pytest.mark.slow


@pytest.fixture(autouse=True)
def var(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Nothing that was learnt before; the exported encoders of this checkout."""
    folder = tmp_path / "var"
    folder.mkdir()
    (folder / "encoders").symlink_to(ROOT / "var" / "encoders")
    monkeypatch.setenv("AISLE_VAR", str(folder))
    understanding.encoders.cache_clear()
    understanding._models.clear()
    yield folder
    understanding.encoders.cache_clear()
    understanding._models.clear()


def at(repository: Repository, text: str = ORDERS, path: str = ORDERS_FILE) -> tuple[str, str]:
    """The folder, and the draft's version with this text."""
    repository.edit(lambda files: files.write(path, text), MIA, "as the test has it")
    return str(repository.folder), repository.draft().version


def test_a_version_is_learnt_once_and_found_again_on_disk(repository: Repository, var: Path) -> None:
    folder, version = at(repository)
    first = understanding.fit(folder, version)
    assert (first.examples, first.intents, first.was_known) == (4, 2, False)
    understanding._models.clear()  # as in another process
    again = understanding.fit(folder, version)
    assert again.was_known and again.key == first.key
    [[(intent, share), *_]] = understanding.understand(folder, version, ["where is my parcel"])
    assert intent == "track_order" and share > 0.5


def test_what_cannot_be_read_on_disk_is_learnt_again(repository: Repository, var: Path) -> None:
    folder, version = at(repository)
    key = understanding.fit(folder, version).key
    understanding._models.clear()
    (var / "studio" / "heads" / key / "latin.npz").write_bytes(b"half a file")
    assert not understanding.fit(folder, version).was_known
    assert understanding.understand(folder, version, ["cancel it please"])[0][0][0] == "cancel_order"


def test_an_edit_is_another_model_and_a_comment_is_not(repository: Repository) -> None:
    folder, version = at(repository)
    key = understanding.fit(folder, version).key
    _, commented = at(repository, ORDERS + "# a comment\n")
    assert understanding.is_fitted(folder, commented)
    _, edited = at(repository, ORDERS + "    - please stop the order\n")
    assert not understanding.is_fitted(folder, edited)
    assert understanding.fit(folder, edited).key != key


def test_one_intent_cannot_be_learnt_and_a_broken_file_names_its_place(repository: Repository) -> None:
    with pytest.raises(BadEdit, match="two intents"):
        understanding.fit(*at(repository, ORDERS.partition("- intent: cancel_order")[0]))
    with pytest.raises(BrokenFile, match=rf"{ORDERS_FILE}:\d+"):
        understanding.fit(*at(repository, ORDERS + "- intent: [\n"))


def test_embeddings_are_of_unit_length_and_in_the_order_of_the_texts() -> None:
    texts = [f"message number {number}" for number in range(12)]
    many, one = understanding.embed(texts), understanding.embed([texts[7]])
    assert many.dtype == np.float32 and many.shape[0] == 12
    assert np.allclose(np.linalg.norm(many, axis=1), 1, atol=1e-4)
    assert np.allclose(many[7], one[0], atol=1e-4)
    assert understanding.embed([]).shape == (0, many.shape[1])


def test_the_nearest_examples_say_where_they_stand(repository: Repository) -> None:
    near = understanding.nearest(*at(repository), "where is the parcel", 2)
    assert (near[0].text, near[0].intent, near[0].place) == (
        "where is my parcel", "track_order", "nlu_data/en/orders.yml:6",
    )  # fmt: skip
    assert 1 >= near[0].score >= near[1].score


def test_all_of_the_shipped_data_is_refitted_in_seconds_and_its_progress_is_told(
    whole: Repository, tmp_path: Path
) -> None:
    folder, first = str(whole.folder), whole.draft().version
    file = tmp_path / "progress"
    understanding.fit(folder, first, progress := Progress(str(file)))
    progress.stage("encoding")
    assert read(file)["what"] == "encoding"

    def teach(files: Files) -> None:
        path = "nlu_data/en/orders.yml"
        head = "- intent: track_order\n  examples: |\n"
        files.write(path, files.read(path).replace(head, f"{head}    - any sign of the glimmer yet\n"))

    whole.edit(teach, MIA, "one more")
    began = time.monotonic()
    report = understanding.fit(folder, whole.draft().version)
    assert report.encoded == 1 and time.monotonic() - began < 10


def test_the_draft_answers_with_its_threshold_its_rule_and_its_entities(whole: Repository) -> None:
    folder, version = str(whole.folder), whole.draft().version
    known = trying.tried(folder, version, "hello", [], MODEL)
    assert known["intent"] == "greet" and known["actions"][0]["words"]["en"]
    assert known["actions"][0]["rules"] == [{"name": "greet", "place": known["actions"][0]["rules"][0]["place"]}]
    unknown = trying.tried(folder, version, "blorb znarf qqq", ["greet"], MODEL)
    assert unknown["intent"] == "nlu_fallback" and unknown["ranking"][0]["confidence"] < unknown["threshold"]
    assert unknown["actions"][0]["name"] == "action_clarify"
    mail = trying.tried(folder, version, "my mail is ada@example.org", [], MODEL)
    assert {"entity": "email", "value": "ada@example.org"}.items() <= mail["entities"][0].items()


def test_without_a_trained_model_a_message_can_still_be_tried(whole: Repository, tmp_path: Path) -> None:
    version = whole.draft().version
    tried = trying.tried(str(whole.folder), version, "hello", [], str(tmp_path / "none.tar.gz"))
    assert tried["intent"] == "greet" and tried["entities"] == [] and "no trained model" in tried["no_entities"]
    broken = tmp_path / "broken.tar.gz"
    shutil.copy(ROOT / "config.yml", broken)
    assert "no tagger" in trying.tried(str(whole.folder), version, "hello", [], str(broken))["no_entities"]


def test_a_message_that_a_version_understands_differently_is_judged_by_its_label(repository: Repository) -> None:
    folder, published = at(repository)
    _, draft = at(
        repository, ORDERS + "    - the zorb has to go back\n    - zorb back please\n    - back with the zorb\n"
    )
    said = [
        Said(1, "the zorb has to go back", "cancel_order"),
        Said(2, "zorb back please"),
        Said(3, "where is my parcel", "track_order"),
        Said(4, "back with the zorb", "track_order"),
    ]
    found = over_messages(folder, draft, published, said)
    verdicts = {row["id"]: row["verdict"] for row in found["changed"]}
    assert found["messages"] == 4 and found["labelled"] == 3
    assert 3 not in verdicts and verdicts.get(1, "better") == "better" and verdicts.get(4, "worse") == "worse"
    assert "zorb" not in str(found), "what is forgotten must not lie in a result"
    same = over_messages(folder, draft, draft, said)
    assert same["changed"] == [] and sum(same["counts"].values()) == 0


def test_the_test_set_is_told_in_figures_and_never_in_sentences(whole: Repository) -> None:
    version = whole.draft().version
    found = checks.held_out(str(whole.folder), version, version)
    assert {row["name"] for row in found["languages"]} == {"en", "zh"}
    assert all(row["draft"] == row["published"] > 0.7 for row in found["languages"])
    assert found["intents"] == [] and (found["better"], found["worse"]) == (0, 0)
    assert "wheres my stuff" not in str(found)


def test_confused_intents_come_with_their_examples_and_places(whole: Repository) -> None:
    found = checks.confused(str(whole.folder), whole.draft().version)
    worst = found["pairs"][0]
    assert worst["count"] >= found["pairs"][-1]["count"] and worst["intent"] != worst["read_as"]
    assert worst["share"] == round(worst["count"] / worst["of"], 4)
    assert worst["examples"][0]["place"].startswith("nlu_data/")
