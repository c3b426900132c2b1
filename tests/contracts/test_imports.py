"""Who may know whom. The rules stand in pyproject.toml; here they are run, and each is shown to bite."""

from __future__ import annotations

import ast
import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.contracts import tracked

LINT = Path(sys.executable).with_name("lint-imports")

# A file that breaks one rule -> words of the contract that must say so.
BREACHES = {
    "moderator/domain/breach.py": ("import moderator.desk", "each layer knows only those below it"),
    "moderator/pack/breach.py": ("import moderator.store", "each layer knows only those below it"),
    "moderator/stray.py": ("", "each layer knows only those below it"),
    "moderator/desk/breach.py": ("import PySide6.QtCore", "moderator runs without Qt"),
    "moderator/desk/sql.py": ("def f():\n    import sqlmodel", "SQL is known to the store alone"),
    "moderator/desk/pdf.py": ("import reportlab.pdfgen", "ReportLab is known to the report alone"),
    "moderator/desk/keys.py": ("import cryptography.x509", "what signs and reads signatures is known to the report"),
    "moderator/report/breach.py": ("import cv2", "evidence is decoded in media and analysis alone"),
    "moderator/media/pool.py": ("def f():\n    import PIL.Image", "the application's side of media decodes nothing"),
    "ui/views/sound.py": ("import miniaudio", "the sound library, which has decoders of its own"),
    "ui/breach.py": ("import moderator.store", "ui sits at the desk"),
    "ui/tasks.py": ("import ui.session", "ui: app, views, session, models, tasks"),
    "ui/ring_a.py": ("import ui.ring_b", "no import cycles"),
    "ui/ring_b.py": ("import ui.ring_a", "no import cycles"),
}


def lint_imports(folder: Path) -> subprocess.CompletedProcess[str]:
    """import-linter over the packages in `folder`; COLUMNS keeps each contract's verdict on its own line."""
    return subprocess.run(
        [str(LINT), "--no-cache"],
        cwd=folder,
        env={"PYTHONPATH": str(folder), "COLUMNS": "300", "NO_COLOR": "1", "PATH": ""},
        capture_output=True,
        text=True,
    )


def test_the_contracts_hold():
    result = lint_imports(tracked.ROOT)
    assert result.returncode == 0, result.stdout + result.stderr


@pytest.fixture
def bare(tmp_path: Path) -> Path:
    """The packages and the modules that the contracts name, all empty: no contract is broken."""
    packages = ["moderator", "ui"]
    packages += [f"moderator/{name}" for name in ("desk", "domain", "store", "pack", "report", "media")] + ["ui/views"]
    for package in packages:
        (tmp_path / package).mkdir()
        (tmp_path / package / "__init__.py").touch()
    named = re.findall(r'"(moderator\.media\.\w+)"', (tracked.ROOT / "pyproject.toml").read_text("utf-8"))
    for name in ("moderator/errors", "ui/session", *(name.replace(".", "/") for name in named)):
        (tmp_path / f"{name}.py").touch()
    shutil.copy(tracked.ROOT / "pyproject.toml", tmp_path)
    assert lint_imports(tmp_path).returncode == 0
    return tmp_path


def test_a_decoder_at_second_hand_is_found(bare: Path):
    (bare / "moderator/media/photo.py").write_text("import cv2")
    (bare / "moderator/media/reasons.py").write_text("import moderator.media.photo")
    (bare / "moderator/media/pool.py").write_text("import moderator.media.reasons")
    said = lint_imports(bare).stdout
    assert "the application's side of media decodes nothing, not even at second hand BROKEN" in said
    assert "moderator.media.pool -> moderator.media.reasons" in said


@pytest.mark.parametrize("breach", BREACHES)
def test_each_contract_bites(breach: str, bare: Path):
    tmp_path = bare
    for path in (breach, breach.replace("ring_a", "ring_b"), breach.replace("ring_b", "ring_a")):
        (tmp_path / path).write_text(BREACHES[path][0])
    said = lint_imports(tmp_path).stdout
    broken = [line for line in said.splitlines() if line.rstrip().endswith("BROKEN")]
    assert [line for line in broken if BREACHES[breach][1] in line], said


def test_importing_the_desk_loads_nothing_heavy():
    heavy = ["sqlmodel", "sqlalchemy", "cv2", "av", "reportlab", "pypdfium2", "PySide6", "numpy"]
    script = f"import json, sys, moderator.desk; print(json.dumps([m for m in {heavy} if m in sys.modules]))"
    result = subprocess.run([sys.executable, "-c", script], cwd=tracked.ROOT, capture_output=True, text=True)
    assert result.returncode == 0, result.stderr
    assert json.loads(result.stdout) == []


def test_domain_and_errors_use_the_standard_library_alone():
    outside = {
        f"{path}:{node.lineno} {name}"
        for path in tracked.product_files()
        if path.parts[:2] in {("moderator", "domain"), ("moderator", "errors.py")}
        for node in ast.walk(tracked.tree(path))
        if isinstance(node, ast.Import | ast.ImportFrom)
        for name in imported(node)
        if name.split(".")[0] not in sys.stdlib_module_names
        and not name.startswith(("moderator.domain", "moderator.errors"))
    }
    assert not outside


def imported(node: ast.Import | ast.ImportFrom) -> list[str]:
    """The absolute names that an import statement asks for."""
    if isinstance(node, ast.Import):
        return [name.name for name in node.names]
    if node.level:
        return []
    whole = node.module or ""
    return [f"{whole}.{name.name}" for name in node.names] if whole == "moderator" else [whole]
