"""The personal parts of a year's records, sealed in them and kept on a branch that can be written anew."""
import hashlib, re  # noqa: E401

from second.note import strict_base64
from second.objects import PLAIN, Missing
from second.rfc8785 import read_canonical

PATH = re.compile(r"contactAttempts|detail|evidence|file|reason|pull\.reviews\.\d+\.body|verdict\.(summary|refusals\.\d+\.fact)")
MEMBERS = ["parts", "record", "v"]

class Personal:
    """What the records have sealed and erased, to be opened once all of them are read."""

    def __init__(self, say):
        self.say = say
        self.sealed, self.erased = {}, set()  # (year, file) -> {path: digest} of its record; (record, path)

    def take(self, year, digits, kind, value):
        """Takes a record."""
        sealed = {path: digest for path, digest in sealed_in(value) if PATH.fullmatch(path)}
        if sealed:
            self.sealed[year, f"{int(digits) // 256}/{digits}.json"] = sealed
        named = value.get("parts")
        if kind == "record-erased" and isinstance(named, list):
            self.erased.update((str(one.get("record")), str(one.get("path"))) for one in named if isinstance(one, dict))

    def check(self, objects, year, head):
        """Opens every commitment of a year with what its other branch has; what is erased has to be gone."""
        branch, files, older = f"sealed/{year}", {}, set()
        erased = {record for record, _ in self.erased}
        try:
            if head:
                tree = objects.commit(head)[0]
                files = {path: new for path, _, new in objects.changes(None, tree)}
                older = replaced(objects, head) if any(record.startswith(f"{year}/") for record in erased) else set()
        except Missing as missing:
            self.say(branch, "-", f"The branch cannot be read: {missing}.")
        for path in sorted(path for path in files if (year, path) not in self.sealed):
            self.say(branch, "-", f"{path} belongs to no personal part of a record.")
        for file, digests in ((file, digests) for (own, file), digests in self.sealed.items() if own == year):
            index = int(file.split("/")[1][:8])
            if file in older and f"{year}/{index}" in erased:
                self.say(branch, index, f"Parts of it were erased, and an older commit still has its file {file}.")
            opened = open_file(objects, files[file], index) if file in files else {}
            if opened is None:  # what was erased must not go on lying there in another form
                self.say(branch, index, f"{file} is no file of personal parts of this record.")
                opened = {}
            for path in sorted({*digests, *opened}):
                gone = (f"{year}/{index}", path) in self.erased
                if path not in opened and not gone:
                    self.say(branch, index, f"The part {path} is missing, and no record says that it was erased.")
                elif path in opened and (gone or opened[path] != digests.get(path)):
                    self.say(branch, index, f"The part {path} is {'still there' if gone else 'not what was sealed'}.")

def replaced(objects, head):
    """The files that had other content anywhere in the history. Nothing but erasing changes one, and that leaves no history."""
    paths, seen, ahead = set(), {head}, [head]
    while ahead:
        tree, parents, _ = objects.commit(ahead.pop())
        for parent in parents:
            paths.update(path for path, old, _ in objects.changes(objects.commit(parent)[0], tree) if old)
        ahead += {*parents} - seen
        seen |= {*parents}
    return paths

def open_file(objects, entry, index):
    """The commitment to each part in a file, by path; None where it is not in its form."""
    try:
        value, wrong = read_canonical(objects.get(entry[1], "blob"))
        parts = value["parts"] if (list(value), value["v"], value["record"]) == (MEMBERS, 1, index) else None
        if wrong or entry[0] != PLAIN or any(list(one) != ["salt", "text"] for one in parts.values()):
            return None
        return {path: seal(strict_base64(one["salt"]), one["text"]) for path, one in parts.items()}
    except (Missing, KeyError, TypeError, AttributeError, ValueError):
        return None

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
