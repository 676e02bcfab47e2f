"""What is known between lines: only what was accepted, and nothing of what went wrong."""

import pytest

from adjoint.audit.judging import course
from adjoint.audit.judging.decomposed import decomposed, split
from adjoint.audit.judging.trial import Trial
from adjoint.audit.said.hear import heard
from adjoint.audit.sense import calls
from adjoint.audit.sense.bench import LEARNT, Bench
from adjoint.audit.sense.claim import Judged
from adjoint.audit.verb import check
from adjoint.laws.elementwise import DERIVATIVE
from adjoint.post.judge import Turns
from adjoint.read.line import read_line
from adjoint.read.problem import read_problem
from adjoint.read.statement.question import read_question

FIT = "f = 1/2*normF(X*b - y)^2; b: p; X: n x p; y: n"


def bench(problem: str, variable: str) -> Bench:
    return Bench(read_question(read_problem(problem, scalar=True), [variable], "gradient"))


def test_a_bench_that_knows_more_leaves_the_old_one_alone() -> None:
    """Factors of a decomposition are known on the bench that was made for them, and on no other."""
    before = bench("f = normnuc(X); X: m x n", "X")
    (relation,) = read_line("X = U*S*V'", before.posed, [])
    assert relation.left is not None
    left, right = heard(relation.left), heard(relation.right)
    parts = decomposed(before, left, right)
    assert parts is not None
    after = split(before, parts[0], left, parts[1])
    assert {"U", "S", "V"} <= after.names.keys()
    assert {"U", "S", "V"}.isdisjoint(before.names)
    assert all(getattr(before, part) is not getattr(after, part) for part in LEARNT)
    assert before.extra == {}


def test_a_fault_is_told_as_one(monkeypatch: pytest.MonkeyPatch) -> None:
    """What goes wrong inside is no fault of the line, and the names that it brought are forgotten."""

    def broken(*_: object) -> None:
        raise TypeError("a number has no shape")

    trial = Trial(bench(FIT, "b"))
    monkeypatch.setattr(course, "ruled", broken)
    line = trial.hear("r = X*b - y, df = r'*X*db")
    assert (line.verdict, line.claims) == ("unreadable", [])
    assert line.notes == ["internal: TypeError: a number has no shape"]
    assert line.is_open
    assert "r" not in trial.bench.names
    found = check(FIT, ["df/db = X'*(X*b - y)"], "b")
    assert found.verdict == "unreadable"
    assert "internal: TypeError" in str(found)


def test_a_discarded_reading_leaves_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """A reading of a line of a post that is given up does not tell that the gradient was set to zero."""

    def hear(self: Trial, source: str) -> Judged:
        first = self.bench.question.wrt[0].name == "b"
        self.solving |= first
        self.lines.append(Judged(source, verdict="wrong" if first else "right"))
        return self.lines[-1]

    monkeypatch.setattr(Trial, "hear", hear)
    trial = Turns(bench(FIT, "b"))
    b, y = (trial.bench.problem.named(word) for word in "by")
    assert b is not None
    assert y is not None
    trial.options = ((b,), (y,))
    assert trial.hear("X'*(X*b - y) = 0").verdict == "right"
    assert not trial.solving


def test_a_wrong_table_of_slopes_confirms_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """A derivative of an entrywise function is proved before a line is compared with it."""
    problem = "f = c'*tanh(z); c: n; z: n"
    line = "c .* tanh'(z) = c .* (1 - tanh(z))"
    assert check(problem, [line], "z").lines == ("wrong",)
    calls._is_proved.cache_clear()
    monkeypatch.setitem(calls.DERIVATIVE, "tanh", calls.DERIVATIVE["sigmoid"])
    try:
        assert check(problem, ["c .* tanh'(z) = c .* sigmoid(z) .* (1 - sigmoid(z))"], "z").lines == ("unreadable",)
    finally:
        calls._is_proved.cache_clear()


def test_every_slope_is_proved() -> None:
    """Each derivative that a line may name passes the test that it is put to."""
    assert [function for function in DERIVATIVE if not calls._is_proved(function)] == []
