"""`moderator verify --library` and `moderator ledger export` on real libraries, and what the ledger is told."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from moderator import cli, settings
from moderator.desk import Desk, auditing
from moderator.desk.seals import KEY, Seals
from moderator.errors import LibraryError
from moderator.store.file import DATABASE, looking, sqlite
from moderator.store.seals import Seen
from tests.builders import case_doc
from tests.verdicts import verdict_doc

SCRIPT = Path(__file__).parents[3] / "docs" / "check_ledger.py"
CASE = "AE-2026-000123"


def events(desk: Desk) -> list[tuple[str, str]]:
    """Action and subject of every event, but for the key's."""
    with looking(desk.library.path / DATABASE) as connection:
        found = connection.execute("SELECT action, subject FROM ledger_entry WHERE action <> 'key' ORDER BY seq")
        return [tuple(row) for row in found]


def decided(desk: Desk, **overrides: Any) -> None:
    desk.decide(CASE, verdict_doc(case_doc(), **overrides), final=True)


def run(capsys: pytest.CaptureFixture[str], *words: object) -> tuple[int, Any]:
    code = cli.main([*map(str, words), "--json"])
    return code, json.loads(capsys.readouterr().out or "null")


def test_a_library_holds_and_every_file_of_it_is_read(stocked: Desk, tmp_path: Path) -> None:
    decided(stocked)
    stocked.export([CASE], tmp_path / "out")
    doc = auditing.verify(str(stocked.library.path), quick=False)
    assert (doc["ok"], doc["failures"]) == (True, [])
    assert doc["files"]["read"] == doc["files"]["looked_for"] > 4  # photos, exhibit, document, fonts
    assert [key["own"] for key in doc["keys"]] == [True]


@pytest.mark.parametrize("quick", [True, False])
def test_a_missing_file_is_told_and_a_changed_one_unless_quick(stocked: Desk, quick: bool) -> None:
    item, other = stocked.open_case(CASE).items[:2]
    stocked.file_path(item.sha256).unlink()
    stocked.file_path(other.sha256).chmod(0o600)
    stocked.file_path(other.sha256).write_bytes(b"another")
    doc = auditing.verify(str(stocked.library.path), quick=quick)
    found = {(each["expected"], each["found"] == "nothing") for each in doc["failures"]}
    assert found == {(item.sha256, True)} | (set() if quick else {(other.sha256, False)})


def test_verify_tells_the_row_and_the_case(stocked: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    decided(stocked)
    library = stocked.library.path
    assert run(capsys, "verify", "--library", library)[0] == cli.OK
    connection = sqlite().connect(str(library / DATABASE), isolation_level=None)
    connection.execute("UPDATE verdict_entry SET refund_of_order = refund_of_order + 1")
    connection.execute("UPDATE case_entry SET outcome = 'full-refund'")
    connection.close()
    code, doc = run(capsys, "verify", "--library", library, "--quick")
    assert code == cli.FAILED
    assert [(each["what"], CASE in each["where"]) for each in doc["failures"]] == [("changed", True), ("case", True)]
    assert cli.main(["verify", "--library", str(library), "--quick"]) == cli.FAILED
    assert "outcome of AE-2026-000123" in capsys.readouterr().out
    code, doc = run(capsys, "doctor", "--library", library)
    assert any(CASE in each and "was changed" in each for each in doc["problems"])


def test_verify_says_what_it_needs(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["verify"]) == cli.USAGE
    assert cli.main(["verify", "--library", str(tmp_path)]) == cli.USAGE
    assert cli.main(["verify", "x.pdf", "--quick"]) == cli.USAGE
    assert capsys.readouterr().err.count("moderator: ") == 3


# --- what the ledger is told ---------------------------------------------------------------------------------------


def test_everything_that_leaves_or_is_looked_at_is_an_event(stocked: Desk, tmp_path: Path) -> None:
    sha256 = stocked.open_case(CASE).items[1].sha256
    stocked.save_original(sha256, tmp_path)
    stocked.unveiled(CASE, sha256)
    stocked.shown_aid(CASE, "cuts in videos")
    stocked.shown_aid(CASE, "cuts in videos")
    stocked.write_pack(CASE, tmp_path / "one.casepack")
    stocked.save_draft(CASE, {"exhibits": [{"id": "X1", "source": "E1"}]})
    stocked.decide(CASE, verdict_doc(case_doc()))
    stocked.withdraw_last()
    decided(stocked)
    stocked.export([CASE], tmp_path / "out")
    found = events(stocked)
    assert [action for action, _ in found] == [
        "import", "saved-original", "unveiled", "aid", "pack", "mark", "claim", "decision", "withdraw", "claim",
        "decision", "sign", "export",
    ]  # fmt: skip
    assert found[-1] == ("export", f"verdict {CASE}-v2/parties")


def test_a_decision_lists_the_aids_that_were_on_the_screen(stocked: Desk) -> None:
    stocked.shown_aid(CASE, "cuts in videos")
    decided(stocked, aids=[{"name": "cuts in videos"}, {"name": "codes"}, {"name": "cuts in videos", "version": "0"}])
    (row,) = stocked.open_case(CASE).verdicts
    assert row.doc["aids"] == [{"name": "cuts in videos"}]


def test_another_level_of_isolation_is_an_event(stocked: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    levels: list[str] = []
    load: Callable[..., settings.Settings] = settings.load

    def loaded(path: Path | None = None) -> settings.Settings:
        made = load(path)
        made.require_isolation = levels[-1]
        return made

    monkeypatch.setattr(settings, "load", loaded)
    for level in ("crash-only", "reduced", "reduced", "crash-only"):
        levels.append(level)
        stocked.import_packs([])
    assert [action for action, _ in events(stocked)] == ["import", "setting", "setting"]


# --- the key and the memory ----------------------------------------------------------------------------------------


def test_the_key_is_made_once_for_this_person_alone(tmp_path: Path) -> None:
    first, second = Seals(tmp_path), Seals(tmp_path)
    assert first.own is None
    assert first.public == second.public
    assert first.own == second.own is not None
    if sys.platform != "win32":
        assert (tmp_path / KEY).stat().st_mode & 0o777 == 0o600


def test_a_key_that_is_none_is_named(tmp_path: Path) -> None:
    (tmp_path / KEY).write_text("nothing", "utf-8")
    with pytest.raises(LibraryError, match="is no key"):
        Seals(tmp_path).sign(b"x")


def test_what_was_seen_is_the_most_that_was(tmp_path: Path) -> None:
    seals, library = Seals(tmp_path), "414eeacf-7829-4f07-86e0-f8a443cf62d1"
    assert seals.seen(library) is None
    for seq in (3, 9, 4):
        seals.saw(library, Seen(seq, f"{seq:064x}"))
    with seals.place(library).open("a") as file:
        file.write("12 half")  # a power cut
    assert Seals(tmp_path).seen(library) == Seen(9, f"{9:064x}")
    seals.place(library).write_text("what is this\n", "utf-8")
    with pytest.raises(LibraryError, match="damaged"):
        seals.seen(library)


# --- for outsiders -------------------------------------------------------------------------------------------------


def check(file: Path) -> tuple[int, str]:
    found = subprocess.run([sys.executable, str(SCRIPT), str(file)], capture_output=True, text=True, check=False)
    return found.returncode, found.stdout + found.stderr


def test_outsiders_check_an_export_and_find_what_was_edited(
    stocked: Desk, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    decided(stocked)
    file = tmp_path / "ledger.jsonl"
    code, doc = run(capsys, "ledger", "export", "--library", stocked.library.path, "--out", file)
    assert (code, doc["rows"]) == (cli.OK, 4)
    code, said = check(file)
    assert (code, "4 rows" in said) == (0, True), said
    lines = file.read_text("utf-8").splitlines()
    assert not any(word in "".join(lines) for word in ("Ana Ruiz", "jug", "jarra"))
    edits: dict[str, Callable[[list[str]], list[str]]] = {
        "another name": lambda found: [line.replace("mod-7", "mod-8", 1) for line in found],
        "a row less": lambda found: [*found[:3], *found[4:]],
        "the end cut": lambda found: [*found[:5], found[6]],
        "swapped": lambda found: [*found[:2], found[3], found[2], *found[4:]],
        "no checkpoint": lambda found: found[:-1],
        "another signature": lambda found: [
            *found[:-1],
            found[-1][:-10] + ("0" if found[-1][-10] != "0" else "1") + found[-1][-9:],
        ],
        "another library": lambda found: [found[0].replace('"library":"', '"library":"0'), *found[1:]],
        "nonsense": lambda found: [*found, "{}}"],
    }
    for name, edit in edits.items():
        edited = tmp_path / "edited.jsonl"
        edited.write_text("\n".join(edit(lines)) + "\n", "utf-8")
        code, said = check(edited)
        assert code == 1, f"{name}: {said}"


def test_the_script_is_short() -> None:
    assert len(SCRIPT.read_text("utf-8").splitlines()) <= 100
