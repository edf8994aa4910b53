#!/usr/bin/env python3
"""The second verifier: checks Countersign's ledger from a clone, sharing no line of code with the first one.

    python3 scripts/verify-second.py [DIRECTORY] [--key VERIFIER-KEY] [--json]

It needs Python 3.9 and git, nothing else, and no network. Git only unpacks objects; each is hashed again here.
Exit code: 0 nothing found, 1 findings, 2 bad input, 3 the clone could not be read. This text is the whole format.

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
import argparse, base64, hashlib, json, math, os, re, subprocess, sys  # noqa: E401
from decimal import Decimal
from functools import lru_cache

RECORD = re.compile(r"records/(\d\d)/(\d\d)/(\d{8})-([a-z][a-z0-9-]*)\.json", re.A)
PERSONAL = re.compile(r"contactAttempts|detail|evidence|file|reason|pull\.reviews\.\d+\.body|verdict\.(summary|refusals\.\d+\.fact)")
CHECKPOINT = re.compile(r"([^\n]+)\n(0|[1-9][0-9]{0,15})\n([A-Za-z0-9+/]{43}=)\n")
PLAIN, FOLDER, SEALED = b"100644", b"40000", ["parts", "record", "v"]

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
        self.objects, self.key, self.base = objects, given, None
        self.findings, self.records, self.size, self.root = [], 0, 0, None
        self.years = {}  # year -> its roots in base64, by the number of records
        self.sealed, self.erased = {}, set()  # (year, file) -> {path: digest} of its record; (record, path)
        self.closed = {}  # year -> how many of its records a later one quotes
        self.spans, self.compromised = [], []  # ((year, index), key that signs from there); ((year, index), key's text)
        own, seen = objects.branches("refs/heads/"), objects.branches("refs/remotes/origin/")
        trailers = self.read_main(seen.get("main") or own.get("main"))
        if objects.bare and own.get("main", None) not in {None, *self.tips}:  # in a bare one nobody commits
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
        for mark, text in self.compromised:
            self.say_void(mark, text)
        for year, size in self.closed.items():
            self.say_reopened(year, size)
        for year in self.years:
            self.check_sealed(year, seen.get(f"sealed/{year}") or own.get(f"sealed/{year}"))
        for commit, text in trailers:
            year, size, root = re.fullmatch(r"([0-9]{4}) ([0-9]{1,15}) (\S+)|.*", text, re.S).groups()
            if text != "none 0 none" and (root is None or self.root_of(year, int(size)) != root):
                self.say("main", commit[:12], f"The ledger never had the size and root it names: {text[:99]}")

    def say(self, branch, index, sentence):
        self.findings.append({"branch": branch, "index": index, "sentence": sentence})

    def root_of(self, year, size):
        roots = self.years.get(year, [])
        return roots[size] if 0 <= size < len(roots) else None

    def line(self, branch, head):
        """(commit, parents, tree, message) from the first commit to the head, by first parents."""
        commits = []
        while head is not None:
            try:
                header, _, message = self.objects.get(head, "commit").decode("utf-8", "replace").partition("\n\n")
            except Missing as missing:
                self.say(branch, "-", f"The history breaks off: {missing}. Make a full clone.")
                break
            parents = re.findall("^parent ([0-9a-f]+)$", header, re.M)
            commits.append((head, parents, header[5:].split("\n")[0], message))
            head = parents[0] if parents else None
        return commits[::-1]

    def read_main(self, head):
        """Finds the pinned key and the commits that records may name; gives what main says of the ledger."""
        if head is None:
            self.say("main", "-", "There is no branch main here.")
        commits, pins, before = self.line("main", head), [], None
        self.tips = {commit for commit, *_ in commits}
        for commit, _, tree, _ in commits:
            try:
                changes = list(self.objects.changes(before, (FOLDER, tree), only=("policies", "policies/keys.yaml")))
                texts = [self.objects.get(new[1], "blob").decode("utf-8", "replace") for _, _, new in changes if new]
            except Missing as missing:
                self.say("main", commit[:12], f"The commit cannot be read: {missing}.")
                continue
            for text in texts:
                fields = dict(re.findall(r"^(origin|firstKey): *[\"']?([^\s\"'#]+)[\"']? *(?:#.*)?$", text, re.M))
                key = read_key(fields.get("firstKey", ""))
                if key is not None:
                    pins.append((commit, fields.get("origin"), key))
                elif fields.get("firstKey") != "null":
                    self.say("main", commit[:12], "policies/keys.yaml has no readable line firstKey:.")
            before = (FOLDER, tree)
        self.key = self.key or (pins[0][2] if pins else None)
        self.base = pins[0][1] if pins else self.key and self.key.name
        if self.key is None:
            self.say("main", "-", "No key is pinned on main, and none was given: no signature can be checked.")
        for commit, _, key in pins:
            if key.text != self.key.text:
                self.say("main", commit[:12], "The commit pins another key than the one that is trusted here.")
        start = "Countersign-Ledger: "
        return [(one, x[len(start) :]) for one, *_, text in commits for x in text.split("\n") if x.startswith(start)]

    def read_ledger(self, branch, head):
        """Goes through the commits of a year and gives their ids."""
        commits, merkle, before = self.line(branch, head), Merkle(), None
        roots = self.years[branch[7:]] = [merkle.root()]
        for commit, parents, tree, _ in commits:
            first, after = len(roots) - 1, (FOLDER, tree)
            if len(parents) > 1:
                self.say(branch, first, f"Commit {commit[:12]} is a merge: the branch must be one line.")
            key, spans = self.key, list(self.spans)
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
                wrong = None
                if note is not None and key is not None:  # where either is missing, that is said already
                    wrong = self.wrong_with(self.objects.get(note, "blob"), branch, roots, {key, self.key})
            except Missing as missing:
                wrong = f"something is missing, {missing}"
            merkle.tiles.clear()
            if wrong:
                self.key, self.spans = key, spans  # whoever has not both keys hands over nothing
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
        value, wrong = read_canonical(content)
        month, day, digits, kind = RECORD.fullmatch(path).groups()
        if wrong is None and not isinstance(value, dict):
            wrong = "is no JSON object"
        if wrong is not None:
            self.say(branch, index, f"{path} {wrong}.")
        if not isinstance(value, dict):
            return
        moment, named = str(value.get("at")), value.get("parts")
        sealed = {path: digest for path, digest in sealed_in(value) if PERSONAL.fullmatch(path)}
        if sealed:
            self.sealed[branch[7:], f"{int(digits) // 256}/{digits}.json"] = sealed
        if kind == "record-erased" and isinstance(named, list):
            self.erased.update((str(one.get("record")), str(one.get("path"))) for one in named if isinstance(one, dict))
        claims = (digits, value.get("index"), value.get("type"), moment[5:7], moment[8:10])
        if claims != (f"{index:08d}", index, kind, month, day) or isinstance(value["index"], bool):
            self.say(branch, index, f"{path} is number {index} on the branch: place, path and content must agree.")
        if self.tips and "main" in value and str(value["main"]) not in self.tips:
            self.say(branch, index, f"Main does not have the commit {str(value['main'])[:12]} that it names.")
        if self.key and kind in ("key-enrolled", "key-retired", "key-compromised"):
            self.check_key(branch, index, kind, value, opens)
        if index == 0 and (kind, value.get("origin")) != ("key-enrolled", f"{self.base}/{branch}"):
            self.say(branch, 0, f"The year does not begin with key-enrolled of {self.base}/{branch}.")
        years, quote = sorted(self.years), value.get("previous")
        rotates = kind == "key-enrolled" and value.get("role") == "rotation" and quote is not None
        # An older year may have been removed as a whole, when its time was over.
        if index == 0 and len(years) > 1 or rotates:
            origin, size, root = map(quote.get, ("origin", "size", "root")) if isinstance(quote, dict) else (None,) * 3
            older = years[-2] if len(years) > 1 else None
            if rotates:  # it vouches for what that year got after it had been quoted
                older = next((year for year in years[:-1] if origin == f"{self.base}/ledger/{year}"), None)
            known = self.root_of(older, int(size)) if isinstance(size, float) else None
            if origin != f"{self.base}/ledger/{older}" or known is None or known != root:
                self.say(branch, index, f"It does not quote a size and root of ledger/{older}.")
            elif self.key:
                self.closed[older] = int(size)

    def check_sealed(self, year, head):
        """Opens every commitment of a year with what its other branch has; what is erased has to be gone."""
        branch, files = f"sealed/{year}", {}
        try:
            tree = self.objects.get(head, "commit").decode("utf-8", "replace").split("\n")[0][5:] if head else None
            files = {path: new for path, _, new in self.objects.changes(None, (FOLDER, tree))} if tree else {}
        except Missing as missing:
            self.say(branch, "-", f"The branch cannot be read: {missing}.")
        for path in sorted(path for path in files if (year, path) not in self.sealed):
            self.say(branch, "-", f"{path} belongs to no personal part of a record.")
        for file, digests in ((file, digests) for (own, file), digests in self.sealed.items() if own == year):
            index = int(file.split("/")[1][:8])
            try:
                mode, blob = files[file]
                value, wrong = read_canonical(self.objects.get(blob, "blob"))
                parts = value["parts"] if (list(value), value["v"], value["record"]) == (SEALED, 1, index) else None
                if wrong or mode != PLAIN or any(list(one) != ["salt", "text"] for one in parts.values()):
                    raise ValueError(wrong)
                opened = {path: seal(strict_base64(one["salt"]), one["text"]) for path, one in parts.items()}
            except (Missing, KeyError, TypeError, AttributeError, ValueError):
                opened = {}
                if file in files:  # what was erased must not go on lying there in another form
                    self.say(branch, index, f"{file} is no file of personal parts of this record.")
            for path in sorted({*digests, *opened}):
                gone = (f"{year}/{index}", path) in self.erased
                if path not in opened and not gone:
                    self.say(branch, index, f"The part {path} is missing, and no record says that it was erased.")
                elif path in opened and (gone or opened[path] != digests.get(path)):
                    self.say(branch, index, f"The part {path} is {'still there' if gone else 'not what was sealed'}.")

    def check_key(self, branch, index, kind, value, opens):
        """Follows the keys from one record to the next; opens: it is the first record of its commit."""
        here, text = (int(branch[7:]), index), str(value.get("key"))
        own = [at for at, key in self.spans if key.text == text]
        if kind == "key-enrolled" and value.get("role") != "rotation":
            fine, new = index == 0 and text == self.key.text, self.key
        elif kind == "key-enrolled":
            new, lost = read_key(text), self.key.text in [key for _, key in self.compromised]
            fine = opens and index > 0 and new and new.name == self.key.name and not own and not lost
            fine = fine and value.get("replaces") == self.key.text != text
        else:
            year, start = value.get("year"), value.get("from")
            mark = (int(year), int(start)) if isinstance(year, float) and isinstance(start, float) else (math.inf, 0)
            ends = [at for (_, key), (at, _) in zip(self.spans, self.spans[1:]) if key.text == text]
            replaced = text != self.key.text and own and ends and ends[-1] <= mark
            fine, new = own and mark <= here and (kind == "key-compromised" or replaced), None
        if not fine:
            self.say(branch, index, f"A record {kind} of this key may not stand here.")
        elif new:
            self.key = new
            self.spans.append((here, new))
        elif kind == "key-compromised":
            self.compromised.append((mark, text))

    def say_void(self, mark, text):
        """Names the records that a compromised key alone has signed from the mark on."""
        for (start, key), (end, _) in zip(self.spans, [*self.spans[1:], ((math.inf, 0), None)]):
            (year, index), size = max(start, mark), len(self.years[str(start[0])]) - 1
            last = (end[1] if end[0] == start[0] else size) - 1
            if key.text == text and year == start[0] and index <= last:
                self.say(f"ledger/{year}", index, f"Up to {last} only the compromised key {key.id.hex()} signed: void.")

    def say_reopened(self, year, size):
        """Names what a year got after it had been quoted, by a key that is not in force any more."""
        last = len(self.years[year]) - 2
        keys = [key for at, key in self.spans if at <= (int(year), last)]
        if last >= size and keys and keys[-1].text != self.key.text:
            what = f"Up to {last} the replaced key {keys[-1].id.hex()} alone signed, after the year was quoted: void."
            self.say(f"ledger/{year}", size, what)

    def wrong_with(self, note, branch, roots, keys):
        """Why the checkpoint does not hold for these records, None where it does."""
        text, wrong = open_note(note, keys)
        match = CHECKPOINT.fullmatch(text or "")
        if wrong is not None:
            return wrong
        if match is None or match[1] != f"{self.base}/{branch}":
            return f"its text is not {self.base}/{branch}, size and root"
        if int(match[2]) != len(roots) - 1:
            return f"it counts {match[2]} records, and there are {len(roots) - 1}"
        return None if match[3] == roots[-1] else "the records up to there have another root"

class Merkle:
    """RFC 6962, growing: the full subtrees as (size, hash), largest first; and the tiles completed on the way."""

    def __init__(self):
        self.full, self.rows, self.tiles = [], [[] for _ in range(9)], {}

    def append(self, content):
        size, node, count = 1, hashlib.sha256(b"\0" + content).digest(), sum(size for size, _ in self.full) + 1
        while True:
            level, between = divmod(size.bit_length() - 1, 8)
            if not between:
                self.rows[level].append(node)
            if not between and len(self.rows[level]) == 256:
                *above, last = f"{count // size // 256 - 1:,}".split(",")  # 1,234 becomes x001/234
                path = f"tile/{level}/" + "".join(f"x{group.zfill(3)}/" for group in above) + last.zfill(3)
                self.tiles[path], self.rows[level] = b"".join(self.rows[level]), []
            if not self.full or self.full[-1][0] != size:
                break
            size, node = size * 2, hashlib.sha256(b"\1" + self.full.pop()[1] + node).digest()
        self.full.append((size, node))
        return self.root()

    def root(self):
        right, *rest = [node for _, node in reversed(self.full)] or [hashlib.sha256().digest()]
        for left in rest:
            right = hashlib.sha256(b"\1" + left + right).digest()
        return base64.b64encode(right).decode()

def sealed_in(value, path=""):
    """Every commitment in a value: its path and what it says."""
    if isinstance(value, dict) and list(value) == ["$sealed"]:
        yield path[1:], value["$sealed"]
    members = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for name, member in members:
        yield from sealed_in(member, f"{path}.{name}")

def seal(salt, text):
    """The commitment to a part, None where this can open none."""
    fits = len(salt) == 32 and read_canonical(text.encode("utf-8"))[1] is None
    return "sha256:" + hashlib.sha256(salt + text.encode("utf-8")).hexdigest() if fits else None

# RFC 8785. Every number is read as a double, as ECMAScript does: one with more digits does not come out as it went in.

def read_canonical(content):
    """The value, and what is wrong with its bytes, None where nothing is."""
    try:
        value = json.loads(content.decode("utf-8"), parse_int=float)
        return value, None if write(value).encode("utf-8") == content else "is not in canonical form (RFC 8785)"
    except (ValueError, RecursionError):
        return None, "is no JSON text that RFC 8785 can carry"

def write(value):
    if isinstance(value, dict):
        names = sorted(value, key=lambda name: name.encode("utf-16-be"))
        return "{" + ",".join(f"{write(name)}:{write(value[name])}" for name in names) + "}"
    if isinstance(value, list):
        return "[" + ",".join(map(write, value)) + "]"
    return write_number(value) if isinstance(value, float) else json.dumps(value, ensure_ascii=False)

def write_number(number):
    """ECMAScript's Number::toString: the shortest digits that read back, which Python's repr finds too."""
    if not math.isfinite(number):
        raise ValueError("JSON has no such number")
    if number == 0:
        return "0"
    minus, figures, exponent = Decimal(repr(number)).normalize().as_tuple()
    digits, point, power = "".join(map(str, figures)), len(figures) + exponent, ""  # 0.digits times ten to the point
    if not -6 < point <= 21:
        point, power = 1, f"e{point - 1:+d}"
    digits = digits.rjust(len(digits) + 1 - point, "0") if point < 1 else digits.ljust(point, "0")
    whole, rest = digits[: max(point, 1)], digits[max(point, 1) :]
    return "-" * minus + whole + ("." + rest if rest else "") + power

# Signed notes (C2SP) and Ed25519 (RFC 8032), from their definitions.

class Key:
    def __init__(self, text, name, identity, public, point):
        self.text, self.name, self.id, self.public = text, name, identity, public
        self.minus = multiples((-point[0] % P, point[1], point[2], -point[3] % P))

@lru_cache(maxsize=None)
def read_key(text):
    match = re.fullmatch(r"([^+\s]+)\+([0-9a-f]{8})\+([A-Za-z0-9+/]{44})", text)
    raw = strict_base64(match[3]) if match else b""
    point = decode(raw[1:]) if raw[:1] == b"\1" else None
    identity = hashlib.sha256(match[1].encode() + b"\n" + raw).digest()[:4] if point else b""
    return Key(text, match[1], identity, raw[1:], point) if point and identity.hex() == match[2] else None

def open_note(note, keys):
    """The signed text, and why it does not hold, None where each of the keys has signed it."""
    whole = note.decode("utf-8", "replace")
    text, border, below = whole.rpartition("\n\n")
    lines = [re.fullmatch("\u2014 ([^+\\s]+) ([A-Za-z0-9+/=]+)", line) for line in below[:-1].split("\n")]
    signatures = [(line[1], strict_base64(line[2])) for line in lines if line]
    sound = border and below.endswith("\n") and not re.search(r"[\0-\x09\x0b-\x1f\ufffd]", whole) and None not in lines
    if not sound or any(len(raw) < 5 for _, raw in signatures):
        return None, "it is not a well-formed signed note"
    for key in keys:
        own = [raw[4:] for name, raw in signatures if (name, raw[:4]) == (key.name, key.id)]
        if not own or not all(is_signed(text.encode() + b"\n", signature, key) for signature in own):
            what = "is signed wrongly by" if own else "lacks the signature of"
            return None, f"it {what} key {key.id.hex()}"
    return text + "\n", None

def strict_base64(text):
    """The bytes; none where the text is not base64 in its one canonical form."""
    try:
        raw = base64.b64decode(text, validate=True)
    except ValueError:
        return b""
    return raw if base64.b64encode(raw).decode() == text else b""

P = 2**255 - 19
ORDER = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P

def is_signed(message, signature, key):
    """[S]B - [k]A = R, compared as bytes; S below the order, so that no signature has a second form."""
    r, s = signature[:32], int.from_bytes(signature[32:], "little")
    k = int.from_bytes(hashlib.sha512(r + key.public + message).digest(), "little") % ORDER
    return len(signature) == 64 and s < ORDER and encode(add(times(s, BASE), times(k, key.minus))) == r

def add(p, q):
    """Points are (X, Y, Z, T): x = X/Z, y = Y/Z, xy = T/Z."""
    a, b = (p[1] - p[0]) * (q[1] - q[0]) % P, (p[1] + p[0]) * (q[1] + q[0]) % P
    c, d = 2 * p[3] * q[3] * D % P, 2 * p[2] * q[2] % P
    e, f, g, h = b - a, d - c, d + c, b + a
    return e * f % P, g * h % P, f * g % P, e * h % P

def multiples(point):
    """0 to 15 times the point, 16 times that, and so on for 64 digits: worked out once, since keys stay the same."""
    table = []
    for _ in range(64):
        row = [(0, 1, 1, 0)]
        for _ in range(16):
            row.append(add(row[-1], point))
        point = row[16]
        table.append(row)
    return table

def times(number, table):
    total = (0, 1, 1, 0)
    for row in table:
        total, number = add(total, row[number & 15]), number >> 4
    return total

def encode(p):
    inverse = pow(p[2], P - 2, P)
    return (p[1] * inverse % P | (p[0] * inverse % P & 1) << 255).to_bytes(32, "little")

def decode(raw):
    """The point, None where the bytes are no canonical encoding of one on the curve."""
    y = int.from_bytes(raw, "little") & (1 << 255) - 1
    square = (y * y - 1) * pow(D * y * y + 1, P - 2, P) % P
    x = pow(square, (P + 3) // 8, P)
    x = x if x * x % P == square else x * pow(2, (P - 1) // 4, P) % P
    x = x if x & 1 == raw[31] >> 7 else -x % P
    return (x, y, 1, x * y % P) if y < P and x * x % P == square and x & 1 == raw[31] >> 7 else None

BASE = multiples(decode((4 * pow(5, P - 2, P) % P).to_bytes(32, "little")))

def read_mode(mode):
    """As git takes it: of a file only the owner's right to execute it counts, and zeros before a mode do not."""
    number = int(mode, 8)
    return (PLAIN, b"100755")[number >> 6 & 1] if number >> 12 == 8 else b"%o" % number

class Missing(Exception):
    """An object that is not in the clone, or is not what its id stands for."""

class Objects:
    """Git as a store of objects. What a commit changed is found here, by comparing trees; git is not asked."""

    def __init__(self, directory):
        outside = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
        shut = {"GIT_NO_REPLACE_OBJECTS": "1", "GIT_NO_LAZY_FETCH": "1", "GIT_ALLOW_PROTOCOL": "none"}
        self.options = {"cwd": directory, "env": {**outside, **shut}, "stdout": subprocess.PIPE}
        self.git = subprocess.Popen(["git", "cat-file", "--batch"], stdin=subprocess.PIPE, **self.options)
        bare = subprocess.run(["git", "rev-parse", "--is-bare-repository"], check=True, **self.options)
        self.bare = bare.stdout.strip() == b"true"
        self.tree = lru_cache(maxsize=256)(self.read_tree)

    def branches(self, place):
        command = ["git", "for-each-ref", f"--format=%(objectname) %(refname:lstrip={place.count('/')})", place]
        text = subprocess.run(command, check=True, **self.options).stdout.decode()
        return {name: head for head, name in (line.split(" ", 1) for line in text.splitlines())}

    def get(self, name, kind):
        self.git.stdin.write(name.encode() + b"\n")
        self.git.stdin.flush()
        header = self.git.stdout.readline().split()
        if header[1:] == [b"missing"]:
            raise Missing(f"{name[:12]} is not in this clone")
        if len(header) != 3:
            raise OSError(f"git broke off at {name[:12]}. Make a full clone.")
        content = self.git.stdout.read(int(header[2]) + 1)[:-1]
        framed = f"{kind} {len(content)}\0".encode() + content
        if (hashlib.sha1 if len(name) == 40 else hashlib.sha256)(framed).hexdigest() != name:
            raise Missing(f"{name[:12]} is no sound {kind}")
        return content

    def read_tree(self, name):
        """Name to (mode, id)."""
        content, width = self.get(name, "tree"), len(name) // 2
        found = re.findall(rb"([0-7]+) ([^\0]+)\0(.{%d})" % width, content, re.S)
        entries = {path.decode("utf-8", "backslashreplace"): (read_mode(mode), one.hex()) for mode, path, one in found}
        # Where names are out of order, or there twice, not every reader finds the same files.
        order = [path + b"/" * (read_mode(mode) == FOLDER) for mode, path, _ in found]
        whole = sum(len(a) + len(b) + width + 2 for a, b, _ in found) == len(content)
        if len(entries) < len(found) or order != sorted(order) or not whole:
            raise Missing(f"{name[:12]} is no sound tree")
        return entries

    def changes(self, old, new, path="", only=None):
        """Every file that differs between two (mode, id): path, old and new, None for nothing; `only` these paths."""
        before, after = ({} if one is None or one[0] != FOLDER else self.tree(one[1]) for one in (old, new))
        files = [None if one is None or one[0] == FOLDER else one for one in (old, new)]
        if any(files):
            yield path, *files
        for name in sorted({name for name, _ in before.items() ^ after.items()}):
            below = f"{path}/{name}" if path else name
            if only is None or below in only:
                yield from self.changes(before.get(name), after.get(name), below, only)

if __name__ == "__main__":
    try:
        sys.exit(main())
    except (subprocess.CalledProcessError, BrokenPipeError):  # git has said why
        print("Nothing was verified: git cannot read this directory as a clone.", file=sys.stderr)
        sys.exit(3)
    except Exception as fault:  # a traceback would end with 1, which means something else
        print(f"Nothing was verified: {type(fault).__name__}: {fault}", file=sys.stderr)
        sys.exit(3)
