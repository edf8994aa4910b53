"""The branch main: the pinned key, the commits that records may name, and what its merges say of the ledger."""
import re

from second.note import read_key
from second.objects import Missing

TRAILER = "Countersign-Ledger: "

def line(objects, head, say):
    """(commit, parents, tree, message) from the first commit to the head, by first parents."""
    commits = []
    while head is not None:
        try:
            tree, parents, message = objects.commit(head)
        except Missing as missing:
            say("-", f"The history breaks off: {missing}. Make a full clone.")
            break
        commits.append((head, parents, tree, message))
        head = parents[0] if parents else None
    return commits[::-1]

class Main:
    """`tips`: its commits; `key`: the first that it pins, None where there is none; `base`: the origin without a year."""

    def __init__(self, objects, head, given, say):
        if head is None:
            say("-", "There is no branch main here.")
        self.commits = line(objects, head, say)
        self.tips = {commit for commit, *_ in self.commits}
        pins = list(self.pins(objects, say))
        self.key = given or (pins[0][2] if pins else None)
        self.base = pins[0][1] if pins else self.key and self.key.name
        if self.key is None:
            say("-", "No key is pinned on main, and none was given: no signature can be checked.")
        for commit, _, key in pins:
            if key.text != self.key.text:
                say(commit[:12], "The commit pins another key than the one that is trusted here.")

    def pins(self, objects, say):
        """Each commit that pins a key, with the origin and the key."""
        before = None
        for commit, _, tree, _ in self.commits:
            try:
                changes = list(objects.changes(before, tree, only=("policies", "policies/keys.yaml")))
                texts = [objects.get(new[1], "blob").decode("utf-8", "replace") for _, _, new in changes if new]
            except Missing as missing:
                say(commit[:12], f"The commit cannot be read: {missing}.")
                continue
            for text in texts:
                fields = dict(re.findall(r"^(origin|firstKey): *[\"']?([^\s\"'#]+)[\"']? *(?:#.*)?$", text, re.M))
                key = read_key(fields.get("firstKey", ""))
                if key is not None:
                    yield commit, fields.get("origin"), key
                elif fields.get("firstKey") != "null":
                    say(commit[:12], "policies/keys.yaml has no readable line firstKey:.")
            before = tree

    def quotes(self):
        """Each (commit, text) that says which size and root the ledger had."""
        lines = ((commit, one) for commit, _, _, text in self.commits for one in text.split("\n"))
        return [(commit, one[len(TRAILER) :]) for commit, one in lines if one.startswith(TRAILER)]
