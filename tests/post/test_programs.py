"""Posts that show a program: its assignments are definitions, `dW` is the derivative by W."""

import pytest

from adjoint.post.verb import check_post

LAYERS = """I am implementing a small network in numpy, and the gradient check fails. What did I do wrong?

```python
import numpy as np
Z1 = X @ W1 + b1          # n x h
A1 = np.maximum(0, Z1)
Z2 = A1 @ W2 + b2
loss = 0.5*np.sum((Z2 - Y)**2)
```

and the backward pass

    dZ2 = Z2 - Y
    dW2 = A1.T @ dZ2
    db2 = np.sum(dZ2, axis=0)
    dA1 = {dA1}
    dZ1 = dA1 * (Z1 > 0)
    dW1 = X.T @ dZ1
    W1 -= lr * dW1
"""


@pytest.mark.parametrize(("line", "wrong"), [("dZ2 @ W2.T", []), ("W2 @ dZ2", ["dA1 = W2 @ dZ2"])])
def test_a_backward_pass_is_judged(line: str, wrong: list[str]) -> None:
    """Biases are added to each row, stars are entrywise, and only the line that is wrong is called so."""
    found = check_post(LAYERS.format(dA1=line))
    told = [text for one in found.parts[0].derivations for text in one.lines]
    assert [text for text, verdict in zip(told, found.lines, strict=True) if verdict != "right"] == wrong
    assert [text for text, _ in found.proposal.sources][:2] == ["Z1 = X*W1 + ones(m)*b1'", "A1 = relu(Z1)"]


def test_code_among_words() -> None:
    """Code among words defines names of several letters, and `dloss/dW` is a derivative."""
    text = "I have `loss = ((X @ W - Y)**2).sum()` and want the gradient. Is `dloss/dW = 2 * X.T @ (X @ W - Y)` right?"
    assert check_post(text).lines == ("right", "right")
    assert check_post(text.replace("X.T", "X")).lines == ("right", "wrong")


ATTENTION = r"""Let $S = QK^T$, $P = \operatorname{softmax}(S)$ applied to each row and $O = PV$. Denote
$dO = \partial L/\partial O$ etc. Then $$dV = P^TdO$$ $$dP = dO\,V^T$$ $$dQ = dS\,K$$ $$dK = dS\,Q$$"""

EXPONENTIAL = r"""Let $f(X) = \operatorname{tr}(\exp(X))$ where exp is the matrix exponential. I get
$df = \operatorname{tr}(\exp(X)dX)$, so $\nabla f = \exp(X)^T$."""


def test_derivatives_that_are_called_changes() -> None:
    """`dO = ∂L/∂O` says that all such names are derivatives."""
    assert check_post(ATTENTION).lines == ("right",) * 7 + ("wrong",)


def test_functions_of_matrices_are_told_in_words() -> None:
    """`The matrix exponential` is no exponential of each entry."""
    assert set(check_post(EXPONENTIAL).lines) == {"right"}


@pytest.mark.parametrize("letter", ["V", "Theta"])
def test_biases_are_told_by_what_a_program_does(letter: str) -> None:
    """What is added to data times something learnt is added to each row, whatever the letters."""
    text = LAYERS.format(dA1="dZ2 @ W2.T").replace("W", letter)
    assert set(check_post(text).lines) == {"right"}
    assert "wrong" in check_post(text.replace("axis=0", "axis=1")).lines
