"""Checks an export of a library's ledger without the program that wrote it: python check_ledger.py FILE.jsonl

Needs the standard library; with `cryptography` installed it checks the signatures too. docs/ledger.md says what a row
is. Exit 0 if everything holds, 1 if not. Compare number, head and keys with what the office tells.
"""

import hashlib
import json
import pathlib
import sys

try:
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
except ImportError:
    Ed25519PublicKey = None

GENESIS, KEPT = "0" * 64, 50


def sha256(data):
    return hashlib.sha256(data).hexdigest()


def canonical(value):
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def check_rows(rows, wrong):
    """Follows both chains; the journal's head after each row, by number."""
    heads, cases, last_head, kind = {}, {}, GENESIS, 1
    for expected, row in enumerate(rows, 1):
        seq, at, actor, action, case, subject, entry, covers, scheme, number, before, own, previous, head = row
        last_number, last_own = cases.get(case, (0, GENESIS))
        if scheme == 1:  # until schema 3: one chain, and nothing but these columns
            text = canonical([expected, at, actor, action, case, entry])
            should_own = should = sha256(bytes.fromhex(last_head) + text)
            wrong(subject or covers or kind != 1, f"row {seq} ({case}) is of the old kind and may not be")
        else:
            kind = 2
            text = [2, case, last_number + 1, last_own, at, actor, action, subject, entry, covers]
            should_own = sha256(canonical(text))
            should = sha256(bytes.fromhex(last_head) + bytes.fromhex(should_own))
        wrong(seq != expected, f"row {seq} stands where row {expected} should")
        wrong(number != last_number + 1, f"row {seq} ({case}) is number {number} of its case, not {last_number + 1}")
        wrong(before != last_own or previous != last_head, f"row {seq} ({case}) does not follow the row before")
        wrong(own != should_own or head != should, f"row {seq} ({case}) does not have its hash: {should_own}, {should}")
        heads[seq], cases[case], last_head = head, (number, own), head
    return heads


def check_checkpoints(library, checkpoints, keys, rows, heads, wrong):
    newest = checkpoints[-1][0] if checkpoints else 0
    wanted = [*range(KEPT, newest, KEPT), newest] if newest else []
    wrong([each[0] for each in checkpoints] != wanted, f"checkpoints are missing: there should be {wanted}")
    wrong(not checkpoints or checkpoints[-1][1] != len(rows), f"no checkpoint signs the last row, {len(rows)}")
    for key, public in keys.items():
        wrong(sha256(bytes.fromhex(public)) != key, f"the key {key} is not the one of that name")
        wrong(not any(row[3] == "key" and row[6] == key for row in rows), f"no row introduces the key {key}")
    for number, seq, head, at, key, signature in checkpoints:
        wrong(heads.get(seq) != head, f"checkpoint {number} signs another head of row {seq}: {head}")
        text = canonical(["moderator-checkpoint/1", library, number, seq, head, at, key])
        wrong(key not in keys, f"checkpoint {number} is of a key that is not there")
        if Ed25519PublicKey is not None and key in keys:
            try:
                public = Ed25519PublicKey.from_public_bytes(bytes.fromhex(keys[key]))
                public.verify(bytes.fromhex(signature), text)
            except (InvalidSignature, ValueError):
                wrong(True, f"the signature of checkpoint {number} does not verify")


def main(path):
    problems = []

    def wrong(is_wrong, text):
        if is_wrong:
            problems.append(text)

    with pathlib.Path(path).open(encoding="utf-8") as file:
        first, *lines = [json.loads(line) for line in file]
    wrong(first["format"] != "moderator-ledger/1", f"it is of another format: {first['format']}")
    rows = [line["row"] for line in lines if "row" in line]
    keys = {line["key"]: line["public"] for line in lines if "key" in line}
    heads = check_rows(rows, wrong)
    check_checkpoints(
        first["library"], [line["signed"] for line in lines if "signed" in line], keys, rows, heads, wrong
    )
    print(f"library {first['library']}: {len(rows)} rows, head {rows[-1][-1] if rows else GENESIS}")
    print("\n".join(f"key {key}" for key in keys))
    print("\n".join(problems) or "Every row follows, in its case and in all.")
    if Ed25519PublicKey is None:
        print("Signatures were not checked: `cryptography` is not installed.")
    return 1 if problems else 0


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1]))
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        sys.exit(f"This is no export as it was written: {error!r}")
