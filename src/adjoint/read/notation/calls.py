"""Functions applied: upright words with their arguments, names before brackets, `\\log\\det X` as one function."""

from msgspec.structs import replace

from adjoint.errors import Ambiguous
from adjoint.expr.language import Apply
from adjoint.expr.walk import postorder
from adjoint.laws.elementwise import DERIVATIVE
from adjoint.read.notation.rates import Rates
from adjoint.read.tree.glyphs import FUNCTIONS, GREEK_FUNCTIONS
from adjoint.read.tree.sides import walk
from adjoint.read.tree.syntax import Applied, Factors, Name, Node, Norm, Raised, Terms

_FUNCTION_LETTERS = "fghpqsuvFGHSJEL"


class Calls(Rates):
    """The part of the parser that deals with functions."""

    def group(self) -> Node:
        """What stands in the braces of LaTeX; see `adjoint.read.notation.formula`."""
        raise NotImplementedError

    def word(self) -> Node:
        """An upright word: a function with its argument, or a name."""
        found = self.take()
        known = FUNCTIONS.get(found.text)
        name = self.names.find(found.text)
        scripts = [] if known is None and not self.at("prime") else self.scripts()
        if name is not None and (known is None or self.names.is_array(name)):
            return self.finished(Name(found.start, found.end, name), scripts or self.scripts())
        primes = sum(script.kind == "'" for script in scripts)
        powers = [script for script in scripts if script.kind != "'"]
        if known is None and not self.at("open", "(", "[", "{"):
            rest = [*scripts, *self.scripts()]
            label, left = self.resolved(found.text, rest)
            return self.scripted(Name(found.start, self.end if len(left) < len(rest) else found.end, label), left)
        bare = not self.at("open", "(", "[", "{")
        arguments, end = self.arguments(changes=known == "tr")
        node = self.called(Applied(found.start, end, known or found.text, primes, tuple(arguments)), bare)
        return self.scripted(node, powers)

    def arguments(self, changes: bool = False) -> tuple[list[Node], int]:
        """The argument of a function: brackets, braces, or the factors that follow without any; loosely, the first.

        Among factors without brackets are `changes` where a function is of a whole product, as a trace is.
        """
        if self.at("open", "(", "[", "{"):
            return self.fenced()
        if self.at("open", "group"):
            return [self.group()], self.end
        start = self.peek().start
        if not self.starts():
            raise self.failure("a function without an argument")
        alone = self.at("word") or (self.at("name") and self.peek(1).is_("open", "("))
        factors = [self.factor() if self.at("command") else self.postfix()]
        if (alone and not changes) or (self.loose and not self.text):
            return factors, self.end
        while self.starts() and (changes or not self.at("word")) and not self.at("command", "sum"):
            if self.is_operator() and not (changes and self.is_mark()):
                break
            factors.append(self.postfix())
        if len(factors) == 1:
            return factors, self.end
        self.mixed = True
        return [Factors(start, self.end, factors[0], tuple(("*", factor) for factor in factors[1:]))], self.end

    def called(self, node: Applied, bare: bool) -> Applied:
        """A function's value; `\\log\\det X` and `\\log|X|` of a matrix are one function."""
        inner = node.arguments[0] if node.arguments else None
        raised = inner.base if isinstance(inner, Raised) else None
        if node.function == "log" and bare and isinstance(raised, Applied) and raised.function in ("det", "Gamma"):
            raise Ambiguous(
                "a power after two functions: of the first, or of the second?",
                hint="write `(\\log\\det(A))^2` or `\\log(\\det(A)^2)`",
                position=node.start,
                length=node.end - node.start,
            )
        if node.function == "log" and bare and isinstance(inner, Applied) and inner.function == "det":
            return replace(node, function="logdet", arguments=inner.arguments)
        if node.function == "log" and bare and isinstance(inner, Applied) and inner.function == "Gamma":
            return replace(node, function="gammaln", arguments=inner.arguments)
        bars = node.function == "log" and isinstance(inner, Norm) and inner.subscript == "|"
        if bars and isinstance(inner, Norm) and self.is_matrix(inner.operand):
            return replace(node, function="logdet", arguments=(inner.operand,))
        return node

    def is_matrix(self, node: Node) -> bool:
        """Whether it is the name of a matrix."""
        if self.names.open_ and isinstance(node, Name) and node.name not in self.names.orders:
            return node.name[0].isupper()
        return isinstance(node, Name) and self.names.orders.get(node.name) == 2

    def application(self, node: Name, primes: int) -> Node | None:
        """A name applied to what stands in brackets, or None where the two are factors.

        A definition followed by names in brackets, as `E(A5)`, is the definition itself.
        """
        name, names = node.name, self.names
        place = self.place
        if names.open_:
            return None if names.is_array(name) else self.opened(node, primes)
        if name in names.orders and name not in names.variables and not primes:
            arguments, end = self.fenced()
            words = [argument.name for argument in arguments if isinstance(argument, Name)]
            plain = self.at("script") and not names.variables.issuperset(words)
            plain |= self.at("script", "_") and not names.orders[name]
            factor = (name == "D" and len(arguments) > 1) or plain
            if len(words) == len(arguments) == 1 and words[0].endswith("*"):
                return Applied(node.start, end, name, primes, tuple(arguments))
            if len(words) == len(arguments) and not factor:
                return Name(node.start, end, name)
            self.place = place
            return None
        if names.is_array(name) or name in names.sizes or name == "pi":
            return None
        arguments, end = self.fenced()
        if name in names.functions or name in names.elementwise:
            return Applied(node.start, end, name, primes, tuple(arguments))
        if name in GREEK_FUNCTIONS:
            return Applied(node.start, end, self.greek(name), primes, tuple(arguments))
        alone = all(isinstance(argument, Name) for argument in arguments)
        own = any(isinstance(inner, Name) and inner.name == name for a in arguments for inner in walk(a))
        if primes or (not own and (alone or name[0] in _FUNCTION_LETTERS)):
            return Applied(node.start, end, name, primes, tuple(arguments))
        self.place = place
        return None

    def opened(self, node: Name, primes: int) -> Node | None:
        """A name before a bracket where no names are known: a matrix where the bracket is raised, else a function."""
        place = self.place
        arguments, end = self.fenced()
        raised = self.at("script", "^") or self.at("prime")
        if raised and len(node.name) == 1 and node.name.isupper() and isinstance(arguments[0], (Terms, Factors)):
            self.place = place
            return None
        known = node.name in self.names.functions or primes
        name = node.name if known else GREEK_FUNCTIONS.get(node.name, node.name)
        return Applied(node.start, end, name, primes, tuple(arguments))

    def greek(self, name: str) -> str:
        """The function that a Greek letter means: the usual one, or the only one that the problem applies.

        The usual one it is also where the derivative of that only one speaks of it, as that of `silu` does.
        """
        used = self.names.elementwise
        usual = GREEK_FUNCTIONS[name]
        if usual in used or len(used) != 1 or name != "sigma":
            return usual
        rate = postorder(DERIVATIVE[used[0]]) if used[0] in DERIVATIVE else ()
        return usual if any(isinstance(node, Apply) and node.function == usual for node in rate) else used[0]
