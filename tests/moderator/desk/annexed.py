"""A library with many decisions that have an annex, made without asking the desk for each: 250 take seconds."""

from __future__ import annotations

import copy
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from moderator.desk.state import State
from tests.annexes import annex_doc
from tests.builders import case_doc
from tests.verdicts import verdict_doc

NOW = "2026-11-12T10:00:00Z"


@dataclass
class ManyDecisions:
    """In the place of a store: `count` decisions, each with a record."""

    count: int
    logged: list[tuple[str, str]] = field(default_factory=list)
    changes: Mapping[str, Any] = field(default_factory=dict)

    @property
    def ids(self) -> list[str]:
        return [f"AE-{number:06}" for number in range(1, self.count + 1)]

    def finished(self, _only: Mapping[str, str], _since: str) -> list[str]:
        return self.ids

    def head(self, case_id: str) -> Any:
        return SimpleNamespace(id=case_id)

    def standing(self, case_id: str) -> Any:
        return SimpleNamespace(case=case_id, id=f"{case_id}-v1", kind="decision", record=case_id, undo_until=None)

    def decision_record(self, name: str) -> dict[str, Any]:
        doc = self.document(name)
        return {"case": doc, "verdict": verdict_doc(doc, dsa_annex=annex_doc(**self.changes))}

    def document(self, case_id: str) -> dict[str, Any]:
        return copy.deepcopy(case_doc(id=case_id))

    def log(self, act: Any) -> None:
        self.logged.append((act.case, act.action))


def state_of(store: ManyDecisions, folder: Path) -> State:
    """A desk's state with that store in it."""
    from moderator.desk.library import open_library

    state = State(open_library(folder), "mod-7")
    state._store = store  # type: ignore[assignment]
    return state
