from __future__ import annotations

import json
import math
from pathlib import Path

import pytest

from bench import retrieval
from bench.retrieval_data import answerable, read_judgements, read_passages, read_queries
from bench.retrieval_report import Run, first_of_use, ndcg, plot, table
from knowledge.passages import encoded_texts, lexical_fields

PRODUCT = {
    "id": "77",
    "title": "Clip lamp",
    "description": None,
    "brand": "Lumio",
    "price_cents": 1250,
    "attributes": {"socket": "E14", "dimmable": True, "watts": 4.0},
}
ENTRY = {"id": 3, "question": "Where is my parcel?", "answers": ["On its\n way.", "With the courier."]}


def written(file: Path, text: str) -> Path:
    file.write_text(text, encoding="utf-8")
    return file


def test_ndcg_takes_graded_gains_a_log_discount_and_the_ideal_of_the_judged() -> None:
    ratings = {"a": 3, "b": 1, "c": 0}
    ideal = 7 + 1 / math.log2(3)
    assert ndcg(["a", "b"], ratings) == pytest.approx(1)
    assert ndcg(["unjudged", "b", "a"], ratings) == pytest.approx((1 / math.log2(3) + 7 / 2) / ideal)
    assert ndcg(["c"] * 10 + ["a"], ratings) == 0


def test_a_passage_of_use_counts_from_rating_one_and_to_rank_ten() -> None:
    assert first_of_use(["x", "c", "b"], {"b": 1, "c": 0}) == 3
    assert first_of_use(["x"] * 10 + ["b"], {"b": 3}) == math.inf


def test_figures_are_means_over_the_judged_queries() -> None:
    run = Run("ships", {"p": ["a"], "q": ["x", "b"], "r": ["x"]}, [1.0, 2.0, 9.0])
    figures = run.figures({"p": {"a": 1}, "q": {"b": 2}, "r": {"c": 1}})
    assert figures["recall_at_1"] == pytest.approx(1 / 3)
    assert figures["recall_at_5"] == pytest.approx(2 / 3)
    assert figures["mrr_at_10"] == pytest.approx(0.5)
    assert figures["query_ms_p50"] == 2.0
    assert "| ships | 0.333 | 0.667 | 0.500 |" in table({"ships": figures})


def test_products_and_answers_are_told_apart_by_their_fields(tmp_path: Path) -> None:
    file = written(tmp_path / "p.jsonl", json.dumps(PRODUCT) + "\n" + json.dumps(ENTRY) + "\n")
    lamp, parcel = read_passages(file, "en")
    assert (lamp.kind, lamp.id, lamp.text, lamp.facts["price_cents"]) == ("product", "77", "", 1250)
    assert lexical_fields(lamp) == ("Clip lamp", "", "E14\ndimmable")
    assert (parcel.kind, parcel.id) == ("faq", "3")
    assert encoded_texts(parcel)[1:] == [
        "Where is my parcel?. On its way.",
        "Where is my parcel?. With the courier.",
    ]


@pytest.mark.parametrize(
    "line", ["{", "[]", "{}", '{"id": 1}', '{"id": 1, "question": "", "answers": []}', '{"id": 1, "title": null}']
)
def test_a_line_of_no_known_shape_is_named(tmp_path: Path, line: str) -> None:
    file = written(tmp_path / "p.jsonl", json.dumps(PRODUCT) + "\n" + line + "\n")
    with pytest.raises(ValueError, match=r"p\.jsonl, line 2"):
        read_passages(file, "en")


def test_judgements_of_both_shapes_are_read_and_queries_without_a_useful_passage_left_out(tmp_path: Path) -> None:
    graded = written(tmp_path / "j.csv", "query,docid,rating\nlamp,77,3\nlamp,78,0\nsofa,77,0\n")
    assert read_queries(graded) == ["lamp", "sofa"]
    assert answerable(["lamp", "sofa"], read_judgements(graded), graded) == {"lamp": {"77": 3, "78": 0}}
    assert read_judgements(written(tmp_path / "q.csv", "query,faq_id\nwhere,3\n")) == {"where": {"3": 1}}
    with pytest.raises(ValueError, match="none of its queries"):
        answerable(["sofa"], read_judgements(graded), graded)


@pytest.mark.parametrize("text", ["query,docid,rating\nlamp,77,high\n", "query,docid,rating\nlamp\n", "text\nlamp\n"])
def test_a_row_that_is_no_judgement_is_named(tmp_path: Path, text: str) -> None:
    with pytest.raises(ValueError, match=r"j\.csv, line 2"):
        read_judgements(written(tmp_path / "j.csv", text))


def test_the_picture_is_drawn(tmp_path: Path) -> None:
    figures = Run("ships", {"q": ["a"]}, [1.0]).figures({"q": {"a": 1}})
    plot({"BM25": figures, "ships": figures}, tmp_path / "plot.png")
    assert (tmp_path / "plot.png").read_bytes().startswith(b"\x89PNG")


def test_a_missing_or_foreign_file_is_one_message(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    queries = written(tmp_path / "q.csv", "query,faq_id\nwhere,3\n")
    foreign = written(tmp_path / "foreign.jsonl", "PK\x03\x04\n")
    for file in (foreign, tmp_path / "nowhere.jsonl"):
        assert retrieval.main(["--passages", str(file), "--queries", str(queries)]) == 2
        assert file.name in capsys.readouterr().err


@pytest.mark.slow
def test_a_run_from_file_to_figures_with_the_real_encoder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("AISLE_VAR", str(tmp_path / "var"))
    rows = [ENTRY, {"id": 4, "question": "How do I get a refund?", "answers": ["Send it back to us."]}]
    file = written(tmp_path / "p.jsonl", "".join(json.dumps(row) + "\n" for row in rows))
    queries = written(tmp_path / "q.csv", "query,faq_id\nmoney back please,4\nparcel has not come,3\n")
    assert retrieval.main(["--passages", str(file), "--queries", str(queries), "--json"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert json.loads(lines[-1])["recall_at_1"] == 1
    assert [line.split(" | ")[0] for line in lines[-5:-1]] == ["| BM25", "| words", "| meaning", "| ships"]
