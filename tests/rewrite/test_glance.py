"""The quick look before matching rules out nothing that matches."""

from itertools import islice, product

from adjoint.expr.walk import postorder
from adjoint.laws.book import CHAPTERS
from adjoint.rewrite.glance import could
from adjoint.rewrite.match import Bindings, Matcher

LAWS = [law for chapter in CHAPTERS for law in chapter.laws]
EVERYTHING = Matcher(lambda node: not node.moving)


def test_what_is_ruled_out_does_not_match() -> None:
    """Where the look says no, the left side of a law matches no way; tried on the parts of the laws' own sides."""
    nodes = list(postorder(*(side for law in LAWS for side in (law.left, law.right))))
    pairs = islice(product(LAWS, nodes), 0, None, 7)
    ruled_out = [(law.left, node) for law, node in pairs if not could(law.left, node)]
    assert len(ruled_out) > 1000
    for pattern, node in ruled_out:
        assert next(EVERYTHING.matches(pattern, node, Bindings()), None) is None, f"{pattern} matches {node}"


def test_every_law_may_match_its_own_left_side() -> None:
    """The look says yes where a side is held against itself."""
    assert all(could(law.left, law.left) for law in LAWS)
