"""Git as a store of objects: what a commit changed is found here, by comparing trees; git is not asked."""
import hashlib, os, re, subprocess  # noqa: E401
from functools import lru_cache

PLAIN, FOLDER = b"100644", b"40000"

class Objects:
    def __init__(self, directory):
        outside = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
        shut = {"GIT_NO_REPLACE_OBJECTS": "1", "GIT_NO_LAZY_FETCH": "1", "GIT_ALLOW_PROTOCOL": "none"}
        self.options = {"cwd": directory, "env": {**outside, **shut}, "stdout": subprocess.PIPE}
        self.git = subprocess.Popen(["git", "cat-file", "--batch"], stdin=subprocess.PIPE, **self.options)
        bare = subprocess.run(["git", "rev-parse", "--is-bare-repository"], check=True, **self.options)
        self.bare = bare.stdout.strip() == b"true"
        self.tree = lru_cache(maxsize=256)(self.read_tree)

    def branches(self, place):
        """Name to commit of the branches below refs/heads/ or another place."""
        command = ["git", "for-each-ref", f"--format=%(objectname) %(refname:lstrip={place.count('/')})", place]
        text = subprocess.run(command, check=True, **self.options).stdout.decode("utf-8", "backslashreplace")
        # A name may be no UTF-8, and have other line ends than git's own.
        return {name: head for head, name in (line.split(" ", 1) for line in text.split("\n")[:-1])}

    def get(self, name, kind):
        """The bytes of an object, held against its id. Raises Missing where they are not here, or are others."""
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

    def commit(self, name):
        """Its tree as (mode, id), its parents and its message."""
        header, _, message = self.get(name, "commit").decode("utf-8", "replace").partition("\n\n")
        return (FOLDER, header[5:].split("\n")[0]), re.findall("^parent ([0-9a-f]+)$", header, re.M), message

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

def read_mode(mode):
    """As git takes it: of a file only the owner's right to execute it counts, and zeros before a mode do not."""
    number = int(mode, 8)
    return (PLAIN, b"100755")[number >> 6 & 1] if number >> 12 == 8 else b"%o" % number

class Missing(Exception):
    """An object that is not in the clone, or is not what its id stands for."""
