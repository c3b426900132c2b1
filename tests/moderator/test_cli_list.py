"""`moderator list`: searched, filtered, sorted and page by page, as JSON and as lines; and second opinions by hand."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from moderator import cli
from moderator.desk import queue
from moderator.desk.library import make_library
from moderator.store.store import Store
from tests.builders import case_doc, write_case_pack
from tests.moderator.store.queued import a_case, fill
from tests.verdicts import verdict_doc

Run = Callable[..., Any]
IDS = [f"C-{n}" for n in range(9)]


@pytest.fixture
def library(tmp_path: Path) -> Path:
    store = Store(tmp_path / "library")
    reasons = ("damaged", "wrong-item", "substandard")
    fill(store, (a_case(each, due=-n, reason=reasons[n % 3], country="PT") for n, each in enumerate(IDS)), ["closed"])
    store.close()
    return tmp_path / "library"


@pytest.fixture
def run(library: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    monkeypatch.setattr(queue, "_A_PAGE", 2)

    def run(*words: object, code: int = cli.OK) -> list[str]:
        assert cli.main(["list", *map(str, words), "--library", str(library), "--json"]) == code
        out = capsys.readouterr().out
        if code:
            return []
        found = json.loads(out)
        assert out == json.dumps(found, ensure_ascii=False, indent=2) + "\n", "streamed, but the very same text"
        return [row["case"] for row in found]

    return run


def test_all_cases_over_many_pages(run: Run) -> None:
    assert run() == IDS
    assert run("--status", "open") == IDS[1:]
    assert run("--sort", "due") == IDS[::-1]
    assert run("--sort", "due", "--limit", 3) == ["C-8", "C-7", "C-6"]
    assert run("--sort", "due", "--limit", 3, "--after", "C-6") == ["C-5", "C-4", "C-3"]
    assert run("--after", "C-8") == []


def test_filters_and_search_join(run: Run) -> None:
    two = run("--filter", "reason=damaged", "--filter", "reason=wrong-item")
    assert two == ["C-0", "C-1", "C-3", "C-4", "C-6", "C-7"]
    assert run("--filter", "due=none") == []
    assert run("--filter", "video=yes") == []
    assert run("--filter", "band=10-50", "--filter", "language=es", "--filter", "currency=USD") == IDS
    assert run("--filter", "country=PT", "--search", "C-4 jug") == ["C-4"]
    assert run("--search", '"AND NEAR(') == []


@pytest.mark.parametrize(
    "words",
    [
        ["--filter", "reason"], ["--filter", "weather=bad"], ["--filter", "reason=weather"], ["--filter", "due=soon"],
        ["--filter", "video=perhaps"], ["--limit", "0"], ["--sort", "luck"],
    ],
)  # fmt: skip
def test_what_is_no_filter_is_wrong_usage(run: Run, words: list[str]) -> None:
    run(*words, code=cli.USAGE)


def test_going_on_after_a_case_that_is_not_there_says_so(run: Run) -> None:
    run("--after", "NOPE", code=cli.FAILED)


def test_lines_for_people(library: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["list", "--limit", "2", "--library", str(library)]) == cli.OK
    lines = capsys.readouterr().out.splitlines()
    assert [line.split()[:3] for line in lines] == [["C-0", "closed", "damaged"], ["C-1", "open", "wrong-item"]]


def test_a_second_opinion_by_hand(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "team"
    make_library(folder, "team", second_review={"*": 1})
    verdict = tmp_path / "v.json"
    verdict.write_text(json.dumps(verdict_doc(case_doc(id="C-1"))), "utf-8")

    def say(who: str, *words: object, code: int = cli.OK) -> str:
        monkeypatch.setattr("moderator.settings.user", lambda: who)
        assert cli.main([*map(str, words), "--library", str(folder)]) == code
        return capsys.readouterr().out

    say("mod-1", "import", write_case_pack(tmp_path / "packs", case_doc(id="C-1")))
    say("mod-1", "decide", "C-1", "--verdict", verdict)
    assert say("mod-1", "second") == "No case waits for a second opinion of yours.\n"
    assert say("mod-2", "second") == "C-1\n"
    shown = say("mod-2", "second", "C-1", "--json")
    assert json.loads(shown)["document"]["id"] == "C-1"
    assert "mod-1" not in shown
    assert say("mod-2", "second", "C-1", "--verdict", verdict) == "given C-1\n"
    say("mod-2", "second", "C-1", "--verdict", verdict, code=cli.FAILED)
    assert "n      1" in say("mod-2", "agreement")
