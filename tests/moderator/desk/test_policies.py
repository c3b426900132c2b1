"""The policy folder of a library: what is in it holds there, and a broken file is a sentence, never a failure."""

from __future__ import annotations

from datetime import UTC, datetime
from importlib import resources
from pathlib import Path

from moderator import cli
from moderator.desk import open_desk
from moderator.desk.library import make_library
from moderator.desk.policies import LARGEST
from tests.builders import case_doc, write_case_pack


def _mine() -> str:
    text = (resources.files("resources") / "policies" / "damaged-2026-10-01.toml").read_text("utf-8")
    return text.replace('title = "', 'title = "Ours: ', 1)


def test_a_case_is_decided_by_the_librarys_own_policy(tmp_path: Path) -> None:
    make_library(tmp_path / "lib", "test", datetime(2026, 11, 12, 9, tzinfo=UTC))
    folder = tmp_path / "lib" / "policies"
    folder.mkdir()
    (folder / "mine.toml").write_text(_mine(), "utf-8")
    (folder / "broken.toml").write_bytes(b"\xff\xfe")
    (folder / "large.toml").write_bytes(b"#" * (LARGEST + 1))
    (folder / "typo.toml").write_text(_mine().replace("[days]", "[dayz]"), "utf-8")
    (folder / "notes.txt").write_text("not a policy", "utf-8")
    desk = open_desk(tmp_path / "lib", moderator="m")
    try:
        desk.import_packs([write_case_pack(tmp_path / "packs")])
        opened = desk.open_case(case_doc()["id"])
        assert opened.policy_for("damaged").title.startswith("Ours: ")
        assert not opened.policy_for("wrong-item").title.startswith("Ours: ")
        said = "\n".join(opened.notices)
        assert len(opened.notices) == 3
        assert "broken.toml" in said
        assert "large.toml" in said
        assert "typo.toml#/dayz" in said
    finally:
        desk.close()


def test_the_command_lists_it_and_says_what_it_left_out(tmp_path: Path, capsys: object) -> None:
    folder = tmp_path / "lib" / "policies"
    folder.mkdir(parents=True)
    (folder / "broken.toml").write_text("= 3", "utf-8")
    assert cli.main(["policy", "damaged", "--json", "--library", str(tmp_path / "lib")]) == cli.FAILED
    out, err = capsys.readouterr()  # type: ignore[attr-defined]
    assert '"reason": "damaged"' in out
    assert "broken.toml" in err
