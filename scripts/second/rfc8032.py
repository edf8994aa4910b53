"""RFC 8032: Ed25519, from its definition. Points are (X, Y, Z, T): x = X/Z, y = Y/Z, xy = T/Z."""
import hashlib

P = 2**255 - 19
ORDER = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P

def is_signed(message, signature, key):
    """[S]B - [k]A = R, compared as bytes; S below the order, so that no signature has a second form."""
    r, s = signature[:32], int.from_bytes(signature[32:], "little")
    k = int.from_bytes(hashlib.sha512(r + key.public + message).digest(), "little") % ORDER
    return len(signature) == 64 and s < ORDER and encode(add(times(s, BASE), times(k, key.minus))) == r

def add(p, q):
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
