"""Names in the source: the problem's own where Python allows them, each used once."""

import re
from keyword import iskeyword
from unicodedata import name as unicode_name

from msgspec import Struct, field


_TAKEN = frozenset({"np", "jnp", "jax", "special", "linalg", "float", "int", "round", "ValueError"})
_SHORT = {"lamda": "lam"}


class Names(Struct):
    """The names given out so far."""

    used: set[str] = field(default_factory=set)

    def claim(self, wanted: str) -> str:
        """A Python name as near to the wanted one as is free."""
        plain = identifier(wanted)
        name, count = plain, 1
        while name in self.used or name in _TAKEN or iskeyword(name):
            name = f"{plain}_{count if count > 1 else ''}"
            count += 1
        self.used.add(name)
        return name


def identifier(text: str) -> str:
    """The text in ASCII letters, digits and underscores; Greek letters by their names."""
    spelled = re.sub(r"\W", "_", "".join(_ascii(letter) for letter in text), flags=re.ASCII)
    return spelled if spelled[:1].isalpha() else f"v{spelled}"


def _ascii(letter: str) -> str:
    if letter.isascii():
        return letter
    words = unicode_name(letter, "").split()
    if len(words) >= 4 and words[0] == "GREEK" and words[2] == "LETTER":
        word = _SHORT.get(words[3].lower(), words[3].lower())
        return word.capitalize() if words[1] == "CAPITAL" else word
    return f"u{ord(letter):x}"
