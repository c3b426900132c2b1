"""Settings: read back what was written, and a damaged file is set aside, never fatal."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from moderator import settings
from moderator.settings import Settings


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "config" / "settings.json"


def test_a_missing_file_gives_the_defaults(path: Path) -> None:
    found = settings.load(path)
    assert (found.theme, found.moderator, found.keys, found.notice) == ("system", "", {}, "")
    assert not path.exists(), "reading writes nothing"


def test_what_was_saved_is_read_back(path: Path) -> None:
    made = Settings(path, theme="dark", moderator="Ótávio 王", keys={"exhibit.take": ("F2",)}, layout={"case": "AAAA"})
    made.sort, made.folder, made.blur = "amount", "/somewhere", True
    made.save()
    assert settings.load(path) == made
    assert [each.name for each in path.parent.iterdir()] == ["settings.json"], "nothing is left beside it"


@pytest.mark.parametrize("content", [b"{", b"\xff\xfe\x00", b"[1, 2]", b"null", b""])
def test_a_damaged_file_is_set_aside_and_said(path: Path, content: bytes) -> None:
    path.parent.mkdir()
    path.write_bytes(content)
    found = settings.load(path)
    assert found.theme == "system"
    assert "damaged" in found.notice
    assert path.with_name("settings.damaged.json").read_bytes() == content
    found.save()
    assert settings.load(path).notice == ""


def test_a_value_of_the_wrong_kind_is_left_out_alone(path: Path) -> None:
    path.parent.mkdir()
    doc = {
        "theme": "pink",
        "moderator": 7,
        "keys": {"a": ["F1"], "b": "F2"},
        "layout": {"x": 1, "y": "AA=="},
        "sort": None,
        "blur": "no",
    }
    path.write_text(json.dumps(doc), "utf-8")
    found = settings.load(path)
    assert (found.theme, found.moderator, found.sort, found.blur) == ("system", "", "due", False)
    assert (found.keys, found.layout, found.notice) == ({"a": ("F1",)}, {"y": "AA=="}, "")


def test_keys_of_a_newer_version_survive(path: Path) -> None:
    path.parent.mkdir()
    path.write_text(json.dumps({"theme": "dark", "loupe": {"zoom": 8}}), "utf-8")
    settings.load(path).save()
    assert json.loads(path.read_text("utf-8"))["loupe"] == {"zoom": 8}


def test_the_name_is_the_users_unless_it_is_set(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("getpass.getuser", lambda: "okafor")
    assert Settings(path).name == "okafor"
    assert Settings(path, moderator="M. Okafor").name == "M. Okafor"


def test_a_user_without_a_name_still_has_one(monkeypatch: pytest.MonkeyPatch) -> None:
    def nobody() -> str:
        raise KeyError("uid not found: 12345")

    monkeypatch.setattr("getpass.getuser", nobody)
    assert settings.user() == "moderator"


def test_a_folder_that_refuses_is_an_os_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(OSError, match="file"):
        Settings(tmp_path / "file" / "settings.json").save()


def test_an_unreadable_file_is_said_and_kept(path: Path) -> None:
    path.mkdir(parents=True)
    assert "cannot be read" in settings.load(path).notice
    assert path.exists()


def test_it_knows_no_qt() -> None:
    import subprocess

    code = "import moderator.settings, sys; sys.exit(any(n.startswith('PySide6') for n in sys.modules))"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


@pytest.mark.parametrize("level", ["crash-only", "reduced", "full"])
def test_a_demand_on_the_lock_is_read_and_kept(path: Path, level: str) -> None:
    path.parent.mkdir()
    path.write_text(json.dumps({"require_isolation": level}), "utf-8")
    found = settings.load(path)
    assert (found.require_isolation, found.notice) == (level, "")
    found.save()
    assert settings.load(path).require_isolation == level


@pytest.mark.parametrize("word", ["ful", "", None, 3, ["full"]])
def test_a_demand_that_is_none_is_the_strictest_and_said(path: Path, word: object) -> None:
    path.parent.mkdir()
    path.write_text(json.dumps({"require_isolation": word}), "utf-8")
    found = settings.load(path)
    assert found.require_isolation == "full"
    assert "require_isolation" in found.notice
    found.save()
    assert json.loads(path.read_text("utf-8"))["require_isolation"] == word


@pytest.mark.parametrize(("written", "expected"), [(2048, 2048), (1, 320), (10**9, 65536), ("much", 512), (True, 512)])
def test_the_memory_for_films_is_a_number_within_bounds(path: Path, written: object, expected: int) -> None:
    path.parent.mkdir()
    path.write_text(json.dumps({"film_memory": written}), "utf-8")
    found = settings.load(path)
    assert found.film_memory == expected
    found.save()
    assert settings.load(path).film_memory == expected


def test_what_decisions_are_signed_with_is_set_in_the_file_and_stays(path: Path) -> None:
    keys = {"signing_key": "/k/office.p12", "signing_passphrase_file": "/k/word", "timestamp_url": "https://t.example"}
    path.parent.mkdir()
    path.write_text(json.dumps({**keys, "theme": "dark"}), "utf-8")
    found = settings.load(path)
    assert {name: getattr(found, name) for name in keys} == keys
    found.theme = "light"
    found.save()
    assert keys.items() <= json.loads(path.read_text("utf-8")).items()
    assert not set(keys) & set(_saved(path.with_name("other.json"))), "what was never set is not written"
    assert found.local_key == path.with_name("signing-key.pem")


def _saved(path: Path) -> dict[str, object]:
    settings.load(path).save()
    doc: dict[str, object] = json.loads(path.read_text("utf-8"))
    return doc


@pytest.mark.parametrize(
    ("written", "minutes"),
    [(1, 1), (25, 25), (60, 60), (0, 1), (-5, 1), (61, 60), (10**9, 60), (True, 10), ("25", 10), (2.5, 10), (None, 10)],
)
def test_the_time_to_take_back_is_one_minute_to_sixty(path: Path, written: object, minutes: int) -> None:
    path.parent.mkdir()
    path.write_text(json.dumps({"undo_minutes": written}), "utf-8")
    found = settings.load(path)
    assert found.undo_minutes == minutes
    found.save()
    assert settings.load(path).undo_minutes == minutes
    assert ("undo_minutes" in json.loads(path.read_text("utf-8"))) == (minutes != 10)
