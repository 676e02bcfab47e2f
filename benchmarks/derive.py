"""Times deriving all the weight gradients of a deep chain, beside the tools that people have.

    normF(W_k*tanh(W_(k-1)*...*tanh(W_1*x)))^2    by W_1, ..., W_k, for k = 2, 4, ..., 64

    python benchmarks/derive.py [--rounds 7] [--cap 60] [--peer-python PATH]

Every contender lives in a process of its own. One round asks each of them once, so that all see the same
machine; rounds repeat. A contender that takes longer than the cap is out from that depth on, one that is not
installed is left out. `--peer-python` names an interpreter for the contenders that need other packages.
Times are of deriving alone: the problem is built, and everything imported and used once, before the clock.
"""

import argparse
import json
import os
import select
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from typing import IO, Any

DEPTHS = (2, 4, 8, 16, 32, 64)
WIDTH = 8
Timed = Callable[[], Any]


def _problem(depth: int) -> str:
    layers = ["h1 = W1*x", *(f"h{k} = W{k}*tanh(h{k - 1})" for k in range(2, depth + 1))]
    shapes = [f"x: n0; {'; '.join(f'W{k}: n{k} x n{k - 1}' for k in range(1, depth + 1))}"]
    return "; ".join([*layers, f"f = normF(h{depth})^2", *shapes])


def _asked(depth: int) -> Any:
    from adjoint.read.problem import read_problem, read_question

    weights = [f"W{k}" for k in range(1, depth + 1)]
    return read_question(read_problem(_problem(depth)), weights, "gradient", (), None, None)


def adjoint_derivation(depth: int) -> Timed:
    """All lines of the derivation, without their proof."""
    from adjoint.derive.derive import derive

    question = _asked(depth)
    return lambda: derive(question)


def adjoint_proved(depth: int) -> Timed:
    """All lines, each tested."""
    from adjoint.check.verify import verify
    from adjoint.derive.derive import derive

    question = _asked(depth)
    return lambda: verify(derive(question))


def adjoint_read(depth: int) -> Timed:
    """The problem read from its text."""
    return lambda: _asked(depth)


def jax_jaxpr(depth: int) -> Timed:
    """The traced program of the gradients."""
    import jax
    import jax.numpy as jnp
    import numpy as np

    def value(weights: list[Any], x: Any) -> Any:
        for place, weight in enumerate(weights):
            x = weight @ (jnp.tanh(x) if place else x)
        return (x * x).sum()

    weights = [np.ones((WIDTH, WIDTH)) for _ in range(depth)]
    return lambda: jax.make_jaxpr(jax.grad(value))(weights, np.ones(WIDTH))


def sympy_matrices(depth: int) -> Timed:
    """Derivatives of a matrix expression."""
    import sympy

    n = sympy.Symbol("n", integer=True, positive=True)
    weights = [sympy.MatrixSymbol(f"W{k}", n, n) for k in range(depth)]
    value: Any = sympy.MatrixSymbol("x", n, 1)
    for place, weight in enumerate(weights):
        value = weight * (value.applyfunc(sympy.tanh) if place else value)

    def run() -> Any:
        sympy.core.cache.clear_cache()
        return [(value.T * value).diff(weight) for weight in weights]

    return run


def _tensorgrad(depth: int) -> tuple[list[Any], Any]:
    import sympy
    import tensorgrad
    import tensorgrad.functions as functions

    sizes = [sympy.Symbol(f"n{k}") for k in range(depth + 1)]
    weights = [
        tensorgrad.Variable(f"W{k}", **{f"n{k}": sizes[k], f"n{k - 1}": sizes[k - 1]}) for k in range(1, depth + 1)
    ]
    value: Any = tensorgrad.Variable("x", n0=sizes[0])
    for place, weight in enumerate(weights):
        value = weight @ (functions.tanh(value) if place else value)
    return weights, functions.frobenius2(value)


def tensorgrad_simplified(depth: int) -> Timed:
    """Simplified gradients with the memory that its compiler shares between them."""
    from tensorgrad.compiler.runtime import normalize_args

    def run() -> Any:
        weights, value = _tensorgrad(depth)
        shared = normalize_args()
        return [value.grad(weight).simplify(shared) for weight in weights]

    return run


CONTENDERS: dict[str, Callable[[int], Timed]] = {
    "adjoint: derivation": adjoint_derivation,
    "adjoint: derivation, proved": adjoint_proved,
    "adjoint: reading": adjoint_read,
    "jax: make_jaxpr(grad)": jax_jaxpr,
    "tensorgrad: compiler's simplify": tensorgrad_simplified,
    "sympy: diff": sympy_matrices,
}
REFERENCE = "jax: make_jaxpr(grad)"
ELSEWHERE = ("tensorgrad", "sympy")


class Worker:
    """A process that times one contender."""

    def __init__(self, name: str, python: str) -> None:
        environment = os.environ | {"JAX_PLATFORMS": "cpu", "PYTHONHASHSEED": "0"}
        command = [python, os.path.abspath(__file__), "--worker", name]
        pipe = subprocess.PIPE
        self.process = subprocess.Popen(
            command, stdin=pipe, stdout=pipe, stderr=subprocess.DEVNULL, text=True, env=environment
        )

    def ask(self, depth: int, cap: float) -> float | str:
        """Seconds for one depth, or why there are none."""
        sending, receiving = self.process.stdin, self.process.stdout
        assert sending is not None
        assert receiving is not None
        try:
            print(depth, file=sending, flush=True)
        except BrokenPipeError:
            return "stopped"
        if not select.select([receiving], [], [], cap)[0]:
            self.stop()
            return f"> {cap:g} s"
        line = receiving.readline()
        return json.loads(line) if line else "stopped"

    def stop(self) -> None:
        """Ends the process."""
        self.process.kill()
        self.process.wait()


def work(name: str, answers: IO[str]) -> None:
    """Times what each line of standard input asks for; the first time at a depth does not count."""
    sys.setrecursionlimit(100_000)
    for line in sys.stdin:
        try:
            run = CONTENDERS[name](int(line))
            begun = time.perf_counter()
            run()
            answer: float | str = time.perf_counter() - begun
        except ImportError as missing:
            answer = f"not installed ({missing.name})"
        except Exception as failure:  # noqa: BLE001
            answer = type(failure).__name__
        print(json.dumps(answer), file=answers, flush=True)


def measure(rounds: int, cap: float, elsewhere: str) -> dict[tuple[str, int], list[float] | str]:
    """For each contender and depth the times, or why there are none."""
    found: dict[tuple[str, int], list[float] | str] = {}
    pythons = {name: elsewhere if name.startswith(ELSEWHERE) else sys.executable for name in CONTENDERS}
    workers = {name: Worker(name, python) for name, python in pythons.items()}
    out: dict[str, str] = {}
    for name, worker in workers.items():
        warm = worker.ask(2, 300)
        if isinstance(warm, str):
            out[name] = warm
    for depth in DEPTHS:
        times: dict[str, list[float]] = {name: [] for name in CONTENDERS}
        for _ in range(rounds):
            for name, worker in workers.items():
                answer = out[name] if name in out else worker.ask(depth, cap)
                if isinstance(answer, str):
                    out[name] = answer
                else:
                    times[name].append(answer)
        for name in CONTENDERS:
            found[name, depth] = times[name] or out[name]
    for worker in workers.values():
        worker.stop()
    return found


def table(found: dict[tuple[str, int], list[float] | str]) -> str:
    """Minimum and median in milliseconds, and the ratio of the minimum to the reference's."""
    rows = [f"{'depth':>5}  {'contender':34}{'min ms':>10}{'median ms':>12}{'ratio':>9}"]
    for depth in DEPTHS:
        base = found[REFERENCE, depth]
        for name in CONTENDERS:
            times = found[name, depth]
            if isinstance(times, str):
                rows.append(f"{depth:>5}  {name:34}{times:>10}")
                continue
            ratio = f"{min(times) / min(base):9.2f}" if isinstance(base, list) else ""
            rows.append(f"{depth:>5}  {name:34}{1e3 * min(times):10.2f}{1e3 * statistics.median(times):12.2f}{ratio}")
    return "\n".join(rows)


def main() -> None:
    """Measures and prints, or works for the process that measures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--cap", type=float, default=60)
    parser.add_argument("--peer-python", default=sys.executable)
    parser.add_argument("--worker", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.worker:
        answers = os.fdopen(os.dup(1), "w")
        os.dup2(2, 1)
        work(options.worker, answers)
    else:
        print(table(measure(options.rounds, options.cap, options.peer_python)))


if __name__ == "__main__":
    main()
