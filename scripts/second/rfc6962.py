"""RFC 6962: the Merkle tree over the records, and the files of its nodes (C2SP tlog-tiles)."""
import base64, hashlib  # noqa: E401

class Merkle:
    """It grows: the full subtrees as (size, hash), largest first; and the tiles completed on the way."""

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
