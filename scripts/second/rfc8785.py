"""RFC 8785, canonical JSON. Each number is read as a double, as ECMAScript does: one with more digits comes out differently."""
import json, math  # noqa: E401
from decimal import Decimal

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
