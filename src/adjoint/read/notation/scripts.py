"""Subscripts, superscripts and quotes: `A_5`, `A_{ij}`, `A^{[1]}`, `A^T`, `A^{-1}`, `A'` told apart."""

from collections.abc import Collection, Sequence
from fractions import Fraction
from itertools import pairwise

from msgspec import Struct

from adjoint.errors import Ambiguous, TooLarge, Unsupported
from adjoint.read.notation.cursor import Cursor
from adjoint.read.tree.glyphs import EXPECTATION, TURNS
from adjoint.read.tree.lexeme import Lexeme, cut
from adjoint.read.tree.naming import plain
from adjoint.read.tree.sides import Bold, Derivative, Entry, KroneckerDelta, Sized, Total
from adjoint.read.tree.syntax import CHANGE, Applied, Name, Node, Numeral, Raised, Transposed

_MOST_INDICES = 4
_USUAL = frozenset("ijklmnpqrst")
"""Letters that are indices rather than labels."""
_MOST_SCRIPTS = 20


class Script(Struct, frozen=True):
    """One script: `^`, `_` or a quote, with the lexemes that it raises or lowers."""

    kind: str
    lexemes: Sequence[Lexeme]
    end: int

    @property
    def text(self) -> str:
        """The lexemes as one word."""
        return "".join("·" if found.is_("op", "*") else found.text for found in self.lexemes if found.text != "group")


class Scripts(Cursor):
    """The part of the parser that deals with scripts."""

    def subscripts(self) -> list[Script]:
        """The subscripts to come."""
        found: list[Script] = []
        while self.at("script", "_"):
            self.take()
            found.append(Script("_", self.argument(), self.end))
        return found

    def scripts(self) -> list[Script]:
        """The scripts to come."""
        found: list[Script] = []
        while self.at("script") or self.at("prime") or (self.text and self.at("op", ".^")):
            mark = self.take()
            if mark.kind == "prime":
                found.append(Script("'", (), mark.end))
            else:
                found += _parted(Script(mark.text, self.argument(), self.end))
        powers = [script.kind == "^" and not _is_label(script) and self.is_power([script]) for script in found]
        if self.names.open_ and any(map(all, pairwise(powers))):
            raise Ambiguous(
                "a power of a power: from the left, or from the right?",
                hint="write `{x^a}^b` or `x^{a^b}`",
                position=found[0].lexemes[0].start,
                length=max(found[-1].end - found[0].lexemes[0].start, 1),
            )
        if len(found) > _MOST_SCRIPTS:
            raise TooLarge("too many scripts on one operand", position=self.end, length=1)
        return found

    def scripted(self, node: Node, scripts: Sequence[Script]) -> Node:
        """An operand with its scripts, from the left."""
        for script in scripts:
            if script.kind == "_":
                node = self.lowered(node, script)
            elif script.kind == "'":
                node = Transposed(node.start, script.end, node)
            elif script.kind == ".^":
                node = Raised(node.start, script.end, node, self.part(script.lexemes), True)
            else:
                node = self.raised(node, script)
        return node

    def lowered(self, node: Node, script: Script) -> Node:
        """An entry of an operand, or a one or zero with its sizes."""
        kind = "ones" if isinstance(node, Bold) or _is_digit(node, 1) else "zeros" if _is_digit(node, 0) else ""
        sized = self.sized(node, kind, script) if kind else None
        if sized is not None:
            return sized
        indices = self.indices(script)
        if script.text == "×":
            return Applied(node.start, script.end, "skew", 0, (node,))
        if indices is None:
            raise self.failure(f"the subscript `{script.text}` has no meaning here")
        return Entry(node.start, script.end, node, indices)

    def sized(self, node: Node, kind: str, script: Script) -> Node | None:
        """`I_n`, `1_{m×n}`: an array of those sizes, if they are sizes of the problem; a product has a dot."""
        lexemes = script.lexemes
        stretches = cut([Lexeme("cut", "", x.start, x.end) if x.is_("op", "×") else x for x in lexemes], "cut", lexemes)
        plain = all(_is_product(stretch, self.names.sizes) for stretch in stretches)
        if not plain or len(stretches) > 2 or all(x.kind == "number" for x in lexemes):
            return None
        return Sized(node.start, script.end, kind, tuple(self.part(stretch) for stretch in stretches))

    def indices(self, script: Script) -> tuple[str, ...] | None:
        """The subscript as indices: letters, numbers, or a dot for all of an axis."""
        found: list[str] = []
        for lexeme in script.lexemes:
            if lexeme.kind == "prime" and found:
                found[-1] += "'"
            elif lexeme.kind == "number":
                found += [lexeme.text] if len(script.lexemes) == 1 or "," in script.text else list(lexeme.text)
            elif lexeme.kind == "name":
                found += list(lexeme.text) if self.text and lexeme.text.isascii() else [lexeme.text]
            elif lexeme.is_("op", "*") or lexeme.is_("op", ":"):
                found.append("·")
            elif not lexeme.is_("sep", ","):
                return None
        return tuple(found) if 0 < len(found) <= _MOST_INDICES else None

    def raised(self, node: Node, script: Script) -> Node:
        """A power, a transpose, an inverse."""
        found = list(script.lexemes)
        start, end = node.start, script.end
        if found and all(lexeme.kind == "prime" for lexeme in found):
            return Transposed(start, end, node)
        if script.text in ("+", "*", "·"):
            return self.starred(node, script)
        if self.turned(found) and len(found) <= 3:
            power = found[:-1]
            if len(power) == 1 and power[0].is_("op", "-"):
                minus = Numeral(power[0].start, power[0].end, Fraction(-1))
                return Transposed(start, end, Raised(start, end, node, minus, False))
            return Transposed(start, end, Raised(start, end, node, self.part(power), False) if power else node)
        if found and found[0].is_("op", ".*"):
            return Raised(start, end, node, self.part(found[1:]), True)
        return Raised(start, end, node, self.part(found), False)

    def starred(self, node: Node, script: Script) -> Node:
        """The pseudo-inverse, or a name with a star."""
        if script.text == "+":
            return Applied(node.start, script.end, "pinv", 0, (node,))
        if isinstance(node, Name):
            return Name(node.start, script.end, f"{node.name}*")
        raise self.failure("a star is part of a name, or `\\cdot` was meant")

    def turned(self, found: Sequence[Lexeme]) -> bool:
        """Whether a superscript ends in a transpose of its own, which `e^{X^T}` does not."""
        return bool(found) and self.turns(found[-1]) and not (len(found) > 1 and found[-2].is_("script", "^"))

    def turns(self, lexeme: Lexeme) -> bool:
        """Whether a superscript transposes."""
        if lexeme.kind not in ("name", "word") or lexeme.text not in TURNS:
            return False
        return lexeme.text not in ("t", "H") or not self.names.is_array(lexeme.text)

    def named(self) -> Node:
        """A name with its scripts, and the bracket after it where it is a function."""
        first = self.take()
        bare = first.text == "E" and self.at("open", "[") and not self.names.is_array("E")
        if first.text == EXPECTATION or bare:
            raise Unsupported(
                "an expectation, the mean over something random",
                hint="sums over data are read as `\\frac{1}{n} \\sum_i`, or give the mean a name",
                position=first.start,
                length=max(first.end - first.start, 1),
            )
        scripts = self.scripts()
        if (change := self.dotted(first)) is not None:
            return self.scripted(change, scripts)
        if first.text == "e" and not self.names.is_array("e") and self.is_power(scripts[:1]):
            return self.exponential(first, scripts)
        if first.text == "I" and scripts and scripts[0].kind == "_" and not self.names.find("I"):
            eye = self.sized(Name(first.start, first.end, "I"), "eye", scripts[0])
            if eye is not None:
                return self.scripted(eye, scripts[1:])
        delta = self.delta(first, scripts)
        if delta is not None:
            return self.scripted(delta, scripts[1:])
        name, rest = self.resolved(first.text, scripts)
        used = [script.end for script in scripts if script not in rest]
        node = Name(first.start, max([first.end, *used]), name)
        return self.finished(node, rest)

    def dotted(self, first: Lexeme) -> Node | None:
        """`\\dot X` as the change of X, where it is no name of its own."""
        base, _, accent = first.text.rpartition("_")
        own = self.names.find(base) if accent == "dot" and not self.names.find(first.text) else None
        if own is None or not self.names.is_array(own):
            return None
        return Applied(first.start, first.end, CHANGE, 0, (Name(first.start, first.end, own),))

    def is_power(self, scripts: list[Script]) -> bool:
        """Whether a superscript comes first, and one that does not transpose."""
        return bool(
            scripts and scripts[0].kind == "^" and scripts[0].lexemes and not self.turned(scripts[0].lexemes)
        )

    def exponential(self, first: Lexeme, scripts: list[Script]) -> Node:
        """`e^x`."""
        power = self.part(scripts[0].lexemes)
        return self.scripted(Applied(first.start, scripts[0].end, "exp", 0, (power,)), scripts[1:])

    def delta(self, first: Lexeme, scripts: list[Script]) -> Node | None:
        """A Kronecker delta, if it is one."""
        if first.text not in ("delta", "I") or self.names.find(first.text) or not scripts or scripts[0].kind != "_":
            return None
        indices = self.indices(scripts[0])
        if indices is None or len(indices) != 2:
            return None
        return KroneckerDelta(first.start, scripts[0].end, *indices)

    def resolved(self, stem: str, scripts: list[Script]) -> tuple[str, list[Script]]:
        """The name that a letter with scripts means, and the scripts that are not part of it."""
        names = self.names
        for script in scripts:
            word = _label(script)
            known = names.find(stem, word) if word else None
            if known and not (script.kind == "^" and (self.plain_power(script) or names.is_array(stem))):
                return known, [other for other in scripts if other is not script]
        numbered = bool(scripts) and scripts[0].kind == "^" and scripts[0].text.isdigit()
        if stem == "delta" and numbered and not names.find(stem):
            return stem + scripts[0].text, list(scripts[1:])
        if scripts and scripts[0].kind == "_" and [lexeme.text for lexeme in scripts[0].lexemes] == ["*"]:
            return f"{names.find(stem) or stem}*", list(scripts[1:])
        labelled = next((script for script in scripts if script.kind == "^" and _is_label(script)), None)
        if labelled is not None:
            return plain(stem, _label(labelled)), [other for other in scripts if other is not labelled]
        lower = next((script for script in scripts if script.kind == "_"), None)
        base = names.find(stem) or stem
        if lower is None or self.is_entry(base, lower):
            return base, scripts
        if self.indices(lower) is None and not _label(lower):
            return f"{stem}_{lower.text}", [other for other in scripts if other is not lower]
        return plain(stem, _label(lower)), [other for other in scripts if other is not lower]

    def plain_power(self, script: Script) -> bool:
        """Whether a superscript is a power or a transpose rather than part of a name."""
        if _is_label(script) or not script.lexemes:
            return False
        return script.lexemes[0].kind != "name" or self.turns(script.lexemes[-1])

    def is_entry(self, base: str, script: Script) -> bool:
        """Whether a subscript picks an entry, rather than naming another array."""
        indices = self.indices(script)
        if indices is None or self.names.open_:
            return bool(indices) and bool(self.bound & set(indices or ()))
        if len(indices) == 1 and indices[0] in ("t", "T") and not self.names.running:
            return False
        if base in self.names.orders:
            pair = len(indices) == 1 and len(indices[0]) == 2 and indices[0].isdigit()
            return len(indices) + pair == self.names.orders[base]
        if len(indices) == 1 and (base == "I" or (base not in self.names and indices[0] in self.names.orders)):
            return False
        if len(indices) == 1 and indices[0] not in _USUAL and self.is_family(base):
            return False
        if base in self.names.sizes or (indices[0] in self.names.sizes and len(indices) == 1):
            return False
        letters = [index for index in indices if not index.isdigit()]
        return bool(letters) and all(_is_letter(index) or index == "·" for index in letters)

    def is_family(self, base: str) -> bool:
        """Whether a letter has no meaning by itself, but was given others with labels: `delta_h` and `delta_o`."""
        return base not in self.names and any(name.startswith(f"{base}_") for name in self.names.taken)

    def total(self) -> Node:
        """`\\sum_{ij}`."""
        start = self.take().start
        indices: tuple[str, ...] = ()
        lower = upper = ""
        for script in self.scripts():
            if script.kind == "_":
                indices, lower = self.summed(script)
            elif script.kind == "^":
                upper = script.text
        around, self.bound = self.bound, self.bound | set(indices)
        operand = self.product()
        self.bound = around
        return Total(start, self.end, operand, indices, lower, upper)

    def summed(self, script: Script) -> tuple[tuple[str, ...], str]:
        """The indices below a sum, and what is said of their range."""
        found = script.lexemes
        relation = next((i for i, x in enumerate(found) if x.kind == "rel"), len(found))
        letters = [x for x in found[:relation] if not x.is_("sep", ",")]
        if not letters or any(x.kind != "name" for x in letters):
            raise self.failure(f"a sum over `{script.text}`", "sums run over indices, as in `\\sum_{ij}`")
        indices = tuple(name for x in letters for name in (list(x.text) if self.text else [x.text]))
        return indices, "".join(x.text for x in found[relation:])

    def finished(self, node: Name, scripts: list[Script]) -> Node:
        """A name with the scripts that are left, or a function applied; a quote may belong to the name."""
        primes = 0
        while primes < len(scripts) and scripts[primes].kind == "'":
            primes += 1
        if self.at("open", "(") and not self.names.open_ and primes == len(scripts) and primes:
            rate = self.primed(node, primes)
            if rate is not None:
                return rate
        if primes and not self.text and self.quotes and self.names.is_array(node.name):
            node = Name(node.start, scripts[primes - 1].end, node.name + "'" * primes)
            scripts = scripts[primes:]
        if self.at("open", "(") and primes == len(scripts):
            applied = self.application(node, primes)
            if applied is not None:
                return self.scripted(applied, self.scripts())
        elif primes and self.names.orders.get(node.name) == 0 and primes == len(scripts) and not self.text:
            return Derivative(node.start, scripts[-1].end, node, (), primes, "map")
        return self.scripted(node, scripts)

    def primed(self, node: Name, primes: int) -> Node | None:
        """`f'(x)` for a scalar that the problem defines."""
        if self.names.orders.get(node.name) != 0 or node.name in self.names.variables:
            return None
        arguments, end = self.fenced()
        return Derivative(node.start, end, node, tuple(arguments), primes, "map")

    def application(self, node: Name, primes: int) -> Node | None:
        """A name applied to what stands in brackets; see `adjoint.read.notation.formula`."""
        raise NotImplementedError

    def fenced(self) -> tuple[list[Node], int]:
        """What stands in brackets, and where they end; see `adjoint.read.notation.formula`."""
        raise NotImplementedError


def _is_digit(node: Node, value: int) -> bool:
    return isinstance(node, Numeral) and node.value == value


def _is_product(found: Sequence[Lexeme], sizes: Collection[str]) -> bool:
    """Whether it is one size, or several with dots between them."""
    factors, dots = found[::2], found[1::2]
    whole = all(x.kind == "number" or (x.kind == "name" and x.text in sizes) for x in factors)
    return len(found) % 2 == 1 and whole and all(x.is_("op", "*") for x in dots)


def _is_letter(index: str) -> bool:
    """Whether an index is one small letter, perhaps with a prime."""
    return len(index.rstrip("'")) == 1 and index[0].islower()


def _parted(script: Script) -> list[Script]:
    """A superscript as in `A^{[1]T}` in its parts: the label, and what follows it."""
    place = next((i for i, lexeme in enumerate(script.lexemes) if lexeme.kind == "close"), len(script.lexemes))
    label = Script(script.kind, script.lexemes[: place + 1], script.end)
    rest = script.lexemes[place + 1 :]
    if script.kind != "^" or not rest or not _is_label(label) or rest[0].kind not in ("name", "word"):
        return [script]
    return [label, Script(script.kind, rest, script.end)]


def _is_label(script: Script) -> bool:
    """Whether a superscript stands in brackets, as in `A^{[1]}`."""
    found = script.lexemes
    return (
        len(found) > 2
        and found[0].kind == "open"
        and found[0].text in "[("
        and found[-1].kind == "close"
        and (all(lexeme.kind in ("name", "number", "word") for lexeme in found[1:-1]))
    )


def _label(script: Script) -> str:
    """The part of a name that a script is, or nothing."""
    found = script.lexemes[1:-1] if _is_label(script) else script.lexemes
    if not all(lexeme.kind in ("name", "number", "word") for lexeme in found if not lexeme.is_("sep", ",")):
        return ""
    return "".join(lexeme.text for lexeme in found if lexeme.kind != "sep")
