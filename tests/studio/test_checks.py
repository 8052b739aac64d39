"""What is wrong with a draft's files, by our own checks and by Rasa's."""

from __future__ import annotations

import pytest

from studio.answers.faq_passages import differing
from studio.checks.by_rasa import rasa_validation
from studio.checks.validity import validity
from studio.files import Files
from studio.repository import Repository
from tests.studio.conftest import MIA


def changed(repository: Repository, path: str, old: str, new: str) -> str:
    def edit(files: Files) -> None:
        text = files.read(path)
        assert old in text
        files.write(path, text.replace(old, new, 1))

    repository.edit(edit, MIA, f"{path} as the test has it")
    return repository.draft().version


def errors(repository: Repository, version: str) -> list[tuple[str, str]]:
    found = validity(str(repository.folder), version)
    return [(each["about"], each["said"]) for each in found["problems"] if each["severity"] == "error"]


def test_nothing_is_wrong_with_what_is_shipped(whole: Repository) -> None:
    assert errors(whole, whole.draft().version) == []


def test_a_contradiction_between_intents_names_both_places(whole: Repository) -> None:
    head = "- intent: cancel_order\n  examples: |\n"
    version = changed(whole, "nlu_data/en/orders.yml", head, f"{head}    - hello\n")
    [problem] = [each for each in validity(str(whole.folder), version)["problems"] if each["severity"] == "error"]
    assert problem["about"] == "nlu" and "can mean one thing only" in problem["said"]
    assert problem["places"] and "nlu_data/en/orders.yml:" in problem["said"] + problem["places"][0]


def test_an_intent_with_examples_that_the_domain_lacks_is_an_error(whole: Repository) -> None:
    version = changed(whole, "bot/domain/knowledge.yml", "  - delivery_period\n", "")
    said = [said for about, said in errors(whole, version) if about == "nlu"]
    assert said == ["delivery_period has examples, but the domain does not list it"]


def test_a_broken_faq_entry_is_named_by_its_file_and_not_by_a_folder_of_ours(whole: Repository) -> None:
    version = changed(whole, "knowledge/faq/en/delivery.yml", "question:", "querstion:")
    found = [said for about, said in errors(whole, version) if about == "faq"]
    assert found and all(said.startswith("knowledge/faq/en/delivery.yml: entry 1") for said in found)


def test_a_rule_that_names_an_intent_that_is_not_there_is_found_with_its_line(whole: Repository) -> None:
    version = changed(whole, "stories/talk.yml", "- intent: greet", "- intent: gret")
    found = validity(str(whole.folder), version)["problems"]
    assert any("gret" in each["said"] and each["places"][0].startswith("stories/talk.yml:") for each in found)


def test_a_file_that_is_no_yaml_is_a_problem_and_not_a_crash(whole: Repository) -> None:
    version = changed(whole, "nlu_data/en/orders.yml", "nlu:", "nlu: [")
    assert any(about == "nlu" and "YAML" in said for about, said in errors(whole, version))


def test_the_faq_says_which_entries_differ(whole: Repository) -> None:
    published = whole.published().version
    assert differing(whole, published, published) == set()
    version = changed(whole, "knowledge/faq/en/delivery.yml", "question:", "question: Now -")
    [(language, _)] = differing(whole, version, published)
    assert language == "en"


@pytest.mark.slow
def test_rasas_own_validation_is_clean_as_shipped_and_finds_what_is_wrong(whole: Repository) -> None:
    folder = str(whole.folder)
    clean = rasa_validation(folder, whole.draft().version)
    assert clean == {"errors": 0, "warnings": 0, "problems": []}
    found = rasa_validation(folder, changed(whole, "stories/talk.yml", "- intent: greet", "- intent: gret"))
    assert any("'gret'" in each["said"] for each in found["problems"])
