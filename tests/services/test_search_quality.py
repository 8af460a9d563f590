"""The measurement that others run, on the real catalogue where it is at hand."""

import json
import math
import os
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from services.search import index, search

pytestmark = pytest.mark.django_db

SHARED = Path(os.environ.get("SHARED_DIR", Path(__file__).resolve().parents[3] / "shared")) / "data"


def test_writes_a_line_per_query(catalogue: None, tmp_path: Path) -> None:
    index.rebuild()
    queries, results = tmp_path / "q.jsonl", tmp_path / "r.jsonl"
    queries.write_text('{"q": "perso"}\n{"q": "qwrtzp"}\n', "utf-8")
    call_command("search_quality", queries, out=results, verbosity=0)
    perso, nonsense = map(json.loads, results.read_text("utf-8").splitlines())
    assert perso["ozg_ids"][0] == "10119"
    assert nonsense == {"q": "qwrtzp", "ozg_ids": []}


def test_a_wrong_file_is_refused(tmp_path: Path) -> None:
    wrong = tmp_path / "wrong.jsonl"
    wrong.write_text("keine Abfragen", "utf-8")
    with pytest.raises(CommandError, match=r"wrong\.jsonl"):
        call_command("search_quality", wrong, out=tmp_path / "r.jsonl")


@pytest.mark.shared
@pytest.mark.skipif(not SHARED.exists(), reason="no data folder beside the project")
def test_judged_queries_reach_the_target() -> None:
    for name in ("ozg-leistungen", "leika-leistungen"):
        call_command("import_catalogue", SHARED / "ozg" / f"ozg-katalog-2019_{name}.csv")
    index.rebuild()
    lines = (SHARED / "search" / "dev.jsonl").read_text("utf-8").splitlines()
    scores: dict[str, list[float]] = {}
    for judged in map(json.loads, lines):
        hits = [hit.ozg_ids[0] for hit in search(judged["q"], limit=10).hits if hit.ozg_ids]
        scores.setdefault(judged["tag"], []).append(_ndcg(judged["ozg"], hits))
    everything = [score for kind in scores.values() for score in kind]
    assert sum(everything) / len(everything) >= 0.80
    assert {tag: kind for tag, kind in scores.items() if sum(kind) / len(kind) < 0.5} == {}


def _ndcg(grades: dict[str, int], ids: list[str]) -> float:
    gains = [2 ** grades.get(ozg_id, 0) - 1 for ozg_id in ids]
    ideal = [2**grade - 1 for grade in sorted(grades.values(), reverse=True)[:10]]
    return _discounted(gains) / _discounted(ideal)


def _discounted(gains: list[int]) -> float:
    return sum(gain / math.log2(place + 2) for place, gain in enumerate(gains))
