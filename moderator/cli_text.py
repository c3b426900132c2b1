"""What the command line prints for people: one line an item, never an escape sequence out of a party's text."""

from __future__ import annotations

import json
import sys
import unicodedata
from collections.abc import Iterator
from typing import Any

from moderator import cli_ahead, cli_fleet, cli_road, cli_teams
from moderator.cli_boxes import inbox_lines, outbox_lines
from moderator.cli_kept import case_lines, retain_lines
from moderator.cli_second import agreement_lines, second_lines

_HOLDS = {True: "ok", False: "FAILED", None: "-"}


def plain(verb: str, answer: Any) -> str:
    """The answer of a verb as lines of text; documents that are JSON by nature stay JSON."""
    if verb in ("show", "schema", "policy"):
        return json.dumps(answer, ensure_ascii=False, indent=2)
    lines = {
        "import": lambda: [f"{r['status']:<9} {r['case'] or '-'} {r['pack']}" for r in answer],
        "list": lambda: [
            f"{r['case']:<18} {r['status']:<8} {r['reason']:<17} {r['due'] or '-':<20} {r['paid']:>10} {r['currency']}"
            f"  {r['outcome'] or ''}{_road(r)}"
            for r in answer
        ],
        "frames": lambda: list(_frames(answer)),
        "measure": lambda: [f"{m['length_mm']} ± {m['uncertainty_mm']} mm  ({m['text']})" for m in answer["lengths"]],
        "probe": lambda: [_probed(each) for each in answer],
        "compare": lambda: list(_compared(answer)),
        "backup": lambda: [_backup(answer), *(f"taken away {path}" for path in answer.get("pruned", ()))],
        "restore": lambda: list(_restored(answer)),
        "doctor": lambda: list(_diagnosis(answer)),
        "decide": lambda: [f"{answer['status']} {answer['case']}"],
        "recuse": lambda: [_team(answer)],
        "reassign": lambda: [_team(answer)],
        "release": lambda: [_team(answer)],
        "export": lambda: [f"{r['status']:<9} {r['case']} {r['path'] or ''}" for r in answer],
        "annex": lambda: [f"{r['status']:<9} {r['case']} {r['puid'] or '-'} {r['path'] or ''}" for r in answer],
        "findings": lambda: list(_findings(answer)),
        "verify": lambda: list(_verified(answer) if "checks" in answer else _audited(answer)),
        "ledger": lambda: [f"{answer['rows']} rows {answer['path']}"],
        "analyse": lambda: list(cli_ahead.lines(answer)),
        "fleet": lambda: list(cli_fleet.plain(answer)),
        "team": lambda: list(cli_teams.plain(answer)),
        "second": lambda: list(second_lines(answer)),
        **dict.fromkeys(("checkout", "pack-back", "checkin"), lambda: list(cli_road.lines(verb, answer))),
        "agreement": lambda: list(agreement_lines(answer)),
        "retain": lambda: list(retain_lines(answer)),
        **dict.fromkeys(("hold", "lock", "unlock", "unlock-view"), lambda: list(case_lines(answer))),
        "inbox": lambda: list(inbox_lines(answer)),
        "outbox": lambda: list(outbox_lines(answer)),
        "pack": lambda: [f"{answer['sha256']} {answer['path']}"],
    }[verb]()
    return "\n".join(safe(line.rstrip()) for line in lines)


def _road(row: Any) -> str:
    """What of a case in the list has to do with the road; mostly nothing."""
    out = ""
    if "on_the_road_until" in row:
        out = f"  on the road with {row['on_the_road_with']} until {row['on_the_road_until']}"
    count = row.get("second_opinions", 0)
    return out + (f"  {count} second opinion{'s' if count > 1 else ''}" if count else "")


def _team(answer: Any) -> str:
    return f"{answer['status']:<9} {answer['case']} {answer['person']}"


def _findings(answer: Any) -> Iterator[str]:
    """A finding a paragraph: what it says and whom it helps, its working, what it proposes."""
    yield f"{answer['case']} as “{answer['reason']}”, policy of {answer['policy_version']}, at {answer['at']}"
    for each in answer["findings"]:
        points = "neither side by itself" if each["points"] == "neither" else f"the {each['points']}"
        yield f"{each['rule']:<4} {each['id']} (for {points})"
        yield f"     {each['text']}"
        yield from (f"     · {line}" for line in each["working"])
        yield from (f"     {fact['pointer']}  {fact['says']}" for fact in each["facts"])
        if each["proposal"]:
            clause = f" [{each['proposal']['clause']}]" if "clause" in each["proposal"] else ""
            yield f"     → {each['proposal']['text']}{clause}"


def _frames(answer: Any) -> Iterator[str]:
    if "exhibits" not in answer:
        yield from (f"{f['index']:>7} pts {f['pts']} {f['path']}" for f in answer["frames"])
        return
    yield f"sha256 {answer['sha256']} {answer['file']}"
    for each in answer["exhibits"]:
        yield _proven(each)
        yield from (f"         {problem}" for problem in each["problems"])


def _verified(answer: Any) -> Iterator[str]:
    """A table: what was looked at, whether it holds, and what was seen. `-`: could not be looked at."""
    yield f"sha256 {answer['sha256']} {answer['file']}"
    width = max(len(each["check"]) for each in answer["checks"])
    for each in answer["checks"]:
        yield f"{_HOLDS[each['ok']]:<8} {each['check']:<{width}} {each['told']}"
    yield "Everything that was looked at holds." if answer["ok"] else "This is not the decision that was given."


def _audited(answer: Any) -> Iterator[str]:
    """A table of what is wrong in a library: what, where, what should be there, what is."""
    yield f"library {answer['id']} {answer['library']}"
    yield f"ledger: {answer['rows']} rows, {answer['checkpoints']} checkpoints, head {answer['head']}"
    yield from (f"key {key['id']}{' (yours)' if key['own'] else ''}" for key in answer["keys"])
    yield f"files: {answer['files']['looked_for']} looked for, {answer['files']['read']} read"
    if answer["hidden"]:
        yield f"not compared, since they are locked and not shown to you: {', '.join(answer['hidden'])}"
    failures = answer["failures"]
    names = ("what", "where", "expected", "found")
    widths = [max(len(each[name]) for each in (*failures, {name: name})) for name in names]
    for each in ({name: name for name in names}, *failures) if failures else ():
        yield "  ".join(f"{each[name]:<{width}}" for name, width in zip(names, widths, strict=True))
    if answer["more_failures"]:
        yield f"and {answer['more_failures']} more"
    yield "Everything that was looked at holds." if answer["ok"] else "This library is not as it was written."


def _proven(each: Any) -> str:
    """One exhibit of `--verify`. What was not compared is said; without any hash the place exists, and no more."""
    proven = "proven" if each["sha256_claimed"] or each["planes_claimed"] else "exists"
    verdict = proven if each["ok"] else "FAILED"
    place = f"page {each['page'] or 1}" if each["pts"] is None else f"pts {each['pts']} @ {each['time_base'] or '?'}"
    if each["end_pts"] is not None:
        place += f" to {each['end_pts']}"
    if each["index"] is not None:
        place += f" frame {each['index']}"
    planes = f"planes {each['planes']}" if each["planes"] else ""
    if planes and not each["planes_claimed"]:
        planes += " (computed; the exhibit names none)"
    if not each["sha256_claimed"]:
        planes += " (the exhibit names no SHA-256 of its file)"
    return f"{verdict:<8} {each['id'] or '-':<6} {place} {planes}"


def _probed(each: Any) -> str:
    size = f"{each['width']}x{each['height']}" if each["width"] else "-"
    what = each["codec"] or each["format"] or "-"
    told = f" ({each['reason']})" if each["reason"] else ""
    sha256 = (each["sha256"] or "-")[:12]
    return f"{each['state']:<13} {each['kind']:<8} {what:<6} {size:<11} {sha256:<12} {each['file']}{told}"


def _compared(answer: Any) -> Iterator[str]:
    yield f"{answer['quality']}: {answer['reason']}"
    if answer["homography"] is not None:
        yield f"{answer['inliers']} points agree within {answer['median_error_px']} px (median)"
        yield answer["colour"]
        for each in answer["regions"]:
            x, y, width, height = each["box"]
            yield f"differs at {x},{y} {width}x{height}: ΔE {each['delta_e']}, {each['colours']}"
        yield from (answer["overlay"], answer["difference"])


def _backup(each: Any) -> str:
    if not each["holds"]:
        return f"{each['at']} DOES NOT HOLD {each['backup']}: {each['why_not']}"
    counted = f"{each['cases']} cases, {each['verdicts']} verdicts, {each['rows']} ledger rows"
    return f"{each['at']} {each['why']:<9} {counted}, last: {each['last'] or '-'}  {each['backup']}"


def _restored(answer: Any) -> Iterator[str]:
    """The list of backups; or what restoring one would take away; or what was done."""
    if "backups" in answer:
        yield from (_backup(each) for each in answer["backups"])
        yield "To restore one: moderator restore NAME" if answer["backups"] else "There is no backup of this library."
        return
    loss = answer["loss"]
    if loss["unread"]:
        yield f"The present database cannot be read to its end; more may be lost than is named here: {loss['unread']}"
    yield f"Not in the backup: {len(loss['verdicts'])} verdicts, {len(loss['cases'])} cases."
    yield from (
        f"  verdict {each['id']} on {each['case']} by {each['by']} at {each['at']}" for each in loss["verdicts"]
    )
    yield from (f"  case    {each}" for each in loss["cases"])
    yield from (f"  signed  {each}" for each in loss["papers"])
    if answer["restored"] is None:
        yield "Nothing was changed. To restore it: the same once more with --yes; the present database is kept aside."
        return
    yield f"Restored. The database until now is kept in {answer['restored']['aside'] or '- (there was none)'}"


def _diagnosis(answer: Any) -> Iterator[str]:
    yield from (f"{name:<12} {version or 'not installed'}" for name, version in answer["versions"].items())
    sandbox, library = answer["sandbox"], answer["library"]
    yield f"{'sandbox':<12} {sandbox['level'] or 'unknown'} (demanded: {sandbox['required']})"
    yield from (f"  {name:<24} {'denied' if denied else 'SUCCEEDED'}" for name, denied in sandbox["probes"].items())
    yield f"{'undo time':<12} {answer['undo_minutes']} min"
    for name, value in library.items():
        yield f"library {name:<15} {value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)}"
    yield from (f"PROBLEM: {each}" for each in answer["problems"])
    if not answer["problems"]:
        yield "No problem was found."


def say(text: str) -> None:
    """One line on standard error; file names and parties' words cannot steer the terminal."""
    print(f"moderator: {safe(text)}", file=sys.stderr)


def show(text: str) -> None:
    """One line on standard output, at once."""
    print(safe(text), flush=True)


def safe(text: str) -> str:
    """The text with control and format characters (escape sequences, bidi overrides) made visible."""
    return "".join(c if unicodedata.category(c) not in ("Cc", "Cf", "Cs") else f"\\u{ord(c):04x}" for c in text)
