"""Which key has to sign: the pinned one, and after it those that records enrol; what a stolen or replaced one signed is void."""
import math

from second.note import read_key

KINDS = ("key-enrolled", "key-retired", "key-compromised")

class Keys:
    """Follows the keys from one record to the next. `current` is the one in force, None while none is known."""

    def __init__(self, say, pinned):
        self.say, self.current = say, pinned
        self.spans, self.compromised = [], []  # ((year, index), key that signs from there); ((year, index), key's text)
        self.closed = {}  # year -> how many of its records a later one quotes

    def state(self):
        return self.current, list(self.spans)

    def back_to(self, state):
        """Undoes what a commit handed over: whoever has not both keys hands over nothing."""
        self.current, self.spans = state

    def take(self, branch, index, kind, value, opens):
        """A record about keys; opens: it is the first record of its commit."""
        here, text = (int(branch[7:]), index), str(value.get("key"))
        own = [at for at, key in self.spans if key.text == text]
        if kind == "key-enrolled" and value.get("role") != "rotation":
            fine, new = index == 0 and text == self.current.text, self.current
        elif kind == "key-enrolled":
            new, lost = read_key(text), self.current.text in [key for _, key in self.compromised]
            fine = opens and index > 0 and new and new.name == self.current.name and not own and not lost
            fine = fine and value.get("replaces") == self.current.text != text
        else:
            year, start = value.get("year"), value.get("from")
            mark = (int(year), int(start)) if isinstance(year, float) and isinstance(start, float) else (math.inf, 0)
            ends = [at for (_, key), (at, _) in zip(self.spans, self.spans[1:]) if key.text == text]
            replaced = text != self.current.text and own and ends and ends[-1] <= mark
            fine, new = own and mark <= here and (kind == "key-compromised" or replaced), None
        if not fine:
            self.say(branch, index, f"A record {kind} of this key may not stand here.")
        elif new:
            self.current = new
            self.spans.append((here, new))
        elif kind == "key-compromised":
            self.compromised.append((mark, text))

    def say_void(self, sizes):
        """Names the records that prove nothing. sizes: how many records each year has."""
        for mark, text in self.compromised:
            self.say_compromised(mark, text, sizes)
        for year, quoted in self.closed.items():
            self.say_reopened(year, quoted, sizes[year] - 1)

    def say_compromised(self, mark, text, sizes):
        """What a compromised key alone has signed from the mark on."""
        for (start, key), (end, _) in zip(self.spans, [*self.spans[1:], ((math.inf, 0), None)]):
            (year, index), size = max(start, mark), sizes[f"{start[0]:04}"]
            last = (end[1] if end[0] == start[0] else size) - 1
            if key.text == text and year == start[0] and index <= last:
                self.say(f"ledger/{year:04}", index, f"Up to {last} only the compromised key {key.id.hex()} signed: void.")

    def say_reopened(self, year, quoted, last):
        """What a year got after it had been quoted, by a key that is not in force any more."""
        keys = [key for at, key in self.spans if at <= (int(year), last)]
        if last >= quoted and keys and keys[-1].text != self.current.text:
            what = f"Up to {last} the replaced key {keys[-1].id.hex()} alone signed, after the year was quoted: void."
            self.say(f"ledger/{year}", quoted, what)
