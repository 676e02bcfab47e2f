"""Nodes are frozen, interned, and the same in every process."""

import copy
import gc
import os
import subprocess
import sys
import weakref
from collections.abc import Callable

import pytest

from adjoint.expr.build import d, symbol
from adjoint.expr.infer import is_symmetric
from adjoint.expr.language import KINDS, Expr
from adjoint.expr.walk import postorder

PROGRAM = """
import random
from adjoint.expr.build import add, apply, hadamard, inverse, multiply, symbol
if {before}:
    earlier = [symbol(name, "n", "n") @ symbol(name + "0", "n", "n").T for name in "ZYXABC"]
parts = [symbol(name, "n", "n", "symmetric", "invertible") for name in {{"A", "B", "C", "D"}}]
terms = [multiply(p, q.T, inverse(r)) for p in parts for q in parts for r in parts]
random.Random({before}).shuffle(terms)
print(add(*terms), hadamard(*parts, *(apply("exp", part) for part in parts)), add(*terms).digest.hex())
"""


def _printed(seed: int, before: int) -> str:
    run = [sys.executable, "-c", PROGRAM.format(before=before)]
    environment = {"PYTHONHASHSEED": str(seed), "PYTHONPATH": os.pathsep.join(sys.path)}
    return subprocess.run(run, env=environment, capture_output=True, text=True, check=True).stdout


def test_independent_of_the_hash_seed_and_of_what_came_before() -> None:
    """Order of terms and digests are the same in every process, whatever the hash seed and the history."""
    assert len({_printed(seed, before) for seed, before in ((0, 0), (1, 1), (2, 2))}) == 1


def test_equal_nodes_are_one_object() -> None:
    """The same parts give the same object; another name, fact or size gives another."""
    one = symbol("A", "n", "n", "symmetric")
    assert symbol("A", "n", "n", "symmetric") is one
    assert (
        len({one, symbol("A", "n", "n"), symbol("B", "n", "n", "symmetric"), symbol("A", "m", "m", "symmetric")}) == 4
    )


def test_digests_tell_nodes_apart(trees: Callable[[int, int], list[Expr]]) -> None:
    """Different nodes have different digests."""
    nodes = set(postorder(*trees(300, 4)))
    assert len(nodes) > 500
    assert len({node.digest for node in nodes}) == len(nodes)


def test_frozen() -> None:
    """A node takes no new value, and a copy of it is itself."""
    node = symbol("A", "n", "n")
    with pytest.raises(AttributeError):
        node.name = "B"
    assert copy.copy(node) is node
    assert copy.deepcopy([node])[0] is node


def test_nodes_that_nobody_holds_are_forgotten() -> None:
    """The table of nodes is weak: a server does not fill up."""
    ref = weakref.ref(symbol("forgotten", "n", "n") @ symbol("forgotten", "n", "n"))
    gc.collect()
    assert ref() is None


def test_nodes_without_facts_asked_are_forgotten_with_them() -> None:
    """Asking for facts keeps no node alive."""
    node = symbol("forgotten", "n", "n", "symmetric") + symbol("missed", "n", "n", "symmetric")
    assert is_symmetric(node)
    ref = weakref.ref(node)
    del node
    gc.collect()
    assert ref() is None


def test_closed_list_of_kinds() -> None:
    """Every final kind of node is in the list of kinds, and each can say how it is laid out."""
    assert set(KINDS) == set(Expr.__subclasses__())
    assert all(kind._layout is not Expr._layout for kind in KINDS)


def test_moving_says_where_differentials_are() -> None:
    """A node moves exactly if a differential occurs in it."""
    a = symbol("A", "n", "n")
    assert (a @ d(a)).moving
    assert not (a @ a.T).moving
