"""The family of errors. Each says what was asked, what does not fit, and what would.

    AdjointError
    ├── SyntaxProblem      syntax        the text cannot be read
    ├── UnknownName        unknown-name  a name that nothing introduces
    ├── ShapeError         shape         sizes that do not fit together
    ├── Unsupported        unsupported   meaningful, but not (yet) within the language or the book
    ├── Ambiguous          ambiguous     two readings, neither preferred
    ├── DomainError        domain        no value, or no derivative, where it is asked for
    └── TooLarge           too-large     beyond the stated limits of size or time
"""

from collections.abc import Callable
from typing import ClassVar, Self

Words = str | Callable[[], str]


class AdjointError(Exception):
    """One complaint: `message` quotes what was asked, `hint` names the nearest thing that would do.

    Either may be given as what spells it, for complaints that are raised many times and seldom read.
    `position` counts characters from 0 in the problem text, `length` is how far the quoted part
    reaches; both are None where the complaint has no single place. `source` is the text that was read, where
    that is not the text that the caller gave.
    """

    kind: ClassVar[str]

    def __init__(
        self, message: Words, *, hint: Words = "", position: int | None = None, length: int | None = None
    ) -> None:
        super().__init__(message)
        self._message, self._hint = message, hint
        self.position = position
        self.length = length
        self.source = ""

    @property
    def message(self) -> str:
        """What was asked and does not fit."""
        return self._message if isinstance(self._message, str) else self._message()

    @property
    def hint(self) -> str:
        """The nearest thing that would do, or nothing."""
        return self._hint if isinstance(self._hint, str) else self._hint()

    def __str__(self) -> str:
        return self.message

    def again(self) -> Self:
        """The same complaint, to be kept or raised another time; what was raised holds on to where it was."""
        other = type(self).__new__(type(self), *self.args)
        other.__dict__.update(self.__dict__)
        return other

    def at(self, position: int, length: int) -> "AdjointError":
        """The same complaint, placed; a place that is already known is kept."""
        if self.position is None:
            self.position, self.length = position, length
        return self


class SyntaxProblem(AdjointError):
    """The text cannot be read as a problem."""

    kind = "syntax"


class UnknownName(AdjointError):
    """A name that is neither declared, defined, a size nor built in."""

    kind = "unknown-name"


class ShapeError(AdjointError):
    """Operands whose sizes do not fit the operation."""

    kind = "shape"


class Unsupported(AdjointError):
    """A question with an answer that this version cannot give, or cannot verify."""

    kind = "unsupported"


class Ambiguous(AdjointError):
    """A spelling with two usual meanings."""

    kind = "ambiguous"


class DomainError(AdjointError):
    """No value, or no derivative, at any point that the problem allows."""

    kind = "domain"


class TooLarge(AdjointError):
    """A problem beyond the limits of size, depth or time."""

    kind = "too-large"


def fault(problem: BaseException) -> AdjointError:
    """Whatever was raised as a complaint: one of memory or depth is `too-large`, other faults begin with `internal`."""
    if isinstance(problem, AdjointError):
        return problem
    if isinstance(problem, (RecursionError, MemoryError)):
        return TooLarge(f"the problem is too large to carry through ({type(problem).__name__})")
    hint = "this is a fault of adjoint; please report the problem"
    return Unsupported(f"internal: {type(problem).__name__}: {problem}", hint=hint)
