"""The repository under the studio: edits are commits, nobody's change is lost, the checkout follows."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from studio.errors import BadEdit, Conflict, NoRepository, NotThere
from studio.files import Files
from studio.repository import Repository
from tests.studio.conftest import BEN, MIA, ORDERS, Git

ORDERS_FILE = "nlu_data/en/orders.yml"


def replacing(old: str, new: str) -> Callable[[Files], None]:
    def edit(files: Files) -> None:
        text = files.read(ORDERS_FILE)
        if old not in text:
            raise NotThere(old)
        files.write(ORDERS_FILE, text.replace(old, new))

    return edit


def adding(example: str, after: str = "    - where is my parcel\n") -> Callable[[Files], None]:
    return replacing(after, f"{after}    - {example}\n")


def test_an_edit_is_a_commit_with_its_author_and_touches_nothing_else(repository: Repository, git: Git) -> None:
    edited = repository.edit(adding("any news of my box"), MIA, "track_order: one more example")
    assert edited.version is not None and (edited.version.author, edited.version.email) == (MIA.name, MIA.email)
    [diff] = repository.diff(repository.published().version, edited.version.id)
    assert (diff.path, diff.added, diff.removed) == (ORDERS_FILE, 1, 0)
    assert "+    - any news of my box" in diff.patch
    assert git("status", "--porcelain") == ""
    assert repository.published().read(ORDERS_FILE) == ORDERS


def test_an_edit_that_fails_or_changes_nothing_leaves_no_commit(repository: Repository) -> None:
    before = repository.draft().version
    with pytest.raises(NotThere):
        repository.edit(replacing("not there", ""), MIA, "nothing")
    assert repository.edit(lambda files: files.write(ORDERS_FILE, ORDERS), MIA, "nothing").version is None
    assert repository.draft().version == before


@pytest.mark.parametrize(
    "path",
    [
        "service/app.py",
        "config.yml",
        "nlu_data2/x.yml",
        "../outside",
        "/etc/passwd",
        "a/../../b",
        ".git/config",
        "nlu_data//x",
        "",
    ],
)
def test_no_edit_leads_out_of_the_content(repository: Repository, path: str) -> None:
    with pytest.raises(BadEdit):
        repository.edit(lambda files: files.write(path, "x"), MIA, "out")


def test_editors_of_the_same_intent_at_once_lose_nothing(repository: Repository) -> None:
    def work(number: int) -> None:
        for step in range(5):
            repository.edit(adding(f"example {number} {step}"), MIA if number % 2 else BEN, "more")

    threads = [threading.Thread(target=work, args=(number,)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    text = repository.draft().read(ORDERS_FILE)
    assert all(f"- example {number} {step}\n" in text for number in range(6) for step in range(5))
    assert len(repository.history(limit=100)) == 31


def test_an_edit_is_undone_whatever_came_after_it(repository: Repository) -> None:
    first = repository.edit(adding("first"), MIA, "first").version
    repository.edit(adding("second", "    - cancel it please\n"), BEN, "second")
    assert first is not None
    repository.undo(first.id, MIA)
    text = repository.draft().read(ORDERS_FILE)
    assert "first" not in text and "second" in text
    assert repository.history()[0].title == "Undo: first"


def test_code_that_a_developer_pushed_is_not_undone_in_the_studio(
    repository: Repository, git: Git, folder: Path
) -> None:
    (folder / "code.py").write_text("print()")
    git("add", ".")
    git("commit", "--quiet", "-m", "code")
    pushed = git("rev-parse", "HEAD").strip()
    assert "code" not in [version.title for version in repository.history()]
    with pytest.raises(BadEdit, match=r"code\.py"):
        repository.undo(pushed, MIA)


def test_what_a_later_edit_changed_again_is_not_undone_silently(repository: Repository) -> None:
    first = repository.edit(replacing("where is my parcel", "where's my parcel"), MIA, "first").version
    repository.edit(replacing("where's my parcel", "where's it"), BEN, "second")
    assert first is not None
    with pytest.raises(Conflict, match=f"{ORDERS_FILE}:6"):
        repository.undo(first.id, MIA)


def test_a_push_from_outside_is_taken_in_with_what_is_being_edited(
    repository: Repository, git: Git, folder: Path
) -> None:
    repository.edit(adding("from the studio"), MIA, "studio")
    (folder / ORDERS_FILE).write_text(
        ORDERS.replace("    - where is my parcel\n", "    - where is my parcel\n    - pushed\n")
    )
    git("commit", "--quiet", "-a", "-m", "pushed")
    assert repository.sync(MIA) == []
    text = repository.draft().read(ORDERS_FILE)
    assert "- from the studio\n" in text and "- pushed\n" in text
    assert repository.sync(MIA) == []


def test_lines_that_both_changed_are_shown_and_not_overwritten(repository: Repository, git: Git, folder: Path) -> None:
    repository.edit(replacing("where is my parcel", "where is my box"), MIA, "studio")
    (folder / ORDERS_FILE).write_text(ORDERS.replace("where is my parcel", "where is my package"))
    git("commit", "--quiet", "-a", "-m", "pushed")
    [clash] = repository.sync(MIA)
    assert (clash.place, clash.ours, clash.theirs) == (
        f"{ORDERS_FILE}:6",
        "    - where is my box\n",
        "    - where is my package\n",
    )
    assert "box" in repository.draft().read(ORDERS_FILE)
    with pytest.raises(Conflict):
        repository.candidate(MIA, "too early")
    assert repository.sync(MIA, {ORDERS_FILE: ["both"]}) == []
    text = repository.draft().read(ORDERS_FILE)
    assert "where is my box" in text and "where is my package" in text


def test_a_file_that_one_side_removed_is_a_clash(repository: Repository, git: Git) -> None:
    repository.edit(adding("mine"), MIA, "studio")
    git("rm", "--quiet", ORDERS_FILE)
    git("commit", "--quiet", "-m", "gone")
    [clash] = repository.sync(MIA)
    assert clash.removed == "theirs"
    assert repository.sync(MIA, {ORDERS_FILE: ["ours"]}) == []
    assert "mine" in repository.draft().read(ORDERS_FILE)


def test_a_release_is_one_commit_and_the_checkout_has_it(repository: Repository, git: Git, folder: Path) -> None:
    repository.edit(adding("one"), MIA, "one")
    repository.edit(adding("two"), BEN, "two")
    candidate = repository.candidate(MIA, "Two more examples\n\nHeard last week.")
    assert "two" not in (folder / ORDERS_FILE).read_text()
    repository.publish(candidate.id)
    assert git("log", "--format=%an %s", "-1").strip() == "Mia Two more examples"
    assert git("rev-list", "--count", "HEAD").strip() == "2"
    assert git("status", "--porcelain") == ""
    assert "- two\n" in (folder / ORDERS_FILE).read_text()
    assert repository.diff(repository.published().version, repository.draft().version) == []
    assert [version.title for version in repository.history()][:2] == ["two", "one"]


def test_edits_made_while_a_release_is_trained_stay_in_the_draft(repository: Repository) -> None:
    repository.edit(adding("one"), MIA, "one")
    candidate = repository.candidate(MIA, "release")
    repository.edit(adding("later"), BEN, "later")
    repository.publish(candidate.id)
    assert "later" not in repository.published().read(ORDERS_FILE)
    assert "later" in repository.draft().read(ORDERS_FILE) and "- one\n" in repository.draft().read(ORDERS_FILE)


def test_a_release_does_not_overwrite_what_was_pushed_meanwhile(repository: Repository, git: Git, folder: Path) -> None:
    repository.edit(adding("one"), MIA, "one")
    candidate = repository.candidate(MIA, "release")
    (folder / "README.md").write_text("pushed")
    git("add", ".")
    git("commit", "--quiet", "-m", "pushed")
    with pytest.raises(Conflict):
        repository.publish(candidate.id)
    assert git("log", "--format=%s", "-1").strip() == "pushed"


def test_changes_in_the_checkout_that_nobody_committed_are_not_overwritten(
    repository: Repository, git: Git, folder: Path
) -> None:
    repository.edit(adding("one"), MIA, "one")
    candidate = repository.candidate(MIA, "release")
    own = ORDERS + "# a developer is at it\n"
    (folder / ORDERS_FILE).write_text(own)
    with pytest.raises(Conflict, match=ORDERS_FILE):
        repository.publish(candidate.id)
    assert (folder / ORDERS_FILE).read_text() == own
    assert git("log", "--format=%s", "-1").strip() == "The shop as it begins"


def test_going_back_keeps_the_newer_edits_as_a_draft(repository: Repository, folder: Path) -> None:
    first = repository.published().version
    repository.edit(adding("one"), MIA, "one")
    repository.publish(repository.candidate(MIA, "release").id)
    repository.publish(repository.back_to(first, BEN, "Back").id)
    assert (folder / ORDERS_FILE).read_text() == ORDERS
    assert "- one\n" in repository.draft().read(ORDERS_FILE)
    assert [diff.path for diff in repository.diff(repository.published().version, repository.draft().version)] == [
        ORDERS_FILE
    ]


def test_a_live_edit_is_in_the_checkout_and_in_the_draft_at_once(
    repository: Repository, git: Git, folder: Path
) -> None:
    repository.edit(adding("drafted"), MIA, "drafted")
    repository.edit_live(replacing("cancel it please", "cancel it, please"), BEN, "a comma")
    text = (folder / ORDERS_FILE).read_text()
    assert "cancel it, please" in text and "drafted" not in text
    draft = repository.draft().read(ORDERS_FILE)
    assert "cancel it, please" in draft and "drafted" in draft
    assert git("status", "--porcelain") == ""
    assert repository.sync(MIA) == []


def test_a_killed_checkout_is_finished_at_the_next_start(
    repository: Repository, git: Git, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    repository.edit(adding("one"), MIA, "one")
    candidate = repository.candidate(MIA, "release")

    class Killed(BaseException):
        pass

    def kill(*_: object) -> None:
        raise Killed

    monkeypatch.setattr("studio.checkout._replace", kill)
    with pytest.raises(Killed):
        repository.publish(candidate.id)
    monkeypatch.undo()
    assert (folder / ORDERS_FILE).read_text() == ORDERS
    again = Repository(folder)
    assert again.repair() == [ORDERS_FILE]
    assert "- one\n" in (folder / ORDERS_FILE).read_text()
    assert git("status", "--porcelain") == ""
    assert again.repair() == []


def test_without_a_branch_it_says_what_to_do(repository: Repository, git: Git, folder: Path) -> None:
    git("checkout", "--quiet", "--detach")
    with pytest.raises(NoRepository, match="AISLE_BRANCH"):
        Repository(folder)
    assert Repository(folder, "main").published().exists(ORDERS_FILE)


def test_a_folder_without_git_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(NoRepository, match="git init"):
        Repository(tmp_path)
