"""Signed notes and their keys (C2SP signed-note), and the checkpoint in one (C2SP tlog-checkpoint)."""
import base64, hashlib, re  # noqa: E401
from functools import lru_cache

from second.rfc8032 import decode, is_signed, multiples, P

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

CHECKPOINT = re.compile(r"([^\n]+)\n(0|[1-9][0-9]{0,15})\n([A-Za-z0-9+/]{43}=)\n")

def wrong_with(note, keys, origin, size, root):
    """Why a checkpoint does not hold, signed by these keys, for these records of this origin; None where it does."""
    text, wrong = open_note(note, keys)
    match = CHECKPOINT.fullmatch(text or "")
    if wrong is not None:
        return wrong
    if match is None or match[1] != origin:
        return f"its text is not {origin}, size and root"
    if int(match[2]) != size:
        return f"it counts {match[2]} records, and there are {size}"
    return None if match[3] == root else "the records up to there have another root"
