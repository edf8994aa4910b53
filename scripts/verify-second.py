#!/usr/bin/env python3
"""The second verifier: checks Countersign's ledger from a clone, sharing no line of code with the first one.

    python3 scripts/verify-second.py [DIRECTORY] [--key VERIFIER-KEY] [--json]

It needs Python 3.9 and git, nothing else, and no network. Git only unpacks objects; each is hashed again here.
Exit code: 0 nothing found, 1 findings, 2 bad input, 3 the clone could not be read.

TO READ IT: this text is the whole format, and the code below it, with second/keys.py, is what is done with it. The other files
in `second/` are published standards, each named after its own; second/personal.py is for what can be erased.

BRANCHES   `ledger/<year>` holds a year's records, `main` the approved files. What the clone has seen at its origin
           (refs/remotes/origin) counts, else its own (refs/heads); its own ledger is then a part of the origin's, and
           in a bare repository its own main too.
COMMITS    A ledger is one line of commits from a first one without parent. Each adds records and renews the file
           `checkpoint`; one that completes tiles adds these. It changes nothing else: no record is edited or removed.
RECORDS    `records/<mm>/<dd>/<index>-<type>.json`: index in eight digits, from 0 without a gap; month and day of its
           `at`. Its bytes are RFC 8785 JSON, so that nobody reads them in two ways: members ordered by UTF-16 code
           units, no white space, numbers as ECMAScript writes doubles, UTF-8.
PERSONAL   In place of a text or list that people wrote a record may have {"$sealed": "sha256:<hex>"}, over 32 bytes of salt
           and the RFC 8785 text of the part. Both are in `<index div 256>/<index>.json` on the branch `sealed/<year>`, as
           {"parts": {<path>: {"salt": <base64>, "text": <text>}}, "record": <index>, "v": 1}; a path is `file` or
           `pull.reviews.0.body`. That branch is signed by nobody and may be written anew, which is how a part is erased:
           then a record `record-erased` names it in `parts`, by `record` (<year>/<index>) and `path`.
ROOT       The RFC 6962 Merkle root over the first n records: leaf = SHA-256(00 || record), node = SHA-256(01 || left
           || right); n > 1 leaves split at the largest power of two below n; no leaves: SHA-256 of nothing.
TILES      The tree's nodes in files of 256 (C2SP tlog-tiles), full ones only: `tile/<L>/<N>` has the nodes 256 N to
           256 N + 255 among those over 256^L records. N in groups of three digits, all but the last with x: x001/234.
CHECKPOINT A C2SP signed note: text, an empty line, signature lines. The text is three lines:
               countersign/700001/ledger/2026         origin: the repository's number, and the year
               17                                     size: how many records there are
               <base64>                               root over them
           A signature line: U+2014, key's name, base64 of 4 bytes key id and 64 bytes Ed25519 signature (RFC 8032)
           over the text with its last newline. Lines of unknown keys are ignored; the key in force must have signed,
           and each of its lines must fit. Key id: the first 4 bytes of SHA-256(name || 0a || 01 || public key).
KEYS       name+id+base64(01 || public key). Main pins the first in `policies/keys.yaml`, in the line `firstKey:`,
           beside `origin:`, which has no year. A later, different pin is a finding. --key is stronger than a pin.
           Later keys come from records: `key-enrolled` with `role` "rotation" names a new `key` of the same name and
           the one that it `replaces`. It is the first record of a commit that both sign; from there the new one signs.
           `key-compromised` (`key`, `year`, `from`): what that key alone signed from that index on proves nothing.
           `key-retired`, the same fields: a replaced key is given up.
YEARS      Record 0 of a year is of type `key-enrolled` and has the year's origin, the key in force, and `previous`:
           origin, size and root of the year before (null in the first): that many records of it have that root.
           It may get more after that, by a slow clock. Once its key is replaced these are void, unless that "rotation"
           has in its own `previous` a size and root over them too.
MAIN       One line by first parents. A merge says `Countersign-Ledger: <year> <size> <root>` ("none 0 none" before
           there was a ledger): the ledger has that root at that size. A record names in `main` a commit on that line.
           So neither branch can be taken back alone; only records that no merge has quoted yet could go unseen.

OUT OF ITS SCOPE, for `countersign verify` alone: what records say (schema, order of proposal, approval, intent and
execution, whether two people approved an erasure, whether each decision follows from its evidence), whether main's
files are the approved ones, and what outsiders witnessed (`anchors/<year>`).
"""
import argparse, json, os, re, subprocess, sys  # noqa: E401
from functools import partial

sys.dont_write_bytecode = True  # whoever checks a clone leaves nothing in it
from second.keys import KINDS, Keys  # noqa: E402
from second.mainline import Main, line  # noqa: E402
from second.note import read_key, wrong_with  # noqa: E402
from second.objects import PLAIN, Missing, Objects  # noqa: E402
from second.personal import Personal  # noqa: E402
from second.rfc6962 import Merkle  # noqa: E402
from second.rfc8785 import read_canonical  # noqa: E402

RECORD = re.compile(r"records/(\d\d)/(\d\d)/(\d{8})-([a-z][a-z0-9-]*)\.json", re.A)

def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("directory", nargs="?", default=".")
    parser.add_argument("--key")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    given = None if options.key is None else read_key(options.key)
    if options.key is not None and given is None:
        parser.error("the key is no verifier key: write name+hash+base64")
    if not os.path.isdir(options.directory):
        parser.error(f"{options.directory} is no directory: name that of a clone")
    audit = Audit(Objects(options.directory), given)
    if options.json:
        fields = {"ok": not audit.findings, "size": audit.size, "root": audit.root, "findings": audit.findings}
        print(json.dumps(fields, indent=2))
    else:
        for one in audit.findings:  # a name in the repository must not move the reader's cursor: ASCII and no controls
            print(ascii("{branch} {index}: {sentence}".format(**one))[1:-1])
        print(f"{len(audit.findings)} findings, {audit.records} records; newest year: {audit.size}, root {audit.root}")
    return 1 if audit.findings else 0

class Audit:
    """Looks at everything and stops at nothing: each fault is one finding, and whatever can still be checked is."""

    def __init__(self, objects, given):
        self.objects, self.findings = objects, []
        self.years = {}  # year -> its roots in base64, by the number of records
        self.records, self.size, self.root = 0, 0, None  # of all years; of the newest one
        own, seen = objects.branches("refs/heads/"), objects.branches("refs/remotes/origin/")
        self.main = Main(objects, seen.get("main") or own.get("main"), given, partial(self.say, "main"))
        self.keys, self.personal = Keys(self.say, self.main.key), Personal(self.say)
        if objects.bare and own.get("main", None) not in {None, *self.main.tips}:  # in a bare one nobody commits
            self.say("main", "-", "This clone's own main has commits that refs/remotes/origin does not continue.")
        for branch in sorted(name for name in {**own, **seen} if name.startswith("ledger/")):
            if not re.fullmatch("ledger/[0-9]{4}", branch):
                self.say(branch, "-", "The branch is no year's ledger.")
                continue
            commits = self.read_ledger(branch, seen.get(branch) or own[branch])
            if branch in own and own[branch] not in commits:
                self.say(branch, "-", "This clone's own branch has commits that the origin's does not continue.")
        if not self.years:
            self.say("ledger", "-", "There is no branch ledger/<year> here. Make a full clone.")
        self.keys.say_void({year: len(roots) - 1 for year, roots in self.years.items()})
        for year in self.years:
            self.personal.check(objects, year, seen.get(f"sealed/{year}") or own.get(f"sealed/{year}"))
        for commit, text in self.main.quotes():
            year, size, root = re.fullmatch(r"([0-9]{4}) ([0-9]{1,15}) (\S+)|.*", text, re.S).groups()
            if text != "none 0 none" and (root is None or self.root_of(year, int(size)) != root):
                self.say("main", commit[:12], f"The ledger never had the size and root it names: {text[:99]}")

    def say(self, branch, index, sentence):
        self.findings.append({"branch": branch, "index": index, "sentence": sentence})

    def root_of(self, year, size):
        roots = self.years.get(year, [])
        return roots[size] if 0 <= size < len(roots) else None

    def read_ledger(self, branch, head):
        """Goes through the commits of a year and gives their ids."""
        commits, merkle, before = line(self.objects, head, partial(self.say, branch)), Merkle(), None
        roots = self.years[branch[7:]] = [merkle.root()]
        for commit, parents, after, _ in commits:
            first = len(roots) - 1
            if len(parents) > 1:
                self.say(branch, first, f"Commit {commit[:12]} is a merge: the branch must be one line.")
            keys = self.keys.state()
            try:
                records, tiles, note = self.changes_of(branch, commit, first, self.objects.changes(before, after))
                for path, blob in records:
                    content = self.objects.get(blob, "blob")
                    self.check_record(branch, len(roots) - 1, path, content, len(roots) - 1 == first)
                    roots.append(merkle.append(content))
                for path in sorted({*tiles, *merkle.tiles}):  # each comes once, with the commit that completes it
                    old, new = tiles.get(path, (None, None))
                    if old or not new or new[0] != PLAIN or self.objects.get(new[1], "blob") != merkle.tiles.get(path):
                        self.say(branch, first, f"Commit {commit[:12]} has not the tile {path} that the records make.")
                wrong, signers = None, {keys[0], self.keys.current}
                if note is not None and keys[0] is not None:  # where either is missing, that is said already
                    content, origin = self.objects.get(note, "blob"), f"{self.main.base}/{branch}"
                    wrong = wrong_with(content, signers, origin, len(roots) - 1, roots[-1])
            except Missing as missing:
                wrong = f"something is missing, {missing}"
            merkle.tiles.clear()
            if wrong:
                self.keys.back_to(keys)
                self.say(branch, first, f"The checkpoint of commit {commit[:12]} does not hold: {wrong}.")
            before = after
        self.size, self.root = len(roots) - 1, roots[-1]
        self.records += self.size
        if self.size == 0:
            self.say(branch, "-", "The branch has no records.")
        return {commit for commit, *_ in commits}

    def changes_of(self, branch, commit, first, changes):
        """The records that a commit adds, in order, its tiles and its checkpoint; all else it does is a finding."""
        records, tiles, note = [], {}, None
        for path, old, new in changes:
            match = RECORD.fullmatch(path)
            if path == "checkpoint":
                note = new[1] if new and new[0] == PLAIN else None
            elif path.startswith("tile/"):
                tiles[path] = (old, new)
            elif match is None:
                self.say(branch, first, f"Commit {commit[:12]} touches {path}, which is no record.")
            elif old is not None or new[0] != PLAIN:
                what = "removes" if new is None else "changes" if old else "does not bring as a plain file"
                self.say(branch, int(match[3]), f"Commit {commit[:12]} {what} {path}.")
            else:
                records.append((match[3], path, new[1]))
        if note is None or not records:
            self.say(branch, first, f"Commit {commit[:12]} does not both bring a record and renew the checkpoint.")
        return [one[1:] for one in sorted(records)], tiles, note

    def check_record(self, branch, index, path, content, opens):
        """The record at this place; opens: it is the first of its commit."""
        value, wrong = read_canonical(content)
        month, day, digits, kind = RECORD.fullmatch(path).groups()
        if wrong is None and not isinstance(value, dict):
            wrong = "is no JSON object"
        if wrong is not None:
            self.say(branch, index, f"{path} {wrong}.")
        if not isinstance(value, dict):
            return
        moment = str(value.get("at"))
        claims = (digits, value.get("index"), value.get("type"), moment[5:7], moment[8:10])
        if claims != (f"{index:08d}", index, kind, month, day) or isinstance(value["index"], bool):
            self.say(branch, index, f"{path} is number {index} on the branch: place, path and content must agree.")
        if self.main.tips and "main" in value and str(value["main"]) not in self.main.tips:
            self.say(branch, index, f"Main does not have the commit {str(value['main'])[:12]} that it names.")
        self.personal.take(branch[7:], digits, kind, value)
        if self.keys.current and kind in KINDS:
            self.keys.take(branch, index, kind, value, opens)
        if index == 0 and (kind, value.get("origin")) != ("key-enrolled", f"{self.main.base}/{branch}"):
            self.say(branch, 0, f"The year does not begin with key-enrolled of {self.main.base}/{branch}.")
        rotates = kind == "key-enrolled" and value.get("role") == "rotation" and value.get("previous") is not None
        # An older year may have been removed as a whole, when its time was over.
        if index == 0 and len(self.years) > 1 or rotates:
            self.check_quote(branch, index, value.get("previous"), rotates)

    def check_quote(self, branch, index, quote, rotates):
        """What a record says of the year before, or a rotation of the one that got more after it had been quoted."""
        base, years = f"{self.main.base}/ledger/", sorted(self.years)[:-1]
        origin, size, root = map(quote.get, ("origin", "size", "root")) if isinstance(quote, dict) else (None,) * 3
        named = [year for year in years if not rotates or origin == base + year]
        older = named[-1] if named else None
        known = self.root_of(older, int(size)) if isinstance(size, float) else None
        if origin != f"{base}{older}" or known is None or known != root:
            self.say(branch, index, f"It does not quote a size and root of ledger/{older}.")
        elif self.keys.current:
            self.keys.closed[older] = int(size)

if __name__ == "__main__":
    try:
        sys.exit(main())
    except (subprocess.CalledProcessError, BrokenPipeError):  # git has said why
        print("Nothing was verified: git cannot read this directory as a clone.", file=sys.stderr)
        sys.exit(3)
    except Exception as fault:  # a traceback would end with 1, which means something else
        print(f"Nothing was verified: {type(fault).__name__}: {ascii(str(fault))[1:-1]}", file=sys.stderr)
        sys.exit(3)
