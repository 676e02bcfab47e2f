"""The reply of the JSON contract."""

import json
from dataclasses import dataclass, field

from adjoint.derive.derivation import Answer, Derivation
from adjoint.expr.build import symbol
from adjoint.render.document import reply


@dataclass
class Verdict:
    status: str = "exact"
    detail: str = "2 random points"
    seed: int = 0


@dataclass
class Report:
    lines: list[Verdict]
    answers: list[Verdict] = field(default_factory=lambda: [Verdict()])


@dataclass
class View:
    what: str
    value: object
    note: str
    answer: Answer | None = None


def test_a_reply_has_the_parts_of_the_contract(chain: Derivation) -> None:
    """Every part of the contract is there, and the whole is ready for JSON."""
    view = View("denominator layout", symbol("X", "n", "m").T, "")
    document = reply(chain, Report([Verdict()] * 5), [view])  # type: ignore[list-item]
    assert json.loads(json.dumps(document)) == document
    assert document["read_as"] == {
        "text": "A4 = A3*W3; A5 = A4*W4; E = 1/2*normF(A5 - R)^2",
        "names": {"A3": "matrix n×p", "R": "constant matrix n×r", "A4": "definition, matrix n×q"},
        "held": [],
    }
    assert document["answer"] == {
        "text": "A3'*(A5 - R)*W4'",
        "latex": r"A_{3}^{\top} (A_{5} - R) W_{4}^{\top}",
        "shape": ["p", "q"],
        "layout": "gradient",
    }
    assert document["alternatives"] == [
        {"text": "X'", "latex": r"X^{\top}", "what": "denominator layout", "note": ""}
    ]
    assert document["assumptions"] == ["R has the shape of A5"]
    assert document["conditions"] == ["`A5` not zero"]
    assert document["verified"] == {"status": "exact", "detail": "2 random points", "seed": 0}


def test_lines_are_plain_text_and_latex(chain: Derivation) -> None:
    """A line has its text, LaTeX, law and verdict; one that continues begins with `=`."""
    lines = reply(chain, Report([Verdict()] * 5))["lines"]
    assert isinstance(lines, list)
    assert lines[0] == {
        "text": "dE = (A5 - R) : dA5",
        "latex": r"\mathrm{d}E = (A_{5} - R) : \mathrm{d}A_{5}",
        "law": "differential of a squared norm",
        "because": "The squared norm is A : A.",
        "verified": "exact",
    }
    assert (lines[1]["text"], lines[1]["note"]) == ("= (A5 - R) : dA4*W4", "A5 = A4*W4")


def test_the_weakest_verdict_is_that_of_the_whole(chain: Derivation) -> None:
    """One enclosed line makes the whole enclosed."""
    report = Report([*[Verdict()] * 4, Verdict("enclosed", "40 digits", 7)])
    assert reply(chain, report)["verified"] == {"status": "enclosed", "detail": "40 digits", "seed": 7}


def test_a_tensor_names_its_axes(jacobian: Derivation) -> None:
    """The indices of a tensor are listed in the order of its axes."""
    answer = reply(jacobian, Report([Verdict()]))["answer"]
    assert answer == {
        "text": "delta_ja X_ib", "latex": r"\delta_{ja} X_{ib}", "axes": ["i", "j", "a", "b"],
        "shape": ["n", "m", "m", "d"], "layout": "jacobian",
    }  # fmt: skip
