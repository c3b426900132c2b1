"""The command line: the same desk without Qt. Exit 0 all done, 1 some items failed, 2 wrong usage."""

from __future__ import annotations

import argparse
import json
import os
import sys
import traceback
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from moderator import (
    __version__,
    cli_ahead,
    cli_annex,
    cli_boxes,
    cli_fleet,
    cli_kept,
    cli_library,
    cli_list,
    cli_measure,
    cli_papers,
    cli_road,
    cli_second,
    cli_team,
    cli_teams,
    cli_text,
    settings,
)
from moderator.cli_text import say as _say
from moderator.desk import Desk, frames, open_desk, papers
from moderator.domain.languages import DEFAULT, OF_A_PARTY, PRINTED
from moderator.errors import AlreadyDecided, ModeratorError, Refused, UsageError

OK, FAILED, USAGE = 0, 1, 2

Answer = tuple[Any, int]
"""What a verb prints, and its exit code."""


def main(argv: Sequence[str]) -> int:
    """Runs one verb; returns the exit code."""
    for stream in (sys.stdout, sys.stderr):  # the same bytes whatever the console's code page
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    try:
        args = parser().parse_args(argv)
    except SystemExit as stop:
        return stop.code if isinstance(stop.code, int) else USAGE
    try:
        run: Callable[[argparse.Namespace], Answer] = args.run
        answer, code = run(args)
    except UsageError as error:
        print(f"moderator: {error}", file=sys.stderr)
        return USAGE
    except ModeratorError as error:
        print(f"moderator: {error}", file=sys.stderr)
        return FAILED
    except KeyboardInterrupt:
        print("moderator: stopped.", file=sys.stderr)
        return FAILED
    except Exception:  # noqa: BLE001  the end of the line: a bug of ours, reported whole
        print("moderator: this is a bug in Moderator; please report what follows.", file=sys.stderr)
        traceback.print_exc()
        return FAILED
    if answer is None:
        return code
    text = json.dumps(answer, ensure_ascii=False, indent=2) if args.json else cli_text.plain(args.verb, answer)
    if text:
        _print(text)
    return code


def _print(text: str) -> None:
    try:
        print(text, flush=True)
    except BrokenPipeError:  # the reader, `head` say, has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def parser() -> argparse.ArgumentParser:
    common = argparse.ArgumentParser(add_help=False)
    common.add_argument("--library", metavar="DIR", help="the library: a folder, or a team's URL (default: your own)")
    common.add_argument("--json", action="store_true", help="one JSON document on standard output")
    top = argparse.ArgumentParser("moderator", description="Decide marketplace disputes. Without a verb: the window.")
    top.add_argument("--version", action="version", version=f"moderator {__version__}")
    verbs = top.add_subparsers(dest="verb", required=True, metavar="VERB")

    def verb(name: str, run: Callable[[argparse.Namespace], Answer], help: str) -> argparse.ArgumentParser:
        made = verbs.add_parser(name, parents=[common], help=help, description=help)
        made.set_defaults(run=run)
        return made

    cli_fleet.name_packs(verb("import", _import, "import case packs, and bags from the road"))
    cli_list.add_verb(verb, _at_desk)
    verb("show", _show, "show one case").add_argument("case", metavar="CASE")
    _media_verbs(verb)
    one = verb("decide", _decide, "record a verdict, final at once")
    one.add_argument("case", metavar="CASE")
    one.add_argument("--verdict", metavar="FILE", type=Path, required=True)
    _team_verbs(verb)
    _export_verbs(verb)
    one = verb("pack", _pack, "write a case as a case pack")
    one.add_argument("case", metavar="CASE")
    one.add_argument("--out", metavar="FILE", type=Path, required=True)
    cli_library.verbs(verb)
    cli_second.add_verbs(verb, _at_desk, _say)
    cli_kept.add_verbs(verb, _at_desk)
    cli_road.add_verbs(verb, _at_desk, _say, cli_list.filter_of)
    cli_ahead.add_verb(verb, _at_desk, _say, cli_list.filter_of)
    cli_boxes.add_verbs(verb, _at_desk, _say, cli_text.show)
    cli_papers.add_verbs(verb, _at_desk, _say)
    return top


def _team_verbs(verb: Callable[..., argparse.ArgumentParser]) -> None:
    cli_team.add(verb, _at_desk)
    cli_teams.add_verb(verb)
    cli_fleet.add_verbs(verb, _say)


def _export_verbs(verb: Callable[..., argparse.ArgumentParser]) -> None:
    one = verb("export", _export, "write decisions as PDF")
    one.add_argument("cases", nargs="*", metavar="CASE")
    one.add_argument("--all", action="store_true", help="every decided case")
    one.add_argument("--since", metavar="DAY", default="", help="those decided on that day or later")
    one.add_argument("--filter", metavar="NAME=VALUE", action="append", default=[], help="reason=damaged and the like")
    one.add_argument("--jobs", metavar="N", type=int, default=0, help="by so many processes")
    one.add_argument("--report", metavar="FILE", type=Path, help="what became of each, as .csv or .json")
    one.add_argument("--edition", choices=("parties", "office"), default="parties", help="for whom (default: parties)")
    tags = (*PRINTED, *OF_A_PARTY)
    one.add_argument("--language", choices=tags, default=DEFAULT, help="in which, or whose (default: en)")
    one.add_argument("--unsigned", action="store_true", help="as it was rendered, without a signature")
    one.add_argument("--local", action="store_true", help="of a team's library: by this computer, not by the fleet")
    one.add_argument("--out", metavar="DIR", type=Path, help="where to; the fleet writes where the library says")
    cli_annex.add_verb(verb, _at_desk, _say)
    one = verb("verify", _verify_decision, "check a decision against its originals, or without a file the library")
    one.add_argument("file", metavar="FILE.pdf", type=Path, nargs="?")
    one.add_argument("--pack", metavar="CASEPACK", type=Path, help="the case's pack, with the originals")
    one.add_argument("--quick", action="store_true", help="of a library: look for its files without reading them")
    one = verb("ledger", _ledger, "write the library's ledger for others to check (docs/ledger.md)")
    one.add_argument("what", choices=("export",))
    one.add_argument("--out", metavar="FILE.jsonl", type=Path, required=True)


def _media_verbs(verb: Callable[..., argparse.ArgumentParser]) -> None:
    one = verb("frames", _frames, "extract frames of a video or photo as PNG, or prove exhibits of it")
    one.add_argument("file", metavar="FILE", type=Path)
    one.add_argument("--out", metavar="DIR", type=Path)
    one.add_argument("--at", metavar="TIME", action="append", default=[])
    one.add_argument("--index", metavar="N", action="append", type=int, default=[])
    one.add_argument("--storyboard", metavar="N", type=int)
    one.add_argument("--verify", metavar="EXHIBIT.json", type=Path, help="an exhibit, a verdict or a decision record")
    cli_measure.add_verb(verb)
    one = verb("probe", _probe, "say what files are and whether they can be shown")
    one.add_argument("files", nargs="+", metavar="FILE", type=Path)
    one = verb("compare", _compare, "align a listing photo with a piece of evidence, and say where they differ")
    one.add_argument("listing", metavar="LISTING", type=Path)
    one.add_argument("evidence", metavar="EVIDENCE", type=Path)
    one.add_argument("--pins", metavar="FILE", type=Path, help="points set by hand, in place of the search")
    one.add_argument("--at", metavar="TIME", help="of a video: the frame at this time")
    one.add_argument("--index", metavar="N", type=int, help="of a video: the frame with this number, from 0")
    one.add_argument("--out", metavar="DIR", type=Path, required=True)
    one = verb("doctor", _doctor, "check the installation, the lock around the decoders and the library")
    one.add_argument("--no-sandbox", action="store_true", help="start the decoder unlocked, as a negative control")


def _at_desk(args: argparse.Namespace, work: Callable[[Desk], Answer]) -> Answer:
    chosen = settings.load()
    if chosen.notice:
        _say(chosen.notice)
    desk = open_desk(args.library, moderator=chosen.name)
    try:
        if problem := desk.care():
            _say(problem)
        return work(desk)
    finally:
        desk.close()


def _import(args: argparse.Namespace) -> Answer:
    if not args.packs and not args.fleet:
        raise UsageError("Name the packs to import.")

    def work(desk: Desk) -> Answer:
        found = cli_fleet.import_packs(args, desk, _say) if args.fleet else desk.import_packs(args.packs)
        for each in found:
            if each.problem:
                _say(f"{each.pack}: {each.problem}")
        failed = any(each.status == "refused" for each in found)
        return [papers.imported(each) for each in found], FAILED if failed else OK

    return _at_desk(args, work)


def _show(args: argparse.Namespace) -> Answer:
    return _at_desk(args, lambda desk: (papers.show(desk, args.case), OK))


def _frames(args: argparse.Namespace) -> Answer:
    wanted = frames.Wanted(args.at, args.index, args.storyboard)
    if args.verify is not None:
        return _verify(args, wanted)
    frames.check(wanted)
    if args.out is None:
        raise UsageError("Say where the frames go: --out DIR.")
    doc, failed = frames.extract(args.file, args.out, wanted)
    for each in failed:
        _say(f"{args.file}: {each}")
    return doc, FAILED if failed else OK


def _verify(args: argparse.Namespace, wanted: frames.Wanted) -> Answer:
    from moderator.desk import proving

    if args.out is not None or wanted != frames.Wanted([], []):
        raise UsageError("--verify takes its frames from the exhibit: leave --out, --at, --index and --storyboard out.")
    doc = proving.verify(args.file, args.verify)
    for problem in (text for each in doc["exhibits"] for text in each["problems"]):
        _say(f"{args.file}: {problem}")
    return doc, OK if all(each["ok"] for each in doc["exhibits"]) else FAILED


def _probe(args: argparse.Namespace) -> Answer:
    from moderator.desk import probing

    def progress(done: int, total: int) -> None:
        print(f"\r{done} of {total}", end="\n" if done == total else "", file=sys.stderr, flush=True)

    found = probing.probe(args.files, progress if sys.stderr.isatty() else None)
    bad = [each for each in found if each["state"] not in probing.READABLE]
    for each in bad:
        _say(f"{each['file']}: {each['state']}: {each['reason']}")
    return found, FAILED if bad else OK


def _compare(args: argparse.Namespace) -> Answer:
    from moderator.desk import compare_files

    if args.index is not None and (args.index < 0 or args.at is not None):
        raise UsageError("Say --at TIME or --index N, which counts from 0.")
    asked = compare_files.Asked(args.listing, args.evidence, args.out, args.pins, args.at, args.index)
    return compare_files.compare(asked), OK


def _doctor(args: argparse.Namespace) -> Answer:
    from moderator.desk import doctor

    if args.no_sandbox:
        _say("THE SANDBOX IS OFF: the decoder is started unlocked, to see that the attacks then succeed.")
    found = doctor.look(args.library, lock=not args.no_sandbox)
    return found, FAILED if found["problems"] else OK


def _decide(args: argparse.Namespace) -> Answer:
    def work(desk: Desk) -> Answer:
        answer: dict[str, Any] = {"case": args.case, "status": "decided", "problems": []}
        try:
            desk.decide(args.case, papers.read_verdict_file(args.verdict), final=True)
        except Refused as error:
            problems = [problem._asdict() for problem in error.problems]
            answer |= {"status": "refused", "problems": problems}
        except AlreadyDecided as error:
            problem = {"pointer": "", "code": "already-decided", "text": str(error)}
            answer |= {"status": "already-decided", "problems": [problem]}
        except ModeratorError as error:
            answer |= {"status": "refused", "problems": [{"pointer": "", "code": error.code, "text": str(error)}]}
        for problem in answer["problems"]:
            _say(f"{args.case}: {problem['pointer'] or '/'}: {problem['text']}")
        return answer, OK if answer["status"] == "decided" else FAILED

    return _at_desk(args, work)


def _export(args: argparse.Namespace) -> Answer:
    from moderator.desk.exporting import batch_of, told
    from moderator.desk.values import Form

    batch = batch_of(args.cases, args.all, args.since, args.filter, args.jobs, args.report)
    form = Form(args.edition, not args.unsigned, args.language)

    def work(desk: Desk) -> Answer:
        fleet = cli_fleet.by_fleet(args, desk, batch)
        if batch is None:
            found = desk.export(args.cases, args.out, form)
        elif fleet:
            found = cli_fleet.export(args, desk, batch, form, _say)
        else:
            tell = told(sys.stderr) if sys.stderr.isatty() else None
            found = desk.export_batch(args.out, batch, form, jobs=args.jobs, report=args.report, progress=tell)
        if any(each.signature == "local" for each in found):
            _say("signed with a key that was made on this computer, which proves no identity (docs/decisions.md).")
        for each in found:
            if each.problem:
                _say(f"{each.case}: {each.problem}")
            for character in each.missing:
                _say(f"{each.case}: no font has {character}")
        failed = any(each.status == "failed" for each in found)
        return [papers.exported(each) for each in sorted(found, key=lambda each: each.case)], FAILED if failed else OK

    return _at_desk(args, work)


def _verify_decision(args: argparse.Namespace) -> Answer:
    from moderator.desk import verifying

    if args.file is None:
        return _verify_library(args)
    if args.quick:
        raise UsageError("--quick is for a library: leave FILE.pdf out.")
    doc = verifying.verify(args.file, args.pack, args.library)
    for each in doc["checks"]:
        if each["ok"] is False:
            _say(f"{args.file}: {each['check']}: {each['told']}")
    return doc, OK if doc["ok"] else FAILED


def _verify_library(args: argparse.Namespace) -> Answer:
    from moderator.desk import auditing

    if args.library is None or args.pack is not None:
        raise UsageError("Say what to verify: FILE.pdf, or --library DIR for a whole library.")

    doc = auditing.verify(args.library, args.quick, auditing.told(sys.stderr) if sys.stderr.isatty() else None)
    return doc, OK if doc["ok"] else FAILED


def _ledger(args: argparse.Namespace) -> Answer:
    from moderator.desk import auditing

    return auditing.export(args.library, args.out), OK


def _pack(args: argparse.Namespace) -> Answer:
    def work(desk: Desk) -> Answer:
        sha256 = desk.write_pack(args.case, args.out)
        return {"case": args.case, "path": str(args.out), "sha256": sha256}, OK

    return _at_desk(args, work)
